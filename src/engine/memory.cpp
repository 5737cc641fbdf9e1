// How far back a contract must remember when a state was entered.
#include <algorithm>
#include <cmath>
#include <optional>

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

bool compares(Code op) { return op >= Code::is && op <= Code::at_least; }

}  // namespace

bool reads_held(const Program& rate) { return std::any_of(rate.code.begin(), rate.code.end(), is_held); }

bool reads_held_alone(const Program& rate) {
    return reads_held(rate) && std::all_of(rate.code.begin(), rate.code.end(), [](const Instruction& at) {
               return at.op != Code::special &&
                      (at.op != Code::load || is_held(at) || (at.id >= load_id::given && at.id < load_id::missing));
           });
}

const Durations& Track::find_durations() {
    durations_ = Durations{std::vector<std::size_t>(joint_.lives.size(), 0)};  // while it is found out, bounds are read at issue
    try {
        remember(find_memory(nullptr));
        const auto remembers = [](std::size_t steps) { return steps > 0; };
        double codes = 1;
        for (const std::size_t one : durations_->most) codes *= static_cast<double>(one) + 1;
        if (std::count_if(durations_->most.begin(), durations_->most.end(), remembers) > 1 && codes > most_durations)
            throw Fault(Stop::limit, {"E0569", contract_.product.header.place,
                                      fmt::format("the lives of product {} remember more than {} durations together",
                                                  contract_.product.header.name, shortest(most_durations)),
                                      "compare 'held' with a bound, or read it of one life alone"});
    } catch (...) {
        durations_.reset();
        throw;
    }
    widened_ = widened_ || forms_.size() > own_forms_;
    return *durations_;
}

/// Takes over how long each life and each clock is remembered.
void Track::remember(std::vector<std::size_t> longest) {
    for (std::size_t c = 0; c < clocks_.size(); ++c) clocks_[c].most = longest[joint_.lives.size() + c];
    longest.resize(joint_.lives.size());
    durations_->most = std::move(longest);
}

/// Several lives need not remember more steps than a contract has that ends, whoever is where, by then.
void Track::within_the_end(std::vector<std::size_t>& longest) {
    remembered_ends_ = SIZE_MAX;
    const auto of_a_path = [](const Instruction& at) {
        return at.op == Code::special || (at.op == Code::load && at.id >= load_id::account) || is_held(at);
    };
    if (std::all_of(longest.begin(), longest.end(), [](std::size_t most) { return most < without_end; })) return;
    if (std::any_of(ends_.code.begin(), ends_.code.end(), of_a_path)) return;
    for (std::size_t k = 1; static_cast<double>(k) < most_durations; ++k) {
        bool over = true;
        for (std::size_t state = 0; state < states_ && over; ++state) over = holds(ends_, {k, k, k, state, state, 0, 0, nullptr});
        if (!over) continue;
        for (std::size_t life = 0; life < joint_.lives.size(); ++life) longest[life] = std::min(longest[life], k);
        remembered_ends_ = k;
        return;
    }
}

ReadsHeld Track::rates_read_held(std::size_t life) const {
    ReadsHeld out = ReadsHeld::nothing;
    const auto look = [&](const Program& program) {
        for (const Instruction& at : program.code)
            if (is_held(at)) out = std::max(out, at.id / load_id::life == life ? ReadsHeld::own : ReadsHeld::others);
    };
    if (life < rates_.size())
        for (const MoveRate& move : rates_[life]) look(move.program);
    else
        for (const ShockRate& shock : shocks_) look(shock.program);
    return out;
}

/// Finds how long each life's time in its state, and each clock, is told apart by one program: up to the largest bound it is compared with,
/// or the one under which it is read ("if held < 60 months then exp(-held) else 0").
struct Track::Remembering {
    Track& track;
    const Program& program;
    std::vector<std::size_t>& longest;
    using Bounds = std::vector<std::size_t>;  ///< of each clock: what it stays below where one reads; `without_end`: nothing

    /// Which clock an instruction is; none.
    [[nodiscard]] std::size_t watched(std::uint32_t index) const {
        const Instruction& at = program.at(index);
        if (at.op == Code::let) return watched(at.arguments[0]);
        if (is_held(at)) return at.id / load_id::life;
        const bool lasting = at.op == Code::special && track.forms_[at.id].kind == Form::Kind::lasting;
        return lasting ? track.joint_.lives.size() + track.forms_[at.id].index : SIZE_MAX;
    }
    /// A bound in steps; none: it differs, or is not known.
    [[nodiscard]] std::optional<std::size_t> bound(std::uint32_t index) const {
        if (track.contract_.varies(track, program, index)) return std::nullopt;
        const Kept here(track.here_, Point{});
        const Value bound = track.evaluator_.run(program, index);
        if (!bound.known()) return std::nullopt;
        const double years = bound.kind == Value::Kind::span ? bound.span->years() : bound.number;
        return years >= 0 ? static_cast<std::size_t>(std::floor(years * ticks_per_year / track.ticks_ + 1e-6)) + 1 : 0;
    }
    /// A clock beside its bound in a comparison; {none} if it is no such comparison. `below`: yes means that the clock is below it.
    struct Compared {
        std::size_t clock = SIZE_MAX, most = without_end;
        bool below = false, above = false;
    };
    [[nodiscard]] Compared compared(std::uint32_t index) const {
        const Instruction& at = program.at(index);
        if (!compares(at.op)) return {};
        for (std::size_t side : {0u, 1u}) {
            const std::size_t one = watched(at.arguments[side]);
            if (one == SIZE_MAX) continue;
            const auto most = bound(at.arguments[1 - side]);
            if (!most) return {};
            const bool less = at.op == Code::less || at.op == Code::at_most, more = at.op == Code::greater || at.op == Code::at_least;
            return {one, *most, side == 0 ? less : more, side == 0 ? more : less};
        }
        return {};
    }
    /// Takes over what holds of the clocks where a condition is yes, or no.
    void under(std::uint32_t index, bool yes, Bounds& bounds) const {
        const Instruction& at = program.at(index);
        if (at.op == Code::let) under(at.arguments[0], yes, bounds);
        if (at.op == Code::negation) under(at.arguments[0], !yes, bounds);
        if ((at.op == Code::both && yes) || (at.op == Code::either && !yes))
            for (const std::uint32_t part : at.arguments) under(part, yes, bounds);
        const Compared one = compared(index);
        if (one.clock != SIZE_MAX && (yes ? one.below : one.above)) bounds[one.clock] = std::min(bounds[one.clock], one.most);
    }
    void read(std::uint32_t index, const Bounds& bounds) const {
        if (index == Instruction::none) return;
        const Instruction& at = program.at(index);
        const auto tell_apart = [&](std::size_t clock, std::size_t most) {
            longest[clock] = std::max(longest[clock], std::min(most, bounds[clock]));
        };
        if (const std::size_t one = watched(index); one != SIZE_MAX) return tell_apart(one, without_end);
        if (const Compared one = compared(index); one.clock != SIZE_MAX) return tell_apart(one.clock, one.most);
        if (at.op == Code::minimum && at.arguments.size() == 2)
            for (const std::size_t side : {0u, 1u})
                if (const std::size_t one = watched(at.arguments[side]); one != SIZE_MAX)
                    if (const auto most = bound(at.arguments[1 - side])) return tell_apart(one, *most);
        if (at.op == Code::choose || at.op == Code::both || at.op == Code::either) {
            read(at.arguments[0], bounds);
            for (std::size_t a = 1; a < at.arguments.size(); ++a) {
                Bounds there = bounds;
                under(at.arguments[0], at.op == Code::both || (at.op == Code::choose && a == 1), there);
                read(at.arguments[a], there);
            }
            return;
        }
        for (const std::uint32_t argument : at.arguments) read(argument, bounds);
    }
};

std::vector<std::size_t> Track::find_memory(const Program* asked) {
    std::vector<std::size_t> longest(joint_.lives.size() + clocks_.size(), 0);
    const auto look = [&](const Program& program) {
        if (!program.empty()) Remembering{*this, program, longest}.read(program.root, Remembering::Bounds(longest.size(), without_end));
    };
    each_program(look);
    if (asked != nullptr) look(*asked);
    if (joint_.lives.size() > 1) within_the_end(longest);
    return longest;
}

/// Remembers what an expression reads besides what the product does.
void Track::reach_back(const Program& program) {
    mindful_.clear();  // it may read 'held' in a state where nothing did
    if (!durations_ && contract_.sealed && (reads_held(program) || !clocks_.empty())) durations();
    if (!durations_) return;
    std::vector<std::size_t> now = find_memory(&program);
    bool longer = false;
    for (std::size_t one = 0; one < now.size(); ++one) {
        const std::size_t known = one < joint_.lives.size() ? durations_->most[one] : clocks_[one - joint_.lives.size()].most;
        longer = longer || now[one] > known;
        now[one] = std::max(now[one], known);
    }
    if (!longer) return;
    widened_ = true;
    reset();
    remember(std::move(now));
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
    const auto bodies = [&](const Track& from) {  // a body that is read on another basis is a program of that one
        for (const Form& form : from.forms_)
            if (form.kind == Form::Kind::elsewhere ? form.track == this : &from == this) visit(form.body);
    };
    bodies(*this);
    for (const auto& [name, other] : contract_.tracks)
        if (other != nullptr && other.get() != this) bodies(*other);
    for (const auto& moves : rates_)
        for (const MoveRate& move : moves) visit(move.program);
    for (const ShockRate& shock : shocks_) visit(shock.program);
    for (const MoveRate& move : status_rates_) visit(move.program);
    for (const ContractAccount& account : accounts_)
        for (const Program* program : {&account.opens, &account.carry, &account.grows, &account.floor}) visit(*program);
    for (const Clock& clock : clocks_) visit(clock.when);
}

void Track::reset() {
    life_.reset();
    joint_life_.reset();
    ended_.clear();
    possible_.clear();
    mindful_.clear();
    decided_.clear();
    horizon_ = SIZE_MAX;
    exits_.clear();
    status_moves_.clear();
    last_premium_.reset();
    paid_.clear();
    paths_.reset();
    premiums_by_path_ = -1;
    recalls_.reset();
    for (Stream& stream : streams_) stream.filled.clear();
    for (auto& known : remembered_) known.clear();
}

}  // namespace hearth
