#pragma once

#include <algorithm>
#include <initializer_list>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

#include "hearth/language/compile.hpp"
#include "hearth/language/evaluate.hpp"
#include "hearth/model/nouns.hpp"

namespace hearth {

/// A world without anything in it: what is given is a constant.
struct Nothing final : World {
    Value load(std::uint32_t, const Instruction&) override { throw std::logic_error("a constant has no names"); }
    Value special(const Program&, const Instruction&, Evaluator&) override { throw std::logic_error("a constant has no forms"); }
};

/// What a name of a contract or a life stands for: a quantity of the world, a let of a noun, a list of words.
inline Binding loaded(std::uint32_t id, Type type) {
    Binding binding;
    binding.kind = Binding::Kind::load;
    binding.load = id;
    binding.type = std::move(type);
    return binding;
}

inline std::optional<Binding> let_of(const Lets& lets, const std::string& path, const Scope* scope) {
    const auto found = std::find_if(lets.begin(), lets.end(), [&](const auto& let) { return let.first == path; });
    if (found == lets.end()) return std::nullopt;
    Binding binding;
    binding.kind = Binding::Kind::expression;
    binding.expression = found->second;
    binding.scope = scope;
    return binding;
}

inline DomainPtr words(const char* what, std::initializer_list<const char*> list, std::size_t ordered, Names& names) {
    auto domain = std::make_shared<Domain>();
    domain->what = what;
    for (const char* word : list) domain->words.push_back(names.id(word));
    domain->ordered = ordered;
    return domain;
}

}  // namespace hearth
