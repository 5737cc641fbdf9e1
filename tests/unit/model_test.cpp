#include <catch2/catch.hpp>

#include "hearth/language/parser.hpp"
#include "hearth/model/nouns.hpp"

using namespace hearth;

namespace {

struct Made {
    Model model;
    Report report;
    /// "a>b a>c"
    [[nodiscard]] std::string moves() const {
        std::string all;
        for (const auto& [from, to] : model.moves) all += (all.empty() ? "" : " ") + model.states[from] + ">" + model.states[to];
        return all;
    }
    [[nodiscard]] std::string code() const { return report.all().empty() ? "" : report.all().front().code; }
};
Made make(const std::string& text) {
    Made made;
    const auto moves = parse_moves(text, {1, 1, 1, 1}, 1, made.report);
    REQUIRE(moves);
    made.model = make_model(*moves, "insured", {}, made.report);
    return made;
}

}  // namespace

TEST_CASE("a model is its states as first written, and its moves, each once", "[model]") {
    const Made made = make("healthy <-> ill -> dead; healthy -> dead; healthy -> dead");
    CHECK(made.model.states == std::vector<std::string>{"healthy", "ill", "dead"});
    CHECK(made.moves() == "healthy>ill ill>healthy ill>dead healthy>dead");
    CHECK(made.model.state("ill") == 1u);
    CHECK_FALSE(made.model.state("Ill"));
    CHECK(made.code().empty());
}

TEST_CASE("S26 any is every state that is not itself the target of an any move", "[model]") {
    CHECK(make("well -> ill; any -> dead, gone").moves() == "well>ill well>dead well>gone ill>dead ill>gone");
    CHECK(make("well -> ill; -> dead").moves() == "well>ill well>dead ill>dead");
    CHECK(make("a -> b; any -> dead; any -> lapsed").moves() == "a>b a>dead b>dead a>lapsed b>lapsed");
    CHECK(make("any -> dead").code() == "E0553");
}

TEST_CASE("a state moves to another, has a name of its own, and no role stands in a model", "[model]") {
    CHECK(make("a -> a").code() == "E0553");
    CHECK(make("a, b -> b").code() == "E0553");
    CHECK(make("insured: a -> b").code() == "E0554");
}

TEST_CASE("S8 a state bears no name of a measure; a function is told by its bracket", "[model]") {
    CHECK(make("age -> dead").code() == "E0208");
    CHECK(make("alive -> premium").code() == "E0208");
    CHECK(make("alive -> min").code().empty());
    CHECK(make("alive -> minimal").code().empty());
}

TEST_CASE("S22 states that can be left are ordered as written, the others stand outside", "[model]") {
    Names names;
    const Made made = make("healthy -> dead; healthy <-> mild <-> severe; any -> gone");
    const DomainPtr domain = state_domain(made.model, names);
    CHECK(domain->ordered == 4);  // dead can be left for gone
    const Made last = make("healthy <-> mild <-> severe; healthy, mild, severe -> dead");
    const DomainPtr order = state_domain(last.model, names);
    CHECK(order->rank(names.id("healthy")) == 0);
    CHECK(order->rank(names.id("severe")) == 2);
    CHECK(order->rank(names.id("dead")) == -1);
    CHECK(order->contains(names.id("dead")));
}

TEST_CASE("S61 the status is one more life", "[model]") {
    const Model status = status_model();
    CHECK(status.role == "status");
    CHECK(status.states == std::vector<std::string>{"in_force", "overdue", "reduced", "surrendered", "lapsed", "ended"});
    CHECK(status.moves.size() == 2 + 2 + 3 * 3);
    for (const char* state : {"in_force", "overdue", "reduced"}) CHECK(status.leavable(*status.state(state)));
    for (const char* state : {"surrendered", "lapsed", "ended"}) CHECK_FALSE(status.leavable(*status.state(state)));
}
