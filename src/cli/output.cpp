#include "hearth/cli/output.hpp"

#include "hearth/frame/emit.hpp"

namespace hearth {

Output output_of(const Arguments& arguments, Report& report) {
    Output output{"csv", arguments.one("-o")};
    if (output.file.ends_with(".json")) output.format = "json";
    if (output.file.ends_with(".txt")) output.format = "table";
    if (arguments.has("--format")) output.format = choice(arguments, "--format", {"csv", "json", "table"}, report);
    return output;
}

std::string rendered(const Frame& frame, const std::string& format) {
    if (format == "json") return to_json(frame);
    return format == "table" ? to_table(frame) : to_csv(frame);
}

}  // namespace hearth
