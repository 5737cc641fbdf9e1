// What benchmarks share that run the program as a process of its own beside loops written by hand: time, and the sums of a result.
#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

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

/// Runs a program, each word of it up to a blank, and waits: what it exits with. No shell, whose start would be measured too.
inline int status_of(const std::string& command) {
    std::istringstream text(command);
    std::vector<std::string> words;
    for (std::string word; text >> word;) words.push_back(word);
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    pid_t process = 0;
    int status = 0;
    if (::posix_spawn(&process, arguments[0], nullptr, nullptr, arguments.data(), environ) != 0) return 127;
    if (::waitpid(process, &status, 0) != process || !WIFEXITED(status)) return 127;
    return WEXITSTATUS(status);
}

/// `work(thread)` on so many threads, this one among them.
template <class Work>
void side_by_side(std::size_t threads, Work&& work) {
    std::vector<std::thread> others;
    for (std::size_t thread = 1; thread < threads; ++thread) others.emplace_back([&, thread] { work(thread); });
    work(std::size_t{0});
    for (std::thread& one : others) one.join();
}

/// What `work(thread, sums)` adds up on so many threads.
template <class Sums, class Work>
Sums sums_of(std::size_t threads, Work&& work) {
    std::vector<Sums> parts(threads, Sums{});
    side_by_side(threads, [&](std::size_t thread) { work(thread, parts[thread]); });
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
