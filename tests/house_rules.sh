#!/bin/sh
# house_rules.sh CHECKOUT: the rules of the house that a compiler does not see. Each rule is one case; ends with the counts.
# shellcheck disable=SC2046  # names of sources have no spaces
set -u
LC_ALL=C
export LC_ALL
cd -- "$1" || exit 2
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT

# rule TITLE: what comes on standard input are the places that break it. (It runs in a pipe, so it counts in a file.)
rule() {
    cat >"$scratch/found"
    if [ -s "$scratch/found" ]; then
        echo failed >>"$scratch/counts"
        printf 'FAILED %s\n' "$1"
        sed 's/^/    /' "$scratch/found"
    else
        echo passed >>"$scratch/counts"
    fi
}

# The sources as "path:line:text" without comments; in code.txt also without the texts in quotes.
find src include -name '*.cpp' -o -name '*.hpp' -o -name '*.inl' | sort >"$scratch/files"
while IFS= read -r file; do
    sed -e 's,\(^\|[^:"]\)//.*,\1,' "$file" | awk -v file="$file" '{ print file ":" NR ":" $0 }'
done <"$scratch/files" >"$scratch/all.txt"
sed -e 's/"\([^"\\]\|\\.\)*"/""/g' "$scratch/all.txt" >"$scratch/code.txt"
code() { grep -E -- "$1" "$scratch/code.txt"; }
outside() { grep -v -E -- "^($1)"; }
call='(^|[^_[:alnum:].>])'

find src include tests cmake -name '*.cpp' -o -name '*.hpp' -o -name '*.inl' -o -name '*.sh' -o -name '*.cmake' |
    while IFS= read -r file; do awk -v file="$file" 'END { if (NR > 500) print file ": " NR " lines" }' "$file"; done |
    rule 'no file is longer than 500 lines'

# Several sources of a room are compiled at once where all are built (and the unit tests): a helper of one of them is there for the others too.
for room in src/*/ tests/unit/; do
    grep -r -E -o --include='*.cpp' '^([A-Za-z][^;:=]*(::[^;:=]*)*\) (const )?|(struct|class|enum class) [A-Za-z]+ (: [a-z:_ ]+)?)\{' "$room" | grep -v -E ':(TEST_CASE|namespace|template)|[A-Za-z]::[~A-Za-z]+\(' |
        sort -u | sed "s,^[^:]*:,$room ," | sort | uniq -d
done | rule 'no two sources of a room have helpers of one name'
for file in tests/property/*_test.cpp tests/reference/*_test.cpp; do
    name=${file##*/}
    grep -q -E "^namespace hearth::[a-z]+::${name%.cpp} \{\$" "$file" || echo "$file"
done | rule 'a property or reference test has a namespace of its own'
code "std::(cout|cerr|clog)|${call}(std::)?v?f?printf *\\(|fmt::v?print|${call}(std::)?f?puts *\\(|${call}(std::)?(exit|abort|quick_exit|_Exit) *\\(" |
    outside 'src/cli/|include/hearth/cli/' | rule 'only the command line prints or exits'
code "${call}_exit *\\(" | outside 'src/cli/|src/io/writer.cpp' | rule 'only the writer ends a process from a signal'
code "${call}float([^_[:alnum:]]|\$)" | rule 'numbers are double, not float'
code 'strto(d|f|ld|l|ul|ll|ull)|std::sto[a-z]+|ato[fil] *\(|setlocale|std::locale|imbue|istringstream|sscanf' | rule 'numbers are read by charconv, without a locale'
code "(std::|${call})(exp|exp2|expm1|log|log2|log10|log1p|pow|sin|cos|tan|erf|tgamma|lgamma|cbrt|hypot) *\\(" |
    outside 'src/base/math.cpp' | rule 'elementary functions come from base/math.hpp'
code 'Sleef_' | outside 'src/base/math.cpp' | rule 'SLEEF is used in base/math.cpp alone'
code '\.(sum|dot|prod|mean|norm) *\(\)' | grep -E '^(src|include/hearth)/(engine|rights|kernels)/' | rule 'no reduction by Eigen: its order depends on the processor'
code 'std::(chrono::(system_clock|steady_clock|high_resolution_clock)|random_device|rand)|'"${call}(time|clock|getenv|gettimeofday) *\\(" |
    outside 'src/cli/' | rule 'no clock, chance or environment in a calculation'

# room NAME ALLOWED: files of a room include only headers of the rooms it may use (the same arrows as in CMakeLists.txt).
includes() { grep -H -n -E '^#include' $(grep -E "^(src|include/hearth)/$1/" "$scratch/files") /dev/null | sed 's/ *\/\/.*//'; }
room() {
    includes "$1" | grep '"hearth/' | grep -v -E "\"hearth/($2)\"" | rule "the room $1 uses only what it may"
}
room base 'base/.*'
room language '(base|language)/.*|model/(tree|nouns).hpp'
room model '(base|language|model)/.*'
room io '(base|frame|io)/.*|model/tree.hpp'
room frame '(base|frame)/.*'
room emit '(base|frame|emit)/.*'
room kernels 'kernels/.*'
room engine '(base|language|model|frame|kernels|engine)/.*'
room rights '(base|language|model|frame|engine|rights)/.*'
room study '(base|language|model|frame|engine|rights|study)/.*'

# library PATTERN ROOMS
library() {
    grep -H -n -E "^#include [<\"]$1" $(cat "$scratch/files") /dev/null | outside "(src|include/hearth)/($2)/" | rule "only $2 uses <$1>"
}
library 'toml' io
library 'pugixml' io
library 'CLI/' cli
library 'Eigen' engine
library 'sleef.h' base
library 'sha256' base

# The engine is data-driven: no source knows a product, state, right, city or programme of the shipped data (the
# standard values are part of the language).
find examples tables -name '*.toml' ! -name standard.toml 2>/dev/null | sort | while IFS= read -r file; do
    sed -n -e 's/ *#.*//' \
        -e 's/^\[\(product\|programme\|family\|pool\)\.\([a-z_0-9]*\).*/\2/p' \
        -e 's/^\[[a-z_0-9.]*\.right\.\([a-z_0-9]*\).*/\1/p' \
        -e 's/^right\.\([a-z_0-9]*\)\..*/\1/p' "$file"
    sed -n -e 's/ *#.*//' -e 's/^model *= *"\(.*\)".*/\1/p' "$file" | tr -c 'a-z_0-9\n' ' ' | tr ' ' '\n'
    grep -o -E '(city|town) *= *"[a-z_0-9]+"' "$file" | sed 's/.*"\(.*\)"/\1/'
done | grep -E '^.{4,}$' | sort -u >"$scratch/names"
# Words of the language itself, which data may use as names.
grep -v -x -F -e dead -e alive -e other -e status -e in_force -e paid_up -e surrendered -e lapsed -e none -e unknown -e ordered -e scheduled -e delivered -e accepted -e failed -e remedied -e care \
    "$scratch/names" >"$scratch/proper"
if [ -s "$scratch/proper" ]; then
    grep -w -F -f "$scratch/proper" "$scratch/all.txt" | grep -v '#include' | rule 'no source contains a name of the shipped data'
fi

# Each code of a fault that a source can raise is explained in docs/errors.md and provoked by a test.
grep -o -h -E '"E0[0-9]{3}"' $(cat "$scratch/files") /dev/null | tr -d '"' | sort -u >"$scratch/codes"
while IFS= read -r fault; do
    grep -q "$fault" docs/errors.md 2>/dev/null || printf '%s\n' "$fault"
done <"$scratch/codes" | rule 'every error code is explained in docs/errors.md'
while IFS= read -r fault; do
    grep -q -r "$fault" tests/invalid tests/cli || printf '%s\n' "$fault"
done <"$scratch/codes" | rule 'every error code is provoked by a test of the command'
grep -o -h -E 'E0[0-9]{3}' docs/errors.md 2>/dev/null | sort -u | grep -v -x -F -f "$scratch/codes" |
    rule 'every code in docs/errors.md exists'

# Each standard value (a row of five cells in docs/values.md) names its checks: each is the beginning of the title of a case.
grep -h -E '^title = "' tests/checks/*.toml | sed -e 's/^title = "//' -e 's/"$/ /' >"$scratch/titles"
awk -F ' *[|] *' 'FILENAME != "docs/values.md" { titles[++known] = $0; next }
    NF == 7 && $2 != "value" && $2 !~ /^-/ {
        for (i = split($5 == "" ? "none" : $5, check, /, */); i > 0; i--) {
            found = 0
            for (t = 1; t <= known && !found; t++)
                found = index(titles[t], check[i]) == 1 && substr(titles[t], length(check[i]) + 1) ~ /^[ :,]/
            if (!found) print $2 ": no case begins with \"" check[i] "\""
        }
    }' "$scratch/titles" docs/values.md | rule 'every standard value has a check that exists'

# Two types of one name in different headers would be one to the linker.
grep -o -h -E '^(struct|class|enum class) [A-Za-z_]+( final)?( : [^{]*)? *\{' include/hearth/*/*.hpp | sed -E 's/^(enum )?(struct|class) ([A-Za-z_]+).*/\3/' | sort | uniq -d |
    rule 'no two headers define types of one name'

find . \( -path ./.git -o -path './build*' \) -prune -o -type f -print | sort | while IFS= read -r file; do
    grep -H -n -I -E '(^|[^[:alnum:].])/(wor[k]|hom[e]|roo[t]|User[s])/' "$file"
done | rule 'no file names a path of one machine'

failed=$(grep -c failed "$scratch/counts")
printf '%s passed, %s failed\n' "$(grep -c passed "$scratch/counts")" "$failed"
[ "$failed" -eq 0 ]
