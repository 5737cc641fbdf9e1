#include "project_policies.hpp"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <map>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "hearth/base/digest.hpp"
#include "hearth/base/parallel.hpp"
#include "hearth/base/text.hpp"
#include "hearth/cli/grid.hpp"
#include "hearth/cli/memory.hpp"
#include "hearth/cli/output.hpp"
#include "hearth/cli/prepare.hpp"
#include "hearth/io/reader.hpp"
#include "hearth/io/row_reader.hpp"
#include "hearth/io/writer.hpp"
#include "hearth/study/changes.hpp"
#include "hearth/study/policy_journal.hpp"
#include "hearth/study/policy_scenarios.hpp"
#include "shard.hpp"

namespace hearth {
namespace {

std::optional<Date> day_of(const Arguments& arguments, Report& report) {
    if (!arguments.has("--as-of")) return std::nullopt;
    const std::string word = arguments.one("--as-of");
    const auto day = Date::parse(word);
    if (!day) report.error("E0804", {}, fmt::format("--as-of is '{}' (allowed: a day, yyyy-mm-dd)", word));
    return day;
}

std::vector<std::string> list_of(const std::string& word) {
    std::vector<std::string> items;
    for (std::size_t at = 0; at < word.size();) {
        const std::size_t comma = std::min(word.find(',', at), word.size());
        items.push_back(word.substr(at, comma - at));
        at = comma + 1;
    }
    return items;
}

/// Shares of the scenarios.
std::vector<double> quantiles_of(const Arguments& arguments, Report& report) {
    std::vector<double> shares;
    if (arguments.has("--quantiles") && !arguments.has("--grid") && !arguments.has("--study"))
        report.error("E0584", {}, "--quantiles are over scenarios, and there is one alone", "write --grid or --study as well");
    for (const std::string& item : list_of(arguments.one("--quantiles"))) {
        const auto share = parse_number(item);
        if (share && *share > 0 && *share < 1)
            shares.push_back(*share);
        else
            report.error("E0584", {}, fmt::format("--quantiles has '{}' (allowed: shares above 0 and below 1)", printable(item)),
                         "as in --quantiles 0.05,0.5,0.95");
    }
    return shares;
}

/// The study named, and what is varied besides.
PolicyScenarios scenarios_of(const Arguments& arguments, Study varied, const std::string& product, const Book& book, Loaded& loaded,
                             Loader& loader, Session& session) {
    Study study;
    if (arguments.has("--study")) {
        const auto noun = noun_meant(loaded, arguments.one("--study"), {Noun::study}, session.report);
        if (!noun) return {};
        study =
            *std::find_if(book.studies.begin(), book.studies.end(), [&](const Study& one) { return "study." + one.header.name == *noun; });
        if (study.run != std::vector<std::string>{"product." + product})
            session.report.error("E0939", study.header.place,
                                 fmt::format("study {} runs '{}', and the policies are of {}", study.header.name, join(study.run),
                                             product.empty() ? "several products" : "product " + product));
        read_tables_of(study, loaded, loader, session);
    }
    study.vary.insert(study.vary.begin(), varied.vary.begin(), varied.vary.end());
    return scenarios_of(study, session.report);
}

/// What a journal has of this run: none of it if there is no such file yet.
struct Kept {
    std::map<std::size_t, PolicyBlock> blocks;
    std::size_t sound = 0;
    std::optional<std::size_t> length;  ///< blocks of the file, where it was read to its end
    std::string hash;  ///< then, of the file
};

Kept kept_in(const std::string& path, PolicyQuestion question, Session& session) {
    Kept kept;
    std::error_code ignored;
    if (path.empty() || !std::filesystem::exists(path, ignored)) return kept;
    const auto file = read_file(session.sources, path, ReadLimits{}.csv_bytes, session.report);
    auto journal = file ? read_journal(session.sources.at(*file).text, *file, session.report) : std::nullopt;
    if (!journal) return kept;
    kept.length = journal->length;
    kept.hash = journal->question.inputs.back().second;
    kept.sound = journal->sound;
    journal->question.inputs.back().second.clear();
    if (const std::string differs = difference(journal->question, question); !differs.empty())
        session.report.error("E0927", {*file, 0, 0, 0}, fmt::format("the journal is of another run: {}", differs),
                             "begin anew: remove it, or name another");
    for (PolicyBlock& block : journal->blocks) kept.blocks[block.number] = std::move(block);
    return kept;
}

std::string digest_of(const RowBlock& block) {
    Digest digest;
    digest.add(block.bytes);
    return digest.text();
}

/// A block of rows on its way through the calculation.
struct PieceBlock {
    RowBlock rows;
    Report report;
    std::optional<PolicyBlock> made;  ///< none: there was nothing to do
    std::string digest, record;  ///< where a journal is kept
    std::exception_ptr failure;

    /// Nothing of it is kept but the room of its rows.
    void clear() {
        report = {};
        made.reset();
        digest.clear();
        record.clear();
        failure = nullptr;
    }
};

/// Some that are calculated together: the first `count`.
struct Piece {
    std::vector<PieceBlock> parts;
    std::size_t count = 0;
    std::size_t rows = 0;  ///< of the file, up to here
    double part = 0;  ///< of it
    void clear() {
        for (PieceBlock& one : parts) one.clear();
        count = 0;
    }
};

/// How many blocks are best taken at once: all threads hold as many as one alone would, and fewer towards the end, so that they end together.
std::size_t blocks_at_once(const RowReader& rows, std::size_t blocks, const PoliciesByScenario& policies) {
    if (!policies.better_together()) return 1;
    const double part = rows.part_read();
    const std::size_t most = std::max<std::size_t>(Policies::most_together / policies.threads(), 1);
    if (policies.threads() == 1 || part == 0) return most;
    const double left = static_cast<double>(blocks) * (1 - part) / part;
    return std::clamp<std::size_t>(static_cast<std::size_t>(left / static_cast<double>(policies.threads())), 1, most);
}

/// Says on a terminal, once a second, how far a run has come.
class Progress {
  public:
    Progress() : shown_(::isatty(STDERR_FILENO) == 1), begun_(std::chrono::steady_clock::now()), last_(begun_) {}
    ~Progress() {
        if (told_) fmt::print(stderr, "\r\033[K");
    }
    void tell(std::size_t rows, double part) {
        const auto now = std::chrono::steady_clock::now();
        if (!shown_ || now - last_ < std::chrono::seconds(1)) return;
        last_ = now;
        told_ = true;
        const double seconds = std::chrono::duration<double>(now - begun_).count();
        const std::string left = part > 0 ? fmt::format(", {:.0f} s left", seconds * (1 - part) / part) : "";
        fmt::print(stderr, "\r{} policies, {:.0f} a second{}\033[K", rows, static_cast<double>(rows) / seconds, left);
    }

  private:
    bool shown_ = false, told_ = false;
    std::chrono::steady_clock::time_point begun_, last_;
};

/// What the system takes back whole as the process ends is not taken apart before: it stays where it can be found.
template <class Thing>
Thing& to_the_end(std::unique_ptr<Thing> thing) {
    static auto* const all = new std::vector<std::unique_ptr<Thing>>;
    return *all->emplace_back(std::move(thing));
}

/// The one product that the file itself holds, or that there is; empty: several.
std::string only_product(const Loaded& loaded, Report& report) {
    const auto& products = loaded.set.nouns[static_cast<std::size_t>(Noun::product)];
    if (products.empty()) report.error("E0807", {loaded.file, 0, 0, 0}, "there is no product in the files");
    std::vector<std::string> own;
    for (const auto& [name, tree] : products)
        if (tree.key_place.file == loaded.file) own.push_back(name);
    if (own.size() == 1) return own.front();
    return products.size() == 1 ? products.begin()->first : "";
}

}  // namespace

Outcome project_policies(const Arguments& arguments, Session& session) {
    Report& report = session.report;
    const Output output = output_of(arguments, report);
    PoliciesAsked asked;
    const std::string by = choice(arguments, "--by", {"whole", "year", "month"}, report);
    if (by != "whole") asked.by = by == "year" ? By::year : By::month;
    asked.basis = arguments.one("--basis");
    asked.as_of = day_of(arguments, report);
    asked.groups = list_of(arguments.one("--group"));
    Study study;
    for (const std::string& word : arguments.all("--grid"))
        if (auto axis = axis_of(word, session)) study.vary.push_back(std::move(*axis));
    const std::vector<double> quantiles = quantiles_of(arguments, report);
    asked.threads = threads_of(arguments, report);
    const auto shard = shard_of(arguments, report);
    if (shard && !arguments.has("--journal"))
        report.error("E0930", {}, "a shard leaves its part in a journal, and none is named", "write --journal FILE");
    if (arguments.has("--journal") && arguments.one("--policies") == "-")
        report.error("E0930", {}, "what is read of standard input cannot be read again, as a journal is for", "name a file");
    if (!arguments.words.empty())
        report.error("E0803", {}, fmt::format("'{}' is one word too many beside --policies", arguments.words.front()),
                     "name the product by --product FILE.toml");
    if (!arguments.has("--product"))
        report.error("E0803", {}, "--policies is not told of which product they are", "write --product FILE.toml");
    const std::vector<Change> changes = read_changes(arguments.all("--set"), session);
    if (report.failed()) return {};

    Loader loader(session);
    const std::string path = arguments.one("--product");
    std::error_code ignored;
    auto loaded = std::filesystem::is_directory(path, ignored) ? loader.load_folder(path) : loader.load(path);
    if (!loaded) return {};
    for (const Change& change : changes)
        if (!changes_set(change)) asked.given.push_back(change);
    auto prepared = prepare(*loaded, changes, loader, session);
    asked.product = only_product(*loaded, report);
    RowReader rows(session.sources, arguments.one("--policies"), report);
    if (!prepared || report.failed()) return {};
    PolicyScenarios scenarios = scenarios_of(arguments, std::move(study), asked.product, prepared->book, *loaded, loader, session);
    if (report.failed()) return {};
    asked.set = std::make_shared<const Set>(std::move(loaded->set));
    asked.book = std::make_shared<Book>(std::move(prepared->book));

    PolicyQuestion question{HEARTH_VERSION,
                            {},
                            asked.basis,
                            scenarios.columns,
                            asked.by,
                            asked.as_of,
                            loader.inputs(),
                            {},
                            scenarios.columns.size(),
                            scenarios.varied > 0 ? scenarios.varied : scenarios.columns.size(),
                            quantiles};
    question.groups.insert(question.groups.end(), asked.groups.begin(), asked.groups.end());
    for (const char* word : {"set", "grid", "study"})
        for (const std::string& text : arguments.all(fmt::format("--{}", word))) question.options.emplace_back(word, text);
    question.inputs.emplace_back(session.sources.at(rows.file()).path, "");
    PoliciesByScenario& policies = to_the_end(std::make_unique<PoliciesByScenario>(asked, std::move(scenarios), rows.header(), report));
    if (report.failed()) return {};
    question.currency = policies.currency(report);
    Kept kept = kept_in(arguments.one("--journal"), question, session);
    if (report.failed()) return {};
    std::optional<Appender> journal;
    if (arguments.has("--journal")) {
        journal.emplace(arguments.one("--journal"), kept.sound);
        if (kept.sound == 0) journal->append(journal_head(question));
    }

    PolicyBlock all;
    std::size_t blocks = 0;
    Progress progress;
    const auto calculate = [&](std::optional<std::size_t> worker, Piece& piece) {
        std::vector<PieceBlock*> to_do;
        std::vector<PolicyTask> tasks;
        std::vector<std::size_t> faults;
        for (PieceBlock& one : std::span(piece.parts).first(piece.count)) {
            const std::size_t before = one.report.errors();
            RowReader::split(one.rows, one.report);
            if (shard && !shard->has(one.rows.number)) continue;
            if (journal) one.digest = digest_of(one.rows);
            if (kept.blocks.contains(one.rows.number) || one.rows.rows() == 0) continue;
            to_do.push_back(&one);
            tasks.push_back({&one.rows, &one.report});
            faults.push_back(before);
        }
        policies.calculate(worker, tasks);
        for (std::size_t i = 0; i < tasks.size(); ++i) {
            if ((to_do[i]->failure = tasks[i].failure)) return;
            to_do[i]->made = std::move(tasks[i].made.front());
            to_do[i]->made->digest = to_do[i]->digest;
            if (journal && to_do[i]->report.errors() == faults[i]) to_do[i]->record = journal_record(*to_do[i]->made);
        }
    };
    const auto give_part = [&](const PieceBlock& part) {
        if (part.failure) std::rethrow_exception(part.failure);
        ++blocks;
        rows.digest(part.rows);
        for (const Diagnostic& fault : part.report.all()) report.add(fault);
        if (const auto before = kept.blocks.find(part.rows.number); before != kept.blocks.end() && !part.digest.empty()) {
            if (part.digest != before->second.digest)
                report.error("E0928", part.rows.place(0, 0),
                             fmt::format("the rows of the lines {} to {} are not those that the journal has the results of",
                                         part.rows.lines.front(), part.rows.lines.back()),
                             "begin anew: remove the journal");
            else
                all.fold(before->second);
        } else if (part.made) {
            if (journal && !report.failed()) journal->append(part.record);
            all.fold(*part.made);
        }
        return report.errors() < 20 && !part.rows.broken;  // what a file is shown of
    };
    const auto give = [&](const Piece& piece) {
        const auto parts = std::span(piece.parts).first(piece.count);
        const bool on = std::all_of(parts.begin(), parts.end(), give_part);
        progress.tell(piece.rows, piece.part);
        return on;
    };
    std::size_t taken = 0;
    const auto take = [&](Piece& piece) {
        const std::size_t most = blocks_at_once(rows, taken, policies);
        for (bool more = true; more && piece.count < most;) {
            if (piece.parts.size() == piece.count) piece.parts.emplace_back();
            PieceBlock& one = piece.parts[piece.count];
            more = rows.take(one.rows, one.report);
            if (!more && !one.report.failed()) break;
            ++piece.count;
            ++taken;
        }
        piece.rows = rows.rows_read();
        piece.part = rows.part_read();
        return piece.count > 0;
    };
    Piece first;
    if (take(first)) {
        if (rows.ended()) {  // one block is shared among the threads; of several each has its own
            calculate(std::nullopt, first);
            give(first);
        } else {
            bool begun = false;
            const auto next = [&](Piece& piece) {
                if (std::exchange(begun, true)) return take(piece);
                std::swap(piece, first);
                return true;
            };
            share_memory();
            in_order<Piece>(policies.threads(), next, calculate, give);
        }
    }
    if (blocks == 0 && !report.failed()) report.error("E0921", {rows.file(), 0, 0, 0}, "there is no policy");
    if (report.failed()) return {};
    question.inputs.back().second = rows.sha256();
    if (kept.length && (*kept.length != blocks || kept.hash != question.inputs.back().second)) {
        report.error("E0928", {rows.file(), 0, 0, 0}, "the rows are not those that the journal has the results of",
                     "begin anew: remove the journal");
        return {};
    }
    if (journal && !kept.length) journal->append(journal_end(blocks, question.inputs.back().second));
    if (journal) journal->sync();
    if (shard) return {};
    return {0, rendered(policies_frame(all, question), output.format), output.file};
}

}  // namespace hearth
