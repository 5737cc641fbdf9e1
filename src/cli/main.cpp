#include <malloc.h>

#include <string>
#include <vector>

#include "hearth/cli/run.hpp"

int main(int argc, char** argv) {
#ifdef M_MMAP_THRESHOLD
    // What is given back is kept for what is asked for next: a page that is met for the first time costs more than the numbers on it.
    mallopt(M_MMAP_THRESHOLD, 32 << 20);
    mallopt(M_TRIM_THRESHOLD, 1 << 30);
#endif
    return hearth::run(std::vector<std::string>(argv + (argc > 0 ? 1 : 0), argv + argc));
}
