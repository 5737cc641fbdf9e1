// Conditions and amounts of payments that are asked again and again: for other streams, and for other numbers of an unknown that they do
// not read.
#include "recalled.hpp"

#include <algorithm>

#include "form.hpp"
#include "inside.hpp"

namespace hearth {

namespace {

/// What may be recalled of a program; a payment that reads itself may not.
struct MayRecall {
    Track& track;
    const std::vector<Flow>& flows;
    Contract::Inside& in;
    std::vector<char> open;  ///< by flow: it is being read
    bool may = true, by_state = false, by_paid = false, rests = false;

    void flow(std::size_t f) {
        if (std::exchange(open[f], 1) != 0) may = false;
        for (const Program* one : {&flows[f].when, &flows[f].amount, &flows[f].price})
            if (may) program(*one);
        if (may && flows[f].falls == Flow::Falls::with) flow(flows[f].follows);
        open[f] = 0;
    }
    void premiums() {
        for (std::size_t f = 0; f < flows.size() && may; ++f)
            if (flows[f].premium) flow(f);
    }
    void program(const Program& read) {
        for (const Instruction& at : read.code) {
            if (at.op == Code::special) may = false;
            if (at.op == Code::load) load(at.id);
            if (!may) return;
        }
    }
    void load(std::uint32_t id) {
        if (id >= load_id::payment) {
            by_state = rests = true;
            return flow(id - load_id::payment);
        }
        if (id >= load_id::value) {
            rests = true;
            may = in.closed(id - load_id::value, track);
            return;
        }
        if (id >= load_id::given) {
            may = id < load_id::missing;
            return;
        }
        switch (id % load_id::life) {
            case load_id::state:
            case load_id::entered:
                by_state = true;
                return;
            case load_id::premium:
                by_state = rests = true;
                return premiums();
            case load_id::premiums_paid:
                by_paid = rests = true;
                return premiums();
            case load_id::annual_premium:
                rests = true;
                return premiums();
            case load_id::held:
            case load_id::status:
            case load_id::profit:
            case load_id::interest:
                may = false;
                return;
            default:
                return;
        }
    }
};

}  // namespace

Track::Recalls& Track::recalls() {
    if (recalls_ != nullptr) return *recalls_;
    recalls_ = std::make_shared<Recalls>();
    recalls_->when.resize(flows_.size());
    recalls_->amount.resize(flows_.size());
    recalls_->paid.resize(flows_.size());
    if (!contract_.sealed || basis_.continuous || with_paths() || memory() > 0) return *recalls_;
    for (std::size_t f = 0; f < flows_.size(); ++f) {
        const auto read = [&](std::vector<Recalled>& of, auto what) {
            MayRecall reading{*this, flows_, contract_, std::vector<char>(flows_.size(), 0)};
            what(reading);
            of[f] = {reading.may, reading.by_state, reading.by_paid, reading.rests};
        };
        read(recalls_->when, [&](MayRecall& reading) { reading.program(flows_[f].when); });
        read(recalls_->amount, [&](MayRecall& reading) { reading.program(flows_[f].amount); });
        read(recalls_->paid, [&](MayRecall& reading) { reading.flow(f); });
    }
    return *recalls_;
}

/// A number of a program of a payment, as it was there when nothing that it reads was another.
template <class Ask>
double Track::recalled(std::vector<Recalled> Recalls::*which, const Flow& flow, const Point& point, Ask&& ask) {
    const auto f = static_cast<std::size_t>(&flow - flows_.data());
    Recalled& of = ((recalls_ != nullptr ? *recalls_ : recalls()).*which)[f];
    if (!of.may || point.ahead != 0 || advance_ != 0 || point.past != nullptr || valued_ != nullptr || contract_.outside || contract_.for_many) return ask();
    const std::size_t at = of.by_state ? point.k * states_ + point.state : point.k;
    if (at < of.known.size()) {
        const Recalled::One& one = of.known[at];
        if (one.since == of.since && of.same(one.at, point)) return one.number;
    }
    const std::shared_ptr<Recalls> stays = recalls_;  // a track that begins anew meanwhile has others
    const std::size_t since = of.since;
    const double number = ask();
    if (of.since != since) return number;
    if (of.known.size() <= at) of.known.resize(at + 16 * states_);
    of.known[at] = {point, number, since};
    return number;
}

bool Track::due(const Flow& flow, const Point& point) {
    if (flow.when.empty()) return true;
    const Decided known = decided(static_cast<std::size_t>(&flow - flows_.data()), point.state);
    if (known == Decided::due || known == Decided::never) return known == Decided::due;
    return recalled(&Recalls::when, flow, point, [&] { return holds(flow.when, point) ? 1.0 : 0.0; }) != 0;
}

double Track::units(const Flow& flow, const Point& point) {
    return recalled(&Recalls::amount, flow, point, [&] { return evaluate(flow.amount, point); });
}

double Track::amount(const Flow& flow, const Point& point, const Stream* stream) {
    if (point.past != nullptr && !accounts_.empty()) return amount_in_rounds(flow, point, stream);
    if (stream != nullptr && (!stream->when.empty() || !stream->amount.empty())) return plain_amount(flow, point, stream);
    return recalled(&Recalls::paid, flow, point, [&] { return plain_amount(flow, point, nullptr); });
}

/// Payments that rest on a value are asked anew.
void Track::forget_payments(const std::pair<Track*, std::size_t>& value) {
    if (recalls_ == nullptr) return;
    for (std::size_t f = 0; f < flows_.size(); ++f)
        for (Recalled* one : {&recalls_->when[f], &recalls_->amount[f], &recalls_->paid[f]})
            if (one->may && one->rests && contract_.needs->of_flow({this, f}).contains(value)) ++one->since;
}

}  // namespace hearth
