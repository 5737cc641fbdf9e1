#include "hearth/rights/figures.hpp"

#include <cmath>
#include <map>
#include <memory>

#include <fmt/format.h>

#include "hearth/base/diagnostic.hpp"

namespace hearth {

namespace {

/// The civil day a number of years after issue: whole months on the calendar.
Date day_of(Date issued, double years) { return issued.plus_months(static_cast<int>(std::lround(years * 12))); }

void refuse(const Report& report) {
    for (const Diagnostic& fault : report.sorted())
        if (fault.severity == Severity::error) throw Fault(Stop::input, fault);
}

PolicyFigures figures(const Book& book, const Family& family, const Policy& policy) {
    PolicyFigures out;
    const Product* product = book.product(policy.product);
    if (product == nullptr) {
        out.lacks = fmt::format("there is no product {}", policy.product);
        return out;
    }
    Report report;
    Given given = given_of(book, family, policy, report);
    refuse(report);
    const auto contract = std::make_shared<Contract>(book, *product, std::move(given), report);
    refuse(report);
    out.illustrative = contract->illustrative();
    try {
        for (const DuePremium& premium : contract->premiums()) out.premiums.push_back({day_of(policy.issued, premium.time), premium.amount});
        if (const auto term = contract->term()) out.ends = day_of(policy.issued, *term);
    } catch (const Fault& fault) {
        if (fault.diagnostic().code != "E0544") throw;  // what is not computed yet is unknown, not wrong
        out.premiums.clear();
        out.lacks = fault.diagnostic().message;
        return out;
    }
    const std::string path = "family." + family.header.name + ".policy." + policy.header.name + ".";
    out.value = [contract, issued = policy.issued, path, known = std::make_shared<std::map<std::pair<std::string, int>, Value>>()](const std::string& name, Date day) {
        const int months = completed_months(issued, day);
        const auto [found, fresh] = known->try_emplace({name, months});
        if (!fresh) return found->second;
        Moment moment;
        moment.time = months / 12.0;
        try {
            found->second = Value::of(contract->value(name, moment));
        } catch (const Fault& fault) {
            found->second = Value::unknown(fmt::format("{}{} ({})", path, name, fault.diagnostic().message));
        }
        return found->second;
    };
    return out;
}

}  // namespace

FiguresOf figures_of(const Book& book, const Family& family) {
    return [&book, &family](const std::string& name) {
        for (const Policy& policy : family.policies)
            if (policy.header.name == name) return figures(book, family, policy);
        return PolicyFigures();
    };
}

}  // namespace hearth
