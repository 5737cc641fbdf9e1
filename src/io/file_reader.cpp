#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>

#include "hearth/base/unicode.hpp"
#include "hearth/io/reader.hpp"
#include "hearth/io/text_index.hpp"
#include "reason.hpp"

namespace hearth {
namespace {

struct Descriptor {
    int number;
    explicit Descriptor(int opened) : number(opened) {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor() {
        if (number >= 0) ::close(number);
    }
};

/// A path that leads nowhere is a slip of the user; what the system refuses otherwise is a failure of input and output.
[[noreturn]] void fail(const std::string& path, int error, const Place& asked) {
    throw Fault(Stop::io, {"E0006", asked, fmt::format("'{}' cannot be read: {}", path, reason(error)), {}, Severity::error});
}
bool leads_nowhere(int error) { return error == ENOENT || error == ENOTDIR || error == ENAMETOOLONG || error == ELOOP; }

/// All bytes, but at most one more than the limit; none and errno if a read fails.
std::optional<std::string> read_all(int descriptor, std::size_t expected, std::size_t limit) {
    std::string bytes(std::min(expected, limit) + 1, '\0');
    std::size_t size = 0;
    while (size <= limit) {
        if (size == bytes.size()) bytes.resize(std::min(2 * size, limit + 1));
        const ssize_t got = ::read(descriptor, bytes.data() + size, bytes.size() - size);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return std::nullopt;
        if (got == 0) break;
        size += static_cast<std::size_t>(got);
    }
    bytes.resize(size);
    return bytes;
}

/// The first byte that a text may not hold, if any: invalid UTF-8, NUL, or a carriage return without a line feed.
struct BadByte {
    std::size_t offset;
    std::string code, message, hint;
};
std::optional<BadByte> bad_byte(std::string_view text) {
    if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF"))
        return BadByte{0, "E0004", "the file is in UTF-16", "save it as UTF-8"};
    for (std::size_t i = 0; i < text.size();) {
        if (text[i] > '\r') {  // most of it: ASCII, and no control character that may be bad
            ++i;
            continue;
        }
        const CodePoint point = code_point_at(text, i);
        if (!point.valid)
            return BadByte{i, "E0004", fmt::format("the byte {:#04x} is not UTF-8", static_cast<unsigned>(point.value)),
                           "save the file as UTF-8; from GBK: iconv -f GB18030 -t UTF-8"};
        if (point.value == 0) return BadByte{i, "E0005", "a NUL character stands in the text", "is this a text file?"};
        if (point.value == '\r' && (i + 1 == text.size() || text[i + 1] != '\n'))
            return BadByte{i, "E0005", "a carriage return stands without a line feed", "end lines with LF or CR LF"};
        i += point.length;
    }
    return std::nullopt;
}

}  // namespace

std::optional<std::uint32_t> read_file(Sources& sources, const std::string& path, std::size_t limit, Report& report, Place asked) {
    const auto refuse = [&](const char* code, const std::string& message, std::string hint = {}) {
        report.error(code, asked, message, std::move(hint));
        return std::nullopt;
    };
    if (path.find('\0') != std::string::npos) return refuse("E0001", fmt::format("'{}' is not a path", path));
    // Without O_NONBLOCK a named pipe would wait for its writer.
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
    if (file.number < 0 && leads_nowhere(errno)) return refuse("E0001", fmt::format("'{}' cannot be opened: {}", path, reason(errno)));
    struct stat status {};
    if (file.number < 0 || ::fstat(file.number, &status) != 0) fail(path, errno, asked);
    if (!S_ISREG(status.st_mode))
        return refuse("E0002", fmt::format("'{}' is {}, not a file", path, S_ISDIR(status.st_mode) ? "a folder" : "a device or pipe"));

    auto bytes = read_all(file.number, static_cast<std::size_t>(status.st_size), limit);
    if (!bytes) fail(path, errno, asked);
    if (bytes->size() > limit)
        return refuse("E0003", fmt::format("'{}' is larger than {} bytes, the most that is read", path, limit));

    const auto bad = bad_byte(*bytes);
    if (!bad) return sources.add(path, std::move(*bytes));
    // What stands before the bad byte is a text, so that its line can be shown.
    const std::uint32_t number = sources.add(path, bytes->substr(0, bad->offset));
    const std::string& text = sources.at(number).text;
    Place place = TextIndex(text, number).place(text.size(), text.size());
    place.length = 1;
    report.error(bad->code, place, bad->message, bad->hint);
    return std::nullopt;
}

std::string relative_to(const Sources& sources, std::uint32_t file, std::string_view path) {
    if (path.starts_with("hearth:")) return std::string(path);
    const std::filesystem::path asked(path);
    if (asked.is_absolute() || file == 0) return asked.lexically_normal().string();
    return (std::filesystem::path(sources.at(file).path).parent_path() / asked).lexically_normal().string();
}

}  // namespace hearth
