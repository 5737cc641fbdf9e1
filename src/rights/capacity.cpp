// Beds, nights, staff: what becomes of many families who wait for them.
#include "hearth/rights/capacity.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include <fmt/format.h>

#include "hearth/base/diagnostic.hpp"
#include "hearth/base/text.hpp"
#include "hearth/rights/expected.hpp"
#include "hearth/rights/waiting.hpp"

namespace hearth {

namespace {

/// The ratio of two sums over paths, and its standard error: paths are independent, what is on one is not.
struct Ratio {
    double y = 0, n = 0, yy = 0, nn = 0, yn = 0;

    void add(double of, double by) {
        y += of, n += by;
        yy += of * of, nn += by * by, yn += of * by;
    }
    [[nodiscard]] Cell value() const { return n == 0 ? Cell{} : Cell{y / n}; }
    [[nodiscard]] Cell error(double paths, double unit = 1) const {
        if (n == 0) return {};
        const double r = y / n, found = yy - 2 * r * yn + r * r * nn;
        const double square = found > 1e-12 * yy ? found : 0;  // below it is rounding
        return unit * std::sqrt(square / paths / (paths - 1)) / (n / paths);
    }
};

constexpr std::size_t groups = 10;       // of paths, for the errors of quantiles

/// A row of the result, over all paths.
struct Row {
    double capacity = 0, months = 0;
    Ratio used, waiting, requests, wait, left, broken, breach, cost;
    std::array<std::vector<double>, groups> waits;  ///< how many waited so many months

    void add(const WaitingTally& one, bool kept) {
        capacity = kept ? one.capacity / one.months : one.capacity;
        months = one.months;
        used.add(one.used, kept ? one.months : 1);
        waiting.add(one.waiting, one.months);
        requests.add(one.requests, 1);
        wait.add(one.wait, one.requests);
        left.add(one.left, one.requests);
        broken.add(one.broken, one.promised);
        breach.add(one.breach, 1);
        cost.add(one.cost, 1);
    }
    void add_wait(std::size_t group, int months_waited) {
        auto& counts = waits[group];
        if (counts.size() <= static_cast<std::size_t>(months_waited)) counts.resize(static_cast<std::size_t>(months_waited) + 1, 0.0);
        counts[static_cast<std::size_t>(months_waited)] += 1;
    }

    static double quantile(const std::vector<double>& counts, double share) {
        double all = 0, sum = 0;
        for (const double count : counts) all += count;
        for (std::size_t months = 0; months < counts.size(); ++months)
            if ((sum += counts[months]) > share * all) return static_cast<double>(months);
        return counts.empty() ? 0 : static_cast<double>(counts.size() - 1);
    }
    /// Of all, and its standard error from ten groups of paths.
    void quantile(double share, std::vector<Cell>& row) const {
        std::vector<double> all, found;
        for (const auto& counts : waits) {
            if (all.size() < counts.size()) all.resize(counts.size(), 0.0);
            for (std::size_t i = 0; i < counts.size(); ++i) all[i] += counts[i];
            if (!counts.empty()) found.push_back(quantile(counts, share));
        }
        if (all.empty()) return row.insert(row.end(), 2, Cell{}), void();
        row.emplace_back(quantile(all, share));
        if (found.size() < 2) return row.emplace_back(), void();
        double mean = 0, square = 0;
        for (const double one : found) mean += one / static_cast<double>(found.size());
        for (const double one : found) square += (one - mean) * (one - mean);
        row.emplace_back(std::sqrt(square / static_cast<double>(found.size() - 1) / static_cast<double>(found.size())));
    }
};

/// What all places of all accounts come to on one path.
struct PathSum {
    double promised = 0, broken = 0, cost = 0, breach = 0;  ///< money on the first day
};

struct Capacity {
    Portfolio& portfolio;
    const Queueing& how;
    std::vector<Asked> accounts{};
    std::vector<std::size_t> drawn{};    ///< copies, by household

    Capacity(Portfolio& of, const Queueing& question) : portfolio(of), how(question), drawn(of.households.size(), 0) {
        accounts = shared_accounts(portfolio);
        if (accounts.empty())
            throw Fault("E0793", portfolio.households.front().family->header.place, "no right draws on an account of all families", "account.beds = { opens = 300, per = \"all\" }, and a payment on request from it");
        if (how.account.empty()) return;
        std::vector<std::string> known;
        for (const Asked& one : accounts) known.push_back(one.account);
        std::erase_if(accounts, [&](const Asked& one) { return one.account != how.account; });
        if (accounts.empty()) throw Fault("E0793", {}, fmt::format("no right draws on an account '{}' of all families (there: {})", how.account, join(known)), did_you_mean(how.account, known));
    }

    void draw(const std::vector<std::size_t>& copies) {
        for (Asked& asked : accounts) {
            for (std::size_t i = 0; i < copies.size(); ++i)
                if (copies[i] > drawn[i]) draw_asks(portfolio, i, drawn[i], copies[i], how.paths, how.seed, how.until, asked);
            put_in_order(asked);
        }
        for (std::size_t i = 0; i < copies.size(); ++i) drawn[i] = std::max(drawn[i], copies[i]);
    }

    [[nodiscard]] std::vector<std::size_t> counts() const {
        std::vector<std::size_t> out;
        for (const Household& one : portfolio.households) out.push_back(one.cohort.count);
        return out;
    }

    [[nodiscard]] std::vector<PathSum> sums(const std::vector<std::size_t>& copies) const {
        std::vector<PathSum> out(how.paths);
        WaitingPath found;
        for (const Asked& asked : accounts) {
            const WaitingGrid grid = waiting_grid(portfolio, asked, false);
            for (const SharedPlace& place : asked.places)
                for (std::size_t path = 0; path < how.paths; ++path) {
                    wait_in_line(asked, place, path, {copies, how.promise, false}, grid, found);
                    for (const WaitingTally& row : found.rows) {
                        out[path].promised += row.promised;
                        out[path].broken += row.broken;
                        out[path].cost += row.cost_value;
                        out[path].breach += row.breach_value;
                    }
                }
        }
        return out;
    }

    [[nodiscard]] Ratio broken(const std::vector<std::size_t>& copies) const {
        Ratio out;
        for (const PathSum& one : sums(copies)) out.add(one.broken, one.promised);
        return out;
    }
};

std::string method(const Queueing& how) { return fmt::format("simulation of whole lives and of the line: {} paths, seed {}", how.paths, how.seed); }

std::string promise_of(const Queueing& how) { return how.promise ? fmt::format("a place within {}", counted(static_cast<std::size_t>(*how.promise), "month")) : "what payments to those who wait say"; }

void finish(Frame& frame, Portfolio& portfolio, const Queueing& how) {
    frame.provenance = portfolio_provenance(portfolio, method(how));
    frame.provenance.conventions.emplace_back("promise", promise_of(how));
    if (how.until) frame.provenance.conventions.emplace_back("until", how.until->text());
}

}  // namespace

Provenance portfolio_provenance(Portfolio& portfolio, std::string method) {
    Provenance out;
    std::set<std::string> bases, notes;
    for (Household& one : portfolio.households) {
        FamilyRights& rights = *one.rights;
        out.illustrative = out.illustrative || rights.rules().illustrative() || rights.family().header.illustrative || rights.lives().illustrative;
        for (int policy = 0; policy < rights.facts().policies(); ++policy) {
            out.illustrative = out.illustrative || rights.facts().figures(policy).illustrative;
            if (const std::string& lacks = rights.facts().figures(policy).lacks; !lacks.empty())
                notes.insert(fmt::format("family {}, policy {}: premiums and values are unknown ({})", one.cohort.family, rights.facts().written(policy).header.name, lacks));
        }
        for (const std::string& note : events_not_read(rights)) notes.insert(fmt::format("family {}: {}", one.cohort.family, note));
        bases.insert(rights.lives().basis);
    }
    out.conventions = {{"as_of", portfolio.as_of.text()}, {"families", std::to_string(portfolio.families())}};
    for (const std::string& basis : bases) out.conventions.emplace_back("basis", basis);
    out.conventions.emplace_back("method", std::move(method));
    out.notes.assign(notes.begin(), notes.end());
    return out;
}

Frame capacity_by_year(Portfolio& portfolio, const Queueing& how) {
    Capacity capacity(portfolio, how);
    capacity.draw(capacity.counts());
    Frame frame;
    frame.name = "capacity";
    const auto column = [&](const char* name, const std::string& unit, int decimals) { frame.columns.push_back({name, unit, "", decimals}); };
    for (const char* name : {"account", "place"}) column(name, "", -1);
    if (how.by_tier) column("tier", "", -1);
    column("year", "", -1);
    frame.keys = frame.columns.size();
    column("capacity", "", 1);
    for (const auto& [name, unit, decimals] : {std::tuple("used", "", 2), std::tuple("occupancy", "", 4), std::tuple("waiting", "", 2), std::tuple("requests", "", 2), std::tuple("wait", "months", 2),
                                               std::tuple("wait_50", "months", 1), std::tuple("wait_90", "months", 1), std::tuple("left", "", 4), std::tuple("broken", "", 4),
                                               std::tuple("breach", portfolio.currency.c_str(), 0), std::tuple("cost", portfolio.currency.c_str(), 0)}) {
        column(name, unit, decimals);
        column((std::string(name) + "_error").c_str(), unit, decimals);
    }
    const double n = how.paths;
    for (const Asked& asked : capacity.accounts) {
        const WaitingGrid grid = waiting_grid(portfolio, asked, how.by_tier);
        const bool kept = asked.every.kind == Every::Kind::none;
        for (const SharedPlace& place : asked.places) {
            std::vector<Row> rows(grid.years * grid.tiers), whole(grid.tiers);
            WaitingPath found;
            for (std::size_t path = 0; path < how.paths; ++path) {
                wait_in_line(asked, place, path, {capacity.counts(), how.promise, how.by_tier}, grid, found);
                const std::size_t group = path * std::min<std::size_t>(groups, how.paths) / how.paths;
                std::vector<WaitingTally> sums(grid.tiers);
                for (std::size_t i = 0; i < rows.size(); ++i) {
                    rows[i].add(found.rows[i], kept);
                    sums[i % grid.tiers].add(found.rows[i]);
                }
                for (std::size_t tier = 0; tier < grid.tiers; ++tier) whole[tier].add(sums[tier], kept);
                for (const Wait& one : found.waits) {
                    rows[one.row].add_wait(group, one.months);
                    whole[one.row % grid.tiers].add_wait(group, one.months);
                }
            }
            const auto write = [&](const Row& row, std::size_t tier, Cell year) {
                std::vector<Cell> cells{asked.account, place.name.empty() ? Cell{} : Cell{place.name}};
                const auto& tiers = portfolio.households.front().rights->rules().programmes();
                if (how.by_tier) cells.push_back(grid.tiers == 1 || tier == 0 ? Cell{std::string("none")} : Cell{tiers[asked.tiers_of].programme->tiers[tier - 1].name});
                cells.push_back(std::move(year));
                cells.emplace_back(row.capacity);
                const auto both = [&](const Ratio& ratio) {
                    cells.push_back(ratio.value());
                    cells.push_back(ratio.error(n));
                };
                both(row.used);
                cells.push_back(row.capacity > 0 ? Cell{std::get<double>(row.used.value()) / row.capacity} : Cell{});
                cells.push_back(row.capacity > 0 ? row.used.error(n, 1 / row.capacity) : Cell{});
                both(row.waiting), both(row.requests), both(row.wait);
                row.quantile(0.5, cells), row.quantile(0.9, cells);
                both(row.left), both(row.broken), both(row.breach), both(row.cost);
                frame.rows.push_back(std::move(cells));
            };
            for (std::size_t tier = 0; tier < grid.tiers; ++tier) {
                for (std::size_t year = 0; year < grid.years; ++year)
                    write(rows[year * grid.tiers + tier], tier, static_cast<std::int64_t>(static_cast<std::size_t>(grid.first_year) + year));
                write(whole[tier], tier, std::string("all"));
            }
        }
    }
    finish(frame, portfolio, how);
    return frame;
}

Frame capacity_one_more(Portfolio& portfolio, const Queueing& how) {
    Capacity capacity(portfolio, how);
    std::vector<std::size_t> more = capacity.counts(), all = more;
    for (std::size_t& count : more) count = (count + 49) / 50;
    for (std::size_t i = 0; i < all.size(); ++i) all[i] += more[i];
    capacity.draw(all);
    Frame frame;
    frame.name = "one_more";
    for (const char* name : {"family", "from", "count", "more"}) frame.columns.push_back({name, "", "", -1});
    frame.keys = 2;
    for (const char* name : {"place", "beside", "breach", "total"})
        for (const char* part : {"", "_error"}) frame.columns.push_back({std::string(name) + part, portfolio.currency, "", 2});
    const std::vector<PathSum> before = capacity.sums(capacity.counts());
    for (std::size_t i = 0; i < more.size(); ++i) {
        std::vector<std::size_t> copies = capacity.counts();
        copies[i] += more[i];
        const std::vector<PathSum> after = capacity.sums(copies);
        std::array<Ratio, 4> figures;
        const auto number = static_cast<double>(more[i]);
        for (std::size_t path = 0; path < how.paths; ++path) {
            double beside = 0;
            for (const Asked& asked : capacity.accounts)
                for (std::size_t copy = capacity.counts()[i]; copy < copies[i]; ++copy) beside += asked.beside[i][copy * how.paths + path];
            const double place = after[path].cost - before[path].cost, breach = after[path].breach - before[path].breach;
            figures[0].add(place, number), figures[1].add(beside, number), figures[2].add(breach, number), figures[3].add(place + beside + breach, number);
        }
        const Cohort& cohort = portfolio.households[i].cohort;
        std::vector<Cell> row{cohort.family, cohort.from, static_cast<std::int64_t>(cohort.count), static_cast<std::int64_t>(more[i])};
        for (const Ratio& one : figures) {
            row.push_back(one.value());
            row.push_back(one.error(how.paths));
        }
        frame.rows.push_back(std::move(row));
    }
    finish(frame, portfolio, how);
    return frame;
}

Frame capacity_most(Portfolio& portfolio, const Queueing& how, const std::string& family, double share) {
    Capacity capacity(portfolio, how);
    const std::vector<std::size_t> written = capacity.counts();
    std::size_t sold = 0;
    for (const Household& one : portfolio.households)
        if (one.cohort.family == family) sold += one.cohort.count;
    // In the proportions of the rows: whoever is sold of n is sold of n + 1.
    const auto copies_of = [&](std::size_t number) {
        std::vector<std::size_t> so_far = written;
        for (std::size_t i = 0; i < written.size(); ++i)
            if (portfolio.households[i].cohort.family == family) so_far[i] = 0;
        for (std::size_t one = 0; one < number; ++one) {
            std::size_t next = written.size();
            for (std::size_t i = 0; i < written.size(); ++i) {
                if (portfolio.households[i].cohort.family != family) continue;
                if (next == written.size() || (so_far[i] + 1) * written[next] < (so_far[next] + 1) * written[i]) next = i;
            }
            ++so_far[next];
        }
        return so_far;
    };
    std::map<std::size_t, Ratio> tried;
    const auto keeps = [&](std::size_t number) {
        const std::vector<std::size_t> copies = copies_of(number);
        capacity.draw(copies);
        const Ratio& found = tried.emplace(number, capacity.broken(copies)).first->second;
        return found.n == 0 || found.y / found.n <= share;
    };
    std::size_t most = 0, too_many = sold;
    const Place place = portfolio.households.front().cohort.place;
    while (keeps(too_many)) {
        most = too_many;
        too_many *= 2;
        if (too_many > 64 * sold)
            throw Fault(Stop::no_answer, {"E0797", place, fmt::format("{} families {} keep it as well, and more were not tried", most, family), "write a larger count", Severity::error});
    }
    if (most == 0 && !keeps(0))
        throw Fault(Stop::no_answer, {"E0797", place, fmt::format("more promises than {} are broken even without a family {}", shortest(share), family), "", Severity::error});
    while (too_many - most > 1) {
        const std::size_t middle = most + (too_many - most) / 2;
        (keeps(middle) ? most : too_many) = middle;
    }
    Frame frame;
    frame.name = "most";
    for (const char* name : {"family", "families"}) frame.columns.push_back({name, "", "", -1});
    frame.keys = 2;
    for (const char* name : {"broken", "broken_error"}) frame.columns.push_back({name, "", "", 5});
    frame.columns.push_back({"kept", "", "", -1});
    for (const std::size_t number : {most, too_many}) {
        const Ratio& found = tried.at(number);
        frame.rows.push_back({family, static_cast<std::int64_t>(number), found.value(), found.error(how.paths), number == most});
    }
    finish(frame, portfolio, how);
    frame.provenance.conventions.emplace_back("kept", fmt::format("at most {} of the promises are broken", shortest(share)));
    frame.provenance.notes.push_back(fmt::format("found by bisection on the same lives: {} numbers of families were tried", tried.size()));
    return frame;
}

}  // namespace hearth
