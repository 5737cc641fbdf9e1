# shellcheck shell=sh disable=SC2034,SC2154  # the lists are used, and `here` is set, by the script that sources this
# Shared by ./run, ./test and .ci/run (POSIX sh, sourced; `here` is the checkout). Says everything on standard error.

packages_run='g++ cmake ninja-build libcli11-dev libeigen3-dev libfmt-dev libpugixml-dev nettle-dev librandom123-dev libsleef-dev libtomlplusplus-dev nlohmann-json3-dev'
packages_test="$packages_run catch2 librapidcheck-dev"
packages_ci="$packages_test clang-16 libclang-rt-16-dev slurm-client slurmctld slurmd"

say() { printf '%s\n' "hearth: $*" >&2; }

# require PACKAGE...: installs what is missing, or says how and exits 5. Without anything missing it only asks dpkg.
require() {
    command -v dpkg-query >/dev/null || return 0 # not Debian: the build says what it misses
    missing=
    installed=" $(dpkg-query -W -f '${db:Status-Status}:${Package} ' "$@" 2>/dev/null) "
    for package in "$@"; do
        case $installed in *" installed:$package "*) ;; *) missing="$missing $package" ;; esac
    done
    [ -z "$missing" ] && return 0
    line="apt-get install -y --no-install-recommends$missing"
    as_root=
    if [ "$(id -u)" -ne 0 ]; then
        as_root=sudo
        command -v sudo >/dev/null || give_up "$line"
    fi
    say "installing$missing"
    # shellcheck disable=SC2086  # the words of $as_root and $missing are meant to be split
    { $as_root apt-get update -q && $as_root env DEBIAN_FRONTEND=noninteractive $line -q; } </dev/null >&2 ||
        give_up "$line"
}

give_up() {
    say 'these packages are needed; as root, run:'
    printf '%s\n' "apt-get update && $1" >&2
    exit 5
}

# build PRESET TARGETS TESTS(ON|OFF): configures build/PRESET if that was not done for this checkout, then builds what changed.
build() {
    folder=$here/build/$1
    log=$folder/log.txt
    mkdir -p "$folder" || exit 5
    exec 9>"$folder/lock" && flock 9 # one build at a time in a folder
    cache=$folder/CMakeCache.txt
    if [ -f "$cache" ] && ! grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$here" "$cache"; then
        find "$folder" -mindepth 1 -maxdepth 1 ! -name lock -exec rm -rf {} + # the checkout was moved or copied
    fi
    if [ ! -f "$folder/build.ninja" ] || { [ "$3" = ON ] && ! grep -qx 'HEARTH_TESTS:BOOL=ON' "$cache"; }; then
        say "configuring build/$1"
        # Sources of a room are compiled several at once: half the time, where all are built anyway.
        cmake -S "$here" --preset "$1" -DHEARTH_TESTS="$3" -DCMAKE_UNITY_BUILD=ON >"$log" 2>&1 9>&- || build_failed
    fi
    [ -x "$folder/hearth" ] || say "building build/$1: a few minutes the first time, a moment later"
    # shellcheck disable=SC2086  # a list of words
    ninja -C "$folder" $2 >"$log" 2>&1 9>&- || build_failed
    exec 9>&-
}

build_failed() {
    cat "$log" >&2
    say "the build failed; this text is also in $log"
    exit 70
}
