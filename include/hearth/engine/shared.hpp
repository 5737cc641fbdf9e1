#pragma once

#include <map>
#include <memory>
#include <string>

#include "hearth/engine/contract.hpp"
#include "hearth/engine/life.hpp"

namespace hearth {

/// What contracts of one book have in common, so that it is computed once: the chances of lives whose rates read the same. Every thread
/// has its own. A number is the same whether it was found here or computed alone.
struct Shared {
    std::map<std::string, std::shared_ptr<LifeRows>> rows;  ///< by product, basis and the facts that the rates read
};

/// Lets a contract take and leave there what it has in common with others. It outlives the contract.
void share(Contract& contract, Shared& shared);

/// The same product for another policy: what was compiled stays. No: what is given differs in kind, or something asked meanwhile has
/// changed what was compiled; then it is as it was. Every number is the same as that of a contract made for this policy alone, if the same is
/// asked of both in the same order as of the policies before.
bool give(Contract& contract, Given given, Report& report);

}  // namespace hearth
