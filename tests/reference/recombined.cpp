#include "recombined.hpp"

#include <charconv>
#include <cmath>
#include <functional>
#include <limits>
#include <stdexcept>
#include <vector>

#include "hearth/base/date.hpp"
#include "hearth/base/math.hpp"
#include "hearth/language/value.hpp"

namespace hearth::reference {

namespace {

/// As much of JSON as explanations are written in.
struct Json {
    std::string raw;                     ///< a scalar as written
    std::string text;                    ///< of a text, its content
    std::vector<Json> items;             ///< of an object, the values of its keys
    std::vector<std::string> keys;

    const Json* find(const std::string& key) const {
        for (std::size_t i = 0; i < keys.size(); ++i)
            if (keys[i] == key) return &items[i];
        return nullptr;
    }
};

struct Reader {
    const std::string& in;
    std::size_t at = 0;

    char skip() {
        while (at < in.size() && (in[at] == ' ' || in[at] == '\n' || in[at] == ',' || in[at] == ':')) ++at;
        return in.at(at);
    }
    std::string quoted() {
        std::string out;
        for (++at; in.at(at) != '"'; ++at) {
            if (in[at] == '\\') out += in[at++];
            out += in.at(at);
        }
        ++at;
        return out;
    }
    Json value() {
        Json out;
        const char first = skip();
        if (first == '{' || first == '[') {
            ++at;
            while (skip() != (first == '{' ? '}' : ']')) {
                if (first == '{') out.keys.push_back(quoted());
                out.items.push_back(value());
            }
            ++at;
        } else if (first == '"') {
            out.text = quoted();
            out.raw = '"' + out.text + '"';
        } else {
            const std::size_t begin = at;
            while (at < in.size() && std::string(",]} \n").find(in[at]) == std::string::npos) ++at;
            out.raw = in.substr(begin, at - begin);
        }
        return out;
    }
};

/// Years of a span as it is written, "3 months and 2 days"; not a number if it is none.
double years_of(const std::string& text) {
    double ticks = 0;
    bool any = false;
    for (std::size_t from = 0; from < text.size();) {
        double count = 0;
        const auto [end, error] = std::from_chars(text.data() + from, text.data() + text.size(), count);
        if (error != std::errc() || end == text.data() + from || *end != ' ') return std::nan("");
        const std::string rest(end + 1);
        const double unit = rest.starts_with("year") ? 56'940.0 : rest.starts_with("month") ? 4'745.0 : rest.starts_with("week") ? 1'095.0 : rest.starts_with("day") ? 156.0 : std::nan("");
        ticks += count * unit;
        any = true;
        const std::size_t next = rest.find_first_of("0123456789-");
        if (next == std::string::npos) break;
        from = static_cast<std::size_t>(end + 1 - text.data()) + next;
    }
    return any ? ticks / 56'940.0 : std::nan("");
}

struct Worth {
    enum class Kind { nothing, number, truth, text, list, unknown } kind = Kind::nothing;
    double number = 0;
    std::string text;
    std::vector<Worth> items;
};

Worth of(double number) { return {Worth::Kind::number, number + 0.0, {}, {}}; }
Worth truth(bool yes) { return {Worth::Kind::truth, yes ? 1.0 : 0.0, {}, {}}; }

/// "[40, yes, unknown]": the items of a list that is printed as a text.
std::vector<Worth> items_of(const std::string& text);

Worth printed(const Json& value) {
    if (value.find("unknown") != nullptr) return {Worth::Kind::unknown, 0, {}, {}};
    if (value.raw.starts_with("\"[")) return {Worth::Kind::list, 0, value.text, items_of(value.text)};
    if (value.raw == "true" || value.raw == "false") return truth(value.raw == "true");
    if (value.raw.starts_with('"')) return {Worth::Kind::text, 0, value.text, {}};
    double number = 0;
    const auto [end, error] = std::from_chars(value.raw.data(), value.raw.data() + value.raw.size(), number);
    if (value.raw.empty() || error != std::errc() || end != value.raw.data() + value.raw.size()) return {};
    return of(number);
}

std::vector<Worth> items_of(const std::string& text) {
    std::vector<Worth> out;
    for (std::size_t from = 1; from + 1 < text.size();) {
        std::size_t to = std::min(text.find(", ", from), text.size() - 1);
        const std::string one = text.substr(from, to - from);
        Json item;
        item.raw = one == "yes" ? "true" : one == "no" ? "false" : one;
        Worth value = one == "unknown" ? Worth{Worth::Kind::unknown, 0, {}, {}} : printed(item);
        if (value.kind == Worth::Kind::nothing) value = {Worth::Kind::text, 0, one, {}};
        out.push_back(value);
        from = to + 2;
    }
    return out;
}

/// Halves up, or down, to a unit; the unit 0.01 as hundredths.
double to_unit(double x, double unit, bool half_up) {
    const auto whole = [&](double y) {
        const double down = std::floor(y);
        return half_up && y - down >= 0.5 ? down + 1 : down;
    };
    const double per_one = std::round(1 / unit);
    if (unit >= 1 || std::fabs(1 / unit - per_one) >= 1e-9 * per_one || std::fabs(x * per_one) >= 1e15) return whole(x / unit) * unit;
    const double units = whole(x * per_one);
    return (half_up || (units + 1) / per_one > x ? units : units + 1) / per_one;
}

double whole_power(double x, double y) {
    if (y != std::floor(y) || std::fabs(y) > 4) return power(x, y);
    double product = 1;
    for (int i = 0; i < static_cast<int>(std::fabs(y)); ++i) product *= x;
    return y < 0 ? 1 / product : product;
}

struct Machine {
    std::map<std::string, const Json*> nodes;
    std::map<std::string, Worth> known;
    Recombined& out;

    /// "2024-02-29/2024-03-30": time since a day.
    static bool elapsed(const Worth& value) { return value.kind == Worth::Kind::text && value.text.size() == 21 && value.text[10] == '/'; }

    static double scalar(const Worth& value) {
        if (elapsed(value)) return Span{0, 0, static_cast<double>(Date::parse(value.text.substr(11))->days() - Date::parse(value.text.substr(0, 10))->days())}.years();
        return value.kind == Worth::Kind::text ? years_of(value.text) : value.number;
    }

    /// By the calendar: whether so long has gone by.
    static bool gone_by(const std::string& op, const Worth& since, const Worth& span) {
        const Date from = *Date::parse(since.text.substr(0, 10)), now = *Date::parse(since.text.substr(11));
        const double years = scalar(span);
        Date then = from.plus_months(static_cast<int>(std::floor(12 * years + 1e-9)));
        if (span.kind == Worth::Kind::text) {
            double months = 0, days = 0;
            for (const auto& [unit, count] : parts_of(span.text)) (unit == 'y' ? months : unit == 'm' ? months : days) += count * (unit == 'y' ? 12 : unit == 'w' ? 7 : 1);
            then = from.plus_months(static_cast<int>(months)).plus_days(static_cast<int>(days));
        }
        return op == "less" ? now < then : op == "at most" ? now <= then : op == "greater" ? then < now : op == "at least" ? then <= now : (now == then) == (op == "is");
    }
    static std::vector<std::pair<char, double>> parts_of(const std::string& text) {
        std::vector<std::pair<char, double>> out;
        for (std::size_t from = 0; from < text.size();) {
            double count = 0;
            const auto [end, error] = std::from_chars(text.data() + from, text.data() + text.size(), count);
            if (error != std::errc()) break;
            out.emplace_back(end[1], count);
            from = text.find(" + ", from);
            if (from == std::string::npos) break;
            from += 3;
        }
        return out;
    }

    Worth compared(const std::string& op, const Worth& a, const Worth& b, const Json* order) {
        if (a.text == "never" || b.text == "never") return truth(op == "is not");
        if (elapsed(a) && !elapsed(b)) return truth(gone_by(op, a, b));
        if (elapsed(b) && !elapsed(a)) return truth(gone_by(op == "less" ? "greater" : op == "greater" ? "less" : op == "at most" ? "at least" : op == "at least" ? "at most" : op, b, a));
        if (op == "is" || op == "is not") {
            bool same = a.kind == b.kind && a.text == b.text && a.number == b.number;
            if (a.kind != b.kind) same = scalar(a) == scalar(b);
            return truth(same == (op == "is"));
        }
        double x = scalar(a), y = scalar(b);
        if (order != nullptr && !order->items.empty()) {
            x = y = std::nan("");
            for (std::size_t i = 0; i < order->items.size(); ++i) {
                if (order->items[i].text == a.text) x = static_cast<double>(i);
                if (order->items[i].text == b.text) y = static_cast<double>(i);
            }
        } else if (a.kind == Worth::Kind::text && b.kind == Worth::Kind::text && std::isnan(x)) {
            x = a.text < b.text ? 0 : 1;  // dates
            y = b.text < a.text ? 0 : 1;
        }
        return truth(op == "less" ? x < y : op == "at most" ? x <= y : op == "greater" ? x > y : x >= y);
    }

    Worth combined(const std::string& op, const std::vector<Worth>& p, const Json& node) {
        const auto fold = [&](auto&& one) {
            double all = scalar(p.at(0));
            for (std::size_t i = 1; i < p.size(); ++i) all = one(all, scalar(p[i]));
            return of(all);
        };
        const auto x = [&](std::size_t i) { return scalar(p.at(i)); };
        if (op == "same" || op == "if" || op == "steps" || op == "look up") return p.back();
        if (op == "add") return fold([](double a, double b) { return a + b; });
        if (op == "subtract") return fold([](double a, double b) { return a - b; });
        if (op == "multiply") return fold([](double a, double b) { return a * b; });
        if (op == "divide") return fold([](double a, double b) { return a / b; });
        if (op == "min" || op == "max") {
            std::vector<Worth> of_list = p.size() == 1 && p[0].kind == Worth::Kind::list ? p[0].items : p;
            double best = scalar(of_list.at(0));
            for (const Worth& one : of_list) best = op == "min" ? std::fmin(best, scalar(one)) : std::fmax(best, scalar(one));
            return of(best);
        }
        if (op == "negate") return of(-x(0));
        if (op == "power") return of(whole_power(x(0), x(1)));
        if (op == "real power") return of(power(x(0), x(1)));
        if (op == "abs") return of(std::fabs(x(0)));
        if (op == "round") return of(to_unit(x(0), x(1), true));
        if (op == "floor") return of(p.size() == 1 ? std::floor(x(0)) : to_unit(x(0), x(1), false));
        if (op == "exp") return of(exponential(x(0)));
        if (op == "ln") return of(logarithm(x(0)));
        if (op == "force of chance") return of(-logarithm_one_plus(-x(0)));
        if (op == "chance of force") return of(-exponential_minus_one(-x(0)));
        if (op == "part of a chance") return of(-exponential_minus_one(x(1) * logarithm_one_plus(-x(0))));
        if (op == "any of causes" || op == "share of causes") {
            double force = 0;
            for (std::size_t i = op == "any of causes" ? 0 : 1; i < p.size(); ++i) force -= logarithm_one_plus(-x(i));
            return of(op == "any of causes" ? -exponential_minus_one(-force) : -logarithm_one_plus(-x(0)) / force);
        }
        if (op == "exponential") return exponential_of(p);
        if (op == "right") return right(node);
        if (op == "tier") return tier(node);
        if (op == "total") return total(node);
        if (op == "is unknown") return truth(p.at(0).kind == Worth::Kind::unknown);
        if (op == "not") return truth(x(0) == 0);
        if (op == "and" || op == "or") return decided(op, p);
        if (op == "list" && p.empty()) return printed(*node.find("value"));
        if (op == "list") return {Worth::Kind::list, 0, {}, p};
        if (op == "any" || op == "all") return decided(op, p.at(0).items);
        if (op == "sum" || op == "count") {
            double total = 0;
            for (const Worth& one : p.at(0).items) total += scalar(one);
            return of(total);
        }
        if (op == "in") {
            for (const Worth& one : p.at(1).items)
                if (compared("is", p[0], one, nullptr).number != 0) return truth(true);
            return truth(false);
        }
        if (op == "is" || op == "is not" || op == "less" || op == "at most" || op == "greater" || op == "at least") return compared(op, p.at(0), p.at(1), node.find("order"));
        throw std::logic_error("no such operator: " + op);
    }

    /// Of a matrix, row by row, an entry: by scaling until no row is above 1/2, eighteen terms, and squaring.
    static Worth exponential_of(const std::vector<Worth>& p) {
        const auto n = static_cast<std::size_t>(std::sqrt(static_cast<double>(p.size() - 2)));
        using Square = std::vector<std::vector<double>>;
        Square a(n, std::vector<double>(n)), sum = a, term = a;
        double norm = 0;
        for (std::size_t i = 0; i < n; ++i) {
            double row = 0;
            for (std::size_t j = 0; j < n; ++j) row += std::fabs(a[i][j] = scalar(p[i * n + j]));
            norm = std::fmax(norm, row);
            sum[i][i] = term[i][i] = 1;
        }
        int halved = 0;
        for (; std::ldexp(norm, -halved) > 0.5; ++halved) {}
        for (auto& row : a)
            for (double& cell : row) cell = std::ldexp(cell, -halved);
        const auto product = [n](const Square& x, const Square& y) {
            Square out(n, std::vector<double>(n, 0.0));
            for (std::size_t i = 0; i < n; ++i)
                for (std::size_t j = 0; j < n; ++j)
                    for (std::size_t m = 0; m < n; ++m) out[i][j] += x[i][m] * y[m][j];
            return out;
        };
        for (int k = 1; k <= 18; ++k) {
            term = product(term, a);
            for (std::size_t i = 0; i < n; ++i)
                for (std::size_t j = 0; j < n; ++j) sum[i][j] += term[i][j] /= k;
        }
        for (; halved > 0; --halved) sum = product(sum, sum);
        return of(sum[static_cast<std::size_t>(scalar(p[n * n])) - 1][static_cast<std::size_t>(scalar(p[n * n + 1])) - 1]);
    }

    /// What the parts of its parts come to, one after the other: to add the parts would round otherwise.
    Worth total(const Json& node) {
        double all = 0;
        for (const Json& part : node.find("parts")->items)
            for (const Json& one : nodes.at(part.raw)->find("parts")->items) all += scalar(value_of(one.raw));
        return of(all);
    }

    /// The state of a right from the conditions that were asked, one after the other.
    Worth right(const Json& node) {
        std::map<std::string, Worth> said;
        for (const Json& part : node.find("parts")->items) said[nodes.at(part.raw)->find("name")->text] = value_of(part.raw);
        const auto is = [&](const char* name, bool wanted) { return said.contains(name) && said[name].kind == Worth::Kind::truth && (said[name].number != 0) == wanted; };
        const auto doubt = [&](const char* name) { return said.contains(name) && said[name].kind == Worth::Kind::unknown; };
        const auto word = [](const char* text) { return Worth{Worth::Kind::text, 0, text, {}}; };
        const Worth unknown{Worth::Kind::unknown, 0, {}, {}};
        if (doubt("unlock")) return unknown;
        if (is("unlock", false)) return word("none");
        if (is("end", true)) return word("ended");
        if (is("keep", false)) return word("paused");
        if (doubt("end") || doubt("keep")) return unknown;
        if (is("asked", true)) return word("served");
        if (is("seat", false)) return word("unlocked");
        if (doubt("use")) return unknown;
        if (is("use", false)) return word("unlocked");
        return word(is("left", false) ? "exhausted" : "usable");
    }

    /// The name of the highest tier that holds, which is told last.
    Worth tier(const Json& node) {
        const auto& parts = node.find("parts")->items;
        for (const Json& part : parts)
            if (value_of(part.raw).kind == Worth::Kind::unknown) return {Worth::Kind::unknown, 0, {}, {}};
        const Worth& last = value_of(parts.back().raw);
        return {Worth::Kind::text, 0, last.number != 0 ? nodes.at(parts.back().raw)->find("name")->text : "none", {}};
    }

    /// By Kleene: an answer that decides wins over what is unknown.
    static Worth decided(const std::string& op, const std::vector<Worth>& p) {
        const bool decisive = op == "or" || op == "any";
        bool doubt = false;
        for (const Worth& one : p) {
            if (one.kind == Worth::Kind::unknown) doubt = true;
            else if ((one.number != 0) == decisive) return truth(decisive);
        }
        return doubt ? Worth{Worth::Kind::unknown, 0, {}, {}} : truth(!decisive);
    }

    static bool same(const Worth& a, const Worth& b) {
        return a.kind == b.kind && a.text == b.text && (a.number == b.number || (std::isnan(a.number) && std::isnan(b.number)));
    }

    const Worth& value_of(const std::string& id) {
        if (const auto found = known.find(id); found != known.end()) return found->second;
        const Json& node = *nodes.at(id);
        const Worth shown = printed(*node.find("value"));
        Worth made = shown;
        ++out.nodes;
        const std::string& op = node.find("op")->text;
        ++out.ops[op];
        if (const Json* parts = node.find("parts")) {
            std::vector<Worth> p;
            bool doubt = false;
            for (const Json& part : parts->items) {
                p.push_back(value_of(part.raw));
                const Worth& one = p.back();
                doubt = doubt || one.kind == Worth::Kind::unknown || (one.kind == Worth::Kind::text && (one.text.ends_with(" or more") || one.text.ends_with(" or less")));
                for (const Worth& item : one.items) doubt = doubt || item.kind == Worth::Kind::unknown;
            }
            const bool kleene = op == "and" || op == "or" || op == "any" || op == "all" || op == "right" || op == "tier" || op == "is unknown";
            const bool passes = op == "same" || op == "if" || op == "steps" || op == "look up" || op == "list";
            const bool word = shown.kind == Worth::Kind::text && !passes && op != "right" && op != "tier";  // a span or a date
            if (!word && (!doubt || kleene || passes)) {
                ++out.combined;
                made = combined(op, p, node);
                if (op == "list") made.text = shown.text;
                else if (!same(made, shown) && out.differs.empty()) out.differs = "node " + id + " (" + op + "): printed " + node.find("value")->raw + ", its parts come to something else";
            }
        }
        return known[id] = made;
    }
};

std::string written(const Worth& value) {
    if (value.kind == Worth::Kind::truth) return value.number != 0 ? "true" : "false";
    if (value.kind == Worth::Kind::unknown) return "unknown";
    if (value.kind == Worth::Kind::text || value.kind == Worth::Kind::list) return '"' + value.text + '"';
    if (value.kind != Worth::Kind::number) return "nothing";
    char digits[40];
    const auto [end, error] = std::to_chars(digits, digits + 40, value.number);
    return error == std::errc() ? std::string(digits, end) : "";
}

}  // namespace

Recombined recombined(const std::string& json) {
    Recombined out;
    Reader reader{json};
    const Json all = reader.value();
    Machine machine{{}, {}, out};
    const Json* nodes = all.find("nodes");
    for (const Json& node : nodes->items) machine.nodes[node.find("id")->raw] = &node;
    out.printed = written(printed(*nodes->items.at(0).find("value")));
    out.found = written(machine.value_of("1"));
    return out;
}

}  // namespace hearth::reference
