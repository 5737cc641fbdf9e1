#pragma once

#include <string>
#include <string_view>

namespace hearth {

/// Writes all of `bytes` to standard output. Throws Fault(Stop::io, E0901) with the reason, or Fault(Stop::pipe) if the reader
/// went away, which the command line turns into a silent end with 141.
void write_stdout(std::string_view bytes);

/// Complete or absent: a temporary file beside `path` (O_EXCL, O_NOFOLLOW) is written, synced and renamed, its folder synced.
/// What stands at `path` must be a regular file that may be written, or nothing; its permissions are kept.
/// Throws Fault(Stop::io, E0902) naming path and reason and leaves no temporary file.
void write_file(const std::string& path, std::string_view bytes);

/// A file that grows by whole records: what stands behind `sound` bytes of it is cut off, then records are written behind each other.
/// Throws Fault(Stop::io, E0902), also where another process writes it.
class Appender {
  public:
    Appender(const std::string& path, std::size_t sound);
    ~Appender();
    Appender(const Appender&) = delete;
    Appender& operator=(const Appender&) = delete;
    void append(std::string_view record);
    /// What was written is on the disk.
    void sync();

  private:
    std::string path_;
    int descriptor_ = -1;
};

/// Whether both paths lead to one existing file, so that a result never replaces an input.
bool same_file(const std::string& a, const std::string& b);

/// SIGINT, SIGTERM, SIGHUP remove the temporary file and end with 130, 143, 129, except those that were ignored from the start;
/// SIGPIPE and SIGXFSZ become errors of write.
void install_signal_handlers();

}  // namespace hearth
