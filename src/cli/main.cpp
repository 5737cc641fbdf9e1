#include <string>
#include <vector>

#include "hearth/cli/run.hpp"

int main(int argc, char** argv) { return hearth::run(std::vector<std::string>(argv + (argc > 0 ? 1 : 0), argv + argc)); }
