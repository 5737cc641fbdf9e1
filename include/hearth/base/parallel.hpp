#pragma once

#include <cstddef>
#include <functional>

namespace hearth {

/// Does `work(worker, index)` for every index below `count`, on several threads; results belong into places of their own by index, so
/// that they are the same for any number of threads. What is thrown at the least index that threw is thrown again at the end.
/// `threads` 0: as many as the machine has processors. Nothing that workers share may be written.
void in_parallel(std::size_t count, std::size_t threads, const std::function<void(std::size_t worker, std::size_t index)>& work);
/// How many workers there will be.
std::size_t workers_for(std::size_t count, std::size_t threads);

}  // namespace hearth
