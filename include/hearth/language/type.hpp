#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace hearth {

/// The words a name may be. The first `ordered` of them are ordered as listed; the rest have no order (rule S22).
struct Domain {
    std::string what;                   ///< "state", "city", "tier": for messages
    std::vector<std::uint32_t> words;   ///< ids in Names
    std::size_t ordered = 0;

    /// Place in the order, or -1.
    [[nodiscard]] int rank(std::uint32_t word) const;
    [[nodiscard]] bool contains(std::uint32_t word) const;
};
using DomainPtr = std::shared_ptr<const Domain>;

/// How an amount follows the monies of the contract (rule S59): 1 for money that scales, 0 for plain numbers.
struct Degree {
    static constexpr std::int8_t any = 100;    ///< the literal 0 fits any degree
    static constexpr std::int8_t fixed = 101;  ///< a fixed amount of money among monies that scale
};

/// The type of an expression, known before anything is computed.
struct Type {
    enum class Base : std::uint8_t { any, number, money, force, chance, dependent, date, span, truth, name, list };
    Base base = Base::any;
    std::int8_t degree = 0;
    DomainPtr domain;                 ///< name, or list of names
    Base element = Base::any;         ///< list
    bool counts = false;              ///< of a number: of units, as the balance of an account of nights; no money and no span
    std::string currency = {};        ///< of money, or of the upper side of a rate of exchange; empty: that of bare money here (rule S46)
    std::string per = {};             ///< of the lower side of a rate of exchange

    /// What a list holds, as far as it matters to arithmetic.
    [[nodiscard]] Type item() const { return {element, degree, {}, Base::any, counts, currency, per}; }
    [[nodiscard]] bool rate() const { return base == Base::force || base == Base::chance || base == Base::dependent; }
    [[nodiscard]] bool numeric() const { return base == Base::number || base == Base::money; }

    static Type number(std::int8_t degree = 0) { return {Base::number, degree, {}, Base::any}; }
    static Type count() { return {Base::number, 0, {}, Base::any, true}; }
    static Type money(std::int8_t degree = 1) { return {Base::money, degree, {}, Base::any}; }
    static Type truth() { return {Base::truth, 0, {}, Base::any}; }
    static Type of(Base base) { return {base, 0, {}, Base::any}; }
    static Type name(DomainPtr domain = {}) { return {Base::name, 0, std::move(domain), Base::any}; }
    static Type list(Base element, DomainPtr domain = {}) { return {Base::list, 0, std::move(domain), element}; }
    static Type list(const Type& item) { return {Base::list, item.degree, {}, item.base, item.counts, item.currency, item.per}; }
};

/// "number", "money", "force", ...: the word of messages.
std::string to_text(Type::Base base);
std::string to_text(const Type& type);
/// Whether one of the two counts units, and the other is no bare number.
bool miscounted(const Type& a, const Type& b);
/// Sets the currencies of `out` = a * b, or a / b if `sign` is -1. No if the two have no product: CNY * USD, or EUR times CNY per USD.
bool exchange(Type& out, const Type& a, const Type& b, int sign);
/// Degree of a sum, a choice or a comparison: one degree, else fixed.
std::int8_t same_degree(std::int8_t a, std::int8_t b);
/// Degree of a product (sign 1) or a quotient (sign -1).
std::int8_t product_degree(std::int8_t a, std::int8_t b, int sign);

}  // namespace hearth
