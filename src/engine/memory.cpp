// How far back a contract must remember when a state was entered.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "form.hpp"
#include "hearth/base/text.hpp"
#include "inside.hpp"

namespace hearth {

namespace {

constexpr std::size_t without_end = SIZE_MAX - 1;
/// Of several lives together: then a node of the grid is a few thousand numbers at most.
constexpr double most_durations = 4096;

bool is_held(const Instruction& at) { return at.op == Code::load && at.id < load_id::given && at.id % load_id::life == load_id::held; }

bool reads_held(const Program& program) {
    return std::any_of(program.code.begin(), program.code.end(), is_held);
}

bool compares(Code op) { return op >= Code::is && op <= Code::at_least; }

}  // namespace

std::size_t Track::memory() { return kept(SIZE_MAX); }

const Durations& Track::find_durations() {
    durations_ = Durations{std::vector<std::size_t>(joint_.lives.size(), 0)};  // while it is found out, bounds are read at issue
    try {
        durations_->most = find_memory(nullptr);
        const auto remembers = [](std::size_t steps) { return steps > 0; };
        double codes = 1;
        for (const std::size_t one : durations_->most) codes *= static_cast<double>(one) + 1;
        if (std::count_if(durations_->most.begin(), durations_->most.end(), remembers) > 1 && codes > most_durations)
            throw Fault(Stop::limit, {"E0569", contract_.product.header.place, fmt::format("the lives of product {} remember more than {} durations together", contract_.product.header.name, shortest(most_durations)),
                                      "compare 'held' with a bound, or read it of one life alone"});
    } catch (...) {
        durations_.reset();
        throw;
    }
    return *durations_;
}

bool Track::rates_read_held(std::size_t life) const {
    return std::any_of(rates_[life].begin(), rates_[life].end(), [](const MoveRate& move) { return reads_held(move.program); });
}

std::vector<std::size_t> Track::find_memory(const Program* asked) {
    std::vector<std::size_t> longest(joint_.lives.size(), 0);
    const auto look = [&](const Program& program) {
        if (!reads_held(program)) return;
        std::vector<std::uint32_t> held(program.code.size(), Instruction::none);  // of which life the instruction is `held` itself
        for (std::size_t i = 0; i < program.code.size(); ++i) {
            const Instruction& at = program.code[i];
            if (is_held(at)) held[i] = at.id / load_id::life;
            for (std::size_t a = 0; a < at.arguments.size(); ++a) {
                if (at.arguments[a] == Instruction::none || held[at.arguments[a]] == Instruction::none) continue;
                std::size_t& most = longest[held[at.arguments[a]]];
                if (at.op == Code::let) {
                    held[i] = held[at.arguments[a]];
                    continue;
                }
                const std::uint32_t other = at.arguments.size() == 2 ? at.arguments[1 - a] : Instruction::none;
                if (!compares(at.op) || other == Instruction::none || contract_.varies(*this, program, other)) {
                    most = without_end;
                    continue;
                }
                const Kept here(here_, at_start(0, 0, 0));
                const Value bound = evaluator_.run(program, other);
                const double years = bound.kind == Value::Kind::span ? bound.span->years() : bound.number;
                if (bound.known() && years >= 0) most = std::max(most, static_cast<std::size_t>(std::floor(years * ticks_per_year / ticks_ + 1e-6)) + 1);
            }
        }
    };
    each_program(look);
    if (asked != nullptr) look(*asked);
    return longest;
}

void Track::each_program(const std::function<void(const Program&)>& visit) {
    visit(ends_);
    for (const Flow& flow : flows_)
        for (const Program* program : {&flow.when, &flow.amount, &flow.price}) visit(*program);
    for (const Program& value : values_) visit(value);
    for (std::size_t v = 0; v < values_.size(); ++v)
        if (&contract_.track_of(v, *this) == this)
            for (const Program* side : {&contract_.equations[v].first, &contract_.equations[v].second}) visit(*side);
    for (const Stream& stream : streams_)
        for (const Program* program : {&stream.amount, &stream.when}) visit(*program);
    for (const Form& form : forms_) visit(form.body);
    for (const auto& moves : rates_)
        for (const MoveRate& move : moves) visit(move.program);
    for (const ShockRate& shock : shocks_) visit(shock.program);
}

void Track::reset() {
    life_.reset();
    joint_life_.reset();
    ended_.clear();
    possible_.clear();
    horizon_ = SIZE_MAX;
    exits_.clear();
    exits_known_.clear();
    paid_.clear();
    for (Stream& stream : streams_) stream.filled.clear();
    for (auto& known : remembered_) known.clear();
}

}  // namespace hearth
