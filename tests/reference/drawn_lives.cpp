#include <algorithm>
#include <cmath>

#include "draws.hpp"
#include "lives.hpp"

namespace hearth::reference {

namespace {

using Reads = LifeRate::Reads;
using Falls = LivesPayment::Falls;
using At = LivesPayment::At;
using Grows = LivesPayment::Grows;

constexpr int most = 200'000;  // three chances of one state, each half as large again, are below 1

/// Paths of one life over a number of steps: a life that may recover has about two ways on from each.
double paths(const OneLife& life, int steps) {
    const bool recovers = std::any_of(life.moves.begin(), life.moves.end(), [](const auto& move) { return move.to < move.from; });
    if (life.living == 1) return steps + 1;
    if (life.living == 3) return recovers ? std::pow(2.8, steps + 1) : (steps + 1) * (steps + 2) * (steps + 3) / 6.0;
    return recovers ? std::pow(2.0, steps + 1) : (steps + 1) * (steps + 2) / 2.0;
}

double paths(const Lives& product) {
    double all = 1;
    for (const OneLife& life : product.lives) all *= paths(life, product.steps());
    return all;
}

LifeRate rate(const Lives& product, const OneLife& life, int own, Draws& draws) {
    LifeRate out;
    const bool whole = product.order == Drawn::Order::exponential;
    out.rate.kind = life.dependent ? Rate::Kind::dependent : whole || draws.per_cent(45) ? Rate::Kind::force : Rate::Kind::chance;
    const bool force = out.rate.kind == Rate::Kind::force;
    const int shape = draws.below(100);
    if (draws.per_cent(4)) {
        out.rate.numbers = {0};
    } else if (shape < 35) {
        out.rate.numbers = {draws.millionths(1'000, most)};
    } else if (shape < 60) {
        out.rate.shape = Rate::Shape::table;
        for (int i = 0; i <= product.years(); ++i) out.rate.numbers.push_back(draws.millionths(0, most));
    } else if (shape < 80 && (force || !product.monthly)) {
        out.rate.shape = Rate::Shape::gompertz;
        out.rate.numbers = {draws.millionths(0, 5'000), draws.millionths(1, 5), draws.millionths(1'050'000, 1'120'000)};
    } else if (force && !whole && own == 0) {  // of more lives the engine does not remember so much together
        out.rate.shape = Rate::Shape::waning;
        out.rate.numbers = {draws.millionths(1'000, most), draws.millionths(100'000, 2'000'000)};
    } else {
        out.rate.numbers = {draws.millionths(1'000, most)};
    }
    if (product.lives.size() == 1 || !draws.per_cent(40)) return out;
    out.other = (own + 1) % static_cast<int>(product.lives.size());
    out.factor = draws.millionths(200'000, 1'500'000);
    out.reads = draws.one_of<Reads>({Reads::other_state, Reads::other_held, Reads::other_age});
    if (out.reads == Reads::other_held && whole) out.reads = Reads::other_state;
    if (out.reads == Reads::other_age && product.monthly && !force) out.reads = Reads::other_state;
    if (out.reads == Reads::other_age) out.factor = draws.millionths(1, 20);
    out.months = product.monthly ? draws.from(1, 8) : 12 * draws.from(1, 2);
    return out;
}

void draw_lives(Lives& product, Draws& draws) {
    const int roll = draws.below(100), count = roll < 30 ? 1 : roll < 80 ? 2 : 3;
    product.order = draws.one_of<Drawn::Order>(
        {Drawn::Order::dead_first, Drawn::Order::dead_first, Drawn::Order::additive, Drawn::Order::pro_rata, Drawn::Order::exponential});
    product.lives.resize(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i) {
        OneLife& life = product.lives[static_cast<std::size_t>(i)];
        life.age = draws.from(20, 80);
        life.living = count == 1 ? draws.from(2, 3) : draws.per_cent(count == 2 ? 55 : 25) ? 2 : 1;
        life.dependent = !product.monthly && product.order != Drawn::Order::exponential && draws.per_cent(8);
        for (int from = 0; from < life.living; ++from)
            for (int to = 0; to <= life.living; ++to)
                if (to != from && (to == from + 1 || to == life.living || draws.per_cent(55))) life.moves.push_back({from, to, rate(product, life, i, draws)});
    }
    while (paths(product) > 1'000) product.months -= 12 / product.steps_a_year();
    product.shared_death = draws.per_cent(20);
    if (!product.shared_death) return;
    LifeRate death = product.lives[0].moves.back().rate;
    death.reads = Reads::itself;
    if (death.rate.kind == Rate::Kind::dependent) death.rate.kind = Rate::Kind::chance;
    if (death.rate.shape == Rate::Shape::table) death.rate = {death.rate.kind, Rate::Shape::constant, {death.rate.numbers[0]}};
    for (OneLife& life : product.lives) {
        for (auto& move : life.moves)
            if (move.rate.rate.kind == Rate::Kind::dependent) move.rate.rate.kind = Rate::Kind::chance;
        life.dependent = false;
        for (auto& move : life.moves)
            if (move.to == life.living) move.rate = death;
    }
}

void draw_shock(Lives& product, Draws& draws) {
    Shock shock;
    const int count = static_cast<int>(product.lives.size());
    shock.lives = count == 3 && draws.per_cent(50) ? std::vector<int>{0, 1, 2} : count == 3 ? std::vector<int>{draws.below(2), 2} : std::vector<int>{0, 1};
    bool ill = true;
    for (const int life : shock.lives) ill = ill && product.lives[static_cast<std::size_t>(life)].living > 1;
    shock.only_well = ill && draws.per_cent(80);
    const bool force = product.order == Drawn::Order::exponential || draws.per_cent(70);
    shock.rate = {force ? Rate::Kind::force : Rate::Kind::chance, Rate::Shape::constant, {draws.millionths(1'000, 100'000)}};
    if (force && draws.per_cent(30)) shock.rate = {Rate::Kind::force, Rate::Shape::gompertz, {0.001, 0.000'002, 1.1}};
    shock.inside = !product.shared_death && force && shock.rate.shape == Rate::Shape::constant && product.shocks.empty() && draws.per_cent(60);
    const auto same = [&](const Shock& one) { return one.lives == shock.lives && one.only_well == shock.only_well; };
    if (std::none_of(product.shocks.begin(), product.shocks.end(), same)) product.shocks.push_back(shock);
}

Condition in_states(const Lives& product, int life, Draws& draws, bool with_dead) {
    const OneLife& one = product.lives[static_cast<std::size_t>(life)];
    Condition out;
    out.life = life;
    out.states = 1u << draws.below(one.living + (with_dead ? 1 : 0));
    if (one.living > 1 && draws.per_cent(30)) out.states |= 1u << draws.below(one.living);
    return out;
}

int any_life(const Lives& product, Draws& draws) { return draws.below(static_cast<int>(product.lives.size())); }

void draw_when(const Lives& product, LivesPayment& payment, Draws& draws) {
    const int count = static_cast<int>(product.lives.size());
    for (int life = 0; life < count; ++life)
        if (draws.per_cent(35)) payment.all.push_back(in_states(product, life, draws, payment.falls != Falls::move));
    if (count > 1 && draws.per_cent(25)) payment.either = {in_states(product, 0, draws, true), in_states(product, draws.from(1, count - 1), draws, true)};
    for (std::size_t clock = 0; clock < product.clocks.size(); ++clock) {
        if (!draws.per_cent(50)) continue;
        const Condition::Kind kind = draws.per_cent(65) ? Condition::Kind::lasting_least : Condition::Kind::lasting_below;
        payment.all.push_back({kind, 0, 0, product.monthly ? draws.from(1, 5) : 12 * draws.from(1, 2), static_cast<int>(clock), 0});
    }
    for (std::size_t account = 0; account < product.accounts.size(); ++account) {
        if (!draws.per_cent(35)) continue;
        const bool counts = product.accounts[account].counts;
        const Condition::Kind kind = counts || draws.per_cent(50) ? Condition::Kind::account_below : Condition::Kind::account_least;
        payment.all.push_back({kind, 0, 0, 0, static_cast<int>(account), counts ? 1.5 : draws.millionths(50'000, 600'000)});
    }
    const int least = product.monthly ? draws.from(1, 6) : 12 * draws.from(1, 2);
    const auto held = [&](Condition::Kind kind, int months) {
        Condition one;
        one.kind = kind;
        one.life = draws.per_cent(50) && !payment.all.empty() ? payment.all.back().life : any_life(product, draws);
        one.number = months;
        payment.all.push_back(one);
    };
    if (draws.per_cent(25)) held(Condition::Kind::held_least, least);
    if (draws.per_cent(15)) held(Condition::Kind::held_below, least + (product.monthly ? draws.from(1, 4) : 12));
    if (product.years() > 1 && draws.per_cent(15)) payment.all.push_back({Condition::Kind::year_above, 0, 0, draws.from(1, product.years() - 1), 0, 0});
    if (draws.per_cent(15)) payment.all.push_back({Condition::Kind::year_most, 0, 0, draws.from(1, product.years()), 0, 0});
}

void grow(LivesPayment& payment, bool several, Draws& draws) {
    if (!draws.per_cent(50)) return;
    payment.grows = several ? draws.one_of<Grows>({Grows::by_year, Grows::by_other_age, Grows::when_other_dead}) : Grows::by_year;
    payment.growth = payment.grows == Grows::when_other_dead ? draws.millionths(200'000, 1'500'000) : draws.millionths(1'000, 60'000);
}

void draw_memory(Lives& product, Draws& draws) {
    if (draws.per_cent(35)) {
        std::vector<Condition> clock = {in_states(product, 0, draws, true)};
        if (product.lives[0].living == 3 && draws.per_cent(70)) clock[0].states = 0b110;
        if (product.lives.size() > 1 && draws.per_cent(50)) clock.push_back(in_states(product, 1, draws, true));
        product.clocks.push_back(clock);
    }
    if (draws.per_cent(40)) {
        DrawnAccount pool;
        pool.name = "pool";
        pool.opens = draws.millionths(0, 500'000);
        if (draws.per_cent(50)) pool.grows = draws.millionths(-20'000, 80'000);
        if (draws.per_cent(60)) pool.floor = draws.millionths(10'000, 150'000);
        pool.floor_for_other = pool.floor > 0 && product.lives.size() > 1 && draws.per_cent(50);
        if (draws.per_cent(40)) {
            pool.months = product.monthly ? draws.one_of<int>({3, 6}) : 12 * draws.from(1, 2);
            if (draws.per_cent(60)) pool.carry = draws.millionths(10'000, 300'000);
        }
        product.accounts.push_back(pool);
        if (draws.per_cent(40)) {
            DrawnAccount spare;
            spare.name = "spare";
            spare.opens = draws.millionths(10'000, 200'000);
            product.accounts.push_back(spare);
        }
    }
    if (draws.per_cent(20)) {
        DrawnAccount claims;
        claims.name = "claims";
        claims.counts = true;
        product.accounts.push_back(claims);
    }
}

void draw_account_payments(Lives& product, Draws& draws) {
    const auto move = [&](LivesPayment& payment) {
        const OneLife& life = product.lives[0];
        payment.falls = Falls::move;
        payment.at = At::end;
        payment.moves = {{{0}, life.living == 1 ? -1 : draws.from(1, life.living - 1)}};
    };
    for (std::size_t i = 0; i < product.accounts.size(); ++i) {
        const auto payment = [&](const char* name, int low, int high) {
            LivesPayment out;
            out.name = name;
            out.factor = draws.millionths(low, high);
            if (product.monthly) out.months = draws.one_of<int>({1, 3});
            out.at = draws.per_cent(60) ? At::start : At::end;
            if (draws.per_cent(20)) move(out);
            draw_when(product, out, draws);
            return out;
        };
        if (product.accounts[i].name == "spare") continue;
        if (product.accounts[i].counts) {
            LivesPayment counted;
            counted.name = "counted";
            counted.into = static_cast<int>(i);
            move(counted);
            product.payments.push_back(counted);
            continue;
        }
        product.payments.push_back(payment("care", 20'000, 400'000));
        product.payments.back().from = static_cast<int>(i);
        const bool spare = i + 1 < product.accounts.size() && product.accounts[i + 1].name == "spare";
        if (spare) product.payments.back().then_from = static_cast<int>(i + 1);
        if (draws.per_cent(35)) {
            product.payments.push_back(payment("rent", 20'000, 200'000));
            product.payments.back().from = static_cast<int>(i);
            if (spare && draws.per_cent(50)) product.payments.back().then_from = static_cast<int>(i + 1);
        }
        if (draws.per_cent(35)) {
            product.payments.push_back(payment("deposit", 10'000, 200'000));
            product.payments.back().into = static_cast<int>(i);
        }
        if (draws.per_cent(35)) {
            product.payments.push_back(payment("fee", 5'000, 50'000));
            product.payments.back().from = static_cast<int>(i);
            product.payments.back().fee = true;
        }
    }
}

void draw_payments(Lives& product, Draws& draws) {
    const auto count = static_cast<int>(product.lives.size());
    LivesPayment premium;
    premium.name = "premium";
    if (draws.per_cent(15)) premium.falls = Falls::issue;
    if (product.monthly) premium.months = draws.one_of<int>({1, 3, 12});
    for (int life = 0; life < count; ++life)
        if (draws.per_cent(40)) premium.all.push_back({Condition::Kind::in_states, life, 1, 0, 0, 0});
    if (draws.per_cent(40)) premium.all.push_back({Condition::Kind::year_most, 0, 0, draws.from(1, product.years()), 0, 0});
    product.payments.push_back(premium);
    const auto benefit = [&](std::string name, Falls falls, int low, int high) {
        LivesPayment out;
        out.name = std::move(name);
        out.falls = falls;
        out.factor = draws.millionths(low, high);
        if (falls == Falls::every || falls == Falls::move) out.at = draws.one_of<At>({At::start, At::middle, At::end, At::end});
        if (product.monthly) out.months = draws.one_of<int>({1, 3, 12});
        draw_when(product, out, draws);
        grow(out, count > 1, draws);
        return out;
    };
    if (draws.per_cent(70)) product.payments.push_back(benefit("income", Falls::every, 10'000, 200'000));
    if (draws.per_cent(40)) product.payments.push_back(benefit("pension", Falls::every, 10'000, 200'000));
    if (draws.per_cent(50)) {
        product.payments.push_back(benefit("matures", Falls::end, 50'000, 900'000));
        if (draws.per_cent(40)) product.payments.back().refund = draws.millionths(100'000, 800'000);
    }
    for (int i = draws.from(product.payments.size() == 1 ? 1 : 0, 2); i > 0; --i) {
        LivesPayment claim = benefit(i == 1 ? "claim" : "other_claim", Falls::move, 50'000, 1'500'000);
        for (int way = draws.from(1, 2); way > 0; --way) {
            std::vector<int> who = {any_life(product, draws)};
            const OneLife& life = product.lives[static_cast<std::size_t>(who.front())];
            const int to = life.living > 1 && draws.per_cent(50) ? draws.from(1, life.living - 1) : life.living;
            // Two lives at once: both go to a state of one name.
            if (to == life.living && count > 1 && draws.per_cent(25)) who = {0, 1};
            const bool both = who.size() == 2;
            const std::pair<std::vector<int>, int> moves = {who, both ? -1 : to};
            if (claim.moves.empty() || claim.moves.front() != moves) claim.moves.push_back(moves);
        }
        product.payments.push_back(std::move(claim));
    }
}

}  // namespace

bool Lives::reads_held(int life) const {
    for (std::size_t own = 0; own < lives.size(); ++own)
        for (const auto& move : lives[own].moves) {
            if (move.rate.rate.shape == Rate::Shape::waning && static_cast<int>(own) == life) return true;
            if (move.rate.reads == Reads::other_held && move.rate.other == life) return true;
        }
    for (const LivesPayment& payment : payments)
        for (const Condition& one : payment.all)
            if ((one.kind == Condition::Kind::held_least || one.kind == Condition::Kind::held_below) && one.life == life) return true;
    return false;
}

bool Lives::reads_held() const {
    bool any = false;
    for (std::size_t life = 0; life < lives.size(); ++life) any = any || reads_held(static_cast<int>(life));
    return any;
}

bool Lives::refunds() const {
    return std::any_of(payments.begin(), payments.end(), [](const LivesPayment& one) { return one.refund > 0; });
}

std::string role_name(int life) {
    static const char* const names[] = {"insured", "partner", "child"};
    return names[life];
}

std::string role_of(const Lives& product, std::size_t life, const char* after) {
    return product.lives.size() == 1 ? "" : role_name(static_cast<int>(life)) + after;
}

std::string state_name(const OneLife& life, int state) {
    static const char* const names[] = {"well", "ill", "worse"};
    return state == life.living ? "dead" : life.living == 1 ? "alive" : names[state];
}

Lives drawn_lives(std::uint64_t number) {
    Draws draws(number);
    Lives product;
    product.monthly = draws.per_cent(20);
    product.months = product.monthly ? draws.from(4, 15) : 12 * draws.from(1, 8);
    product.between = draws.one_of<Drawn::Between>({Drawn::Between::constant_force, Drawn::Between::uniform, Drawn::Between::balducci});
    product.read = draws.one_of<Drawn::Read>({Drawn::Read::start, Drawn::Read::middle, Drawn::Read::end, Drawn::Read::integral});
    for (int i = draws.per_cent(30) ? 3 : 1; i > 0; --i) product.interest.push_back(draws.millionths(-10'000, 100'000));
    product.ends = draws.one_of<Lives::Ends>({Lives::Ends::first_death, Lives::Ends::last_death, Lives::Ends::last_death, Lives::Ends::insured_dead});
    draw_lives(product, draws);
    for (int i = product.lives.size() == 1 || !draws.per_cent(60) ? 0 : draws.per_cent(40) ? 2 : 1; i > 0; --i) draw_shock(product, draws);
    draw_memory(product, draws);
    draw_payments(product, draws);
    draw_account_payments(product, draws);
    return product;
}

}  // namespace hearth::reference
