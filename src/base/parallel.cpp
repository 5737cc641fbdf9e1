#include "hearth/base/parallel.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace hearth {

std::size_t workers_for(std::size_t count, std::size_t threads) {
    if (threads == 0) threads = std::max(1u, std::thread::hardware_concurrency());
    return std::max<std::size_t>(1, std::min(threads, count));
}

void in_parallel(std::size_t count, std::size_t threads, const std::function<void(std::size_t, std::size_t)>& work) {
    const std::size_t workers = workers_for(count, threads);
    std::atomic<std::size_t> next{0}, failed_at{SIZE_MAX};
    std::exception_ptr failure;
    std::mutex guard;
    const auto labour = [&](std::size_t worker) {
        for (std::size_t i = next++; i < count && i < failed_at; i = next++) {
            try {
                work(worker, i);
            } catch (...) {
                const std::lock_guard lock(guard);
                if (i >= failed_at) continue;
                failed_at = i;
                failure = std::current_exception();
            }
        }
    };
    std::vector<std::jthread> others;
    for (std::size_t worker = 1; worker < workers; ++worker) others.emplace_back(labour, worker);
    labour(0);
    others.clear();
    if (failure) std::rethrow_exception(failure);
}

}  // namespace hearth
