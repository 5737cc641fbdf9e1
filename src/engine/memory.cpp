// How far back a contract must remember when a state was entered.
#include <cmath>

#include "form.hpp"
#include "inside.hpp"

namespace hearth {

namespace {

constexpr std::size_t without_end = SIZE_MAX - 1;

bool reads_held(const Program& program) {
    return std::any_of(program.code.begin(), program.code.end(), [](const Instruction& at) { return at.op == Code::load && at.id == load_id::held; });
}

bool compares(Code op) { return op >= Code::is && op <= Code::at_least; }

}  // namespace

std::size_t Track::memory() {
    if (memory_ == SIZE_MAX) {
        memory_ = 0;  // while it is found out, bounds are read at issue
        memory_ = find_memory(nullptr);
    }
    return memory_;
}

bool Track::rates_read_held() const {
    return std::any_of(rates_.begin(), rates_.end(), [](const MoveRate& move) { return reads_held(move.program); });
}

std::size_t Track::find_memory(const Program* asked) {
    std::size_t most = 0;
    const auto look = [&](const Program& program) {
        if (!reads_held(program)) return;
        std::vector<char> held(program.code.size(), 0);  // the instruction is `held` itself
        for (std::size_t i = 0; i < program.code.size(); ++i) {
            const Instruction& at = program.code[i];
            if (at.op == Code::load && at.id == load_id::held) held[i] = 1;
            for (std::size_t a = 0; a < at.arguments.size(); ++a) {
                if (at.arguments[a] == Instruction::none || held[at.arguments[a]] == 0) continue;
                if (at.op == Code::let) {
                    held[i] = 1;
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
    return most;
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
    for (const MoveRate& move : rates_) visit(move.program);
}

void Track::reset() {
    life_.reset();
    ended_.clear();
    horizon_ = SIZE_MAX;
    exits_.clear();
    exits_known_.clear();
    paid_.clear();
    for (Stream& stream : streams_) stream.filled.clear();
    for (auto& known : remembered_) known.clear();
}

}  // namespace hearth
