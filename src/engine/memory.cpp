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

std::size_t Track::memory() { return durations().since_issue(SIZE_MAX); }

const Durations& Track::find_durations() {
    durations_ = Durations{std::vector<std::size_t>(joint_.lives.size(), 0)};  // while it is found out, bounds are read at issue
    try {
        remember(find_memory(nullptr));
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

/// Takes over how long each life and each clock is remembered.
void Track::remember(std::vector<std::size_t> longest) {
    for (std::size_t c = 0; c < clocks_.size(); ++c) clocks_[c].most = longest[joint_.lives.size() + c];
    longest.resize(joint_.lives.size());
    durations_->most = std::move(longest);
}

bool Track::rates_read_held(std::size_t life) const {
    return std::any_of(rates_[life].begin(), rates_[life].end(), [](const MoveRate& move) { return reads_held(move.program); });
}

std::vector<std::size_t> Track::find_memory(const Program* asked) {
    const std::size_t lives = joint_.lives.size();
    std::vector<std::size_t> longest(lives + clocks_.size(), 0);
    const auto look = [&](const Program& program) {
        const auto is_lasting = [&](const Instruction& at) { return at.op == Code::special && forms_[at.id].kind == Form::Kind::lasting; };
        if (!reads_held(program) && std::none_of(program.code.begin(), program.code.end(), is_lasting)) return;
        std::vector<std::size_t> held(program.code.size(), Instruction::none);  // the instruction is `held` of this life itself, or `lasting`
        for (std::size_t i = 0; i < program.code.size(); ++i) {
            const Instruction& at = program.code[i];
            if (is_held(at)) held[i] = at.id / load_id::life;
            else if (is_lasting(at)) held[i] = lives + forms_[at.id].index;
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
                const Kept here(here_, Point{});
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
    for (const Balance& account : accounts_)
        for (const Program* program : {&account.opens, &account.carry, &account.grows, &account.floor}) visit(*program);
    for (const Clock& clock : clocks_) visit(clock.when);
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
    paths_.reset();
    for (Stream& stream : streams_) stream.filled.clear();
    for (auto& known : remembered_) known.clear();
}

}  // namespace hearth
