#include "hearth/rights/ledger.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "hearth/base/text.hpp"

namespace hearth {

namespace {

const std::vector<std::string>& event_words() {
    static const std::vector<std::string> words = {"ordered", "scheduled", "delivered", "accepted", "failed", "remedied"};
    return words;
}

const std::vector<std::string>& known_columns() {
    static const std::vector<std::string> names = {"order", "date", "event", "right", "person", "quantity"};
    return names;
}

const std::vector<std::string>& derived() {
    static const std::vector<std::string> names = {"days_to_schedule", "days_to_deliver", "days_to_remedy", "failed"};
    return names;
}

/// A right by its name, or by programme.right; none, and a fault, if there is none of that name or several.
std::size_t right_named(const std::string& path, const Rulebook& rules, const char* code, const Place& place, Report& report) {
    std::vector<std::string> known, near;
    std::vector<std::size_t> named;
    for (std::size_t i = 0; i < rules.rights().size(); ++i) {
        known.push_back(rules.path(i));
        near.insert(near.end(), {rules.path(i), rules.rights()[i].name()});
        if (rules.path(i) == path || rules.rights()[i].name() == path) named.push_back(i);
    }
    if (named.size() == 1) return named.front();
    if (named.empty())
        report.error(code, place, fmt::format("there is no right '{}' (there: {})", path, join(known)), did_you_mean(path, near));
    else
        report.error(code, place, fmt::format("several programmes have a right '{}'", path),
                     fmt::format("write programme.right, as in {}", rules.path(named.front())));
    return Reading::none;
}

/// Reads the rows one by one; a row with a fault is told and left out.
struct Reader {
    const Rows& rows;
    const Rulebook& rules;
    const FamilyFacts& facts;
    Date as_of;
    Report& report;
    Ledger ledger;
    std::map<std::string, std::size_t> columns;

    [[nodiscard]] std::string text(const std::vector<Rows::Cell>& row, const std::string& column) const {
        const auto found = columns.find(column);
        return found == columns.end() || row[found->second].items.empty() ? "" : row[found->second].items.front();
    }
    [[nodiscard]] Place place(const std::vector<Rows::Cell>& row, const std::string& column) const {
        const auto found = columns.find(column);
        return found == columns.end() ? row.front().place : row[found->second].place;
    }
    void cell(const std::vector<Rows::Cell>& row, const std::string& column, std::string message, std::string hint = {}) {
        report.error("E0781", place(row, column), std::move(message), std::move(hint));
    }

    std::size_t right_of(const std::vector<Rows::Cell>& row) {
        return right_named(text(row, "right"), rules, "E0781", place(row, "right"), report);
    }

    int person_of(const std::vector<Rows::Cell>& row) {
        const std::string who = text(row, "person");
        const int person = facts.person(who);
        if (person >= 0) return person;
        std::vector<std::string> known;
        for (int i = 0; i < facts.persons(); ++i) known.push_back(facts.name(i));
        cell(row, "person", fmt::format("the family has no person '{}' (there: {})", who, join(known)), did_you_mean(who, known));
        return -1;
    }

    void event(Order& order, ServiceEvent what, Date day, const Place& at) {
        const auto index = static_cast<std::size_t>(what);
        const auto has = [&](ServiceEvent one) { return order.on[static_cast<std::size_t>(one)].has_value(); };
        const auto wrong = [&](std::string message, std::string hint = {}) {
            report.error("E0782", at, fmt::format("order {} {}", order.name, message), std::move(hint));
        };
        if (order.on[index])
            return wrong(fmt::format("is {} twice, on {} and on {}", to_text(what), order.on[index]->text(), day.text()),
                         "a second service is a second order");
        if (what == ServiceEvent::remedied && !has(ServiceEvent::failed)) return wrong("is remedied, but it did not fail");
        if (what == ServiceEvent::accepted && !has(ServiceEvent::delivered)) return wrong("is accepted before it is delivered");
        if (what != ServiceEvent::remedied && (has(ServiceEvent::failed) || has(ServiceEvent::accepted)))
            return wrong(fmt::format("is {} after it was {}", to_text(what), has(ServiceEvent::failed) ? "failed" : "accepted"));
        if (what == ServiceEvent::scheduled && has(ServiceEvent::delivered)) return wrong("is scheduled after it was delivered");
        for (const auto& earlier : order.on)
            if (earlier && day < *earlier)
                return wrong(fmt::format("is {} on {}, before its event of {}", to_text(what), day.text(), earlier->text()));
        order.on[index] = day;
    }

    void row(const std::vector<Rows::Cell>& row) {
        const std::size_t before = report.errors();
        const std::string name = text(row, "order"), date = text(row, "date"), word = text(row, "event");
        if (name.empty()) cell(row, "order", "a row names no order");
        const auto day = Date::parse(date);
        if (!day) cell(row, "date", fmt::format("'{}' is no day", date), "write it as 2031-03-01");
        if (day && as_of < *day)
            report.error("E0783", place(row, "date"), fmt::format("{} is after {}, the day the ledger is read on", date, as_of.text()),
                         "give a later --as-of");
        const auto what = std::find(event_words().begin(), event_words().end(), word);
        if (what == event_words().end())
            cell(row, "event", fmt::format("'{}' is no event of a service (allowed: {})", word, join(event_words())),
                 did_you_mean(word, event_words()));
        const auto known = std::find_if(ledger.orders.begin(), ledger.orders.end(), [&](const Order& one) { return one.name == name; });
        const bool fresh = known == ledger.orders.end();
        Order made;
        made.name = name;
        made.place = row.front().place;
        Order& order = fresh ? made : *known;
        if (fresh || !text(row, "right").empty()) {
            const std::size_t right = right_of(row);
            if (!fresh && right != Reading::none && right != order.right)
                report.error("E0782", place(row, "right"),
                             fmt::format("order {} is one of {}, not of {}", name, rules.path(order.right), rules.path(right)));
            order.right = fresh ? right : order.right;
        }
        if (fresh || !text(row, "person").empty()) {
            const int person = person_of(row);
            if (!fresh && person >= 0 && person != order.person)
                report.error("E0782", place(row, "person"),
                             fmt::format("order {} is for {}, not for {}", name, facts.name(order.person), facts.name(person)));
            order.person = fresh ? person : order.person;
        }
        if (const std::string quantity = text(row, "quantity"); !quantity.empty()) {
            const auto units = parse_number(quantity);
            if (!units || !(*units > 0)) cell(row, "quantity", fmt::format("'{}' is no number of units above 0", quantity));
            else order.quantity = *units;
        }
        for (const std::string& measure : ledger.measures)
            if (const std::string value = text(row, measure); !value.empty()) {
                if (const auto found = parse_number(value)) order.measures[measure] = *found;
                else cell(row, measure, fmt::format("'{}' is no number", value));
            }
        if (report.errors() > before) return;
        if (fresh && *what != "ordered")
            return report.error("E0782", place(row, "event"), fmt::format("order {} is {} before it is ordered", name, word),
                                "its first row is the order");
        event(order, static_cast<ServiceEvent>(what - event_words().begin()), *day, place(row, "event"));
        if (!ledger.first || *day < *ledger.first) ledger.first = *day;
        if (fresh) ledger.orders.push_back(std::move(made));
    }
};

}  // namespace

std::string_view to_text(ServiceEvent event) { return event_words()[static_cast<std::size_t>(event)]; }

Ledger read_ledger(const Rows& rows, const Rulebook& rules, const FamilyFacts& facts, Date as_of, const Place& file, Report& report) {
    Reader reader{rows, rules, facts, as_of, report, {}, {}};
    for (std::size_t i = 0; i < rows.columns.size(); ++i) {
        const std::string& column = rows.columns[i];
        if (!reader.columns.emplace(column, i).second)
            report.error("E0780", rows.column_places[i], fmt::format("the column '{}' stands twice", column));
        if (std::find(derived().begin(), derived().end(), column) != derived().end())
            report.error("E0780", rows.column_places[i], fmt::format("'{}' follows from the days of the events and is no column", column));
        else if (std::find(known_columns().begin(), known_columns().end(), column) == known_columns().end())
            reader.ledger.measures.push_back(column);
    }
    for (const std::string& column : known_columns())
        if (!reader.columns.contains(column) && column != "quantity")
            report.error("E0780", rows.column_places.empty() ? file : rows.column_places.front(),
                         fmt::format("the ledger has no column '{}' (it has: {})", column, join(rows.columns)),
                         did_you_mean(column, reader.ledger.measures));
    if (report.failed()) return {};
    for (const std::vector<Rows::Cell>& row : rows.cells) reader.row(row);
    reader.ledger.measures.insert(reader.ledger.measures.end(), derived().begin(), derived().end());
    return std::move(reader.ledger);
}

void check_requests(const Ledger& ledger, const Rulebook& rules, const FamilyFacts& facts, const std::string& path, Report& report) {
    for (const FamilyFacts::Request& request : facts.requests()) {
        if (!ledger.first || request.on < *ledger.first) continue;
        const std::size_t right = rules.right(request.right);
        const auto twice = std::find_if(ledger.orders.begin(), ledger.orders.end(), [&](const Order& order) {
            const auto& delivered = order.on[static_cast<std::size_t>(ServiceEvent::delivered)];
            return right != Reading::none && order.right == right && order.person == request.person && delivered &&
                   request.on <= *delivered;
        });
        if (twice == ledger.orders.end()) continue;
        report.error("E0785", request.place,
                     fmt::format("{} asks for {} on {} by an event, and order {} of the ledger ({}:{}) is delivered on {}: both would draw",
                                 facts.name(request.person), rules.path(right), request.on.text(), twice->name, path, twice->place.line,
                                 twice->on[static_cast<std::size_t>(ServiceEvent::delivered)]->text()),
                     "from the first day of a ledger on, its orders are the services; leave the request out");
    }
}

std::vector<Standard> standards_of(const Table& table, const Ledger& ledger, const Rulebook& rules, const Names& names, Report& report) {
    const auto column = [&](const char* name) {
        const auto found = std::find(table.rows.columns.begin(), table.rows.columns.end(), name);
        return found == table.rows.columns.end() ? SIZE_MAX : static_cast<std::size_t>(found - table.rows.columns.begin());
    };
    const std::size_t right = column("right"), measure = column("measure"), must_be = column("must_be"), bound = column("bound"),
                      remedy = column("remedy");
    std::vector<Standard> out;
    if (std::max({right, measure, must_be, bound, remedy}) == SIZE_MAX) {
        report.error("E0784", table.header.place,
                     fmt::format("table {} is no table of standards (it has: {})", table.header.name, join(table.rows.columns)),
                     "columns right (or any), measure, must_be (at_least or at_most), bound, remedy");
        return out;
    }
    for (std::size_t i = 0; i < table.cells.size(); ++i) {
        const std::vector<Value>& row = table.cells[i];
        const auto place = [&](std::size_t at) { return table.rows.cells[i][at].place; };
        const auto plain = [&](std::size_t at, const char* hint) {
            const bool number = row[at].kind == Value::Kind::number;
            if (!number)
                report.error("E0784", place(at),
                             fmt::format("the {} of a standard is {}, which is no number", table.rows.columns[at], to_text(row[at], names)),
                             hint);
            return number ? row[at].number : 0;
        };
        Standard one;
        one.measure = to_text(row[measure], names);
        if (std::find(ledger.measures.begin(), ledger.measures.end(), one.measure) == ledger.measures.end())
            report.error("E0784", place(measure),
                         fmt::format("the ledger does not record '{}' (it has: {})", one.measure, join(ledger.measures)),
                         did_you_mean(one.measure, ledger.measures));
        const std::string side = to_text(row[must_be], names);
        if (side != "at_least" && side != "at_most")
            report.error("E0784", place(must_be), fmt::format("'{}' is no side of a bound (allowed: at_least, at_most)", side),
                         did_you_mean(side, std::vector<std::string>{"at_least", "at_most"}));
        one.at_least = side == "at_least";
        one.bound = plain(bound, "");
        one.remedy = plain(remedy, "write 0 if nothing is owed");
        if (const std::string path = to_text(row[right], names); path != "any")
            one.right = right_named(path, rules, "E0784", place(right), report);
        out.push_back(std::move(one));
    }
    return out;
}

std::optional<double> measured(const Order& order, const std::string& measure, Date as_of) {
    const auto on = [&](ServiceEvent event) { return order.on[static_cast<std::size_t>(event)]; };
    const auto days = [](Date from, Date to) { return static_cast<double>(to.days() - from.days()); };
    const auto failed = on(ServiceEvent::failed);
    if (measure == "failed") return failed ? 1 : 0;
    if (measure == "days_to_remedy")
        return failed ? std::optional(days(*failed, on(ServiceEvent::remedied).value_or(as_of))) : std::nullopt;
    const Date ordered = *on(ServiceEvent::ordered);
    if (measure == "days_to_deliver") return days(ordered, on(ServiceEvent::delivered).value_or(failed.value_or(as_of)));
    if (measure == "days_to_schedule")
        return days(ordered, on(ServiceEvent::scheduled).value_or(on(ServiceEvent::delivered).value_or(failed.value_or(as_of))));
    const auto found = order.measures.find(measure);
    return found == order.measures.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace hearth
