#include "hearth/rights/asked.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

#include <fmt/format.h>

#include "crowd.hpp"
#include "hearth/base/diagnostic.hpp"
#include "hearth/base/text.hpp"
#include "hearth/rights/expected.hpp"

namespace hearth {

namespace {

constexpr std::size_t most_lives = 20'000'000, most_months = 50'000'000;

const AccountRules& account_of(const Rulebook& rules, const Reading& reading) {
    return reading.right != Reading::none ? rules.rights()[reading.right].accounts[reading.part] : rules.programmes()[reading.programme].accounts[reading.part];
}

/// What a month of the chain brings of asks: who, where, which kind of month; and what it costs in any case.
struct AskedFor {
    struct One {
        int person = -1;
        std::size_t place = 0;
        std::uint32_t kind = 0;
    };
    std::vector<One> asks;
    double beside = 0;
};

/// The day, or year or month, with which the period of a quota began.
std::int32_t period_of(const Every& every, Date from, Date day) {
    if (every.kind == Every::Kind::none) return 0;
    if (every.kind == Every::Kind::calendar_year) return day.year();
    if (every.kind == Every::Kind::calendar_month) return day.year() * 12 + static_cast<int>(day.month());
    const int months = completed_months(from, day);
    return from.plus_months(months - months % static_cast<int>(every.span.months)).days();
}

/// A request that may go on.
struct OpenRun {
    int person = -1;
    std::size_t place = 0;
    std::uint32_t first = 0;
    std::vector<std::uint32_t> kinds;
};

struct Drawing {
    Household& household;
    std::size_t number;
    const Unit& unit;
    Asked& asked;
    const Copies& copies;
    Chain chain;
    std::vector<std::string> facts;
    std::size_t kinds_before = 0, months_before = 0;
    std::vector<std::vector<OpenRun>> open{};                               ///< by life
    std::vector<std::pair<std::size_t, Request>> done{};                 ///< with their place
    std::vector<double> beside{};
    std::vector<std::vector<double>> opens{};                            ///< by place
    std::vector<std::string> names{};                                    ///< of places

    [[nodiscard]] std::size_t place(const std::string& name) {
        const auto found = std::find(names.begin(), names.end(), name);
        if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
        names.push_back(name);
        opens.emplace_back(asked.length, -1.0);
        return names.size() - 1;
    }

    void begin() {
        asked.kinds.resize(kinds_before);
        asked.months.resize(months_before);
        open.assign(copies.lives(), {});
        done.clear();
        names.clear();
        opens.clear();
        beside.assign(copies.lives(), 0.0);
    }

    AskedFor prepare(std::size_t k, const Chain::Month& month) {
        if (!month.lacks.empty())
            throw Fault(Stop::no_answer, {"E0795", household.cohort.place, fmt::format("family {}, {}: {} is unknown: {}", household.cohort.family, household.rights->facts().name(month.lacks.begin()->first),
                                                                                        household.rights->rules().path(unit.right), join(month.lacks.begin()->second)), "", Severity::error});
        AskedFor out;
        const auto& pays = household.rights->rules().rights()[unit.right].pays;
        const auto asks = [&](int person) { return std::find_if(month.asks.begin(), month.asks.end(), [person](const Asking& ask) { return ask.person == person; }); };
        std::map<int, double> of_place;
        for (const Happening& what : month.happenings) {
            if (what.kind != Happening::Kind::cost) continue;
            const bool waits = asks(what.person) != month.asks.end();
            if (waits && pays[what.payment].payment->on == "request") of_place[what.person] += what.amount;
            else if (!waits || !chain.of_line(what.payment)) out.beside += what.amount * entry_of(what, household.rights->lives(), chain, k, {}).discount * household.discount;
        }
        for (const Asking& ask : month.asks) {
            if (asked.every.kind == Every::Kind::none && std::abs(ask.units - 1) > 1e-9)
                throw Fault("E0794", account_of(household.rights->rules(), asked.reading).account->header.place,
                            fmt::format("{} of {} are asked for at once by {}: whoever keeps a place has one", shortest(ask.units), asked.account, household.rights->facts().name(ask.person)),
                            "demand is 1, or the account opens 'every' month");
            AskedMonth kind;
            kind.tier = ask.tier;
            kind.settled = ask.settled;
            kind.units = ask.units;
            if (chain.quota()) {
                kind.own = ask.own;
                kind.period = period_of(chain.quota()->every, ask.own_from, chain.day(k));
            }
            kind.place = of_place[ask.person] + ask.served;
            kind.waiting = ask.waiting;
            kind.discount = household.rights->lives().discount(k) * household.discount;
            const std::size_t where = place(join(chain.labels()[ask.label], " "));
            opens[where][household.start + k] = ask.opens;
            out.asks.push_back({ask.person, where, static_cast<std::uint32_t>(asked.kinds.size())});
            asked.kinds.push_back(std::move(kind));
        }
        return out;
    }

    std::uint32_t quota_of(const Request& of, const OpenRun& run) {
        const auto fresh = static_cast<std::uint32_t>(-1);
        const bool of_person = chain.quota()->of_person;
        Quotas& quotas = asked.owners[{of.household, unit.right, of_person, of_person ? static_cast<std::size_t>(run.person) : unit.holder}];
        if (quotas.numbers.empty()) quotas.holder = unit.holder, quotas.place = names[run.place];
        const Account& account = *account_of(household.rights->rules(), chain.quota()->account).account;
        const auto refuse = [&](const std::string& why, const char* hint) { throw Fault("E0789", account.header.place, fmt::format("the quota {} {}, which is not computed yet", account.header.name, why), hint); };
        if (quotas.holder != unit.holder) refuse(fmt::format("is of {}, who has the right of two holders", household.rights->facts().name(run.person)), "a quota of the holder");
        if (quotas.place != names[run.place]) refuse(fmt::format("goes from one place to another, {} to {}", quotas.place, names[run.place]), "one account for all places");
        if (quotas.numbers.size() <= of.copy) quotas.numbers.resize(of.copy + 1, fresh);
        std::uint32_t& its = quotas.numbers[of.copy];
        if (its == fresh) {
            its = static_cast<std::uint32_t>(asked.quotas.size());
            asked.quotas.push_back(chain.quota()->opens);
        }
        return its;
    }

    void close(std::size_t life, OpenRun& run) {
        Request request;
        request.path = static_cast<std::uint32_t>(copies.path(life));
        request.household = static_cast<std::uint32_t>(number);
        request.copy = static_cast<std::uint32_t>(copies.copy(life));
        request.first = run.first;
        request.months = static_cast<std::uint32_t>(run.kinds.size());
        request.begin = asked.months.size();
        request.lot = drawn({copies.seed, request.path, request.copy, household.luck}, static_cast<std::uint32_t>(run.person), 0x8000u + run.first);
        if (chain.quota()) request.quota = quota_of(request, run);
        asked.months.insert(asked.months.end(), run.kinds.begin(), run.kinds.end());
        done.emplace_back(run.place, request);
        if (asked.months.size() > most_months)
            throw Fault(Stop::limit, {"E0796", household.cohort.place, fmt::format("more than {} months of asking", most_months), "fewer --paths, or an earlier --until", Severity::error});
    }

    void visit(std::size_t life, std::size_t k, const AskedFor& brought) {
        beside[life] += brought.beside;
        std::vector<OpenRun>& runs = open[life];
        if (runs.empty() && brought.asks.empty()) return;
        const auto month = static_cast<std::uint32_t>(household.start + k);
        for (OpenRun& run : runs) {
            const auto goes_on = [&](const AskedFor::One& ask) { return ask.person == run.person && ask.place == run.place; };
            if (std::none_of(brought.asks.begin(), brought.asks.end(), goes_on)) close(life, run), run.person = -1;
        }
        std::erase_if(runs, [](const OpenRun& run) { return run.person < 0; });
        for (const AskedFor::One& ask : brought.asks) {
            auto run = std::find_if(runs.begin(), runs.end(), [&](const OpenRun& one) { return one.person == ask.person; });
            if (run == runs.end()) run = runs.insert(run, {ask.person, ask.place, month, {}});
            run->kinds.push_back(ask.kind);
        }
    }

    void run() {
        kinds_before = asked.kinds.size();
        months_before = asked.months.size();
        live<AskedFor>(household, chain, copies, [&] { begin(); }, [&](std::size_t k, const Chain::Month& month) { return prepare(k, month); },
                      [&](std::size_t life, std::size_t k, const AskedFor& brought) { visit(life, k, brought); });
        for (std::size_t life = 0; life < open.size(); ++life)
            for (OpenRun& run : open[life]) close(life, run);
        std::vector<std::size_t> to;
        for (std::size_t i = 0; i < names.size(); ++i) {
            auto found = std::find_if(asked.places.begin(), asked.places.end(), [&](const SharedPlace& one) { return one.name == names[i]; });
            if (found == asked.places.end()) found = asked.places.insert(found, {names[i], std::vector<double>(asked.length, -1.0), std::vector<std::vector<Request>>(copies.paths)});
            to.push_back(static_cast<std::size_t>(found - asked.places.begin()));
            for (std::size_t month = 0; month < asked.length; ++month)
                if (opens[i][month] >= 0) found->opens[month] = opens[i][month];
        }
        for (const auto& [where, request] : done) asked.places[to[where]].paths[request.path].push_back(request);
    }
};

}  // namespace

std::vector<Asked> shared_accounts(Portfolio& portfolio) {
    std::vector<Asked> out;
    const Rulebook& rules = portfolio.households.front().rights->rules();
    for (std::size_t right = 0; right < rules.rights().size(); ++right)
        for (const PaymentRules& payment : rules.rights()[right].pays)
            for (const Reading& reading : payment.from) {
                const AccountRules& account = account_of(rules, reading);
                if (!account.shared) continue;
                auto found = std::find_if(out.begin(), out.end(), [&](const Asked& one) { return same_account(one.reading, reading); });
                if (found == out.end()) {
                    Asked fresh;
                    fresh.account = (reading.right == Reading::none ? rules.programmes()[reading.programme].programme->header.name : rules.path(reading.right)) + "." + account.account->header.name;
                    fresh.unit = account.account->unit;
                    fresh.reading = reading;
                    fresh.every = account.account->every;
                    found = out.insert(found, std::move(fresh));
                }
                if (std::find(found->rights.begin(), found->rights.end(), right) == found->rights.end()) found->rights.push_back(right);
                const std::size_t tiers = rules.programmes()[rules.rights()[right].programme].tiers_of;
                if (found->tiers_of != Reading::none && tiers != Reading::none && tiers != found->tiers_of)
                    throw Fault("E0789", payment.payment->header.place, fmt::format("{} is shared by rights with different tiers, which have no order among each other", found->account), "one list of tiers above all of them");
                if (tiers != Reading::none) found->tiers_of = tiers;
            }
    std::sort(out.begin(), out.end(), [](const Asked& a, const Asked& b) { return a.account < b.account; });
    return out;
}

void draw_asks(Portfolio& portfolio, std::size_t household, std::size_t from, std::size_t to, std::uint32_t paths, std::uint64_t seed, std::optional<Date> until, Asked& asked) {
    Household& one = portfolio.households[household];
    const Copies copies{from, to - from, paths, seed};
    if (copies.count == 0) return;
    if (copies.lives() > most_lives)
        throw Fault(Stop::limit, {"E0796", one.cohort.place, fmt::format("{} families on {} paths are more than {} lives", copies.count, paths, most_lives), "fewer --paths", Severity::error});
    if (asked.length == 0)
        for (Household& each : portfolio.households) {
            const Date end = std::min(each.rights->course().horizon(), until.value_or(each.rights->course().horizon()));
            asked.length = std::max(asked.length, each.start + static_cast<std::size_t>(std::max(0, completed_months(each.cohort.from, end))));
        }
    asked.beside.resize(portfolio.households.size());
    std::vector<double> beside(copies.lives(), 0.0);
    std::vector<std::string> facts;
    for (const std::string& each : account_of(one.rights->rules(), asked.reading).account->per)
        if (each != "all") facts.push_back(each);
    for (const Unit& unit : units_together(*one.rights)) {
        if (std::find(asked.rights.begin(), asked.rights.end(), unit.right) == asked.rights.end()) continue;
        Drawing drawing{one, household, unit, asked, copies, Chain(*one.rights, unit, facts, until), facts};
        drawing.chain.watch(asked.reading);
        drawing.run();
        for (std::size_t life = 0; life < beside.size(); ++life) beside[life] += drawing.beside[life];
    }
    asked.beside[household].insert(asked.beside[household].end(), beside.begin(), beside.end());
}

void put_in_order(Asked& asked) {
    std::sort(asked.places.begin(), asked.places.end(), [](const SharedPlace& a, const SharedPlace& b) { return a.name < b.name; });
    for (SharedPlace& place : asked.places) {
        const auto known = std::find_if(place.opens.begin(), place.opens.end(), [](double opens) { return opens >= 0; });
        double last = known == place.opens.end() ? 0 : *known;
        for (double& opens : place.opens) last = opens = opens < 0 ? last : opens;
        for (std::vector<Request>& path : place.paths)
            std::sort(path.begin(), path.end(), [](const Request& a, const Request& b) { return std::tie(a.first, a.lot, a.household, a.copy, a.begin) < std::tie(b.first, b.lot, b.household, b.copy, b.begin); });
    }
}

}  // namespace hearth
