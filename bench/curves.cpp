// How the cost of many policies grows: processor time of the program for one, two, four and eight times as many policies, months, states
// with their transitions, and interest scenarios, the rest as it was; each beside the first. usage: hearth_bench_curves HEARTH
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include <unistd.h>

#include <fmt/format.h>

#include "beside.hpp"

namespace {

struct Size {
    int policies = 8'000, months = 60, states = 2, scenarios = 2;
};

/// A chain of states that get worse, each with its care, and premiums while in the first.
std::string product_of(const Size& size) {
    std::string model, rates, pays;
    for (int s = 1; s < size.states; ++s) {
        model += fmt::format("s{} <-> s{}; ", s, s + 1);
        rates += fmt::format("rates.\"s{0} -> s{1}\" = \"chance(0.0{0})\"\nrates.\"s{1} -> s{0}\" = \"chance(0.1)\"\n", s, s + 1);
        pays += fmt::format("pay.care{0} = {{ to = \"insured\", every = \"month\", when = \"state is s{0}\", amount = \"0.01 * face\" }}\n",
                            s + 1);
    }
    return fmt::format(
        "vocabulary = 1\nillustrative = true\ncurrency = \"CNY\"\n[basis.bench]\nstep = \"month\"\ninterest = \"path / 100\"\n"
        "rates.\"any -> dead\" = \"chance(min(1, 0.0004 * 1.1 ^ (floor(age) - 30)))\"\n{}[product.chain]\nmodel = \"{}any -> dead\"\n"
        "ends = \"state is dead or month > {}\"\nasks = {{ face = \"money\", due = \"money\", path = \"number\" }}\n"
        "pay.premium = {{ from = \"payer\", every = \"month\", when = \"state is s1\", amount = \"due\" }}\n"
        "pay.death = {{ to = \"beneficiary\", on = \"-> dead\", amount = \"face\" }}\n{}",
        rates, model, size.months, pays);
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 2) return 2;
    std::string folder = (std::filesystem::temp_directory_path() / "hearth.XXXXXX").string();
    if (::mkdtemp(folder.data()) == nullptr) return 5;
    int status = 0;
    const auto seconds = [&](const Size& size) {
        std::ofstream(folder + "/chain.toml") << product_of(size);
        std::ofstream csv(folder + "/policies.csv");
        csv << "age,face,due,count\n";
        for (int i = 0; i < size.policies; ++i) csv << fmt::format("{},{},{},1\n", 30 + i % 30, 1000 + i, 10 + i % 7);
        csv.close();
        const std::string command =
            fmt::format("{0} project --policies {1}/policies.csv --product {1}/chain.toml --grid path=1..{2} --threads 1 -o {1}/result.csv",
                        argv[1], folder, size.scenarios);
        double least = 1e9;
        if (status != 0) return least;
        for (int i = 0; i < 3 && status == 0; ++i)
            least = std::min(least, hearth::bench::time_of([&] { status = std::max(status, hearth::bench::status_of(command)); }).processor);
        return least;
    };
    fmt::print("seconds of the processor, the least of three, and the ratio to the first\n");
    const auto curve = [&](const char* what, int Size::*part) {
        double first = 0;
        for (const int times : {1, 2, 4, 8}) {
            Size size;
            size.*part *= times;
            const double taken = seconds(size);
            if (times == 1) first = taken;
            fmt::print("{:<10} {:7} {:8.3f} {:6.2f}\n", what, size.*part, taken, taken / first);
        }
    };
    curve("policies", &Size::policies);
    curve("months", &Size::months);
    curve("states", &Size::states);
    curve("scenarios", &Size::scenarios);
    std::filesystem::remove_all(folder);
    return status == 0 ? 0 : 1;
}
