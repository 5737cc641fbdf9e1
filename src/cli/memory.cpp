#include "hearth/cli/memory.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include <malloc.h>
#include <sys/mman.h>

namespace hearth {

void keep_memory() {
#if defined(M_TOP_PAD) && defined(MADV_HUGEPAGE)
    constexpr std::size_t page = 2 << 20, most = 1 << 30;
    const auto end_of_room = [](std::size_t size) {
        void* const room = std::malloc(size);
        return reinterpret_cast<std::uintptr_t>(room) + malloc_usable_size(room);
    };
    mallopt(M_MMAP_THRESHOLD, 32 << 20);
    mallopt(M_TRIM_THRESHOLD, 1 << 30);
    mallopt(M_TOP_PAD, most);
    // The first room ends anywhere, the second just before a large page begins. Nobody uses either; without such pages nothing is lost.
    const std::uintptr_t end = end_of_room(page / 4), next = (end / page + 2) * page;
    end_of_room(next - end - 64);
    madvise(reinterpret_cast<void*>(next), most - 3 * page, MADV_HUGEPAGE);
    mallopt(M_TOP_PAD, page);
#endif
}

void share_memory() {
#ifdef M_ARENA_MAX
    mallopt(M_ARENA_MAX, 1);
#endif
}

}  // namespace hearth
