#include "hearth/engine/check.hpp"

#include <set>

#include "hearth/engine/contract.hpp"
#include "hearth/engine/family_life.hpp"

namespace hearth {

void check_products(const Book& book, Report& report) {
    if (!book.all_sound(Noun::table) || !book.all_sound(Noun::basis)) return;
    std::set<const Product*> used;
    const auto compile = [&](const Product& product, Given given) {
        try {
            const Contract contract(book, product, std::move(given), report);
        } catch (const Fault& fault) {
            report.add(fault.diagnostic());
        }
    };
    for (const Family& family : book.families) {
        if (!book.sound(Noun::family, family.header.name)) continue;
        const FamilyLife life(book, family, {}, report);
        for (const Policy& policy : family.policies)
            if (const Product* product = book.product(policy.product); product != nullptr && book.sound(Noun::product, policy.product)) {
                used.insert(product);
                compile(*product, given_of(book, family, policy, report));
            }
    }
    for (const Product& product : book.products)
        if (!used.contains(&product) && book.sound(Noun::product, product.header.name) && !product.models.empty() && product.ends) compile(product, {});
}

}  // namespace hearth
