#include "drawn.hpp"

#include "draws.hpp"

namespace hearth::reference {

namespace {

using Of = Amount::Of;
using Growth = Amount::Growth;
using Group = Payment::Group;
using Falls = Payment::Falls;
using At = Payment::At;

Rate::Kind kind_of(const Drawn& product, bool dependent, Draws& draws) {
    if (dependent) return Rate::Kind::dependent;
    return product.order == Drawn::Order::exponential || draws.per_cent(40) ? Rate::Kind::force : Rate::Kind::chance;
}

/// No number is so large that three of them, as chances of one state, could sum to more than 1.
Rate rate(const Drawn& product, bool dependent, Draws& draws) {
    Rate out;
    out.kind = kind_of(product, dependent, draws);
    const int shape = draws.below(100), most = 300'000;
    if (draws.per_cent(4)) {
        out.numbers = {0};
    } else if (shape < 35) {
        out.numbers = {draws.millionths(1'000, most)};
    } else if (shape < 55) {
        out.shape = Rate::Shape::steps;
        for (int i = 0; i < 3; ++i) out.numbers.push_back(draws.millionths(0, most));
    } else if (shape < 75) {
        out.shape = Rate::Shape::table;
        for (int i = 0; i <= product.term; ++i) out.numbers.push_back(draws.millionths(0, most));
    } else if (shape < 90 && !(product.monthly && out.kind == Rate::Kind::chance)) {
        out.shape = Rate::Shape::gompertz;
        out.numbers = {draws.millionths(0, 5'000), draws.millionths(1, 5), draws.millionths(1'050'000, 1'120'000)};
    } else if (out.kind == Rate::Kind::force && product.order != Drawn::Order::exponential) {
        out.shape = Rate::Shape::waning;
        out.numbers = {draws.millionths(1'000, most), draws.millionths(100'000, 2'000'000)};
    } else {
        out.numbers = {draws.millionths(1'000, most)};
    }
    return out;
}

void draw_states(Drawn& product, Draws& draws) {
    product.living = draws.from(1, 3);
    product.absorbing = product.living < 3 && draws.per_cent(30) ? 2 : 1;
    const auto dead = static_cast<unsigned>(product.living);
    product.ending = 1u << dead;
    if (product.absorbing == 2 && draws.per_cent(60)) product.ending |= 1u << (dead + 1);
    product.order = draws.one_of<Drawn::Order>(
        {Drawn::Order::dead_first, Drawn::Order::dead_first, Drawn::Order::additive, Drawn::Order::pro_rata, Drawn::Order::exponential});
    // One step of the exponential may pass through a state; the draw gives every such pair a move of its own.
    const bool whole = product.order == Drawn::Order::exponential, recovery = draws.per_cent(50);
    product.shared_death = draws.per_cent(30);
    Rate death;
    for (int from = 0; from < product.living; ++from) {
        const bool dependent = !product.shared_death && !whole && !product.monthly && draws.per_cent(15);
        for (int to = 0; to < product.states(); ++to) {
            const bool sure = to == from + 1 || to >= product.living || whole;
            if (to == from || (to < from && !recovery) || !(sure || draws.per_cent(60))) continue;
            Move move{from, to, rate(product, dependent, draws)};
            if (product.shared_death && to == product.living) {
                if (from == 0) death = move.rate;
                move.rate = death;
            }
            // A table may end with a certain death.
            const bool may_be_certain = to == product.living && move.rate.shape == Rate::Shape::table &&
                                        move.rate.kind == Rate::Kind::chance && product.order != Drawn::Order::additive;
            if (may_be_certain && !product.shared_death && draws.per_cent(30))
                move.rate.numbers[static_cast<std::size_t>(product.term - 1)] = 1;
            product.moves.push_back(std::move(move));
        }
    }
}

std::uint32_t some_states(const Drawn& product, Draws& draws) {
    std::uint32_t states = 0;
    for (int state = 0; state < product.states(); ++state)
        if (((product.ending >> state) & 1u) == 0 && draws.per_cent(50)) states |= 1u << state;
    return states == 0 ? 1u << draws.below(product.living) : states;
}

void grow(Amount& amount, Draws& draws) {
    if (draws.per_cent(60)) return;
    amount.growth = draws.one_of<Growth>({Growth::simple, Growth::compound, Growth::first_year, Growth::age});
    amount.rate = amount.growth == Growth::first_year ? draws.millionths(100'000, 900'000) : draws.millionths(1'000, 60'000);
}

At place(Draws& draws) { return draws.one_of<At>({At::start, At::middle, At::end, At::end}); }

void draw_premium(Drawn& product, Draws& draws) {
    Payment premium;
    premium.name = "premium";
    premium.group = Group::premium;
    product.level =
        draws.one_of<Drawn::Level>({Drawn::Level::gross, Drawn::Level::gross, Drawn::Level::gross, Drawn::Level::net, Drawn::Level::given});
    premium.amount = product.level == Drawn::Level::given ? Amount{Of::sum, Growth::none, draws.millionths(10'000, 90'000), 0}
                                                          : Amount{Of::level, Growth::none, 1, 0};
    if (draws.per_cent(15))
        premium.falls = Falls::issue;
    else if (draws.per_cent(70))
        premium.last_year = draws.from(1, product.term);
    if (product.monthly && draws.per_cent(60)) premium.months = draws.one_of<int>({1, 1, 3, 6});
    if (!product.monthly && draws.per_cent(8)) premium.months = 24;
    if (product.living > 1 && draws.per_cent(40)) premium.states = (1u << draws.from(1, product.living - 1)) - 1;
    if (premium.falls == Falls::every && draws.per_cent(20)) {
        premium.amount.growth = draws.one_of<Growth>({Growth::simple, Growth::compound});
        premium.amount.rate = draws.millionths(1'000, 60'000);
    }
    product.payments.push_back(premium);
}

/// How much is returned: a share of the premiums where their sum is the same on every path, else of the sum assured.
Amount returned(const Drawn& product, Draws& draws) {
    const bool one_path = product.payments.front().states == 0 && product.ending == ((1u << product.states()) - (1u << product.living));
    return {one_path ? Of::premiums_paid : Of::sum, Growth::none, draws.millionths(100'000, 500'000), 0};
}

void draw_benefits(Drawn& product, Draws& draws) {
    auto& payments = product.payments;
    const bool small = !product.monthly || (product.term == 1 && !product.reads_held());
    const auto on_move = [&](std::string name, int to) {
        Payment payment;
        payment.name = std::move(name);
        payment.falls = Falls::move;
        payment.to = to;
        payment.at = place(draws);
        payment.amount.factor = draws.millionths(50'000, 1'500'000);
        if (draws.per_cent(8)) payment.amount = {Of::fixed, Growth::none, draws.from(20, 20'000) * 1.0, 0};
        grow(payment.amount, draws);
        if (draws.per_cent(10)) payment.last_year = draws.from(1, product.term);
        return payment;
    };
    Payment death = on_move("death", product.living);
    if (small && draws.per_cent(15))
        death.amount = {draws.one_of<Of>({Of::larger, Of::cash_value}), Growth::none, draws.millionths(100'000, 1'000'000), 0};
    payments.push_back(death);
    if (draws.per_cent(20)) {
        payments.push_back(on_move("refund", product.living));
        payments.back().amount = returned(product, draws);
    }
    if (product.absorbing == 2 && draws.per_cent(60)) payments.push_back(on_move("farewell", product.living + 1));
    for (int to = 1; to < product.living; ++to) {
        if (!draws.per_cent(45)) continue;
        payments.push_back(on_move("onset_" + state_name(product, to), to));
        if (draws.per_cent(50)) payments.back().from = to - 1;
        if (draws.per_cent(20)) payments.back().held_months = product.monthly ? draws.from(1, 6) : 12 * draws.from(1, 2);
    }
    if (draws.per_cent(45)) {
        Payment income;
        income.name = "income";
        income.at = place(draws);
        income.months =
            product.monthly ? draws.one_of<int>({1, 3, 6, 12}) : draws.one_of<int>({12, 12, 24, 48});
        income.states = some_states(product, draws);
        if (product.term > 1 && draws.per_cent(35)) income.after_year = draws.from(1, product.term - 1);
        if (draws.per_cent(25)) income.held_months = product.monthly ? draws.from(1, 6) : 12 * draws.from(1, 2);
        income.amount.factor = draws.millionths(10'000, 200'000);
        grow(income.amount, draws);
        payments.push_back(income);
    }
    if (draws.per_cent(45)) {
        Payment maturity;
        maturity.name = "maturity";
        maturity.falls = Falls::end;
        maturity.states = (1u << product.living) - 1;
        maturity.amount.factor = draws.millionths(50'000, 1'000'000);
        if (draws.per_cent(25)) maturity.amount = returned(product, draws);
        payments.push_back(maturity);
    }
    // Of cash values and premiums alone nothing would ever be due.
    for (const Payment& payment : payments)
        if (payment.group == Group::benefit && (payment.amount.of == Of::sum || payment.amount.of == Of::fixed)) return;
    payments[1].amount.of = Of::sum;
}

void draw_status(Drawn& product, Draws& draws) {
    if (!draws.per_cent(35)) return;
    const int leaves = draws.from(1, 2);
    for (int status = 0; status < leaves; ++status) {
        Rate rate{draws.per_cent(70) ? Rate::Kind::chance : Rate::Kind::force, Rate::Shape::constant, {draws.millionths(1'000, 200'000)}};
        if (draws.per_cent(50))
            rate = {
                rate.kind, Rate::Shape::steps, {draws.millionths(0, 300'000), draws.millionths(0, 200'000), draws.millionths(0, 100'000)}};
        product.leaving.push_back(std::move(rate));
    }
    Payment surrender;
    surrender.name = "surrender";
    surrender.falls = Falls::status;
    const bool light = !product.monthly || (product.term == 1 && !product.reads_held());
    if (light && draws.per_cent(60))
        surrender.amount = {Of::cash_value, Growth::none, 1, 0};
    else if (draws.per_cent(50))
        surrender.amount = returned(product, draws);
    else
        surrender.amount = {Of::sum, Growth::simple, draws.millionths(1'000, 20'000), 1};
    product.payments.push_back(surrender);
}

void draw_expenses(Drawn& product, Draws& draws) {
    if (!draws.per_cent(55)) return;
    const auto add = [&](const char* name, Falls falls, const Amount& amount) {
        Payment payment;
        payment.name = name;
        payment.group = Group::expense;
        payment.falls = falls;
        payment.amount = amount;
        product.payments.push_back(std::move(payment));
    };
    if (draws.per_cent(40)) add("initial", Falls::issue, {Of::sum, Growth::none, draws.millionths(1'000, 20'000), 0});
    if (draws.per_cent(40))
        add("upkeep", Falls::every, {Of::fixed, Growth::compound, draws.from(10, 200) * 1.0, draws.millionths(5'000, 40'000)});
    if (draws.per_cent(60))
        add("commission", Falls::premium,
            {Of::premium, draws.per_cent(60) ? Growth::first_year : Growth::none, draws.millionths(20'000, 250'000),
             draws.millionths(10'000, 900'000)});
    if (draws.per_cent(30)) {
        add("claim", Falls::move, {Of::fixed, Growth::none, draws.from(50, 500) * 1.0, 0});
        product.payments.back().to = product.living;
        product.payments.back().at = At::end;
    }
}

}  // namespace

std::string state_name(const Drawn& product, int state) {
    static const char* const living[] = {"well", "mild", "severe"};
    static const char* const others[] = {"dead", "gone"};
    return state < product.living ? living[state] : others[state - product.living];
}

Drawn drawn(std::uint64_t number) {
    Draws draws(number);
    Drawn product;
    product.monthly = draws.per_cent(25);
    product.age = draws.from(20, 80);
    product.term = product.monthly ? draws.from(1, 3) : draws.from(1, 12);
    product.sum = draws.from(1, 400) * 1'000;
    product.between = draws.one_of<Drawn::Between>({Drawn::Between::constant_force, Drawn::Between::uniform, Drawn::Between::balducci});
    product.read = draws.one_of<Drawn::Read>({Drawn::Read::start, Drawn::Read::middle, Drawn::Read::end, Drawn::Read::integral});
    for (int i = draws.per_cent(30) ? 3 : 1; i > 0; --i) product.interest.push_back(draws.millionths(-10'000, 100'000));
    product.cash_start = draws.millionths(300'000, 1'000'000);
    product.cash_growth = draws.millionths(10'000, 200'000);
    draw_states(product, draws);
    draw_premium(product, draws);
    draw_benefits(product, draws);
    draw_status(product, draws);
    draw_expenses(product, draws);
    return product;
}

}  // namespace hearth::reference
