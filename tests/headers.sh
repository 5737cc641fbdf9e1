#!/bin/sh
# headers.sh CHECKOUT COMPILER: every header compiles alone. A source that includes its own header first has shown that already.
set -u
cd -- "$1" || exit 2
passed=0
failed=0
for header in include/hearth/*/*.hpp; do
    source=src/${header#include/hearth/}
    first=$(grep -m 1 '^#include' "${source%.hpp}.cpp" 2>/dev/null)
    if [ "$first" = "#include \"${header#include/}\"" ]; then
        passed=$((passed + 1))
        continue
    fi
    if printf '#include "%s"\n' "${header#include/}" |
        "$2" -std=c++20 -Iinclude -DFMT_SHARED -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Werror -fsyntax-only -x c++ -; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        printf 'FAILED %s\n' "$header"
    fi
done
printf '%s passed, %s failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
