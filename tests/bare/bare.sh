#!/bin/sh
# bare.sh [FOLDER]: the promise of the front page, tried on a Debian 12 that has nothing but a shell and apt. Needs root and
# debootstrap. Makes FOLDER (default: a new temporary one, removed at the end), copies this checkout into it and runs there, as
# root: ./run, ./run again without a network, ./test. Packages come from the mirror this machine uses.
set -u
source_folder=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd -P) || exit 2
[ "$(id -u)" -eq 0 ] || { echo 'bare.sh: needs root' >&2; exit 2; }
command -v debootstrap >/dev/null || { echo 'bare.sh: needs debootstrap' >&2; exit 2; }

# The first http(s) address of a Debian archive among the sources of apt, in either of its two formats.
mirror=$(cat /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null |
    sed -n -e 's/^URIs: *\([^ ]*\).*/\1/p' -e 's/^deb  *\(\[[^]]*\] *\)\{0,1\}\([^ ]*\).*/\2/p' | grep '^http.*/debian/*$' | head -n 1)
[ -n "$mirror" ] || { echo 'bare.sh: no Debian mirror among the sources of apt' >&2; exit 2; }

if [ $# -gt 0 ]; then
    root=$1
else
    root=$(mktemp -d) || exit 2
    trap 'umount "$root/proc" 2>/dev/null; rm -rf --one-file-system "$root"' EXIT
fi
if [ ! -x "$root/bin/sh" ]; then
    debootstrap --variant=minbase bookworm "$root" "$mirror" >&2 || exit 2
fi
# How this machine reaches its mirror (a proxy, if any) is needed inside as well.
cp /etc/resolv.conf "$root/etc/resolv.conf" 2>/dev/null
cp /etc/apt/apt.conf.d/*prox* /etc/apt/apt.conf "$root/etc/apt/apt.conf.d/" 2>/dev/null
checkout="$root/srv/养老 checkout"
rm -rf "$checkout"
mkdir -p "$checkout"
(cd "$source_folder" && tar -c --exclude=./build --exclude=./.git .) | tar -x -C "$checkout" || exit 2

inside() { chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root ${http_proxy:+http_proxy="$http_proxy"} "$@"; }
failed=0
step() {
    title=$1
    shift
    started=$(date +%s)
    if "$@" >"$root/tmp/out" 2>"$root/tmp/err"; then
        printf 'passed  %s (%s s)\n' "$title" "$(($(date +%s) - started))"
    else
        printf 'FAILED  %s (exit %s)\n' "$title" "$?"
        tail -n 30 "$root/tmp/err" "$root/tmp/out"
        failed=1
    fi
}

mount -t proc proc "$root/proc" 2>/dev/null || true
step './run on a bare system' inside '/srv/养老 checkout/run'
cp "$root/tmp/out" "$root/tmp/first"
step './run again, without a network' unshare -n chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin '/srv/养老 checkout/run'
cp "$root/tmp/out" "$root/tmp/second"
step 'both show the same, on standard output alone' cmp "$root/tmp/first" "$root/tmp/second"
step './test' inside '/srv/养老 checkout/test'
tail -n 1 "$root/tmp/out"
step './test again, without a network' unshare -n chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin '/srv/养老 checkout/test'
umount "$root/proc" 2>/dev/null
exit "$failed"
