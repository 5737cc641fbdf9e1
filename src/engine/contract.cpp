#include "hearth/engine/contract.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "form.hpp"
#include "hearth/base/assert.hpp"
#include "hearth/base/text.hpp"
#include "inside.hpp"
#include "needs.hpp"

namespace hearth {

Compiler compiler_of(Contract::Inside& in) { return {*in.book.names, in.book.words, in.asked, *in.report, in.product.header.currency}; }

Contract::Inside::Inside(Contract& o, const Book& b, const Product& p, Given g, Report& r, Scaling s)
    : outer(o),
      book(b),
      product(p),
      given(std::move(g)),
      scaling(s),
      report(&r),
      equations(p.values.size()),
      compiled(p.values.size(), Stage::open),
      types(p.values.size(), Type::money()),
      needs(std::make_unique<Needs>(*this)),
      reserve(value_index(p.reserve)),
      read_on(p.values.size(), nullptr) {
    for (const Product& one : book.products)
        for (const Ask& ask : one.asks) asked.insert(ask.name);
    for (const Programme& one : book.programmes)
        for (const Ask& ask : one.asks) asked.insert(ask.name);
    for (const auto& [name, expression] : given) asked.insert(name);
}

Contract::Inside::~Inside() = default;

std::size_t Contract::Inside::value_index(std::string_view name) const {
    const auto found = std::find_if(product.values.begin(), product.values.end(), [&](const ValueOf& v) { return v.header.name == name; });
    return found == product.values.end() ? SIZE_MAX : static_cast<std::size_t>(found - product.values.begin());
}

Track& Contract::Inside::track(const std::string& basis, const Place& place) {
    if (const auto found = tracks.find(basis); found != tracks.end()) return *found->second;
    const Basis* named = book.basis(basis);
    if (named == nullptr) {
        std::vector<std::string> names;
        for (const Basis& one : book.bases) names.push_back(one.header.name);
        throw Fault("E0419", place, fmt::format("'{}' is no basis", basis), did_you_mean(basis, names));
    }
    Track& made = *tracks.emplace(basis, std::make_unique<Track>(*this, *named, tracks.size())).first->second;
    const std::size_t before = report->errors();
    made.compile(*report);
    if (sealed && report->errors() > before) {  // told again, whoever asks for it next
        faulty.push_back(std::move(tracks[basis]));
        tracks.erase(basis);
        return *faulty.back();
    }
    return made;
}

Track& Contract::Inside::nameless_track() {
    static const Basis nothing = [] {
        Basis basis;
        basis.step.months = 12;
        return basis;
    }();
    if (const auto found = tracks.find(""); found != tracks.end()) return *found->second;
    Report unheard;  // it has no interest and no rates; what would need them is refused where it is compiled
    auto made = std::make_unique<Track>(*this, nothing, tracks.size());
    {
        const Kept quiet(report, &unheard);
        made->compile(unheard);
    }
    const std::size_t before = report->errors();
    for (const Diagnostic& fault : unheard.all())
        if (fault.code.starts_with("E04")) report->add(fault);  // what does not fit in the text, whatever the basis
    auto& kept = report->errors() > before ? faulty.emplace_back() : tracks[""];
    kept = std::move(made);
    return *kept;
}

Track& Contract::Inside::track_of(std::size_t v, Track& asking) {
    const std::string& basis = product.values[v].basis;
    if (basis.empty()) return asking;
    if (read_on[v] != nullptr) return *read_on[v];
    Track& found = track(basis, product.values[v].basis_place);
    if (const auto kept = tracks.find(basis); kept != tracks.end() && kept->second.get() == &found && sealed) read_on[v] = &found;
    return found;
}

Type Contract::Inside::compile_value(std::size_t v, Track& asking) {
    const ValueOf& value = product.values[v];
    if (compiled[v] == Stage::busy) return Type::money();  // a circle: judged when it is computed
    if (!value.basis.empty() && book.basis(value.basis) == nullptr) return Type::money();  // told when the set was bound
    Track& on = track_of(v, asking);
    if (compiled[v] == Stage::done && (!on.values_[v].empty() || value.solve)) return types[v];
    const bool first = compiled[v] == Stage::open;
    compiled[v] = Stage::busy;
    if (value.header.illustrative) illustrative = true;
    Report again;  // a value without a basis is compiled on each that asks; its faults are told once
    const Kept quiet(report, first ? report : &again);
    if (value.solve) {
        const Ast& ast = value.solve->ast;
        if (ast.top().op != Syntax::is) {
            report->error("E0560", value.solve->place, fmt::format("'{}' is no equation", ast.source),
                          "write 'A is B', as in \"pv(premiums) is pv(benefits)\"");
        } else {
            const auto side = [&](std::size_t child) {
                Expression part = *value.solve;
                part.ast.root = ast.top().children[child];
                auto program = on.compile(part, Type::Base::number, *report);
                return program ? std::move(*program) : Program{};
            };
            equations[v] = {side(0), side(1)};
        }
    } else if (value.amount) {
        Report aside;
        const auto found = on.compile(*value.amount, Type::Base::any, aside);
        const bool is_truth = found && found->type().base == Type::Base::truth;
        if (auto program = on.compile(*value.amount, is_truth ? Type::Base::truth : Type::Base::number, *report)) {
            types[v] = program->type();
            on.values_[v] = std::move(*program);
        }
    }
    compiled[v] = Stage::done;
    return types[v];
}

namespace {

bool has_fixed_money(const Program& program) {
    return std::any_of(program.code.begin(), program.code.end(), [](const Instruction& at) { return at.type.degree == Degree::fixed; });
}

}  // namespace

double Contract::Inside::outward(double number, const Type& type) const {
    if (!type.numeric() || type.degree == 0 || type.degree == Degree::any || scale == 1) return number;
    HEARTH_ASSERT(type.degree != Degree::fixed);
    for (int i = 0; i < std::abs(type.degree); ++i) number = type.degree > 0 ? number * scale : number / scale;
    return number;
}

double Contract::Inside::inward(double number, const Type& type) const {
    Type inverse = type;
    inverse.degree = type.degree == Degree::any || type.degree == Degree::fixed ? type.degree : static_cast<std::int8_t>(-type.degree);
    return outward(number, inverse);
}

void Contract::Inside::check_degrees() {
    scales = scaling == Scaling::unit_cell;
    for (const auto& [name, track] : tracks) {
        track->each_program([&](const Program& program) { scales = scales && !has_fixed_money(program); });
        for (const ContractAccount& account : track->accounts_)
            if (type_of_account(*account.account).base == Type::Base::money)
                for (const Program* amount : {&account.opens, &account.carry, &account.floor})
                    scales = scales && (amount->empty() || amount->type().degree == 1 || amount->type().degree == Degree::any);
        for (const Flow& flow : track->flows_) {
            if (track->counts(flow) && flow.unit == nullptr) continue;  // no money moves
            const Type amount = flow.amount.empty() ? Type::money() : flow.amount.type();
            const bool number =
                amount.base == Type::Base::number && amount.degree != Degree::any;  // "875": a fixed amount in a money place
            scales = scales && (amount.degree == 1 || amount.degree == Degree::any) && !number && flow.unit == nullptr;
        }
    }
    for (const auto& [left, right] : equations)
        if (!left.empty() && !right.empty()) scales = scales && same_degree(left.type().degree, right.type().degree) != Degree::fixed;
    find_scale();
}

void Contract::Inside::find_scale() {
    double largest = 0;
    for (const Known& known_one : known)
        if (known_one.given && known_one.type.base == Type::Base::money) largest = std::max(largest, known_one.value.number);
    money = largest > 0 ? largest : 1;
    scale = scales ? money : 1;
}

/// An expression from outside may bring a fixed amount among the monies: from there on the contract is computed as it is.
void Contract::Inside::unscale_if_fixed(const Program* from_outside) {
    if (scale == 1) return;
    bool fixed = from_outside != nullptr && std::any_of(from_outside->code.begin(), from_outside->code.end(), [](const Instruction& at) {
                     return at.op == Code::special && at.type.degree == Degree::fixed;
                 });
    for (const auto& [name, track] : tracks) track->each_program([&](const Program& one) { fixed = fixed || has_fixed_money(one); });
    if (!fixed) return;
    scale = 1;
    unscaled = true;
    roots.clear();
    for (const auto& [name, track] : tracks) track->reset();
}

Contract* Contract::Inside::other(const Product& wanted) {
    const auto [made, fresh] = others.try_emplace(wanted.header.name);  // while it is made: none, which ends a circle
    if (fresh) {
        Report unheard;  // its faults are told where it is checked itself
        auto contract = std::make_unique<Contract>(book, wanted, given, unheard, scaling);
        others[wanted.header.name] = std::move(contract);
    }
    return others[wanted.header.name].get();
}

void Contract::Inside::demand_computable() const {
    if (refused) throw Fault(Stop::input, *refused);
}

Contract::Contract(const Book& book, const Product& product, Given given, Report& report, Scaling scaling)
    : in_(std::make_unique<Inside>(*this, book, product, std::move(given), report, scaling)) {
    Inside& in = *in_;
    if (product.models.empty() || !product.ends) {
        report.error(
            "E0561", product.header.place,
            fmt::format("product {} has no {} and cannot be run", product.header.name, product.models.empty() ? "'model'" : "'ends'"),
            "a product that others extend may lack them");
        return;
    }
    in.read_given();
    in.given_illustrative = in.illustrative;
    in.illustrative = in.illustrative || product.header.illustrative;
    for (const ValueOf& value : product.values)
        if (!value.basis.empty() && in.main_basis.empty()) in.main_basis = value.basis;
    const std::size_t before = report.errors();
    for (std::size_t v = 0; v < product.values.size(); ++v)
        if (!product.values[v].basis.empty() && book.basis(product.values[v].basis) != nullptr)
            in.compile_value(v, in.track(product.values[v].basis, product.values[v].basis_place));
    if (in.main_basis.empty() && book.bases.size() == 1) in.main_basis = book.bases.front().header.name;
    for (std::size_t v = 0; v < product.values.size(); ++v)
        if (product.values[v].basis.empty())
            for (std::size_t t = 0; t < in.tracks.size(); ++t)
                for (const auto& [name, track] : in.tracks)
                    if (track->number() == t) in.compile_value(v, *track);
    if (in.tracks.empty() && !in.main_basis.empty())
        in.track(in.main_basis, product.header.place);  // no value asks for it; its payments may be wrong
    if (report.errors() != before) return;
    in.check_degrees();
    in.seal();
}

Contract::~Contract() = default;

const Product& Contract::product() const { return in_->product; }
bool Contract::illustrative() const { return in_->illustrative; }
double Contract::scale() const { return in_->scale; }

Track& Contract::track(const std::string& basis) {
    in_->demand_computable();
    const std::string& name = basis.empty() ? in_->main_basis : basis;
    if (name.empty())
        throw Fault("E0555", in_->product.header.place, fmt::format("product {} names no basis", in_->product.header.name),
                    "say which: pv(...) at (basis: ...)");
    return in_->track(name, in_->product.header.place);
}

namespace {

Track::Held held_at(const Track& on, const Moment& moment) {
    Track::Held held{std::vector<std::optional<double>>(on.joint().lives.size()), {}};
    if (on.joint().insured != SIZE_MAX) held.years[on.joint().insured] = moment.held;
    return held;
}

}  // namespace

std::size_t Contract::Inside::node(Track& track, std::size_t k, std::size_t state, const Moment& moment) const {
    return track.held_at(k, state, held_at(track, moment), product.header.place) * track.states() + state;
}

double Contract::value(const std::string& name, const Moment& moment, const std::string& asking) {
    Inside& in = *in_;
    in.demand_computable();
    const std::size_t v = in.value_index(name);
    if (v == SIZE_MAX) throw std::logic_error("no such value: " + name);
    const Place& place = in.product.values[v].header.place;
    Track& on = in.product.values[v].basis.empty() ? track(asking) : in.track(in.product.values[v].basis, place);
    std::size_t state = 0;
    if (!moment.state.empty()) {
        const auto found = on.model().state(moment.state);
        if (!found)
            throw Fault("E0547", place, fmt::format("the model has no state '{}' (it has: {})", moment.state, join(on.model().states)));
        state = *found;
    }
    const double number = on.value_at(v, moment.time, state, held_at(on, moment), place);
    if (!std::isfinite(number)) throw std::logic_error("a value is not finite: " + name);
    return in.outward(number, in.types[v]);
}

bool Contract::at_issue_only(const std::string& name) const {
    const std::size_t v = in_->value_index(name);
    if (v == SIZE_MAX || in_->tracks.empty()) return false;
    return in_->closed(v, *in_->tracks.begin()->second);
}

std::optional<Type> Contract::type_of(const std::string& name, const std::string& asking) {
    const std::size_t v = in_->value_index(name);
    if (v != SIZE_MAX && !asking.empty() && in_->product.values[v].basis.empty()) {
        Report unheard;  // its faults are told where it is checked itself
        const Kept quiet(in_->report, &unheard);
        in_->compile_value(v, in_->track(asking, in_->product.header.place));
        if (unheard.failed()) return std::nullopt;
        in_->unscale_if_fixed();
    }
    return v == SIZE_MAX || in_->compiled[v] != Inside::Stage::done ? std::nullopt : std::optional(in_->types[v]);
}

bool Contract::depends_on_held(const std::string& name) {
    const std::size_t v = in_->value_index(name);
    return v != SIZE_MAX && !in_->closed(v, track()) && (in_->track_of(v, track()).memory() > 0 || in_->track_of(v, track()).with_paths());
}

double Contract::residual(const std::string& name) {
    Inside& in = *in_;
    const std::size_t v = in.value_index(name);
    if (v == SIZE_MAX || !at_issue_only(name)) return 0;
    Track& on = in.track_of(v, track());
    in.at_issue(v, on);
    Inside::Root& root = in.roots[{&on, v}];
    if (!in.product.values[v].solve) return in.outward(root.residual.value_or(0), in.types[v]);
    if (!root.residual) {
        const Point issue = on.at_start(0, 0, 0);
        root.residual = on.evaluate(in.equations[v].first, issue) - on.evaluate(in.equations[v].second, issue);
    }
    const auto& [left, right] = in.equations[v];
    return in.outward(*root.residual, left.type().degree == Degree::any ? right.type() : left.type());
}

std::pair<Track*, std::optional<Program>> Contract::Inside::from_outside(const Expression& expression, Report& faults) {
    const Kept reporting(report, &faults);
    // Without a basis of its own the product is read on the one the expression names (rule S47).
    std::string named;
    for (const Node& node : expression.ast.nodes)
        for (std::size_t i = 0; main_basis.empty() && named.empty() && node.op == Syntax::at && i < node.names.size(); ++i)
            if (node.names[i] == "basis") named = expression.ast.at(node.children[i + 1]).text;
    const std::size_t before = faults.errors();
    Track& on = named.empty() && main_basis.empty() ? nameless_track() : outer.track(named);
    auto program = faults.errors() > before ? std::nullopt : on.compile(expression, Type::Base::any, faults);
    if (program) unscale_if_fixed(&*program);
    return {&on, std::move(program)};
}

Value Contract::evaluate(const Expression& expression, Report& report) {
    const Kept reporting(in_->report, &report);
    const auto [on, program] = in_->from_outside(expression, report);
    if (!program) return Value::unknown(expression.path);
    const Kept outside(in_->outside, true);
    const Kept here(on->here_, on->at_start(0, 0, 0));
    return on->evaluator_(*program);
}

const Value* Contract::given(const std::string& name) const {
    for (const auto& one : in_->known)
        if (one.name == name && one.given) return &one.value;
    return nullptr;
}

std::vector<DuePremium> Contract::premiums() {
    Track& on = track();
    std::vector<DuePremium> out;
    for (std::size_t k = 0; k < on.horizon() && !on.ended(k, 0, on.kept(k)); ++k) {
        const double amount = on.premiums_now(on.at_start(k, 0, on.kept(k)));
        if (amount != 0) out.push_back({on.time_of(k), amount * in_->scale});
    }
    return out;
}

std::optional<double> Contract::term() {
    Track& on = track();
    for (std::size_t k = 0; k <= on.horizon(); ++k)
        if (on.ended(k, 0, on.kept(k))) return on.time_of(k);
    return std::nullopt;
}

}  // namespace hearth
