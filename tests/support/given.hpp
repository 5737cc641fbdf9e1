#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "hearth/engine/contract.hpp"

namespace hearth::test {

/// What a policy gives, where it is all numbers: age and what the product asks.
inline Given given(const std::vector<std::pair<std::string, double>>& numbers) {
    Given out;
    for (const auto& [name, number] : numbers) {
        auto leaf = std::make_shared<Expression>();
        Node node;
        node.number = number;
        leaf->ast.nodes.push_back(node);
        leaf->ast.root = 0;
        leaf->path = name;
        out[name] = std::move(leaf);
    }
    return out;
}

}  // namespace hearth::test
