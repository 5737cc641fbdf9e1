#include "hearth/cli/tables.hpp"

#include <fmt/format.h>

#include "hearth/base/text.hpp"
#include "hearth/io/embedded.hpp"

namespace hearth {
namespace {

constexpr std::string_view folder = "hearth:tables/";
constexpr std::string_view ending = ".toml";

}  // namespace

std::vector<std::string> shipped_texts() {
    std::vector<std::string> names;
    for (const auto& [path, text] : embedded_files())
        if (path.starts_with(folder) && path.ends_with(ending))
            names.emplace_back(path.substr(folder.size(), path.size() - folder.size() - ending.size()));
    return names;
}

std::string path_of_text(const std::string& name) { return fmt::format("{}{}{}", folder, name, ending); }

std::optional<Loaded> load_tables(const std::string& file, Loader& loader) {
    if (!file.empty()) return loader.load(file);
    Loaded all;
    for (const std::string& text : shipped_texts()) {
        auto loaded = loader.load(path_of_text(text));
        if (!loaded) return std::nullopt;
        all.set.nouns[0].merge(loaded->set.nouns[0]);
        all.set.files.merge(loaded->set.files);
    }
    return all;
}

void tell_no_table(const std::string& name, const Loaded& loaded, bool texts, Report& report) {
    std::vector<std::string> known = loaded.set.names(Noun::table);
    if (texts) {
        const auto more = shipped_texts();
        known.insert(known.end(), more.begin(), more.end());
    }
    report.error("E0807", {}, fmt::format("there is no table '{}'", name), did_you_mean(name, known));
}

}  // namespace hearth
