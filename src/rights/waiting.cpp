// The line before what all families share, on one path of one place.
#include "hearth/rights/waiting.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace hearth {

namespace {

struct Waits {
    const Request* request = nullptr;
    int tier = 0;                        ///< this month
    bool settled = false;               ///< this month
    std::uint32_t first = 0;             ///< the month of the request; with nothing left of a quota of their own, the first in which there is
    std::uint32_t since = 0;             ///< that month, or the one after units were last given in full
    bool broken = false, served = false, asked = false;
};

/// What is left of a quota of their own, in one of its periods.
struct Left {
    std::optional<std::int32_t> period;
    double units = 0;
};

bool before(const Waits& a, const Waits& b) {
    const auto place = [](const Request& of) { return std::tie(of.first, of.lot, of.household, of.copy, of.begin); };
    if (a.settled != b.settled) return a.settled;
    return a.tier != b.tier ? a.tier > b.tier : place(*a.request) < place(*b.request);
}

struct Queue {
    const Asked& asked;
    const SharedPlace& place;
    std::size_t path;
    const WaitingOn& how;
    const WaitingGrid& grid;
    WaitingPath& out;
    std::vector<Waits> line{};
    std::vector<Left> quotas = std::vector<Left>(asked.quotas.size());

    [[nodiscard]] const AskedMonth& kind(const Request& of, std::uint32_t month) const { return asked.kinds[asked.months[of.begin + (month - of.first)]]; }
    [[nodiscard]] std::size_t row_of(std::uint32_t month, int tier) const { return grid.year[month] * grid.tiers + (grid.tiers == 1 ? 0 : static_cast<std::size_t>(tier)); }
    WaitingTally& row(std::uint32_t month, int tier) { return out.rows[row_of(month, tier)]; }

    /// The month in which a request that is not served by then breaks the promise; none: nothing is promised as long as it is made.
    [[nodiscard]] std::optional<std::uint32_t> due(const Request& of, std::uint32_t first) const {
        if (how.promise) return first + static_cast<std::uint32_t>(*how.promise);
        for (std::uint32_t month = first; month < std::min<std::size_t>(of.end(), asked.length); ++month) {
            const std::vector<double>& waiting = kind(of, month).waiting;
            for (std::uint32_t months = 0; months < waiting.size(); ++months)
                if (waiting[months] > 0) return std::max(month, first + months);
        }
        return std::nullopt;
    }

    /// A request is decided: there is a place, nobody asks any more, or the time is over.
    void decide(const Waits& one, std::uint32_t month, bool served) {
        const Request& of = *one.request;
        if (one.first >= month && !served) return;  // there was never anything left to ask for
        const std::size_t where = row_of(one.first, kind(of, one.first).tier);
        WaitingTally& tally = out.rows[where];
        const int wait = static_cast<int>(month - one.first);
        tally.requests += 1;
        tally.wait += wait;
        out.waits.push_back({where, wait, served, static_cast<std::size_t>(&of - place.paths[path].data())});
        if (!served && month < asked.length) tally.left += 1;
        if (const auto month_due = due(of, one.first); one.broken || (month_due && *month_due < asked.length)) {
            tally.promised += 1;
            tally.broken += one.broken ? 1 : 0;
        }
    }

    void give(const AskedMonth& month, std::uint32_t on, double units, double share) {
        WaitingTally& tally = row(on, month.tier);
        tally.used += units;
        tally.cost += month.place * share;
        tally.cost_value += month.place * share * month.discount;
    }

    void wait(Waits& one, std::uint32_t month) {
        const AskedMonth& of = kind(*one.request, month);
        const int months = static_cast<int>(month - one.since);
        WaitingTally& tally = row(month, of.tier);
        tally.waiting += 1;
        const double cost = of.waits(months);
        tally.breach += cost;
        tally.breach_value += cost * of.discount;
        if (one.served) return;
        one.broken = one.broken || (how.promise ? months >= *how.promise : cost > 0);
    }

    void capacity(std::uint32_t month, double opens) {
        for (std::size_t tier = 0; tier < grid.tiers; ++tier) {
            WaitingTally& tally = out.rows[grid.year[month] * grid.tiers + tier];
            tally.capacity += opens;
            tally.months += 1;
        }
    }

    /// Those who ask in a month, with their tiers; those who no longer do are decided.
    void arrive(std::uint32_t month, const std::vector<Request>& requests, std::size_t& next) {
        std::erase_if(line, [&](const Waits& one) {
            if (one.request->end() != month) return false;
            if (!one.served) decide(one, month, false);
            return true;
        });
        for (; next < requests.size() && requests[next].first == month; ++next)
            if (requests[next].copy < how.copies[requests[next].household]) line.push_back({&requests[next], 0, false, month, month});
        for (Waits& one : line) {
            one.tier = kind(*one.request, month).tier;
            one.settled = kind(*one.request, month).settled;
        }
    }

    void keep_places(const std::vector<Request>& requests) {
        std::vector<double> leaving(asked.length + 1, 0.0);
        double in_use = 0;
        std::size_t next = 0;
        for (std::uint32_t month = 0; month < asked.length; ++month) {
            in_use -= leaving[month];
            arrive(month, requests, next);
            capacity(month, place.opens[month]);
            const auto free = static_cast<std::size_t>(std::clamp(std::floor(place.opens[month] + 1e-9) - in_use, 0.0, static_cast<double>(line.size())));
            if (free > 0 && free < line.size()) std::nth_element(line.begin(), line.begin() + static_cast<std::ptrdiff_t>(free), line.end(), before);
            for (std::size_t i = 0; i < free; ++i) {
                const Request& of = *line[i].request;
                decide(line[i], month, true);
                in_use += 1;
                leaving[std::min<std::size_t>(of.end(), asked.length)] += 1;
                for (std::uint32_t on = month; on < std::min<std::size_t>(of.end(), asked.length); ++on) give(kind(of, on), on, 1, 1);
            }
            line.erase(line.begin(), line.begin() + static_cast<std::ptrdiff_t>(free));
            for (Waits& one : line) wait(one, month);
        }
    }

    [[nodiscard]] bool opens(std::uint32_t month) const {
        if (month == 0 || asked.every.kind == Every::Kind::calendar_month) return true;
        if (asked.every.kind == Every::Kind::calendar_year) return grid.january[month];
        return month % static_cast<std::uint32_t>(asked.every.span.months) == 0;
    }

    /// How much of what is asked for is left of a quota of their own.
    double share_left(const Request& of, const AskedMonth& month) {
        if (!of.quota || month.own == 0) return 1;
        Left& left = quotas[*of.quota];
        if (left.period != month.period) left = {month.period, asked.quotas[*of.quota]};
        if (left.units <= 1e-9 * asked.quotas[*of.quota]) return 0;
        return std::min(1.0, left.units / month.own);
    }

    void open_again(const std::vector<Request>& requests) {
        double left = 0;
        std::size_t next = 0;
        for (std::uint32_t month = 0; month < asked.length; ++month) {
            arrive(month, requests, next);
            if (opens(month)) left = place.opens[month];
            capacity(month, opens(month) ? place.opens[month] : 0);
            std::sort(line.begin(), line.end(), before);
            for (Waits& one : line) {
                const AskedMonth& of = kind(*one.request, month);
                const double wanted = of.units * share_left(*one.request, of);
                if (wanted == 0) {
                    if (!one.asked) one.first = month + 1;
                    one.since = month + 1;
                    continue;
                }
                one.asked = true;
                const double given = std::min(wanted, left);
                left -= given;
                give(of, month, given, given / of.units);
                if (one.request->quota) quotas[*one.request->quota].units -= of.own * (given / of.units);
                if (given < wanted * (1 - 1e-12)) {
                    wait(one, month);
                    continue;
                }
                if (!one.served) decide(one, month, true);
                one.served = true;
                one.since = month + 1;
            }
        }
    }
};

}  // namespace

void WaitingTally::add(const WaitingTally& other) {
    capacity += other.capacity;
    used += other.used;
    waiting += other.waiting;
    months += other.months;
    requests += other.requests;
    wait += other.wait;
    left += other.left;
    promised += other.promised;
    broken += other.broken;
    breach += other.breach;
    cost += other.cost;
    breach_value += other.breach_value;
    cost_value += other.cost_value;
}

WaitingGrid waiting_grid(const Portfolio& portfolio, const Asked& asked, bool by_tier) {
    WaitingGrid out;
    out.first_year = portfolio.as_of.year();
    for (std::size_t month = 0; month < asked.length; ++month) {
        const Date day = portfolio.as_of.plus_months(static_cast<int>(month));
        out.year.push_back(static_cast<std::size_t>(day.year() - out.first_year));
        out.january.push_back(day.month() == 1);
    }
    out.years = out.year.empty() ? 0 : out.year.back() + 1;
    if (by_tier && asked.tiers_of != Reading::none) out.tiers = portfolio.households.front().rights->rules().programmes()[asked.tiers_of].programme->tiers.size() + 1;
    return out;
}

void wait_in_line(const Asked& asked, const SharedPlace& place, std::size_t path, const WaitingOn& how, const WaitingGrid& grid, WaitingPath& out) {
    out.rows.assign(grid.years * grid.tiers, {});
    out.waits.clear();
    Queue queue{asked, place, path, how, grid, out};
    if (asked.every.kind == Every::Kind::none) queue.keep_places(place.paths[path]);
    else queue.open_again(place.paths[path]);
    for (const Waits& one : queue.line)
        if (!one.served) queue.decide(one, static_cast<std::uint32_t>(asked.length), false);
}

}  // namespace hearth
