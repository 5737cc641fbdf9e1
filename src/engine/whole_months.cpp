// A continuous basis is solved month by month: what jumps may jump only between two months.
#include <cmath>

#include <fmt/format.h>

#include "form.hpp"
#include "hearth/base/text.hpp"
#include "inside.hpp"

namespace hearth {

void Track::demand_whole_months() {
    const auto look = [&](const Program& program) {
        // The bound that a time or an exact age is held against, where it is known at issue.
        const auto demand = [&](const Instruction& measure, std::uint32_t bound, const Place& place) {
            if (measure.op != Code::load || measure.id >= load_id::given) return;
            const bool held = measure.id % load_id::life == load_id::held;
            if (!held && measure.id != load_id::time && measure.id != load_id::age_exact) return;
            if (bound == Instruction::none || contract_.varies(*this, program, bound)) return;
            const Kept here(here_, at_start(0, 0, 0));
            const Value value = evaluator_.run(program, bound);
            if (value.kind != Value::Kind::number && value.kind != Value::Kind::span) return;
            double years = value.kind == Value::Kind::span ? value.span->years() : value.number;
            if (measure.id == load_id::age_exact) {
                const Value* age = contract_.outer.given("age");
                if (age == nullptr) return;
                years -= age->number;
            }
            if (years > 0 && !step_of(years))
                throw Fault("E0568", place, fmt::format("on the continuous basis {} this changes {} years after {}, inside a month", basis_.header.name, shortest(years), held ? "a state is entered" : "issue"),
                            "what jumps may jump only between two months; a basis with step = \"day\" takes any day");
        };
        for (const Instruction& at : program.code) {
            if (at.op >= Code::is && at.op <= Code::at_least && at.arguments.size() == 2) {
                demand(program.at(at.arguments[0]), at.arguments[1], at.place);
                demand(program.at(at.arguments[1]), at.arguments[0], at.place);
            }
            if (at.op == Code::steps)
                for (std::size_t i = 2; i + 1 < at.arguments.size(); i += 2) demand(program.at(at.arguments[0]), at.arguments[i], at.place);
        }
    };
    each_program(look);
}

}  // namespace hearth
