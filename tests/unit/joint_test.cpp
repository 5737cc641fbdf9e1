#include "hearth/engine/joint.hpp"

#include <catch2/catch.hpp>

#include "hearth/language/parser.hpp"

using namespace hearth;

namespace {

Model model(const char* role, const char* moves) {
    Report report;
    return make_model(*parse_moves(moves, {}, 0, report), role, {}, report);
}

Joint pair() { return joint_of({model("insured", "healthy <-> ill; any -> dead"), model("partner", "alive -> dead")}); }

}  // namespace

TEST_CASE("S27 a joint state says where each life is, the last counting fastest", "[joint]") {
    const Joint joint = pair();
    CHECK(joint.model.states == std::vector<std::string>{"healthy/alive", "healthy/dead", "ill/alive", "ill/dead", "dead/alive", "dead/dead"});
    CHECK(joint.insured == 0);
    CHECK(joint.life("partner") == 1);
    CHECK(joint.life("child") == SIZE_MAX);
    for (std::size_t state = 0; state < 6; ++state)
        for (std::size_t to = 0; to < 3; ++to) {
            const std::size_t then = joint.moved(state, 0, to);
            CHECK(joint.own(then, 0) == to);
            CHECK(joint.own(then, 1) == joint.own(state, 1));
        }
    CHECK(joint.model.leavable(1));
    CHECK_FALSE(joint.model.leavable(5));
}

TEST_CASE("S27 a move without a role is the insured's, one of several roles that of all of them at once", "[joint]") {
    const Joint joint = pair();
    const auto is = [&](const char* move, const char* from, const char* to) {
        Report report;
        return joint.is(parse_moves(move, {}, 0, report)->front(), *joint.model.state(from), *joint.model.state(to));
    };
    CHECK(is("-> dead", "healthy/alive", "dead/alive"));
    CHECK(is("-> dead", "healthy/alive", "dead/dead"));
    CHECK_FALSE(is("-> dead", "healthy/alive", "healthy/dead"));
    CHECK_FALSE(is("-> dead", "dead/alive", "dead/dead"));
    CHECK(is("partner: -> dead", "dead/alive", "dead/dead"));
    CHECK(is("healthy <-> ill", "ill/dead", "healthy/dead"));
    CHECK(is("insured and partner: any -> dead", "ill/alive", "dead/dead"));
    CHECK_FALSE(is("insured and partner: any -> dead", "ill/alive", "dead/alive"));
}

TEST_CASE("S27 each life counts its own steps; one life alone counts as it did", "[joint]") {
    const Joint joint = pair();
    const Durations two{{3, 2}};
    CHECK(two.since_issue(0) == 0);
    for (std::size_t held = 0; held <= 11; ++held) {
        CHECK(two.code(two.of(held, 0), 0) + two.code(two.of(held, 1), 1) == held);
        CHECK(two.of(two.longer(held), 0) == std::min<std::size_t>(two.of(held, 0) + 1, 3));
        const std::size_t moved = two.after(held, joint, *joint.model.state("healthy/alive"), *joint.model.state("ill/alive"));
        CHECK(two.of(moved, 0) == 0);
        CHECK(two.of(moved, 1) == std::min<std::size_t>(two.of(held, 1) + 1, 2));
    }
    CHECK(two.since_issue(9) == 11);
    CHECK(two.since_issue(2) == two.code(2, 0) + two.code(2, 1));
    const Durations one{{5}};
    CHECK(one.since_issue(3) == 3);
    CHECK(one.longer(5) == 5);
    CHECK(one.since_issue(9) == 5);
}

TEST_CASE("S28 a shock moves those still in the state it leaves", "[joint]") {
    const Joint joint = pair();
    Report report;
    ShockRate shock{{0, 1}, parse_moves("insured and partner: any -> dead", {}, 0, report)->front(), nullptr, {}};
    std::vector<MoveRate> moves;
    expand(joint, shock, moves);
    CHECK(moves.size() == 5);
    for (const MoveRate& one : moves) CHECK(joint.model.states[one.to] == "dead/dead");
    shock.move = parse_moves("insured and partner: healthy, alive -> dead", {}, 0, report)->front();
    moves.clear();
    expand(joint, shock, moves);
    CHECK(moves.size() == 4);  // not of "ill/dead", whom it does not reach, nor of "dead/dead"
    CHECK_FALSE(report.failed());
}
