#include "hearth/rights/told.hpp"

namespace hearth {

std::int64_t told(const Supposed& supposed, const Model& model, Told::What what, int member) {
    const std::optional<std::size_t> state = supposed.state(member);
    if (!state) return -1;
    if (what == Told::What::lives) return model.leavable(*state) ? 1 : 0;
    return what == Told::What::state ? static_cast<std::int64_t>(*state) : supposed.since[static_cast<std::size_t>(member)].days();
}

}  // namespace hearth
