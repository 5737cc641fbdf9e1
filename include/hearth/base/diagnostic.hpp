#pragma once

#include <exception>
#include <string>
#include <utility>
#include <vector>

#include "hearth/base/place.hpp"

namespace hearth {

enum class Severity { error, warning };

/// One fault of an input: what was found, what is allowed, and the nearest name or the mend.
struct Diagnostic {
    std::string code;     ///< "E0201"; each code has an entry in docs/errors.md
    Place place;
    std::string message;  ///< "unknown key 'intrest' in a basis (allowed: interest, ...)"
    std::string hint;     ///< "did you mean 'interest'?"; may be empty
    Severity severity = Severity::error;
};

/// Collects the faults of a reading, so that all of them are shown at once.
class Report {
  public:
    void error(std::string code, Place place, std::string message, std::string hint = {}) {
        faults_.push_back({std::move(code), place, std::move(message), std::move(hint), Severity::error});
        ++errors_;
    }
    void warning(std::string code, Place place, std::string message, std::string hint = {}) {
        faults_.push_back({std::move(code), place, std::move(message), std::move(hint), Severity::warning});
    }
    void add(Diagnostic fault) {
        errors_ += fault.severity == Severity::error ? 1 : 0;
        faults_.push_back(std::move(fault));
    }
    [[nodiscard]] bool failed() const { return errors_ > 0; }
    [[nodiscard]] std::size_t errors() const { return errors_; }
    /// In the order found; `sorted()` gives them by place.
    [[nodiscard]] const std::vector<Diagnostic>& all() const { return faults_; }
    [[nodiscard]] std::vector<Diagnostic> sorted() const;

  private:
    std::vector<Diagnostic> faults_;
    std::size_t errors_ = 0;
};

/// Why a calculation stopped. The value is the exit code of the command (docs/exit-codes.md).
enum class Stop {
    input = 2,
    no_answer = 3,
    limit = 4,
    io = 5,
    pipe = 141,  ///< the reader of standard output went away: end without a word
};

/// Thrown by a calculation that cannot give a number: a table without the row, an equation without a root,
/// a thing this version refuses by name. Caught only by the command line and by `hearth test`.
class Fault : public std::exception {
  public:
    Fault(Stop stop, Diagnostic diagnostic) : stop_(stop), diagnostic_(std::move(diagnostic)) {}
    Fault(std::string code, Place place, std::string message, std::string hint = {})
        : Fault(Stop::input, {std::move(code), place, std::move(message), std::move(hint), Severity::error}) {}
    [[nodiscard]] Stop stop() const { return stop_; }
    [[nodiscard]] const Diagnostic& diagnostic() const { return diagnostic_; }
    [[nodiscard]] const char* what() const noexcept override { return diagnostic_.message.c_str(); }

  private:
    Stop stop_;
    Diagnostic diagnostic_;
};

}  // namespace hearth
