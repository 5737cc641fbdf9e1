#include "hearth/io/writer.hpp"

#include <catch2/catch.hpp>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "hearth/base/diagnostic.hpp"
#include "scratch_test.hpp"

using namespace hearth;
using namespace hearth::test;
namespace fs = std::filesystem;

namespace {

std::string content(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

/// Code, reason and exit of the fault of writing, or "written".
std::string written(const std::string& path) {
    try {
        write_file(path, "new");
    } catch (const Fault& fault) {
        CHECK(fault.stop() == Stop::io);
        return fault.diagnostic().code + " " + fault.diagnostic().message;
    }
    return "written";
}

/// Standard output leads to `path` while it lives.
class Redirected {
  public:
    explicit Redirected(int to) : before_(::dup(STDOUT_FILENO)) { ::dup2(to, STDOUT_FILENO); }
    Redirected(const Redirected&) = delete;
    Redirected& operator=(const Redirected&) = delete;
    ~Redirected() {
        ::dup2(before_, STDOUT_FILENO);
        ::close(before_);
    }

  private:
    int before_;
};

}  // namespace

TEST_CASE("a file is written whole, replaces what stood there and keeps its permissions", "[writer]") {
    const Scratch scratch;
    const std::string path = scratch / "result.csv";
    std::string bytes(200'000, 'x');
    bytes.append("a\0b\n", 4);
    write_file(path, bytes);
    CHECK(content(path) == bytes);
    REQUIRE(::chmod(path.c_str(), 0640) == 0);
    write_file(path, "");
    CHECK(content(path).empty());
    CHECK((fs::status(path).permissions() & fs::perms::all) == static_cast<fs::perms>(0640));
    CHECK(scratch.files() == 1);
}

TEST_CASE("what cannot be written is named with its reason and leaves nothing behind", "[writer]") {
    const Scratch scratch;
    CHECK_THAT(written(scratch / "no/such/file"), Catch::StartsWith("E0902") && Catch::Contains("No such file"));
    fs::create_directory(scratch / "folder");
    CHECK_THAT(written(scratch / "folder"), Catch::Contains("it is a folder"));
    CHECK_THAT(written(scratch / "folder/"), Catch::Contains("it names a folder"));
    CHECK_THAT(written(scratch / "folder/.."), Catch::Contains("it names a folder"));
    CHECK_THAT(written(scratch / std::string("a\0b", 3)), Catch::Contains("not a path"));
    CHECK_THAT(written(scratch / std::string(300, 'x')), Catch::Contains("too long"));
    CHECK_THAT(written("/dev/null"), Catch::Contains("not a regular file"));
    std::ofstream(scratch / "target") << "old";
    fs::create_symlink("target", scratch / "link");
    CHECK_THAT(written(scratch / "link"), Catch::Contains("symbolic link"));
    CHECK(content(scratch / "target") == "old");
    CHECK(scratch.files() == 3);
    CHECK(fs::is_empty(scratch / "folder"));
}

TEST_CASE("a limit of the file size keeps the old file whole", "[writer]") {
    const Scratch scratch;
    write_file(scratch / "result", "old");
    struct rlimit before {};
    REQUIRE(::getrlimit(RLIMIT_FSIZE, &before) == 0);
    const auto handler = ::signal(SIGXFSZ, SIG_IGN);
    struct rlimit small = before;
    small.rlim_cur = 4096;
    REQUIRE(::setrlimit(RLIMIT_FSIZE, &small) == 0);
    CHECK_THROWS_WITH(write_file(scratch / "result", std::string(10'000, 'x')), Catch::Contains("too large"));
    REQUIRE(::setrlimit(RLIMIT_FSIZE, &before) == 0);
    ::signal(SIGXFSZ, handler);
    CHECK(content(scratch / "result") == "old");
    CHECK(scratch.files() == 1);
}

TEST_CASE("standard output that is full or closed is a fault", "[writer]") {
    const int full = ::open("/dev/full", O_WRONLY);
    REQUIRE(full >= 0);
    std::string reason;
    Stop stop = Stop::input;
    const auto handler = ::signal(SIGPIPE, SIG_IGN);
    const auto fails = [&](int to) {
        const Redirected redirected(to);
        try {
            write_stdout("result");
        } catch (const Fault& fault) {
            reason = fault.diagnostic().message;
            stop = fault.stop();
        }
    };
    fails(full);
    ::close(full);
    CHECK_THAT(reason, Catch::Contains("No space left"));
    CHECK(stop == Stop::io);
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    ::close(ends[0]);
    fails(ends[1]);
    ::close(ends[1]);
    ::signal(SIGPIPE, handler);
    CHECK(stop == Stop::pipe);
}

TEST_CASE("two paths to one file are the same file", "[writer]") {
    const Scratch scratch;
    write_file(scratch / "a", "x");
    write_file(scratch / "b", "x");
    fs::create_symlink("a", scratch / "link");
    fs::create_hard_link(scratch / "a", scratch / "hard");
    CHECK(same_file(scratch / "a", scratch / "./a"));
    CHECK(same_file(scratch / "a", scratch / "link"));
    CHECK(same_file(scratch / "a", scratch / "hard"));
    CHECK_FALSE(same_file(scratch / "a", scratch / "b"));
    CHECK_FALSE(same_file(scratch / "a", scratch / "missing"));
}
