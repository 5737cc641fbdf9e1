#pragma once

#include <condition_variable>
#include <cstddef>
#include <exception>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace hearth {

/// Does `work(worker, index)` for every index below `count`, on several threads; results belong into places of their own by index, so
/// that they are the same for any number of threads. What is thrown at the least index that threw is thrown again at the end.
/// `threads` 0: as many as the machine has processors. Nothing that workers share may be written.
void in_parallel(std::size_t count, std::size_t threads, const std::function<void(std::size_t worker, std::size_t index)>& work);
/// How many workers there will be.
std::size_t workers_for(std::size_t count, std::size_t threads);

/// A stream of pieces, which are used again where they can be cleared: `take(piece)` one after the other, false at the end; `work(worker, piece)` side by side; `give(piece)` in the order
/// in which they were taken, one after the other, false to stop. What is taken is taken beside what is given, and nobody waits to give: whoever gives does so for those that end
/// meanwhile. What is thrown of a piece is thrown again in its turn.
template <class Piece, class Take, class Work, class Give>
void in_order(std::size_t threads, Take take, Work work, Give give) {
    struct Done {
        std::unique_ptr<Piece> piece;  ///< what looks into it stays
        std::exception_ptr failure;
        std::size_t worker = 0;
    };
    std::mutex taking, guard;
    std::condition_variable given;
    std::map<std::size_t, Done> done;
    std::vector<std::vector<std::unique_ptr<Piece>>> spare(threads);  // by worker, who has it near
    const auto fresh = [&](std::size_t worker) {
        if (spare[worker].empty()) return std::make_unique<Piece>();
        std::unique_ptr<Piece> piece = std::move(spare[worker].back());
        spare[worker].pop_back();
        return piece;
    };
    std::size_t taken = 0, next = 0;
    bool ended = false, giving = false;
    std::exception_ptr failure;
    const auto attempt = [](std::exception_ptr& failed, const auto& what) {
        try {
            return what();
        } catch (...) {
            failed = std::current_exception();
            return true;
        }
    };
    const auto give_all = [&](std::unique_lock<std::mutex>& lock) {
        giving = true;
        for (auto first = done.begin(); first != done.end() && first->first == next && failure == nullptr; first = done.begin()) {
            Done one = std::move(first->second);
            done.erase(first);
            lock.unlock();
            const bool on = one.failure == nullptr && attempt(one.failure, [&] { return give(*one.piece); }) && one.failure == nullptr;
            if constexpr (requires(Piece& piece) { piece.clear(); }) one.piece->clear();
            lock.lock();
            if constexpr (requires(Piece& piece) { piece.clear(); }) spare[one.worker].push_back(std::move(one.piece));
            failure = one.failure;
            ended = ended || !on;
            next = on ? next + 1 : static_cast<std::size_t>(-1);  // no more is given
            given.notify_all();
        }
        giving = false;
    };
    in_parallel(threads, threads, [&](std::size_t worker, std::size_t) {
        while (true) {
            std::unique_lock turn(taking);
            std::unique_lock lock(guard);
            given.wait(lock, [&] { return ended || taken < next + 4 * threads; });
            if (ended) return;
            Done one{fresh(worker), nullptr, worker};
            const std::size_t number = taken++;
            lock.unlock();
            const bool any = attempt(one.failure, [&] { return take(*one.piece); });
            if (!any || one.failure != nullptr) {
                const std::lock_guard last(guard);
                ended = true;
                if (!any) return;
            }
            turn.unlock();
            if (one.failure == nullptr)
                attempt(one.failure, [&] {
                    work(worker, *one.piece);
                    return true;
                });
            lock.lock();
            done.emplace(number, std::move(one));
            if (!giving) give_all(lock);
        }
    });
    if (failure) std::rethrow_exception(failure);
}

}  // namespace hearth
