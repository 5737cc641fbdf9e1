#include "unit/book_test.hpp"

#include <fmt/format.h>

#include <filesystem>

using namespace hearth;
using namespace hearth::test;

namespace {

/// The least set that everything else in a test may lean on; it begins on line 2, an addition on line 27.
const std::string base = R"toml(
[basis.b]
step = "year"
interest = "3 %"
rates."any -> dead" = "law"
[table.law]
value = "force(0.01)"
[product.p]
currency = "CNY"
model = "healthy <-> ill; any -> dead"
ends = "state is dead"
asks = { face = "money", plan = ["basic", "full"], lasts = [5, 10] }
pay.premium = { from = "payer", every = "year", amount = 1 }
pay.death = { to = "beneficiary", on = "-> dead", amount = "face" }
value.net = { basis = "b", amount = "pv(benefits)" }
[family.f]
as_of = 2026-01-01
basis = "b"
model = "well -> dead"
[family.f.person]
ann = { born = 1980-05-01, sex = "female", spouse = "bob" }
bob = { born = 1979-01-01, sex = "male" }
kim = { born = 2010-01-01, sex = "male", parents = ["ann", "bob"] }
[family.f.policy]
one = { product = "p", issued = 2020-01-01, owner = "ann", insured = "bob", face = 100, plan = "full", lasts = 10 }
)toml";
const std::uint32_t added_line = 27;

std::string with(std::string_view text) { return base + std::string(text) + "\n"; }
/// The base with one text replaced.
std::string edited(std::string_view from, std::string_view to) {
    std::string text = base;
    const std::size_t at = text.find(from);
    REQUIRE(at != std::string::npos);
    return text.replace(at, from.size(), to);
}

/// The one fault of a set.
Diagnostic fault_in(const std::string& toml) {
    const Bound result = bound(toml);
    INFO(toml);
    INFO(result.faults());
    REQUIRE(result.report.errors() == 1);
    return result.report.all().front();
}
void check_fault(const std::string& toml, std::string_view code, std::string_view message, std::string_view hint = {}) {
    const Diagnostic fault = fault_in(toml);
    INFO(toml);
    CHECK(fault.code == code);
    CHECK_THAT(fault.message, Catch::Contains(std::string(message)));
    CHECK_THAT(fault.hint, Catch::Contains(std::string(hint)));
    CHECK(fault.place.line > 0);
}

}  // namespace

TEST_CASE("A set is bound noun by noun", "[bind]") {
    const Bound result = sound(base);
    const Book& book = result.book;
    const Product* product = book.product("p");
    REQUIRE(product != nullptr);
    REQUIRE(product->models.size() == 1);
    CHECK(product->models[0].states == std::vector<std::string>{"healthy", "ill", "dead"});
    REQUIRE(product->pays.size() == 2);
    CHECK(product->pays[0].at == Payment::At::start);
    CHECK(product->pays[0].every.span == Span{12, 0, 0});
    CHECK(product->pays[1].at == Payment::At::end);
    CHECK(product->pays[1].moves.size() == 1);
    CHECK(product->values[0].amount->path == "product.p.value.net.amount");
    CHECK(book.asked("plan")->type.domain->ordered == 2);
    CHECK(book.asked("lasts")->numbers == std::vector<double>{5, 10});
    CHECK(book.asked("nothing") == nullptr);
    CHECK(book.basis("b")->rates[0].rate->path == "basis.b.rates.\"any -> dead\"");
    const Family* family = book.family("f");
    REQUIRE(family->persons.size() == 3);
    CHECK(family->persons[2].parents == std::vector<std::string>{"ann", "bob"});
    CHECK(family->policies[0].status == "in_force");
    CHECK(family->policies[0].given.size() == 3);
    CHECK(book.table("none_such") == nullptr);
    for (const char* word : {"ill", "well", "full", "surrendered", "male", "usable", "ann", "p"}) CHECK(book.words.contains(word));
}

TEST_CASE("What is shipped binds without a fault", "[bind]") {
    for (const char* path :
         {"hearth:tables/standard.toml", "hearth:tables/life.toml", "hearth:tables/care.toml", "hearth:tables/china.toml"}) {
        const Bound result = bound_file(path);
        INFO(path);
        CHECK(result.faults().empty());
        CHECK(result.book.tables.size() + result.book.bases.size() > 0);
    }
    std::size_t files = 0;
    for (const auto& entry : std::filesystem::directory_iterator("tests/checks")) {
        if (entry.path().extension() != ".toml") continue;
        const Bound result = bound_file(entry.path().string());
        INFO(entry.path().string());
        CHECK(result.faults().empty());
        CHECK_FALSE(result.book.cases.empty());
        ++files;
    }
    CHECK(files >= 7);
}

TEST_CASE("Marks of a noun reach its parts and leaves", "[bind]") {
    const Bound result = sound(R"(
[basis.best]
illustrative = true
source = "a guess"
currency = "EUR"
step = "month"
interest = "2 %"
[basis.best.pay.upkeep]
to = "expenses"
every = "3 months"
amount = 5
source = "a survey"
[basis.plain]
step = "continuous"
interest = "1 %"
)");
    const Basis& best = *result.book.basis("best");
    CHECK(best.interest->illustrative);
    CHECK(best.interest->source == "a guess");
    CHECK(best.pays[0].header.currency == "EUR");
    CHECK(best.pays[0].amount->illustrative);
    CHECK(best.pays[0].amount->source == "a survey");
    CHECK(best.pays[0].every.span == Span{3, 0, 0});
    CHECK(best.step == Span{1, 0, 0});
    CHECK(result.book.basis("plain")->continuous);
    CHECK_FALSE(result.book.basis("plain")->interest->illustrative);
}

TEST_CASE("What a change replaces stays known as old", "[bind]") {
    Bound result = bound(base);
    for (const char* rate : {"old + 1 %", "old * 2"}) {
        Tree leaf;
        leaf.kind = Tree::Kind::text;
        leaf.text = rate;
        REQUIRE(apply_change(result.set, "basis.b.interest", leaf, {}, result.report));
    }
    const Book book = bind(result.set, result.report);
    INFO(result.faults());
    REQUIRE_FALSE(result.report.failed());
    const ExpressionPtr interest = book.basis("b")->interest;
    CHECK(interest->ast.source == "old * 2");
    REQUIRE(interest->old != nullptr);
    CHECK(interest->old->ast.source == "old + 1 %");
    REQUIRE(interest->old->old != nullptr);
    CHECK(interest->old->old->ast.source == "3 %");
}

TEST_CASE("S12, S13: cells of rows are values", "[bind]") {
    const Bound result = sound(R"(
[table.t]
age = "nearest birthday"
rows = [
  { age = 1, from = 2020-01-01, good = "yes", who = ["a", "b"], what = "x y" },
  { age = 2, from = 2021-01-01, good = "no", who = "c", what = "unknown" },
  { age = "", from = 2022-01-01, good = "unknown", who = ["unknown"], what = "z" },
]
)");
    const Table& table = *result.book.table("t");
    using Base = Type::Base;
    REQUIRE(table.column_types.size() == 5);
    CHECK(table.age == Table::Age::nearest_birthday);
    CHECK(table.column_types[0].base == Base::number);
    CHECK(table.column_types[1].base == Base::date);
    CHECK(table.column_types[2].base == Base::truth);
    CHECK(table.column_types[3].base == Base::list);
    CHECK(table.column_types[3].element == Base::name);
    CHECK(table.column_types[4].base == Base::name);
    CHECK(to_text(table.cells[0][3], *result.book.names) == "[a, b]");
    CHECK(to_text(table.cells[1][3], *result.book.names) == "[c]");
    CHECK_FALSE(table.cells[2][0].known());
    CHECK_FALSE(table.cells[1][4].known());
    CHECK(table.cells[2][3].more);
    CHECK(result.book.words.contains("z"));
    CHECK_FALSE(result.book.words.contains("x y"));
}

TEST_CASE("The cells of a CSV say by their form what they are", "[bind]") {
    const Bound result = bound_file("hearth:tables/life.toml");
    const Table& table = *result.book.table("cl_2025_life");
    REQUIRE(table.cells.size() > 100);
    CHECK(table.column_types[0].base == Type::Base::number);
    CHECK(table.cells[40][0].number == 40);
}

TEST_CASE("Facts are plain values; texts are names", "[bind]") {
    const Bound result = sound(edited(
        "sex = \"male\" }",
        R"(sex = "male", city = "new york", level = 2, fit = "yes", seen = 2025-01-01, near = "50 or more", sports = ["a", "unknown"] })"));
    const Lets& facts = result.book.family("f")->persons[1].facts;
    const auto op = [&](std::string_view name) {
        for (const auto& [fact, leaf] : facts)
            if (fact == name) return leaf->ast.top().op;
        return Syntax::each;
    };
    CHECK(op("city") == Syntax::text);
    CHECK(op("level") == Syntax::number);
    CHECK(op("fit") == Syntax::name);
    CHECK(op("seen") == Syntax::date);
    CHECK(op("near") == Syntax::bound);
    CHECK(op("sports") == Syntax::list);
    check_fault(edited("sex = \"male\" }", "sex = \"male\", level = \"1 + 1\" }"), "E0722", "must be a plain value");
}

TEST_CASE("References to nouns that are not there", "[bind]") {
    check_fault(edited("{ basis = \"b\", amount", "{ basis = \"bb\", amount"), "E0520", "'basis' is 'bb', which is no basis");
    check_fault(edited("basis = \"b\"\nmodel", "basis = \"c\"\nmodel"), "E0520", "no basis (there: b)");
    check_fault(edited("product = \"p\"", "product = \"q\""), "E0520", "no product");
    check_fault(edited("sex = \"female\"", "sex = \"female\", basis = \"best\""), "E0520", "no basis");
    check_fault(edited("every = \"year\"", "every = \"year\", of = \"lwa\""), "E0520", "no table", "did you mean 'law'?");
    check_fault(edited("ends = ", "reserve = \"nett\"\nends = "), "E0520", "no value of the product", "did you mean 'net'?");
    check_fault(with("[study.s]\nrun = \"product.x\""), "E0520", "no product");
    check_fault(with("[[case]]\ntitle = \"t\"\nrun = \"p\"\nexpect = [\"yes\"]"), "E0520", "names no noun", "product.NAME");
}

TEST_CASE("Payments name parties, moments and tables", "[bind]") {
    check_fault(edited("from = \"payer\"", "from = \"payor\""), "E0521", "'from' is 'payor'", "did you mean 'payer'?");
    check_fault(edited("to = \"beneficiary\"", "to = [\"owner\", \"fund\"]"), "E0521", "'to' is 'fund'");
    check_fault(edited("on = \"-> dead\"", "on = \"-> daed\""), "E0522", "no state 'daed'", "did you mean 'dead'?");
    check_fault(edited("on = \"-> dead\"", "on = \"dead -> ill\""), "E0522", "the model has no such move");
    check_fault(edited("on = \"-> dead\"", "on = \"dead\""), "E0522", "'on' is 'dead'", "'-> dead'");
    check_fault(edited("on = \"-> dead\"", "on = \"premum\""), "E0522", "'on' is 'premum'", "did you mean 'premium'?");
    check_fault(edited("on = \"-> dead\"", "on = \"death\""), "E0522", "paid on itself");
    check_fault(edited("on = \"-> dead\"", "on = \"payor: -> dead\""), "E0522", "no role 'payor'");
    check_fault(edited("on = \"-> dead\"", "on = \"status: -> surrenderd\""), "E0522", "no state 'surrenderd'",
                "did you mean 'surrendered'?");
    check_fault(with("[basis.x]\nextends = \"b\"\npay.claim = { to = \"expenses\", on = \"deaths\", amount = 1 }"), "E0522",
                "'on' is 'deaths'", "did you mean 'death'?");
    check_fault(edited("every = \"year\"", "every = \"yaer\""), "E0525", "'every' is 'yaer', which is no span", "did you mean 'year'?");
    check_fault(edited("every = \"year\"", "every = \"0 months\""), "E0525", "longer than nothing");
    check_fault(edited("step = \"year\"", "step = \"-1 months\""), "E0525", "longer than nothing");
    check_fault(edited("ends = ", "account.a = { opens = 0, per = \"persons\" }\nends = "), "E0533", "'per' is 'persons'",
                "did you mean 'person'?");
    CHECK_FALSE(bound(edited("on = \"-> dead\"", "on = \"status: -> surrendered\"")).report.failed());
}

TEST_CASE("S7, S8: names are taken once, and words of the language never", "[bind]") {
    check_fault(edited("value.net", "value.face"), "E0523", "'face' is named twice here");
    check_fault(edited("ends = ", "let.death = \"1\"\nends = "), "E0523", "'death' is named twice here");
    check_fault(edited("value.net", "value.min"), "E0208", "'min' is a word of the language and cannot be the name of a value");
    check_fault(edited("value.net", "value.age"), "E0208", "'age' is a measure");
    check_fault(edited("pay.death", "pay.\"2nd\""), "E0208", "'2nd' is not a name");
    check_fault(edited("pay.death = { to = \"beneficiary\"", "pay.extra = { from = \"payer\""), "E0208", "'premium' is a measure");
    check_fault(with("[table.u]\nlet.time = \"1\"\nvalue = \"time\""), "E0208", "'time' is a measure");
    check_fault(edited("one = {", "kim = {"), "E0523", "'kim' is named twice here");
    CHECK_FALSE(bound(with("[family.g]\nextends = \"f\"\nlet.level = \"2\"")).report.failed());
    check_fault(with("[family.g]\nextends = \"f\"\nlet.if = \"2\""), "E0208", "'if' is a word of the language");
}

TEST_CASE("What a product asks is of a type or a choice", "[bind]") {
    check_fault(edited("face = \"money\"", "face = \"mony\""), "E0524", "'face' asks for 'mony'", "did you mean 'money'?");
    check_fault(edited("[\"basic\", \"full\"]", "[\"basic\", \"full\", \"basic\"]"), "E0524", "'basic' stands twice");
    check_fault(edited("lasts = [5, 10]", "lasts = [5, \"ten\"]"), "E0524", "choices of different kinds");
    check_fault(edited("lasts = [5, 10]", "lasts = []"), "E0524", "has no choices");
}

TEST_CASE("A policy gives what its product asks, no more, no less", "[bind]") {
    check_fault(edited("face = 100, ", ""), "E0703", "does not give 'face'");
    check_fault(edited("face = 100, ", "face = 100, plam = 2, "), "E0702", "gives 'plam'", "did you mean 'plan'?");
    check_fault(edited("face = 100, ", "face = \"much\", "), "E0723", "must be a money, but is 'much'");
    check_fault(edited("plan = \"full\"", "plan = \"fully\""), "E0723", "not among: basic, full", "did you mean 'full'?");
    check_fault(edited("lasts = 10", "lasts = 7"), "E0723", "is 7, which is not among: 5, 10");
    check_fault(edited("plan = \"full\"", "plan = \"yes\""), "E0723", "must be a name");
    check_fault(edited("face = 100, ", "face = 100, status = \"inforce\", "), "E0704", "no status of a policy", "did you mean 'in_force'?");
    const std::string pair = edited("model = \"healthy <-> ill; any -> dead\"",
                                    "model = { insured = \"healthy <-> ill; any -> dead\", payor = \"well -> ill\" }");
    check_fault(pair, "E0703", "does not name its 'payor'");
}

TEST_CASE("People of a family fit each other", "[bind]") {
    check_fault(edited("owner = \"ann\"", "owner = \"anne\""), "E0701",
                "'owner' is 'anne', which is no person of the family (there: ann, bob, kim)", "did you mean 'ann'?");
    check_fault(edited("insured = \"bob\"", "insured = \"bob\", beneficiary = [\"kim\", \"kin\"]"), "E0701", "'kin'");
    check_fault(edited("spouse = \"bob\"", "spouse = \"bobby\""), "E0701", "'spouse' is 'bobby'");
    check_fault(edited("spouse = \"bob\"", "spouse = \"ann\""), "E0705", "married to itself");
    check_fault(edited("sex = \"male\" }\nkim", "sex = \"male\", spouse = \"kim\" }\nkim"), "E0705",
                "'ann' is married to 'bob', who is married to 'kim'");
    check_fault(edited("parents = [\"ann\", \"bob\"] }", "parents = [\"ann\"], spouse = \"bob\" }"), "E0705", "both married to 'bob'");
    check_fault(edited("born = 2010-01-01", "born = 1979-06-01"), "E0706", "'kim' is born on 1979-06-01, its parent 'ann' on 1980-05-01");
    const Bound cycle = bound(edited("sex = \"female\"", "sex = \"female\", parents = [\"kim\"]"));
    CHECK(cycle.has("E0706"));
    check_fault(edited("model = \"well -> dead\"", "model = { me = \"well -> dead\" }"), "E0708", "one model");
}

TEST_CASE("Events change leaves of people and policies", "[bind]") {
    const Bound result =
        sound(with("[family.f.event]\nmove = { on = 2027-01-01, ann.city = \"rome\", one.status = \"lapsed\", bob.spouse = \"none\" "
                   "}\n[family.g]\nextends = \"f\""));
    const Event& event = result.book.family("f")->events.at(0);
    REQUIRE(event.changes.size() == 3);
    CHECK(event.changes[0].first == "ann.city");
    CHECK(event.changes[0].second->path == "family.f.event.move.ann.city");
    CHECK(result.book.family("g")->events.size() == 1);
    check_fault(with("[family.f.event]\nx = { on = 2027-01-01, nan.city = \"rome\" }"), "E0720", "no person or policy 'nan'",
                "did you mean 'ann'?");
    check_fault(with("[family.f.event]\nx = { on = 2027-01-01, city = \"rome\" }"), "E0720", "changes 'city'", "NAME.leaf = value");
    check_fault(with("[family.f.event]\nx = { on = 2027-01-01, one.status = \"lapse\" }"), "E0704", "no status", "did you mean 'lapsed'?");
    check_fault(with("[family.f.event]\nx = { on = 2027-01-01, ann.spouse = \"zoe\" }"), "E0701", "'spouse' is 'zoe'");
    check_fault(with("[family.f.event]\nx = { ann.city = \"rome\" }"), "E0202", "needs 'on'");
}

TEST_CASE("S29: a rate of a model that is not here is ignored, a slip is not", "[bind]") {
    sound(with("[basis.c]\nextends = \"b\"\nrates.\"sound -> maimed\" = \"law\""));
    const Diagnostic fault = fault_in(with("[basis.c]\nextends = \"b\"\nrates.\"helthy -> ill\" = \"law\""));
    CHECK(fault.code == "E0526");
    CHECK(fault.place.line == added_line + 2);
    CHECK(fault.place.column == 8);
    CHECK(fault.hint == "did you mean 'healthy'?");
    check_fault(with("[basis.c]\nextends = \"b\"\nrates.\"ill\" = \"law\""), "E0526", "'ill' is no move");
    check_fault(with("[basis.c]\nextends = \"b\"\nrates.\"statuss: any -> lapsed\" = \"law\""), "E0526", "no role 'statuss'",
                "did you mean 'status'?");
}

TEST_CASE("Tables have rows or a value, and rows that fit", "[bind]") {
    check_fault("[table.t]\ntitle = \"nothing\"", "E0527", "neither rows nor a value");
    check_fault("[table.t]\nrows = []", "E0527", "neither rows nor a value");
    check_fault("[table.t]\nrows = [{ a = 1, b = 2 }, { a = 2 }]", "E0528", "lacks the column 'b'");
    check_fault("[table.t]\nrows = [{ a = 1 }, { a = \"x\" }]", "E0529", "the cell 'x' is a name, but the column 'a' holds numbers");
    check_fault("[table.t]\nrows = [{ age = 1, q = 0.5 }]", "E0530", "does not say which age");
    check_fault("[table.t]\nstarts = 2026-01-01\nstops = 2026-01-01\nvalue = 1", "E0531", "stops on 2026-01-01");
}

TEST_CASE("Programmes form a tree", "[bind]") {
    const std::string programme = R"(
[programme.root]
holder = "owner"
binds = "event"
asks = { fit = "truth", house = ["open", "closed"] }
tier = [{ name = "low", when = "yes" }, { name = "high", when = "no" }]
account.beds = { opens = 3, per = "house" }
[programme.leaf]
part_of = "root"
[programme.leaf.right.stay]
for = "owner, 2 of owner.parents"
unlock = "tier >= low"
keep = "yes"
use = "fit"
end = "no"
pass = { when = "no", to = "owner.spouse", within = "180 days" }
pay.day = { from = "beds", to = "person", every = "month", amount = 1 }
[programme.leaf.right.later]
extends = "stay"
overrides = "stay"
chosen = "first use"
)";
    const Bound result = sound(programme);
    const Programme& leaf = *result.book.programme("leaf");
    REQUIRE(leaf.rights.size() == 2);
    CHECK(leaf.rights[0].people.parts.size() == 2);
    CHECK(leaf.rights[0].pass->within == Span{0, 0, 180});
    CHECK(leaf.rights[1].overrides == "stay");
    CHECK(leaf.rights[1].first_use);
    CHECK(leaf.rights[1].unlock->path == "programme.leaf.right.later.unlock");
    CHECK(result.book.programme("root")->tiers[1].when->path == "programme.root.tier.high.when");
    const auto change = [&](std::string_view from, std::string_view to) {
        std::string text = programme;
        const std::size_t at = text.find(from);
        REQUIRE(at != std::string::npos);
        return text.replace(at, from.size(), to);
    };
    check_fault(programme + "[programme.twig]\npart_of = \"rot\"\n", "E0520", "no programme", "did you mean 'root'?");
    check_fault(change("holder = \"owner\"\n", "part_of = \"leaf\"\n"), "E0707", "programmes are part of each other: leaf -> root -> leaf");
    check_fault(change("binds = \"event\"\n", ""), "E0202", "needs 'binds'");
    check_fault(change("overrides = \"stay\"", "overrides = \"stayed\""), "E0520", "no other right of the programme",
                "did you mean 'stay'?");
    check_fault(change("name = \"high\"", "name = \"low\""), "E0523", "'low' is named twice");
    check_fault(change("name = \"high\"", "name = \"none\""), "E0208", "'none' is a word of the language");
    check_fault(change("from = \"beds\"", "from = \"bed\""), "E0521", "'from' is 'bed'", "did you mean 'beds'?");
    check_fault(change("within = \"180 days\"", "within = \"180\""), "E0525", "no span");
    check_fault(change("within = \"180 days\"", "within = \"180 CNY\""), "E0525", "'within' is '180 CNY', which is no span", "as in \"month\", \"3 months\", \"90 days\"");
    CHECK(bound(change("use = \"fit\"\n", "")).report.errors() == 2);  // of the right and of the one that extends it
}

TEST_CASE("A fact nearly named like one that is asked is a slip", "[bind]") {
    const std::string programme = "\n[programme.r]\nholder = \"owner\"\nbinds = \"event\"\nasks = { health_test = \"truth\" }\n";
    check_fault(edited("sex = \"female\"", "sex = \"female\", helth_test = \"yes\"") + programme, "E0702",
                "nothing asks for the fact 'helth_test'", "'health_test'");
    check_fault(edited("sex = \"female\"", "sex = \"female\", health_test = 3") + programme, "E0723", "must be a truth");
    sound(edited("sex = \"female\"", "sex = \"female\", hobby = \"chess\"") + programme);
}

TEST_CASE("All faults of a set are told at once, each once", "[bind]") {
    const Bound result =
        bound(with("[product.q]\nextends = \"p\"\nvalue.bad = { basis = \"b\", amount = \"1 +\" }\n[product.r]\nextends = "
                   "\"q\"\n[product.s]\nextends = \"nil\"\n"
                   "[table.u]\nvalue = \"(\"\nstops = \"never\"\n"));
    CHECK(result.report.errors() == 4);
    CHECK(result.has("E0209"));
    CHECK(result.has("E0203"));
    CHECK(result.book.product("s") == nullptr);
    CHECK(result.book.product("r") != nullptr);
}
