#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>

#include "hearth/base/place.hpp"

namespace hearth {

/// The texts that were read, so that a message can show the line it speaks of and a result can name its inputs.
class Sources {
  public:
    struct Source {
        std::string path;    ///< as the user wrote it, or "hearth:tables/x.csv" for what the binary carries
        std::string text;    ///< UTF-8, without a byte order mark
        std::string sha256;  ///< of the bytes read, lower-case hex
    };
    /// Keeps a text and returns its number, from 1.
    std::uint32_t add(std::string path, std::string text);
    [[nodiscard]] const Source& at(std::uint32_t file) const { return sources_.at(file - 1); }
    [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(sources_.size()); }
    /// The line (from 1) without its end; empty if there is none.
    [[nodiscard]] std::string_view line(const Place& place) const;
    /// "path:line:column", or the path alone for a whole file, or "command line" for file 0.
    [[nodiscard]] std::string describe(const Place& place) const;

  private:
    std::deque<Source> sources_;
};

}  // namespace hearth
