// What is known of programs from the state a life is in alone.
#include <algorithm>
#include <optional>

#include "form.hpp"
#include "inside.hpp"

namespace hearth {

/// What a program comes to where a life is in one state, as far as that decides it.
struct Track::InState {
    const Track& track;
    const Program& program;
    std::size_t state;

    /// Of a comparison of `state` with a name, whether it holds.
    [[nodiscard]] std::optional<bool> compared(const Instruction& at) const {
        if (at.op < Code::is || at.op > Code::at_least) return std::nullopt;
        const Instruction &a = program.at(at.arguments[0]), &b = program.at(at.arguments[1]);
        const auto is_state = [](const Instruction& one) { return one.op == Code::load && one.id == load_id::state; };
        const Instruction& name = is_state(a) ? b : a;
        if ((!is_state(a) && !is_state(b)) || name.op != Code::constant || name.constant.kind != Value::Kind::name) return std::nullopt;
        const Value mine = Value::name(track.contract_.book.names->id(track.model_.states[state])), other = name.constant;
        const Value yes = is_state(a) ? compare_values(at.op, mine, other, at.order.get()) : compare_values(at.op, other, mine, at.order.get());
        return yes.known() ? std::optional(yes.yes()) : std::nullopt;
    }
    /// Whether a part that is asked can tell no fault: numbers that the moment or the policy says, and what compares them.
    [[nodiscard]] bool harmless(std::uint32_t index) const {
        if (index == Instruction::none) return false;
        const Instruction& at = program.at(index);
        if (at.op == Code::constant) return at.constant.kind == Value::Kind::number;
        if (at.op == Code::load && (at.id == load_id::time || at.id == load_id::year || at.id == load_id::month)) return true;
        if (at.op == Code::load && at.id >= load_id::given && at.id < load_id::missing) {
            const auto& one = track.contract_.known[at.id - load_id::given];
            return one.given && one.value.kind == Value::Kind::number;
        }
        const bool compares = at.op >= Code::is && at.op <= Code::at_least;
        return compares && harmless(at.arguments[0]) && harmless(at.arguments[1]);
    }
    /// Whether a condition holds; `at_once`: what comes first decides, so that nothing else is ever asked.
    [[nodiscard]] std::optional<bool> known(std::uint32_t index, bool at_once = false) const {
        if (index == Instruction::none) return std::nullopt;
        const Instruction& at = program.at(index);
        if (at.op == Code::let) return known(at.arguments[0], at_once);
        if (at.op == Code::negation) {
            const auto a = known(at.arguments[0], at_once);
            return a ? std::optional(!*a) : std::nullopt;
        }
        if (at.op == Code::both || at.op == Code::either) {
            const bool decisive = at.op == Code::either;
            const auto a = known(at.arguments[0], at_once), b = known(at.arguments[1], at_once);
            if (a == decisive || (b == decisive && (a || !at_once || harmless(at.arguments[0])))) return decisive;
            return a && b ? std::optional(!decisive) : std::nullopt;
        }
        return compared(at);
    }
    /// Whether its value may depend on how long the state has lasted.
    [[nodiscard]] bool depends(std::uint32_t index) const {
        if (index == Instruction::none || known(index)) return false;
        const Instruction& at = program.at(index);
        if (at.op == Code::load && at.id == load_id::held) return true;
        if (at.op == Code::choose)
            if (const auto which = known(at.arguments[0])) return depends(at.arguments[*which ? 1 : 2]);
        return std::any_of(at.arguments.begin(), at.arguments.end(), [this](std::uint32_t a) { return depends(a); });
    }
};

bool Track::mindful(std::size_t state) {
    if (memory() == 0) return true;  // one node is all there is
    if (joint_.lives.size() > 1 || with_paths()) return true;
    if (mindful_.empty()) {
        std::vector<char> out(states_, 0);
        for (std::size_t s = 0; s < states_; ++s)
            each_program([&](const Program& program) {
                if (program.empty() || out[s] != 0) return;
                const bool rate = std::any_of(rates_[0].begin(), rates_[0].end(), [&](const MoveRate& move) { return &move.program == &program && move.from != s; });
                if (!rate && InState{*this, program, s}.depends(program.root)) out[s] = 1;  // the rates of another state are not read here
            });
        mindful_ = std::move(out);
    }
    return mindful_[state] != 0;
}

/// Whether the state alone decides that a payment is due, or that it never is; behind the payments stands the end.
Track::Decided Track::find_decided(std::size_t flow, std::size_t state) {
    if (joint_.lives.size() > 1) return Decided::open;
    if (decided_.empty()) decided_.assign((flows_.size() + 1) * states_, Decided::unseen);
    Decided& known = decided_[flow * states_ + state];
    if (known == Decided::unseen) {
        const Program& when = flow < flows_.size() ? flows_[flow].when : ends_;
        const auto yes = when.empty() ? std::optional(true) : InState{*this, when, state}.known(when.root, true);
        known = !yes ? Decided::open : *yes ? Decided::due : Decided::never;
    }
    return known;
}

bool Track::premiums_by_path() {
    if (premiums_by_path_ < 0 && contract_.sealed) {
        premiums_by_path_ = 0;  // while it is found out
        premiums_by_path_ = premiums_may_differ() ? 1 : 0;
    }
    return reads_premiums_paid_ && premiums_by_path_ > 0;
}

/// Whether what is due as premium may depend on the path, for those who may pay one.
bool Track::premiums_may_differ() {
    if (basis_.continuous) return false;
    std::vector<InState> open;   // of one life: the conditions in each state in which the contract may go on
    for (std::size_t s = 0; s < states_; ++s)
        if (model_.leavable(s) && (joint_.lives.size() > 1 || ends_.empty() || InState{*this, ends_, s}.known(ends_.root) != true)) open.push_back({*this, ends_, s});
    if (open.size() < 2) return false;  // who may pay has been there since issue
    const auto reads = [](const Instruction& at, auto... which) { return at.op == Code::load && at.id < load_id::given && ((at.id % load_id::life == which) || ...); };
    const auto differs = [&](const Program& program, bool condition) {
        if (program.empty()) return false;
        bool by_state = false;
        for (const Instruction& at : program.code) {
            const bool value = at.op == Code::load && at.id >= load_id::value && at.id < load_id::payment;
            if (at.op == Code::special || reads(at, load_id::held, load_id::premium, load_id::profit)) return true;
            if (value ? !contract_.closed(at.id - load_id::value, *this) : at.op == Code::load && at.id >= load_id::account) return true;
            by_state = by_state || reads(at, load_id::state, load_id::entered);
        }
        if (!by_state || !condition || joint_.lives.size() > 1) return by_state;
        const auto known = [&](const InState& one) { return InState{*this, program, one.state}.known(program.root); };
        return std::any_of(open.begin(), open.end(), [&](const InState& one) { return !known(one) || known(one) != known(open.front()); });
    };
    return std::any_of(flows_.begin(), flows_.end(), [&](const Flow& flow) {
        return flow.premium && (differs(flow.when, true) || differs(leader(flow).when, true) || differs(flow.amount, false) || differs(flow.price, false));
    });
}

}  // namespace hearth
