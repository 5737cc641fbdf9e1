#include "needs.hpp"

#include <algorithm>

#include "form.hpp"
#include "inside.hpp"

namespace hearth {

using Form = Track::Form;

void Needs::walk_flow(Track& track, std::size_t flow, Walk& walk) {
    if (!walk.flows.insert({&track, flow}).second) return;
    const Flow& f = track.flows_[flow];
    this->walk(track, f.when, walk);
    this->walk(track, f.amount, walk);
    this->walk(track, f.price, walk);
    if (f.falls == Flow::Falls::with) walk_flow(track, f.follows, walk);
}

void Needs::walk_paths(Track& track, Walk& walk) {
    if (!walk.tracks.insert(&track).second) return;
    for (std::size_t f = 0; f < track.flows_.size(); ++f)
        if (!track.flows_[f].draws.empty() || track.flows_[f].into != SIZE_MAX) walk_flow(track, f, walk);
    for (const ContractAccount& account : track.accounts_)
        for (const Program* program : {&account.opens, &account.carry, &account.grows, &account.floor}) this->walk(track, *program, walk);
    for (const Clock& clock : track.clocks_) this->walk(track, clock.when, walk);
    for (std::size_t f = 0; track.premiums_by_path() && f < track.flows_.size(); ++f)
        if (track.flows_[f].premium) walk_flow(track, f, walk);
}

void Needs::walk_stream(const Key& stream, Walk& walk) {
    if (!walk.streams.insert(stream).second) return;
    Track& track = *stream.first;
    walk_paths(track, walk);
    const Stream& s = track.streams_[stream.second];
    for (const std::size_t flow : s.flows) {
        if (s.amount.empty() || walk.past_solved) {
            walk_flow(track, flow, walk);
            continue;
        }
        // Another amount takes the place of its own, through which no circle leads: it matters when the payment falls due.
        const Flow& f = track.flows_[flow];
        this->walk(track, f.when, walk);
        if (f.falls == Flow::Falls::with) this->walk(track, track.flows_[f.follows].when, walk);
    }
    if (s.profit) walk_reserve(track, walk);
    this->walk(track, s.amount, walk);
    this->walk(track, s.when, walk);
    this->walk(track, s.interest, walk);
}

void Needs::walk_reserve(Track& track, Walk& walk) {
    if (in_.reserve != SIZE_MAX) walk_value({&in_.track_of(in_.reserve, track), in_.reserve}, walk);
}

void Needs::walk_value(const Key& value, Walk& walk) {
    if (walk.values.insert(value).second && (walk.past_solved || !in_.product.values[value.second].solve)) walk_programs(value, walk);
}

void Needs::walk_programs(const Key& value, Walk& walk) {
    this->walk(*value.first, value.first->values_[value.second], walk);
    this->walk(*value.first, in_.equations[value.second].first, walk);
    this->walk(*value.first, in_.equations[value.second].second, walk);
}

void Needs::walk(Track& track, const Program& program, Walk& walk) {
    for (const Instruction& at : program.code) {
        if (at.op == Code::load) {
            if (at.id >= load_id::account && at.id < load_id::other) walk_paths(track, walk);
            if (at.id >= load_id::payment) {
                walk_flow(track, at.id - load_id::payment, walk);
            } else if (at.id >= load_id::value) {
                const std::size_t v = at.id - load_id::value;
                walk_value({&in_.track_of(v, track), v}, walk);
            } else if (at.id == load_id::profit) {
                for (const std::size_t f : track.profit_stream().flows) walk_flow(track, f, walk);
                walk_reserve(track, walk);
            } else if (at.id == load_id::premium || at.id == load_id::premiums_paid || at.id == load_id::annual_premium) {
                for (std::size_t f = 0; f < track.flows_.size(); ++f)
                    if (track.flows_[f].premium) walk_flow(track, f, walk);
            }
        } else if (at.op == Code::special) {
            const Form& form = track.forms_[at.id];
            if (form.kind == Form::Kind::lasting) walk_paths(track, walk);
            if (form.kind == Form::Kind::present_value || form.kind == Form::Kind::irr) walk_stream({&track, form.index}, walk);
            for (const std::size_t part : form.parts) walk_stream({&track, part}, walk);
            if (form.kind == Form::Kind::elsewhere) this->walk(*form.track, form.body, walk);
            if (form.kind == Form::Kind::chance) this->walk(track, form.body, walk);
        }
    }
}

namespace {

/// What is kept under a key, else what the walk finds.
template <class Known, class Key, class Find>
const Needs::Keys& kept(Known& known, const Key& key, Find find) {
    const auto found = known.find(key);
    return found != known.end() ? found->second : known.emplace(key, find()).first->second;
}

}  // namespace

const Needs::Keys& Needs::of_value(const Key& value) {
    return kept(values_, value, [&] {
        Walk all;
        walk_programs(value, all);
        return all.values;
    });
}

const Needs::Keys& Needs::of_stream(const Key& stream) {
    return kept(streams_, stream, [&] {
        Walk all;
        walk_stream(stream, all);
        return all.values;
    });
}

const Needs::Keys& Needs::of_flow(const Key& flow) {
    return kept(flows_, flow, [&] {
        Walk all;
        walk_flow(*flow.first, flow.second, all);
        return all.values;
    });
}

const Needs::Keys& Needs::of_premiums(Track& track) {
    return kept(premiums_, &track, [&] {
        Walk all;
        for (std::size_t f = 0; f < track.flows_.size(); ++f)
            if (track.flows_[f].premium) walk_flow(track, f, all);
        return all.values;
    });
}

const Needs::Keys& Needs::of_paths(Track& track) {
    return kept(paths_, &track, [&] {
        Walk all;
        walk_paths(track, all);
        return all.values;
    });
}

const Needs::Keys& Needs::beside_solved(const Key& value) {
    return kept(beside_values_, value, [&] {
        Walk all;
        all.past_solved = false;
        walk_programs(value, all);
        return all.values;
    });
}

const Needs::Keys& Needs::stream_beside_solved(const Key& stream) {
    return kept(beside_streams_, stream, [&] {
        Walk all;
        all.past_solved = false;
        walk_stream(stream, all);
        return all.values;
    });
}

const Needs::Keys& Needs::paths_beside_solved(Track& track) {
    return kept(beside_paths_, &track, [&] {
        Walk all;
        all.past_solved = false;
        walk_paths(track, all);
        return all.values;
    });
}

void Needs::leave_the_product() {
    for (auto* known : {&streams_, &beside_streams_})
        std::erase_if(*known, [](const auto& one) { return one.first.second >= one.first.first->streams_.size(); });
}

namespace {

constexpr int line = 1, ratio = 2, other = 3;

/// Of a sum: a ratio stays one beside what does not follow the unknown.
int together(int a, int b) { return a == 0 || b == 0 ? std::max(a, b) : a == line && b == line ? line : other; }
/// Of many numbers at once: a sum of ratios is none.
int summed(int a) { return a > line ? other : a; }

}  // namespace

bool Needs::vanishes(Track& track, const Program& program, std::uint32_t index, const Key& unknown) {
    const Instruction& at = program.at(index);
    const auto argument = [&](std::size_t i) { return vanishes(track, program, at.arguments[i], unknown); };
    switch (at.op) {
        case Code::constant:
            return at.constant.kind == Value::Kind::number && at.constant.number == 0;
        case Code::load: {
            if (at.id >= load_id::payment) return vanishes(track, track.flows_[at.id - load_id::payment].amount, unknown);
            if (at.id < load_id::value) return false;
            const std::size_t v = at.id - load_id::value;
            const Key key{&in_.track_of(v, track), v};
            return key == unknown ||
                   (!in_.product.values[v].solve && !leads_back(key) && vanishes(*key.first, key.first->values_[v], unknown));
        }
        case Code::special: {
            const Form& form = track.forms_[at.id];
            if (form.kind != Form::Kind::present_value) return form.kind == Form::Kind::moved && argument(at.arguments.size() - 1);
            const Stream& stream = track.streams_[form.index];
            if (stream.profit) return false;
            if (!stream.amount.empty()) return vanishes(track, stream.amount, unknown);
            return std::all_of(stream.flows.begin(), stream.flows.end(),
                               [&](std::size_t flow) { return vanishes(track, track.flows_[flow].amount, unknown); });
        }
        case Code::add:
        case Code::subtract:
            return argument(0) && argument(1);
        case Code::multiply:
            return argument(0) || argument(1);
        case Code::negate:
        case Code::let:
        case Code::divide:
            return argument(0);
        default:
            return false;
    }
}

namespace {

/// What is being read, until it was.
struct Closing {
    Needs::Keys& open;
    Needs::Key key;
    ~Closing() { open.erase(key); }
};

}  // namespace

int Needs::flow_degree(Track& track, const Flow& flow, const Stream* stream, const Key& unknown) {
    const Key key{&track, static_cast<std::size_t>(&flow - track.flows_.data())};
    if (!open_flows_.insert(key).second) return of_flow(key).contains(unknown) ? other : 0;  // it reads itself, of earlier steps
    const Closing closing{open_flows_, key};
    const bool moved = !track.accounts_.empty() || !track.clocks_.empty();  // premiums that are only added up follow it as a straight line
    if (moved && of_paths(track).contains(unknown)) return other;
    if (degree(track, flow.when, unknown) > 0 || degree(track, flow.price, unknown) > 0) return other;
    if (flow.falls == Flow::Falls::with && degree(track, track.flows_[flow.follows].when, unknown) > 0) return other;
    return stream != nullptr && !stream->amount.empty() ? 0 : summed(degree(track, flow.amount, unknown));
}

int Needs::value_degree(const Key& key, const Key& unknown) {
    if (key == unknown) return line;
    if (!of_value(key).contains(unknown)) return 0;
    if (in_.product.values[key.second].solve || leads_back(key) || !open_.insert(key).second) return other;
    const int degree = this->degree(*key.first, key.first->values_[key.second], unknown);
    open_.erase(key);
    return degree;
}

int Needs::stream_degree(const Key& key, const Key& unknown) {
    if (!of_stream(key).contains(unknown)) return 0;
    Track& track = *key.first;
    const Stream& stream = track.streams_[key.second];
    int held = 0;
    if (stream.profit && in_.reserve != SIZE_MAX) held = summed(value_degree({&in_.track_of(in_.reserve, track), in_.reserve}, unknown));
    if (!open_streams_.insert(key).second) return other;  // it reads itself: told when it is computed
    const Closing closing{open_streams_, key};
    if (degree(track, stream.when, unknown) > 0 || degree(track, stream.interest, unknown) > 0) return other;
    int most = std::max(held, summed(degree(track, stream.amount, unknown)));
    for (const std::size_t flow : stream.flows) most = std::max(most, flow_degree(track, track.flows_[flow], &stream, unknown));
    return most;
}

int Needs::degree(Track& track, const Program& program, const Key& unknown) {
    return program.empty() ? 0 : degree(track, program, program.root, unknown);
}

int Needs::degree(Track& track, const Program& program, std::uint32_t index, const Key& unknown) {
    const Instruction& at = program.at(index);
    const auto argument = [&](std::size_t i) {
        return at.arguments[i] == Instruction::none ? 0 : degree(track, program, at.arguments[i], unknown);
    };
    const auto most = [&](std::size_t from = 0) {
        int degree = 0;
        for (std::size_t i = from; i < at.arguments.size(); ++i) degree = together(degree, argument(i));
        return degree;
    };
    switch (at.op) {
        case Code::constant:
        case Code::column:
            return 0;
        case Code::load: {
            if (at.id >= load_id::payment) return flow_degree(track, track.flows_[at.id - load_id::payment], nullptr, unknown);
            if (at.id >= load_id::value) {
                const std::size_t v = at.id - load_id::value;
                return value_degree({&in_.track_of(v, track), v}, unknown);
            }
            if (at.id >= load_id::account && at.id < load_id::other) return of_paths(track).contains(unknown) ? other : 0;
            if (at.id == load_id::profit) return other;
            if (at.id != load_id::premium && at.id != load_id::premiums_paid && at.id != load_id::annual_premium) return 0;
            int degree = 0;
            for (const Flow& flow : track.flows_)
                if (flow.premium) degree = std::max(degree, flow_degree(track, flow, nullptr, unknown));
            return degree;
        }
        case Code::special: {
            const Form& form = track.forms_[at.id];
            if (form.kind == Form::Kind::present_value) return stream_degree({&track, form.index}, unknown);
            for (const std::size_t part : form.parts)
                if (of_stream({&track, part}).contains(unknown)) return other;
            if (form.kind == Form::Kind::lasting) return of_paths(track).contains(unknown) ? other : 0;
            if (form.kind == Form::Kind::irr) return of_stream({&track, form.index}).contains(unknown) ? other : 0;
            if (form.kind == Form::Kind::elsewhere) return most() > 0 ? other : degree(*form.track, form.body, unknown);
            if (form.kind == Form::Kind::chance) return degree(track, form.body, unknown) > 0 ? other : 0;
            if (form.kind == Form::Kind::moved) {
                for (std::size_t i = 0; i + 1 < at.arguments.size(); ++i)
                    if (argument(i) > 0) return other;
                return argument(at.arguments.size() - 1);
            }
            return most() > 0 ? other : 0;
        }
        case Code::add:
        case Code::subtract:
        case Code::negate:
        case Code::let:
        case Code::outer:
            return most();
        case Code::multiply:
            return argument(0) > 0 && argument(1) > 0 ? other : most();
        case Code::divide:
            if (argument(1) == 0) return argument(0);
            return (argument(1) == line && argument(0) <= line) || (argument(1) == ratio && argument(0) == 0) ? ratio : other;
        case Code::choose:
            return argument(0) > 0 ? other : most(1);
        case Code::steps: {
            if (argument(0) > 0) return other;
            int degree = argument(at.arguments.size() - 1);
            for (std::size_t i = 1; i + 1 < at.arguments.size(); i += 2) {
                if (argument(i + 1) > 0) return other;
                degree = std::max(degree, argument(i));
            }
            return degree;
        }
        default:
            return most() > 0 ? other : 0;
    }
}

}  // namespace hearth
