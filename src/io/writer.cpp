#include "hearth/io/writer.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <mutex>

#include "hearth/base/diagnostic.hpp"
#include "reason.hpp"

namespace hearth {
namespace {

/// The temporary file of the moment, for the signal handlers: they may touch nothing but such memory. Written under `mutex`;
/// `folder` is set last and cleared first.
struct Temporary {
    std::mutex mutex;
    std::array<char, 256> name{};
    std::atomic<int> folder{-1};
};
Temporary temporary;
static_assert(std::atomic<int>::is_always_lock_free, "a signal handler reads it");

extern "C" void end_on_signal(int signal) {
    const int folder = temporary.folder.load();
    if (folder >= 0) ::unlinkat(folder, temporary.name.data(), 0);
    ::_exit(128 + signal);
}

/// 0, or the errno of the write that failed.
int write_all(int descriptor, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return errno;
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return 0;
}

/// 0, or the errno of the close: some file systems report a full disk only here. After EINTR the descriptor is closed on Linux.
int close_checked(int descriptor) { return ::close(descriptor) == 0 || errno == EINTR ? 0 : errno; }

/// 0, or the errno of the sync. What cannot be synced (some file systems say so of folders) needs no sync.
int sync_checked(int descriptor) { return ::fsync(descriptor) == 0 || errno == EINVAL || errno == ENOTSUP ? 0 : errno; }

[[noreturn]] void refuse(const std::string& path, const std::string& why, std::string hint = {}) {
    throw Fault(Stop::io, {"E0902", {}, fmt::format("'{}' cannot be written: {}", path, why), std::move(hint), Severity::error});
}

/// The writing of one file. What is not finished leaves nothing behind.
class Replacement {
  public:
    explicit Replacement(const std::string& path) : path_(path) {
        const auto slash = path.rfind('/');
        const std::string folder = slash == std::string::npos ? "." : path.substr(0, slash + 1);
        name_ = slash == std::string::npos ? path : path.substr(slash + 1);
        if (name_.empty() || name_ == "." || name_ == "..") refuse(path_, "it names a folder");
        if (path.find('\0') != std::string::npos) refuse(path_, "it is not a path");
        folder_ = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (folder_ < 0) refuse(path_, reason(errno), errno == ENOENT ? fmt::format("make the folder '{}' first", folder) : "");
    }
    Replacement(const Replacement&) = delete;
    Replacement& operator=(const Replacement&) = delete;
    ~Replacement() {
        if (file_ >= 0) ::close(file_);
        if (temporary.folder.exchange(-1) >= 0) ::unlinkat(folder_, temporary.name.data(), 0);
        if (folder_ >= 0) ::close(folder_);
    }

    void write(std::string_view bytes) {
        const mode_t mode = mode_to_keep();
        open_temporary();
        int error = write_all(file_, bytes);
        if (error == 0 && mode != 0 && ::fchmod(file_, mode) != 0) error = errno;
        if (error == 0) error = sync_checked(file_);
        const int closed = close_checked(std::exchange(file_, -1));
        if (error == 0) error = closed;
        if (error == 0 && ::renameat(folder_, temporary.name.data(), folder_, name_.c_str()) != 0) error = errno;
        if (error != 0) refuse(path_, reason(error));
        temporary.folder = -1;
        if (const int unsynced = sync_checked(folder_); unsynced != 0) refuse(path_, reason(unsynced));
    }

  private:
    /// The permissions of the file to be replaced, or 0. A link or device would be destroyed by the rename: refused.
    mode_t mode_to_keep() const {
        struct stat status {};
        if (::fstatat(folder_, name_.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) {
            if (errno == ENOENT) return 0;
            refuse(path_, reason(errno));
        }
        if (S_ISDIR(status.st_mode)) refuse(path_, "it is a folder");
        if (S_ISLNK(status.st_mode)) refuse(path_, "it is a symbolic link", "name the file that it leads to");
        if (!S_ISREG(status.st_mode)) refuse(path_, "it is not a regular file", "send the result to standard output");
        if (::faccessat(folder_, name_.c_str(), W_OK, AT_EACCESS) != 0) refuse(path_, reason(errno));
        return status.st_mode & 07777u;
    }

    void open_temporary() {
        // A leftover of a killed process with our number may be in the way; its name also bounds how long ours may be.
        for (int attempt = 0; attempt < 100; ++attempt) {
            const std::string name = fmt::format(".{}.tmp.{}.{}", name_.substr(0, 200), ::getpid(), attempt);
            std::memcpy(temporary.name.data(), name.c_str(), name.size() + 1);
            file_ = ::openat(folder_, name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
            if (file_ >= 0) {
                temporary.folder = folder_;
                return;
            }
            if (errno != EEXIST) break;
        }
        refuse(path_, reason(errno));
    }

    std::string path_;
    std::string name_;
    int folder_ = -1;
    int file_ = -1;
};

/// Holds back the signals that end the process, in this thread.
class SignalsHeld {
  public:
    SignalsHeld() {
        sigset_t set;
        sigemptyset(&set);
        for (const int signal : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&set, signal);
        ::pthread_sigmask(SIG_BLOCK, &set, &before_);
    }
    SignalsHeld(const SignalsHeld&) = delete;
    SignalsHeld& operator=(const SignalsHeld&) = delete;
    ~SignalsHeld() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

  private:
    sigset_t before_{};
};

}  // namespace

void write_stdout(std::string_view bytes) {
    int error = write_all(STDOUT_FILENO, bytes);
    if (error == 0) {
        // Closing a copy asks a network or quota file system for what it would say only at the end.
        const int copy = ::dup(STDOUT_FILENO);
        error = copy < 0 ? errno : close_checked(copy);
    }
    if (error == EPIPE) throw Fault(Stop::pipe, {"E0901", {}, "standard output was closed", {}, Severity::error});
    if (error != 0)
        throw Fault(Stop::io, {"E0901", {}, fmt::format("standard output cannot be written: {}", reason(error)), {}, Severity::error});
}

void write_file(const std::string& path, std::string_view bytes) {
    const std::scoped_lock lock(temporary.mutex);
    Replacement(path).write(bytes);
}

Appender::Appender(const std::string& path, std::size_t sound) : path_(path) {
    descriptor_ = ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_APPEND, 0666);
    if (descriptor_ < 0) refuse(path_, reason(errno));
    struct stat status {};
    if (::fstat(descriptor_, &status) != 0 || !S_ISREG(status.st_mode)) refuse(path_, "it is no regular file");
    if (::flock(descriptor_, LOCK_EX | LOCK_NB) != 0) refuse(path_, "another run writes it");
    if (::ftruncate(descriptor_, static_cast<off_t>(sound)) != 0) refuse(path_, reason(errno));
}

Appender::~Appender() { ::close(descriptor_); }

void Appender::append(std::string_view record) {
    if (const int error = write_all(descriptor_, record)) refuse(path_, reason(error));
}

void Appender::sync() {
    if (const int error = sync_checked(descriptor_)) refuse(path_, reason(error));
}

bool same_file(const std::string& a, const std::string& b) {
    struct stat first {}, second {};
    return ::stat(a.c_str(), &first) == 0 && ::stat(b.c_str(), &second) == 0 && first.st_dev == second.st_dev &&
           first.st_ino == second.st_ino;
}

void install_signal_handlers() {
    struct sigaction action {};
    sigfillset(&action.sa_mask);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
        struct sigaction before {};
        ::sigaction(signal, nullptr, &before);
        action.sa_handler = end_on_signal;
        if (before.sa_handler != SIG_IGN) ::sigaction(signal, &action, nullptr);
    }
    action.sa_handler = SIG_IGN;
    for (const int signal : {SIGPIPE, SIGXFSZ}) ::sigaction(signal, &action, nullptr);
}

}  // namespace hearth
