#include "hearth/model/of_rights.hpp"

#include <algorithm>

namespace hearth {

bool of_rights(const Ast& leaf) {
    return std::any_of(leaf.nodes.begin(), leaf.nodes.end(),
                       [](const Node& node) { return node.op == Syntax::call && (node.text == "pv" || node.text == "probability" || node.text == "first"); });
}

}  // namespace hearth
