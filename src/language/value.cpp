#include "hearth/language/value.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "hearth/base/text.hpp"

namespace hearth {

std::uint32_t Names::id(std::string_view text) {
    if (const auto found = ids_.find(text); found != ids_.end()) return found->second;
    const auto id = static_cast<std::uint32_t>(texts_.size());
    texts_.emplace_back(text);
    ids_.emplace(texts_.back(), id);
    return id;
}

double Span::years() const {
    constexpr double month = ticks_per_year / 12, week = ticks_per_year / 52, day = ticks_per_year / 365;
    return (months * month + weeks * week + days * day) / ticks_per_year;
}

Date Span::after(Date from) const {
    // Beyond a thousand years every day is later (or earlier) than all dates; the calendar need not know which.
    const auto whole = [](double count, double most) { return static_cast<int>(std::floor(std::clamp(count, -most, most))); };
    return from.plus_months(whole(months, 12'000)).plus_days(whole(weeks * 7 + days, 365'000));
}

Value Value::unknown(std::string path) {
    Value value;
    value.missing = std::make_shared<const std::vector<std::string>>(1, std::move(path));
    return value;
}

Value Value::list(std::vector<Value> items) {
    Value value;
    value.kind = Kind::list;
    value.more = std::any_of(items.begin(), items.end(), [](const Value& item) { return !item.known(); });
    value.items = std::make_shared<const std::vector<Value>>(std::move(items));
    return value;
}

Value lacking(const Value& a, const Value& b) {
    if (a.known()) return b;
    if (b.known() || a.missing == b.missing) return a;
    std::vector<std::string> all = *a.missing;
    for (const std::string& path : *b.missing)
        if (std::find(all.begin(), all.end(), path) == all.end()) all.push_back(path);
    std::sort(all.begin(), all.end());
    Value value;
    value.missing = std::make_shared<const std::vector<std::string>>(std::move(all));
    return value;
}

namespace {

std::string span_text(const Span& span) {
    std::string out;
    const auto add = [&out](double count, const char* one, const char* many) {
        if (count != 0) out += (out.empty() ? "" : " + ") + shortest(count) + " " + (count == 1 ? one : many);
    };
    add(span.months, "month", "months");
    add(span.weeks, "week", "weeks");
    add(span.days, "day", "days");
    return out.empty() ? "0 days" : out;
}

}  // namespace

std::string to_text(const Value& value, const Names& names) {
    switch (value.kind) {
        case Value::Kind::unknown: return "unknown";
        case Value::Kind::number: return shortest(value.number);
        case Value::Kind::bound: return shortest(value.number) + (value.more ? " or more" : " or less");
        case Value::Kind::truth: return value.number != 0 ? "yes" : "no";
        case Value::Kind::name: return names.text(value.id);
        case Value::Kind::date: return value.date().text();
        case Value::Kind::span: return span_text(*value.span);
        case Value::Kind::elapsed: return fmt::format("{} days", static_cast<long long>(value.other - value.number));
        case Value::Kind::never: return "never";
        case Value::Kind::list: {
            std::string out = "[";
            for (const Value& item : *value.items) out += (out.size() > 1 ? ", " : "") + to_text(item, names);
            return out + "]";
        }
    }
    return "";
}

}  // namespace hearth
