#include "hearth/cli/run.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <fstream>
#include <new>
#include <sstream>
#include <stdexcept>

#include "scratch_test.hpp"

using namespace hearth;
using hearth::test::Scratch;

namespace {

struct Ending {
    int code = 0;
    std::string text;
};

/// What `or_told` returns and writes on standard error, which is a file meanwhile.
Ending ending_of(const std::function<int()>& call) {
    const Scratch scratch;
    const std::string path = scratch / "told";
    const int kept = ::dup(STDERR_FILENO), file = ::open(path.c_str(), O_WRONLY | O_CREAT, 0600);
    ::dup2(file, STDERR_FILENO);
    ::close(file);
    Ending ending;
    ending.code = or_told(call);
    ::dup2(kept, STDERR_FILENO);
    ::close(kept);
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    ending.text = text.str();
    return ending;
}

}  // namespace

TEST_CASE("run: an exception that nobody foresaw is told as an error of hearth itself, exit code 70") {
    const Ending bug = ending_of([]() -> int { throw std::logic_error("a step before the first"); });
    CHECK(bug.code == 70);
    CHECK(bug.text == "hearth: internal error, please report: a step before the first\n");
}

TEST_CASE("run: memory that is not to be had is a limit, exit code 4; a code that is returned stays, and nothing is told") {
    const Ending full = ending_of([]() -> int { throw std::bad_alloc(); });
    CHECK(full.code == 4);
    CHECK(full.text == "hearth: out of memory\n");
    const Ending done = ending_of([] { return 3; });
    CHECK(done.code == 3);
    CHECK(done.text.empty());
}
