// What benchmarks share that run the program as a process of its own beside loops written by hand: time, and the sums of a result.
#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdlib>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include <sys/resource.h>

namespace hearth::bench {

/// Time passed, and that of the processors in this process and those it waited for.
struct Time {
    double wall = 0, processor = 0;
};

template <class Work>
Time time_of(Work&& work) {
    const auto used = [] {
        double sum = 0;
        for (const int who : {RUSAGE_SELF, RUSAGE_CHILDREN}) {
            rusage usage{};
            ::getrusage(who, &usage);
            for (const timeval& one : {usage.ru_utime, usage.ru_stime})
                sum += static_cast<double>(one.tv_sec) + 1e-6 * static_cast<double>(one.tv_usec);
        }
        return sum;
    };
    const auto begun = std::chrono::steady_clock::now();
    const double before = used();
    work();
    return {std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count(), used() - before};
}

/// The middle of five by time of the processor, after one that warms up; `timed` tells a Time.
template <class Timed>
Time middle_of(Timed&& timed) {
    std::array<Time, 5> all;
    timed();
    for (Time& one : all) one = timed();
    std::nth_element(all.begin(), all.begin() + 2, all.end(), [](const Time& a, const Time& b) { return a.processor < b.processor; });
    return all[2];
}
template <class Work>
Time usual_time_of(Work&& work) {
    return middle_of([&] { return time_of(work); });
}

/// What `work(thread, sums)` adds up on so many threads, this one among them.
template <class Sums, class Work>
Sums sums_of(std::size_t threads, Work&& work) {
    std::vector<Sums> parts(threads, Sums{});
    std::vector<std::thread> others;
    for (std::size_t thread = 1; thread < threads; ++thread) others.emplace_back([&, thread] { work(thread, parts[thread]); });
    work(std::size_t{0}, parts[0]);
    for (std::thread& one : others) one.join();
    Sums sums{};
    for (const Sums& part : parts)
        for (std::size_t i = 0; i < sums.size(); ++i) sums[i] += part[i];
    return sums;
}

/// So many numbers of the second line of a result, from its third cell.
template <class Sums>
Sums sums_in(const std::string& path) {
    std::ifstream file(path);
    std::string line;
    std::getline(file, line);
    std::getline(file, line);
    Sums out{};
    std::size_t at = 0;
    const auto next = [&] { at = line.find(',', at) + 1; };
    next();
    next();
    for (double& sum : out) {
        sum = std::strtod(line.c_str() + at, nullptr);
        next();
    }
    return out;
}

}  // namespace hearth::bench
