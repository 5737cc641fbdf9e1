// CSV in and out beside the least that either needs: a loop of from_chars over the text of a million points of ten columns, seven of them
// numbers, and a loop of to_chars over a million doubles. Reading takes the
// digest of the text as well.
// usage: hearth_bench_csv [ROWS]
#include <charconv>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <fmt/format.h>

#include "beside.hpp"
#include "hearth/base/digest.hpp"
#include "hearth/base/text.hpp"
#include "hearth/frame/emit.hpp"
#include "hearth/io/row_reader.hpp"

using namespace hearth;
using hearth::bench::time_of;

namespace {

constexpr std::size_t numbers[] = {0, 3, 4, 6, 7, 8, 9};

/// Numbers that look drawn, the same in every run.
struct Draws {
    std::uint64_t state = 1;
    std::uint64_t next() {
        state = state * 6364136223846793005u + 1442695040888963407u;
        return state >> 33;
    }
};

double by_loop(const std::string& path) {
    const int file = ::open(path.c_str(), O_RDONLY);
    const auto size = static_cast<std::size_t>(std::filesystem::file_size(path));
    const char* const text = static_cast<const char*>(::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file, 0));
    double sum = 0;
    const char *at = text, *const end = text + size;
    while (*at != '\n') ++at;
    for (++at; at < end; ++at) {
        std::size_t column = 0;
        for (const std::size_t wanted : numbers) {
            for (; column < wanted; ++at) column += *at == ',' ? 1u : 0u;
            double number = 0;
            at = std::from_chars(at, end, number).ptr;
            sum += number;
        }
    }
    ::munmap(const_cast<char*>(text), size);
    ::close(file);
    return sum;
}

double by_reader(const std::string& path) {
    Sources sources;
    Report report;
    RowReader reader(sources, path, report);
    RowBlock block;
    double sum = 0;
    while (reader.next(block, report))
        for (std::size_t row = 0; row < block.rows(); ++row)
            for (const std::size_t column : numbers) sum += parse_number(block.cell(row, column)).value();
    return report.failed() ? 0 : sum;
}

}  // namespace

int main(int argc, char** argv) {
    const std::size_t rows = argc > 1 ? static_cast<std::size_t>(std::atol(argv[1])) : 1'000'000;
    const std::string path = (std::filesystem::temp_directory_path() / fmt::format("hearth.{}.csv", ::getpid())).string();
    {
        Draws draws;
        std::ofstream file(path);
        file << "policy,line,sex,age,age_months,state,prem_months,benefit_mth,premium_mth,count\n";
        for (std::size_t i = 1; i <= rows; ++i)
            file << fmt::format("{},L{},{},{},{},{},{},{},{}.{:02},{}\n", i, draws.next() % 2, draws.next() % 2 == 0 ? "M" : "F", 40 + draws.next() % 36, draws.next() % 12, draws.next() % 3, 60 + draws.next() % 300, 500 + 50 * (draws.next() % 51),
                                20 + draws.next() % 300, draws.next() % 100, 1 + draws.next() % 20);
    }
    double loop = 0, reader = 0;
    by_loop(path);  // the file is in memory from now on
    const auto looped = time_of([&] { loop = by_loop(path); }), read = time_of([&] { reader = by_reader(path); });
    fmt::print("{} rows of {:.1f} MB: loop {:.3f} s, reader {:.3f} s of a processor: {:.2f} times the loop{}\n", rows, 1e-6 * static_cast<double>(std::filesystem::file_size(path)),
               looped.processor, read.processor, read.processor / looped.processor, loop == reader ? "" : "; the sums differ");
    std::filesystem::remove(path);

    Frame frame;
    constexpr std::size_t columns = 10;
    Draws draws;
    for (std::size_t c = 0; c < columns; ++c) frame.columns.push_back({fmt::format("c{}", c), "", "", 2});
    for (std::size_t i = 0; i < rows / columns; ++i) {
        std::vector<Cell> row;
        for (std::size_t c = 0; c < columns; ++c) row.emplace_back(static_cast<double>(draws.next()) * 0x1p-11 / 3);
        frame.rows.push_back(std::move(row));
    }
    std::string text, written;
    const auto plain = time_of([&] {
        char buffer[64];
        for (const auto& row : frame.rows)
            for (const Cell& cell : row) {
                text.append(buffer, std::to_chars(buffer, buffer + sizeof buffer, std::get<double>(cell)).ptr);
                text += ',';
            }
    });
    const auto emitted = time_of([&] { written = to_csv(frame); });
    fmt::print("{} doubles: to_chars {:.3f} s, CSV {:.3f} s of a processor: {:.2f} times the loop\n", rows, plain.processor, emitted.processor, emitted.processor / plain.processor);
    return loop == reader && written.size() > text.size() ? 0 : 1;
}
