#include "person_life.hpp"

#include <stdexcept>

#include <fmt/format.h>

#include "hearth/base/text.hpp"

namespace hearth {

PersonLife::PersonLife(const Book& book, const Family& family, const Person& person, const Basis& basis, std::optional<std::size_t> state,
                       Report& report)
    : book_(book),
      family_(family),
      person_(person),
      model_(family.models.front()),
      basis_(basis),
      states_(state_domain(model_, *book.names)),
      state_(state),
      evaluator_(*this, *book.names) {
    for (const Product& product : book.products)
        for (const Ask& ask : product.asks) asked_.insert(ask.name);
    for (const Programme& programme : book.programmes)
        for (const Ask& ask : programme.asks) asked_.insert(ask.name);
    cut_ = !basis.continuous && basis.step != Span{};
    basis_.step = {1, 0, 0};
    read_facts(report);
    make_scopes();
    if (cut_) compile(report);
}

void PersonLife::compile(Report& report) {
    const std::size_t faults = report.errors();
    rates_ = rates_of(model_, basis_, "insured", family_.basis_place, report);
    for (MoveRate& move : rates_) {
        Compiler compiler(*book_.names, book_.words, asked_, report);
        if (auto program = compiler.compile(*move.rate->rate, scopes_.back(), Type::Base::force)) move.program = std::move(*program);
        illustrative_ = illustrative_ || compiler.illustrative() || basis_.header.illustrative;
    }
    if (basis_.interest)
        if (auto program = Compiler(*book_.names, book_.words, asked_, report).compile(*basis_.interest, scopes_.back(), Type::Base::number)) interest_ = std::move(*program);
    if (report.errors() == faults) life_ = std::make_unique<Life>(model_, basis_, rates_, false, reading());
}

Life::Reading PersonLife::reading() {
    Life::Reading reading;
    reading.rate = [this](const Program& program, const RatePoint& point) {
        if (program.type().base == Type::Base::dependent)
            throw Fault("E0544", program.at(program.root).place,
                        "a row of a yearly matrix, cut by month for the life of a person, is not computed yet");
        here_ = point;
        return evaluator_.number(program);
    };
    // The year of a yearly chance is the year of age; of unknown birth, the year since as_of.
    reading.year_part = [this](std::size_t k) {
        const int months = person_.born ? completed_months(*person_.born, day(k)) : static_cast<int>(k);
        return static_cast<double>(months % 12) / 12;
    };
    reading.when = [this](std::size_t k) {
        return person_.born ? fmt::format("{} of {}, age {}", day(k).text(), person_.header.name, completed_years(*person_.born, day(k)))
                            : fmt::format("{} of {}", day(k).text(), person_.header.name);
    };
    return reading;
}

void PersonLife::demand_computable() const {
    if (!state_) throw Fault("E0603", person_.header.place, fmt::format("unknown: {} must be known for a probability", path_of("state")));
    if (!cut_)
        throw Fault("E0544", basis_.step_place,
                    fmt::format("the life of a person on basis {} is not computed yet: its step is not a span", basis_.header.name),
                    "step = \"month\" or \"year\"");
    if (life_ == nullptr) throw std::logic_error("the rates had faults");
}

bool PersonLife::may_move(const std::vector<double>& chances) const {
    for (std::size_t state = 0; state < chances.size(); ++state)
        if (chances[state] > 0 && model_.leavable(state)) return true;
    return false;
}

std::vector<double> PersonLife::moves(std::size_t k, std::size_t from) {
    demand_computable();
    std::vector<double> out(model_.states.size(), 0.0);
    if ((person_.born && day(k) < *person_.born) || !model_.leavable(from)) {
        out[from] = 1;
        return out;
    }
    const double* row = life_->row(k, from, 0);
    return {row, row + out.size()};
}

double PersonLife::interest(std::size_t k) {
    if (interest_.empty()) throw Fault("E0552", basis_.header.place, fmt::format("basis {} has no interest", basis_.header.name), "write interest = \"3 %\"");
    here_ = {k, 0, state_.value_or(0), 0};
    const double interest = evaluator_.number(interest_);
    if (!(interest > -1)) throw Fault("E0541", basis_.interest->place, fmt::format("interest of {} on {} (allowed: above -1)", shortest(interest), day(k).text()));
    return interest;
}

const std::vector<double>& PersonLife::at(std::size_t k) {
    demand_computable();
    if (chances_.empty()) {
        chances_.emplace_back(model_.states.size(), 0.0);
        chances_[0][*state_] = 1;
    }
    while (chances_.size() <= k) {
        const std::size_t month = chances_.size() - 1;
        const std::vector<double>& now = chances_.back();
        const bool born = !person_.born || *person_.born <= day(month);
        // The dead need no rates, and tables end where nobody lives.
        if (!born || !may_move(now)) {
            chances_.push_back(std::vector<double>(now));
            continue;
        }
        std::vector<double> next(now.size(), 0.0);
        for (std::size_t from = 0; from < now.size(); ++from) {
            if (now[from] == 0) continue;
            const double* row = life_->row(month, from, 0);
            for (std::size_t to = 0; to < next.size(); ++to) next[to] += now[from] * row[to];
        }
        chances_.push_back(std::move(next));
    }
    return chances_[k];
}

}  // namespace hearth
