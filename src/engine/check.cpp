#include "hearth/engine/check.hpp"

#include <set>

#include "hearth/engine/contract.hpp"

namespace hearth {

void check_products(const Book& book, Report& report) {
    std::set<const Product*> used;
    const auto compile = [&](const Product& product, Given given) {
        try {
            const Contract contract(book, product, std::move(given), report);
        } catch (const Fault& fault) {
            report.add(fault.diagnostic());
        }
    };
    for (const Family& family : book.families)
        for (const Policy& policy : family.policies)
            if (const Product* product = book.product(policy.product)) {
                used.insert(product);
                compile(*product, given_of(book, family, policy, report));
            }
    for (const Product& product : book.products)
        if (!used.contains(&product) && !product.models.empty() && product.ends) compile(product, {});
}

}  // namespace hearth
