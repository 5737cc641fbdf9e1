#include "hearth/engine/projection.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include <fmt/format.h>

#include "hearth/base/text.hpp"
#include "hearth/engine/forward.hpp"
#include "hearth/engine/track.hpp"
#include "hearth/model/of_rights.hpp"
#include "projected.hpp"

namespace hearth {

namespace {

/// The table as it grows: columns by name, rows as long as the columns known so far.
struct Sheet {
    Frame frame;
    std::size_t column(const std::string& name, const std::string& unit, const std::string& title, int decimals) {
        const auto found = std::find_if(frame.columns.begin(), frame.columns.end(), [&](const Column& one) { return one.name == name; });
        if (found != frame.columns.end()) return static_cast<std::size_t>(found - frame.columns.begin());
        frame.columns.push_back({name, unit, title, decimals});
        return frame.columns.size() - 1;
    }
    void set(std::vector<Cell>& row, std::size_t column, Cell cell) {
        if (row.size() <= column) row.resize(column + 1);
        row[column] = std::move(cell);
    }
};

std::string title_of(const Header& header) { return header.title.empty() ? header.title_zh : header.title; }

const std::string accounts_note = "what payments come to and what accounts hold is the mean among those in force in the state";

}  // namespace

std::size_t steps_of(const Track& track, By by, const Contract& contract) {
    const Span period{by == By::year ? 12.0 : 1.0, 0, 0};
    if (const auto steps = track.steps_in(period)) return *steps;
    throw Fault("E0559", contract.product().header.place,
                fmt::format("basis {} of product {} has no {} on its grid", track.basis().header.name, contract.product().header.name, by == By::year ? "years" : "months"),
                by == By::month ? "project by year, or read the product on a basis with step = \"month\"" : "read the product on a basis whose step goes into a year");
}

namespace {

struct PolicySheet {
    Contract& contract;
    Track& track;
    std::size_t steps;       ///< in a period
    std::size_t periods;
    Forward forward;
    std::optional<Date> issued;
    PaymentSeen seen = {};

    PolicySheet(Contract& c, By by)
        : contract(c), track(c.track()), steps(steps_of(track, by, c)), periods((track.horizon() + steps - 1) / steps), forward(run_forward(track)) {
        if (const Value* date = c.given("issued")) issued = date->date();
    }

    /// What a payment comes to in the period before `end` while the contract stays in `state`; a move's payment is that of a move in
    /// the last step of the period. None if it cannot fall there.
    std::optional<double> amount(const Flow& flow, std::size_t begin, std::size_t end, std::size_t state) {
        if (track.with_paths()) return mean_amount(flow, begin, end, state);
        double sum = 0;
        bool any = false;
        const auto count = [&](const Point& point) {
            sum += track.amount(flow, point);
            any = true;
            if (seen.paid) seen.paid(point);
        };
        const auto held = [&](std::size_t k) { return track.kept(k); };  // a later state: as if held for as long as can be
        for (std::size_t k = begin; k < end && !track.ended(k, state, held(k)); ++k) {
            Point now = track.at_start(k, state, held(k));
            now.paid = flow.premium ? k : k + 1;
            if (track.starts_at(flow, k) || (flow.falls == Flow::Falls::issue && k == 0)) count(now);
            const Track::Passage stays = track.passage(k, state, state, held(k));
            if (track.closes_at(flow, k + 1)) count(stays.reached);
            const bool last = k + 1 == end || track.ended(k + 1, state, held(k + 1));
            if (!last) continue;
            if (flow.falls == Flow::Falls::product_end && track.ended(k + 1, state, held(k + 1))) count(stays.settled);
            if (flow.falls == Flow::Falls::status && !track.ended(k + 1, state, held(k + 1))) count(stays.settled);
            if (flow.falls == Flow::Falls::move)
                for (std::size_t to = 0; to < track.states(); ++to)
                    if (flow.moves[state * track.states() + to] != 0) {
                        count(track.passage(k, state, to, held(k)).moving);
                        break;
                    }
        }
        return any ? std::optional(sum * contract.scale()) : std::nullopt;
    }

    /// The same where paths differ: step by step the mean among those in force in the state.
    std::optional<double> mean_amount(const Flow& flow, std::size_t begin, std::size_t end, std::size_t state) {
        double sum = 0;
        bool any = false;
        for (std::size_t k = begin; k < end && k < forward.in_force.size(); ++k) {
            double all = 0, paid = 0;
            for (std::size_t node = state; node < forward.in_force[k].size(); node += track.states()) {
                const double weight = forward.in_force[k][node];
                const std::size_t held = node / track.states();
                if (weight == 0 || track.ended(k, state, held)) continue;
                all += weight;
                if (seen.in_force) seen.in_force(k, held);
                const auto count = [&](const Point& point) {
                    paid += weight * track.amount(flow, point);
                    any = true;
                    if (seen.paid) seen.paid(point);
                };
                Point now = track.at_start(k, state, held);
                now.paid = flow.premium ? k : k + 1;
                if (track.starts_at(flow, k) || (flow.falls == Flow::Falls::issue && k == 0)) count(now);
                const double* to = track.row(k, state, held);
                if (to[state] > 0) {
                    const Track::Passage stays = track.passage(k, state, state, held);
                    const bool over = track.ended(k + 1, state, stays.held);
                    if (track.closes_at(flow, k + 1)) count(stays.reached);
                    if (flow.falls == Flow::Falls::product_end && over) count(stays.settled);
                    if (flow.falls == Flow::Falls::status && !over && k + 1 == end) count(stays.settled);
                }
                if (flow.falls != Flow::Falls::move || k + 1 != end) continue;
                for (std::size_t s = 0; s < track.states(); ++s)
                    if (s != state && to[s] > 0 && flow.moves[state * track.states() + s] != 0) {
                        count(track.passage(k, state, s, held).moving);
                        break;
                    }
            }
            if (all > 0) sum += paid / all;
        }
        return any ? std::optional(sum * (track.counts(flow) && flow.unit == nullptr ? 1 : contract.scale())) : std::nullopt;
    }

    /// What an account holds on average among those in force in a state.
    std::optional<double> balance(std::size_t account, std::size_t k, std::size_t state) {
        if (k >= forward.in_force.size()) return std::nullopt;
        double sum = 0, all = 0;
        for (std::size_t node = state; node < forward.in_force[k].size(); node += track.states()) {
            if (forward.in_force[k][node] == 0) continue;
            all += forward.in_force[k][node];
            sum += forward.in_force[k][node] * track.paths(k).pasts[node / track.states()].balances[account];
        }
        if (all == 0) return std::nullopt;
        const std::string& unit = track.accounts()[account].account->unit;
        return sum / all * (unit.empty() || unit == "money" ? contract.scale() : 1);
    }

    /// Expected payments in a period of those who are in a state at the start of each step are not told apart: all states together.
    ExpectedFlows expected(std::size_t begin, std::size_t end) const {
        ExpectedFlows sum;
        for (std::size_t k = begin; k < std::min(end, forward.at_start.size()); ++k)
            for (const ExpectedFlows& one : {forward.at_start[k], forward.at_end[k]}) {
                sum.premiums += one.premiums;
                sum.benefits += one.benefits;
                sum.expenses += one.expenses;
            }
        return {sum.premiums * contract.scale(), sum.benefits * contract.scale(), sum.expenses * contract.scale()};
    }
};

}  // namespace

std::optional<double> projected_payment(Contract& contract, const Flow& flow, By by, std::size_t period, std::size_t state, PaymentSeen seen) {
    PolicySheet policy(contract, by);
    policy.seen = std::move(seen);
    return policy.amount(flow, (period - 1) * policy.steps, period * policy.steps, state);
}

namespace {

void add_values(Sheet& sheet, std::vector<Cell>& row, PolicySheet& policy, std::size_t k, std::size_t state, bool at_issue) {
    Contract& contract = policy.contract;
    Track& track = policy.track;
    const bool over = k >= track.horizon() || track.ended(k, state, track.kept(k));  // nobody is left
    for (const ValueOf& value : contract.product().values) {
        const bool closed = contract.at_issue_only(value.header.name);
        const bool truth = contract.type_of(value.header.name)->base == Type::Base::truth;
        const std::size_t column = sheet.column(value.header.name, truth ? "" : contract.product().header.currency, title_of(value.header), truth ? -1 : 2);
        if (closed ? !(at_issue && state == 0) : over) continue;
        if (state != 0 && contract.depends_on_held(value.header.name)) continue;  // on how long the state has lasted
        const double number = contract.value(value.header.name, {track.time_of(k), track.model().states[state], std::nullopt});
        if (truth) sheet.set(row, column, number != 0);
        else sheet.set(row, column, number);
    }
}

void add_policy(Sheet& sheet, const std::string& name, Contract& contract, By by) {
    PolicySheet policy(contract, by);
    Track& track = policy.track;
    const std::string currency = contract.product().header.currency;
    const Value* age = contract.given("age");
    const std::size_t chance = sheet.column("in_force", "", "", 6);
    const std::size_t first_row = sheet.frame.rows.size();
    for (std::size_t period = 0; period <= policy.periods; ++period) {
        const std::size_t end = period * policy.steps, begin = period == 0 ? 0 : end - policy.steps;
        for (std::size_t state = 0; state < track.states(); ++state) {
            if (!track.model().leavable(state) || track.ended(begin, state, track.kept(begin)) || !track.possible(end, state)) continue;
            std::vector<Cell> row;
            sheet.set(row, 0, name);
            sheet.set(row, 1, static_cast<std::int64_t>(period));
            sheet.set(row, 2, track.model().states[state]);
            const double time = static_cast<double>(period) / (by == By::year ? 1 : 12);
            if (policy.issued) sheet.set(row, 3, policy.issued->plus_months(static_cast<int>(period) * (by == By::year ? 12 : 1)));
            if (age != nullptr) sheet.set(row, 4, static_cast<std::int64_t>(age->number + std::floor(time)));
            double in_force = 0;
            if (end < policy.forward.in_force.size())
                for (std::size_t node = state; node < policy.forward.in_force[end].size(); node += track.states()) in_force += policy.forward.in_force[end][node];
            sheet.set(row, chance, in_force);
            for (const Flow& flow : track.flows()) {
                if (flow.expense) continue;
                const bool units = track.counts(flow) && flow.unit == nullptr;
                const std::size_t column = sheet.column(flow.payment->header.name, units ? "" : currency, title_of(flow.payment->header), 2);
                if (period == 0) continue;
                if (const auto paid = policy.amount(flow, begin, end, state)) sheet.set(row, column, *paid);
            }
            for (std::size_t a = 0; a < track.accounts().size(); ++a) {
                const Account& account = *track.accounts()[a].account;
                const std::size_t column = sheet.column(account.header.name, account.unit.empty() || account.unit == "money" ? currency : account.unit, title_of(account.header), 2);
                if (const auto held = policy.balance(a, end, state)) sheet.set(row, column, *held);
            }
            add_values(sheet, row, policy, end, state, period == 0);
            sheet.frame.rows.push_back(std::move(row));
        }
    }
    // What is expected is of the contract, not of a state: told in the row of the first state.
    const std::size_t premiums = sheet.column("expected_premiums", currency, "", 2), benefits = sheet.column("expected_benefits", currency, "", 2),
                      expenses = sheet.column("expected_expenses", currency, "", 2), discount = sheet.column("discount", "", "", 6);
    const std::string first = track.model().states.front();
    for (std::size_t r = first_row; r < sheet.frame.rows.size(); ++r) {
        std::vector<Cell>& row = sheet.frame.rows[r];
        const auto period = static_cast<std::size_t>(std::get<std::int64_t>(row[1]));
        if (std::get<std::string>(row[2]) != first) continue;
        const std::size_t end = period * policy.steps;
        double v = policy.forward.discount[std::min(end, policy.forward.discount.size() - 1)];
        sheet.set(row, discount, v);
        if (period == 0) continue;
        const ExpectedFlows paid = policy.expected(end - policy.steps, end);
        sheet.set(row, premiums, paid.premiums);
        sheet.set(row, benefits, paid.benefits);
        sheet.set(row, expenses, paid.expenses);
    }
}

/// What a product names may not share a column with what every projection has.
void refuse_own_columns(const Product& product, Report& report) {
    static constexpr std::array own = {"policy", "year", "month", "state", "date", "age", "in_force", "expected_premiums", "expected_benefits", "expected_expenses", "discount"};
    const auto look = [&](const Header& header) {
        if (std::find(own.begin(), own.end(), header.name) == own.end()) return;
        report.error("E0576", header.place, fmt::format("'{}' is a column of every projection: {}", header.name, fmt::join(own, ", ")), "give it another name");
    };
    for (const ValueOf& value : product.values) look(value.header);
    for (const Payment& payment : product.pays) look(payment.header);
    for (const Account& account : product.accounts) look(account.header);
}

std::string words_of(const Basis& basis) {
    constexpr const char* between[] = {"constant force", "uniform", "balducci"};
    constexpr const char* order[] = {"dead first", "additive", "pro rata", "exponential"};
    constexpr const char* read[] = {"start", "middle", "end", "integral"};
    std::string step = "continuous";
    if (!basis.continuous) {
        const double months = basis.step.months;
        step = months == 12 ? "year" : months == 1 ? "month" : fmt::format("{} years", shortest(basis.step.years()));
    }
    return fmt::format("{} (step {}, between {}, order {}, read {})", basis.header.name, step, between[static_cast<std::size_t>(basis.between)],
                       order[static_cast<std::size_t>(basis.order)], read[static_cast<std::size_t>(basis.read)]);
}

void add_provenance(Provenance& provenance, const std::string& policy, const Book& book, Contract& contract) {
    add_conventions(provenance, book, contract);
    provenance.illustrative = provenance.illustrative || contract.illustrative();
    provenance.notes.push_back(fmt::format("{}: expected payments and discount are read on basis {}", policy, contract.track().basis().header.name));
    for (const ValueOf& value : contract.product().values)
        if (value.solve)
            provenance.notes.push_back(fmt::format("{}: {} is solved; the sides of its equation differ by {:.1e}", policy, value.header.name,
                                                   std::fabs(contract.residual(value.header.name))));
}

}  // namespace

void add_conventions(Provenance& provenance, const Book& book, Contract& contract) {
    const auto say = [&](const std::string& word, const std::string& value) {
        const std::pair<std::string, std::string> one{word, value};
        if (std::find(provenance.conventions.begin(), provenance.conventions.end(), one) == provenance.conventions.end()) provenance.conventions.push_back(one);
    };
    for (const ValueOf& value : contract.product().values)
        if (const Basis* basis = value.basis.empty() ? nullptr : book.basis(value.basis)) say("basis", words_of(*basis));
    say("method", contract.track().with_paths() ? "exact on the grid, every path of the accounts" : contract.track().memory() > 0 ? "exact on the grid, states with their duration" : "exact on the grid, states without memory");
}

Frame project(const Book& book, const std::string& noun, const Given& given, By by, Report& report) {
    Sheet sheet;
    Frame& frame = sheet.frame;
    frame.name = frame.provenance.command = "project";
    frame.columns = {{"policy", "", "", -1}, {by == By::year ? "year" : "month", "", "", -1}, {"state", "", "", -1}, {"date", "", "", -1}, {"age", "", "", -1}};
    frame.keys = 3;
    frame.group = 0;
    const std::string name = noun.substr(noun.find('.') + 1);
    std::vector<std::pair<std::string, std::unique_ptr<Contract>>> contracts;
    if (noun.starts_with("family.")) {
        const Family& family = *book.family(name);
        frame.title = family.header.shown();
        frame.provenance.illustrative = family.header.illustrative;
        for (const Policy& policy : family.policies) {
            Given its = given_of(book, family, policy, report);
            for (const auto& [word, expression] : given) its[word] = expression;
            contracts.emplace_back(policy.header.name, std::make_unique<Contract>(book, *book.product(policy.product), std::move(its), report));
            if (policy.header.illustrative) frame.provenance.illustrative = true;
            for (const auto& [word, leaf] : policy.given)
                if (leaf->old != nullptr && of_rights(leaf->old->ast) && leaf->ast.top().op == Syntax::number)
                    frame.provenance.notes.push_back(fmt::format("{}: {} is {} on {}: {}", policy.header.name, word, shortest(leaf->ast.top().number), family.as_of.text(), leaf->ast.source));
        }
    } else {
        const Product& product = *book.product(name);
        frame.title = product.header.shown();
        contracts.emplace_back(name, std::make_unique<Contract>(book, product, given, report));
    }
    std::set<const Product*> products;
    for (auto& [policy, contract] : contracts)
        if (products.insert(&contract->product()).second) refuse_own_columns(contract->product(), report);
    if (report.failed()) return frame;
    for (auto& [policy, contract] : contracts) {
        add_policy(sheet, policy, *contract, by);
        add_provenance(frame.provenance, policy, book, *contract);
    }
    for (std::vector<Cell>& row : frame.rows) row.resize(frame.columns.size());
    bool with_accounts = false;
    for (auto& [policy, contract] : contracts)
        if (!contract->track().accounts().empty()) with_accounts = true;
    if (with_accounts) frame.provenance.notes.push_back(accounts_note);
    frame.provenance.conventions.emplace_back("timing", "values stand at the end of the period, before the premium then due; payments of a move at the end of its step");
    frame.provenance.conventions.emplace_back("age", "last birthday at issue plus completed policy years");
    return frame;
}

}  // namespace hearth
