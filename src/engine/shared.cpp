// The same product for one policy after the other: what was compiled stays, and what nothing that differs is read by.
#include "hearth/engine/shared.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include <fmt/format.h>

#include "form.hpp"
#include "hearth/base/text.hpp"
#include "inside.hpp"

namespace hearth {

namespace {

bool same_type(const Type& a, const Type& b) {
    return a.base == b.base && a.degree == b.degree && a.domain == b.domain && a.element == b.element && a.currency == b.currency &&
           a.per == b.per;
}

bool of_person(const Expression& fact) { return fact.path.find(".person.") != std::string::npos; }

}  // namespace

/// Of a life alone: lets its rows be those of every contract whose rates read the same facts. Where they read the age and no other time,
/// on steps of whole years, a row belongs to an age, whatever the age at issue.
void Track::share_rows() {
    if (contract_.shared == nullptr || joint_.insured != 0 || rates_read_held(0) != ReadsHeld::nothing) return;
    bool by_age = false, by_time = false, alone = false;
    std::set<std::string> facts;
    const auto read = [&](const Program& program) {
        for (const Instruction& at : program.code) {
            if (at.op == Code::special) {
                const Form::Kind kind = forms_[at.id].kind;
                alone = alone || (kind != Form::Kind::rate_chance && kind != Form::Kind::running);
            }
            if (at.op != Code::load) continue;
            if (at.id >= load_id::given) {
                const bool given = at.id < load_id::missing;
                const auto* one = given ? &contract_.known[at.id - load_id::given] : nullptr;
                alone = alone || one == nullptr || !one->given || one->type.base == Type::Base::money;
                if (one != nullptr) facts.insert(fmt::format("{}={}", one->name, to_text(one->value, *contract_.book.names)));
                continue;
            }
            switch (at.id) {
                case load_id::age:
                case load_id::age_exact:
                    by_age = true;
                    break;
                case load_id::time:
                case load_id::year:
                case load_id::month:
                    by_time = true;
                    break;
                case load_id::state:
                case load_id::entered:
                    break;
                default:
                    alone = true;
            }
        }
    };
    for (const MoveRate& move : rates_[0]) read(move.program);
    const Value* age = contract_.outer.given("age");
    if (alone || (by_age && age == nullptr)) return;
    const bool of_age = by_age && !by_time && !basis_.continuous && basis_.step.years() == 1 && age->number == std::floor(age->number);
    if (by_age && !of_age) facts.insert(fmt::format("age={}", shortest(age->number)));
    std::string key = contract_.product.header.name + '\x1f' + basis_.header.name;
    for (const std::string& fact : facts) key += '\x1f' + fact;
    std::shared_ptr<LifeRows>& rows = contract_.shared->rows[key];
    if (rows == nullptr) rows = std::make_shared<LifeRows>();
    life_->share(rows, of_age ? static_cast<std::size_t>(age->number) : 0);
}

/// What was compiled for an expression from outside goes.
void Track::leave_the_product() {
    forms_.erase(forms_.begin() + static_cast<std::ptrdiff_t>(own_forms_), forms_.end());
    streams_.resize(own_streams_);
}

void Track::begin_anew() {
    reset();
    reads_premiums_paid_ = own_premiums_paid_;
    widened_ = false;
    durations_.reset();
    remembered_ends_ = SIZE_MAX;
    discounts_.clear();
    for (Stream& stream : streams_) {
        stream.inside.clear();
        stream.apart.clear();
    }
}

void Contract::Inside::seal() {
    sealed = true;
    own_tracks = tracks.size();
    for (const auto& [name, track] : tracks) {
        track->own_forms_ = track->forms_.size();
        track->own_streams_ = track->streams_.size();
        track->own_values_ = track->values_compiled();
        track->own_clocks_ = track->clocks_.size();
        track->own_premiums_paid_ = track->reads_premiums_paid_;
        track->widened_ = false;
    }
}

/// What would be read anew of what is given, if it is of the same kind as what was read; else nothing.
std::optional<std::vector<Contract::Inside::Known>> Contract::Inside::read_again(Given& other) {
    const auto alike = [](const auto& a, const auto& b) { return a.first == b.first && of_person(*a.second) == of_person(*b.second); };
    if (!std::equal(other.begin(), other.end(), given.begin(), given.end(), alike)) return std::nullopt;
    Report aside;
    std::vector<Known> now;
    bool marked = false, read = true;
    {
        const Kept reporting(report, &aside);
        const Kept mark(illustrative, false);
        std::swap(given, other);
        std::swap(known, now);
        try {
            read_given();
        } catch (const Fault&) {  // told by the contract that is made in its place
            read = false;
        }
        std::swap(known, now);
        std::swap(given, other);
        marked = illustrative;
    }
    const auto same_kind = [](const Known& a, const Known& b) {
        return a.name == b.name && a.given == b.given && a.value.kind == b.value.kind && same_type(a.type, b.type);
    };
    if (!read || !aside.all().empty() || marked != given_illustrative || now.size() > known.size() ||
        !std::equal(now.begin(), now.end(), known.begin(), same_kind))
        return std::nullopt;
    now.insert(now.end(), known.begin() + static_cast<std::ptrdiff_t>(now.size()), known.end());  // named, not given
    return now;
}

bool Contract::Inside::give(Given& other, Report& to) {
    bool as_compiled = sealed && !unscaled && !refused && this->others.empty() && faulty.empty() && tracks.size() == own_tracks;
    bool widened = false;
    for (const auto& [name, track] : tracks) {
        as_compiled = as_compiled && track->clocks_.size() == track->own_clocks_ && track->values_compiled() == track->own_values_;
        widened = widened || track->widened_;
    }
    auto now = as_compiled ? read_again(other) : std::nullopt;
    if (!now) return false;
    // One amount of money among numbers that all scale with it: of the unit cell nothing changes.
    std::size_t monies = 0, rest = 0;
    bool above_zero = true;
    for (std::size_t i = 0; i < now->size(); ++i) {
        const Value &before = known[i].value, &after = (*now)[i].value;
        const bool is_money = known[i].given && known[i].type.base == Type::Base::money;
        if (is_money) {
            ++monies;
            above_zero = above_zero && before.number > 0 && after.number > 0;
        } else if (known[i].given && to_text(before, *book.names) != to_text(after, *book.names)) {
            ++rest;
        }
    }
    known = std::move(*now);
    given = std::move(other);
    report = &to;
    find_scale();
    for (const auto& [name, track] : tracks) track->leave_the_product();
    needs->leave_the_product();
    if (scales && monies == 1 && rest == 0 && above_zero && !widened) return true;
    if (widened) needs = std::make_unique<Needs>(*this);
    roots.clear();
    for (const auto& [name, track] : tracks) track->begin_anew();
    return true;
}

void share(Contract& contract, Shared& shared) { contract.inside().shared = &shared; }

bool give(Contract& contract, Given given, Report& report) { return contract.inside().give(given, report); }

}  // namespace hearth
