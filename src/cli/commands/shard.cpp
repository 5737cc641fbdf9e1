#include "shard.hpp"

#include <cstdlib>

#include <fmt/format.h>

#include "hearth/base/text.hpp"

namespace hearth {
namespace {

constexpr long long most_shards = 100'000;

std::optional<long long> variable(const char* name) {
    const char* text = std::getenv(name);
    return text == nullptr ? std::nullopt : parse_integer(text);
}

}  // namespace

std::optional<Shard> shard_of(const Arguments& arguments, Report& report) {
    if (!arguments.has("--shard")) return std::nullopt;
    const std::string word = arguments.one("--shard");
    std::optional<long long> number, of;
    if (word == "slurm") {
        const auto id = variable("SLURM_ARRAY_TASK_ID"), first = variable("SLURM_ARRAY_TASK_MIN"), last = variable("SLURM_ARRAY_TASK_MAX");
        of = variable("SLURM_ARRAY_TASK_COUNT");
        if (!id || !first || !last || !of || *last - *first + 1 != *of) {
            report.error("E0930", {}, "--shard is 'slurm', and the variables of a Slurm array without gaps are not set", "submit it by sbatch --array=1-N");
            return std::nullopt;
        }
        number = *id - *first + 1;
    } else if (const std::size_t slash = word.find('/'); slash != std::string::npos) {
        number = parse_integer(std::string_view(word).substr(0, slash));
        of = parse_integer(std::string_view(word).substr(slash + 1));
    }
    if (number && of && *of >= 1 && *of <= most_shards && *number >= 1 && *number <= *of) return Shard{static_cast<std::size_t>(*number), static_cast<std::size_t>(*of)};
    report.error("E0930", {}, fmt::format("--shard is '{}' (allowed: K/N with K from 1 to N, or slurm)", word), "write --shard 1/4");
    return std::nullopt;
}

}  // namespace hearth
