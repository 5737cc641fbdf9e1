#include "hearth/frame/explanation.hpp"

#include <utility>

namespace hearth {

void adopt(Explained& head, const Explained& inner) {
    head.op = inner.op;
    head.parts = inner.parts;
    head.rests_on = inner.rests_on;
    head.order = inner.order;
    if (inner.place.line != 0) head.place = inner.place;
    if (head.row == 0) head.row = inner.row;
    if (head.rule.empty()) head.rule = inner.rule;
    if (head.note.empty()) head.note = inner.note;
    if (head.source.empty()) head.source = inner.source;
    if (head.defined.line == 0) head.defined = inner.defined;
    head.illustrative = head.illustrative || inner.illustrative;
}

void prune(Explanation& explanation) {
    std::vector<Explained>& nodes = explanation.nodes;
    if (nodes.empty()) return;
    constexpr std::size_t unmet = static_cast<std::size_t>(-1);
    std::vector<std::size_t> number(nodes.size(), unmet), order, open = {0};
    while (!open.empty()) {  // depth first: a part stands near what it is a part of
        const std::size_t at = open.back();
        open.pop_back();
        if (number[at] != unmet) continue;
        number[at] = order.size();
        order.push_back(at);
        for (const auto* list : {&nodes[at].rests_on, &nodes[at].parts})
            for (std::size_t i = list->size(); i-- > 0;) open.push_back((*list)[i]);
    }
    std::vector<Explained> kept;
    kept.reserve(order.size());
    for (const std::size_t at : order) {
        Explained node = std::move(nodes[at]);
        for (auto* list : {&node.parts, &node.rests_on})
            for (std::size_t& one : *list) one = number[one];
        kept.push_back(std::move(node));
    }
    nodes = std::move(kept);
}

}  // namespace hearth
