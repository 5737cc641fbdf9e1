// The program: hands what it was called with to the library.
#include <string>
#include <vector>

#include "hearth/cli/memory.hpp"
#include "hearth/cli/run.hpp"

int main(int argc, char** argv) {
    hearth::keep_memory();
    return hearth::run(std::vector<std::string>(argv + (argc > 0 ? 1 : 0), argv + argc));
}
