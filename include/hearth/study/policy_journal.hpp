#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hearth/base/diagnostic.hpp"
#include "hearth/study/policy_sums.hpp"

namespace hearth {

/// What a journal of policies holds: the question, and the blocks that were calculated. A run that was killed goes on from it, and
/// several runs, each with some of the blocks, are merged from theirs.
struct PolicyJournal {
    PolicyQuestion question;             ///< the policies themselves are its last input; their hash is empty until all are read
    std::vector<PolicyBlock> blocks;     ///< in the order in which they were written
    std::optional<std::size_t> length;   ///< blocks of the whole file, once it was read to its end
    std::size_t sound = 0;               ///< bytes up to the end of the last whole record
};

/// In what two questions differ, in words; empty: in nothing.
std::string difference(const PolicyQuestion& theirs, const PolicyQuestion& mine);

/// The first record: what is asked.
std::string journal_head(const PolicyQuestion& question);
/// A block, calculated.
std::string journal_record(const PolicyBlock& block);
/// The last record: how many blocks the whole file has, and its hash.
std::string journal_end(std::size_t blocks, const std::string& hash);
/// A journal again. A record that was not written to its end is left out, with all that follows; one that is not what was written is the
/// fault E0926, at its first line. None if there is no head.
std::optional<PolicyJournal> read_journal(std::string_view text, std::uint32_t file, Report& report);

}  // namespace hearth
