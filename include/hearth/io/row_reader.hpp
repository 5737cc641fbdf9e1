#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "hearth/base/diagnostic.hpp"
#include "hearth/base/digest.hpp"
#include "hearth/base/row_block.hpp"
#include "hearth/base/sources.hpp"

namespace hearth {

/// The rows of a CSV as they come, a block at a time: memory holds one block, however long the file is. The form is that of read_csv,
/// except that a row is one line.
class RowReader {
  public:
    static constexpr std::size_t block_rows = 4096;
    static constexpr std::size_t most_bytes = 1u << 20;  ///< of a line

    /// Opens a file, or standard input for "-", and reads its header. Faults: E0001, E0121, E0004, E0124; throws Fault(Stop::io, E0006).
    RowReader(Sources& sources, const std::string& path, Report& report);
    ~RowReader();
    RowReader(const RowReader&) = delete;
    RowReader& operator=(const RowReader&) = delete;

    [[nodiscard]] std::uint32_t file() const { return file_; }
    [[nodiscard]] const RowBlock& header() const { return header_; }  ///< one row: the names of the columns
    /// The next rows; false where there are none left. A row of another length is E0122, quotes that do not end E0123: it is left out.
    bool next(RowBlock& block, Report& report);
    /// The same in parts: the text of the rows; its cells, which may be found beside other blocks; and what is added to the digest of all, in the order of the blocks,
    /// while others are taken.
    bool take(RowBlock& block, Report& report);
    static void split(RowBlock& block, Report& report);
    void digest(const RowBlock& block);
    /// Whether all has been taken.
    bool ended();
    [[nodiscard]] std::size_t rows_read() const { return rows_; }
    /// The part of the file that was taken; 0: it is not known how long it is.
    [[nodiscard]] double part_read() const { return size_ == 0 ? 0 : static_cast<double>(bytes_ - (end_ - at_)) / static_cast<double>(size_); }
    /// Of all bytes, once there are no rows left.
    std::string sha256();

  private:
    bool more();
    bool line(std::string_view& found, Report& report);
    [[nodiscard]] std::string_view pending() const { return std::string_view(pending_).substr(0, end_); }

    std::string path_;
    int descriptor_ = -1;
    std::uint32_t file_ = 0, line_ = 0;
    RowBlock header_;
    std::string pending_;  ///< room for what was read
    std::size_t at_ = 0, end_ = 0;  ///< of what of it is not yet in a block
    std::size_t blocks_ = 0, rows_ = 0, bytes_ = 0, size_ = 0;
    bool ended_ = false;
    Digest digest_;
    std::string rest_;  ///< behind the last block
};

}  // namespace hearth
