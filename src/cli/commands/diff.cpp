#include "hearth/frame/diff.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "hearth/base/text.hpp"
#include "hearth/cli/commands.hpp"
#include "hearth/cli/output.hpp"
#include "hearth/cli/prepare.hpp"
#include "hearth/io/read_frame.hpp"
#include "hearth/study/changes.hpp"
#include "hearth/study/model_result.hpp"

namespace hearth {
namespace {

/// What is compared: two results, or two models and perhaps the noun that is run.
struct Compared {
    std::string before, after, name;
    bool models = false;
};

bool is_folder(const std::string& word) {
    std::error_code ignored;
    return std::filesystem::is_directory(word, ignored);
}

bool is_model(const std::string& word) { return word.ends_with(".toml") || is_folder(word); }

bool is_result(const std::string& word) { return word.ends_with(".csv") || word.ends_with(".json"); }

std::optional<Compared> compared(const Arguments& arguments, Report& report) {
    const std::vector<std::string>& words = arguments.words;
    Compared compared{words[0], words[0], {}, is_model(words[0])};
    std::size_t next = 1;
    if (words.size() > 1 && (!compared.models || is_model(words[1]) || is_result(words[1]))) compared.after = words[next++];
    if (next < words.size()) compared.name = words[next++];
    const auto fault = [&](const char* code, const std::string& message, const std::string& hint) {
        report.error(code, {}, message, hint);
        return std::nullopt;
    };
    if (compared.models != is_model(compared.after))
        return fault("E0870", fmt::format("'{}' is a model, '{}' a result", compared.models ? words[0] : words[1], compared.models ? words[1] : words[0]),
                     "compare two results, or two models: a .toml file or a folder of them");
    if (next < words.size()) return fault("E0803", fmt::format("'{}' is one word too many for hearth diff", words[next]), "usage: hearth diff OLD [NEW] [NAME]");
    if (compared.models) return compared;
    if (words.size() < 2) return fault("E0803", "hearth diff is not told enough", "usage: hearth diff OLD [NEW] [NAME]");
    if (!compared.name.empty()) return fault("E0803", fmt::format("'{}' is one word too many for two results", compared.name), "usage: hearth diff OLD NEW");
    if (arguments.has("--set")) return fault("E0871", "--set changes a model, and two results are compared", "name the files of the models");
    return compared;
}

std::optional<Frame> result(const std::string& path, Session& session) {
    const auto file = read_file(session.sources, path, ReadLimits{}.csv_bytes, session.report);
    return file ? read_frame(session.sources, *file, session.report) : std::nullopt;
}

std::optional<Difference> results_difference(const Compared& compared, const Tolerances& tolerances, Session& session) {
    const auto before = result(compared.before, session);
    const auto after = result(compared.after, session);
    if (session.report.failed()) return std::nullopt;
    return diff(*before, *after, tolerances);
}

void read_tables(const Set& set, const std::string& noun, Loaded& loaded, Loader& loader, Session& session) {
    if (!noun.starts_with("study.")) return;
    Report aside;
    const Book book = bind(set, aside);
    for (const Study& study : book.studies)
        if ("study." + study.header.name == noun) read_tables_of(study, loaded, loader, session);
}

/// What --set says of leaves is said of the second model; what it gives to the run is given to both.
std::optional<Difference> models_difference(const Arguments& arguments, const Compared& compared, const Tolerances& tolerances, Session& session) {
    std::vector<Change> leaves;
    ModelQuestion question;
    for (Change& change : read_changes(arguments.all("--set"), session)) (changes_set(change) ? leaves : question.given).push_back(std::move(change));
    if (compared.before == compared.after && leaves.empty() && !session.report.failed())
        session.report.error("E0871", {}, fmt::format("'{}' is compared with itself", compared.before), "name a second file, or change a leaf: --set basis.best.interest='3 %'");
    Loader loader(session);
    const auto load = [&](const std::string& path) { return is_folder(path) ? loader.load_folder(path) : loader.load(path); };
    auto before = load(compared.before), after = load(compared.after);
    if (!before || !after || session.report.failed()) return std::nullopt;
    const std::vector<Noun> kinds = {Noun::study, Noun::family, Noun::product};
    const auto noun = noun_meant(*before, compared.name, kinds, session.report), other = noun_meant(*after, compared.name, kinds, session.report);
    if (!noun || !other) return std::nullopt;
    if (*noun != *other) {
        session.report.error("E0872", {}, fmt::format("the models do not answer the same question: {} runs {}, {} runs {}", compared.before, *noun, compared.after, *other),
                             "name what both have, behind the files");
        return std::nullopt;
    }
    apply_changes(after->set, leaves, session.report);
    if (session.report.failed() || !loader.read_tables(*after)) return std::nullopt;
    read_tables(before->set, *noun, *before, loader, session);
    read_tables(after->set, *noun, *after, loader, session);
    if (session.report.failed()) return std::nullopt;
    question.noun = *noun;
    const Frame first = model_result(before->set, question, session.report);
    if (session.report.failed()) return std::nullopt;
    const Frame last = model_result(after->set, question, session.report);
    if (session.report.failed()) return std::nullopt;
    return model_difference({before->set, first}, {after->set, last}, question, tolerances, session.sources);
}

Outcome run_diff(const Arguments& arguments, Session& session) {
    const Tolerances tolerances = parse_tolerances(arguments.all("--tolerance"), session.report);
    const std::string format = choice(arguments, "--format", {"text", "markdown", "csv", "json"}, session.report);
    const auto asked = compared(arguments, session.report);
    if (session.report.failed()) return {};
    const auto difference = asked->models ? models_difference(arguments, *asked, tolerances, session) : results_difference(*asked, tolerances, session);
    if (!difference || session.report.failed()) return {};
    Frame frame = as_frame(*difference);
    frame.provenance.version = HEARTH_VERSION;
    const int code = difference->same() ? 0 : 1;
    if (format == "text") return {code, to_text(*difference), {}};
    return {code, format == "markdown" ? to_markdown(*difference) : rendered(frame, format), {}};
}

}  // namespace

Command diff_command() {
    return {"diff",
            "OLD [NEW] [NAME]",
            1,
            3,
            "compares two results, CSV or JSON, or two models: exit code 0 if they are the same, 1 if they differ",
            "Numbers must be equal unless a tolerance is given: SIZE for every column, COLUMN=SIZE for one; a size may end in abs or rel.\n"
            "A model is a .toml file or a folder of them; NAME says which study, family or product is run. Of two models the leaves that\n"
            "differ are told too, applied to OLD one by one in the order told. Without NEW the leaves of --set make the second model.",
            {{"--tolerance", "[COLUMN=]SIZE", "how far numbers may be apart", true},
             {"--set", "PATH=VALUE", "gives a leaf of the second model another value, or both what a product asks", true},
             {"--format", "text|markdown|csv|json", "form of the answer (text)"}},
            {"hearth diff old.csv new.csv", "hearth diff old.json new.json --tolerance 1e-9 --tolerance premium=0.005abs",
             "hearth diff approved/product.toml product.toml sheet --format markdown",
             "hearth diff product.toml my_life --set basis.best.interest='3 %' --set age=40 --set sex=male --set sum_assured=100000"},
            run_diff};
}

}  // namespace hearth
