#!/usr/bin/env bash
# Fuzzes what strangers may send: `bash fuzz/run.sh [seconds for each target] [target…]`.
# `bash fuzz/run.sh keep [target…]` instead keeps in fuzz/corpus what the last runs found most ways with.
# Needs rustup's cargo and a C++ compiler; everything else comes from crates.io. Works in target/fuzz.
set -euo pipefail
exec </dev/null
cd "$(dirname "$0")/.."

SECONDS_EACH=${1:-60}
[ $# -eq 0 ] || shift
TARGETS=("$@")
[ ${#TARGETS[@]} -gt 0 ] || TARGETS=(signature event body keys claims canonical)

export WORK="$PWD/target/fuzz"
export SECONDS_EACH

# libFuzzer is C++; libfuzzer-sys compiles it.
if ! command -v "${CXX:-c++}" >/dev/null; then
    echo "fuzz: no C++ compiler (${CXX:-c++}); on Debian: apt-get install g++" >&2
    exit 2
fi

build() {
    CARGO_TARGET_DIR="$WORK" RUSTC_WRAPPER="$PWD/fuzz/rustc.sh" \
        cargo build --release --locked --manifest-path fuzz/Cargo.toml --bins
}

# Folders of inputs that are read and never written.
seeds() {
    echo "fuzz/seeds/$1"
    [ ! -d "fuzz/corpus/$1" ] || echo "fuzz/corpus/$1"
    [ "$1" != event ] || echo events/stripe
}
export -f seeds

one() {
    local target=$1 log="$WORK/logs/$1.log" status=0 runs rate path
    mkdir -p "$WORK/logs" "$WORK/corpus/$target" "$WORK/findings"
    # shellcheck disable=SC2046 # folders without spaces
    "$WORK/release/$target" -max_total_time="$SECONDS_EACH" -print_final_stats=1 \
        -dict="fuzz/words/$target" -max_len=4096 -timeout=10 -rss_limit_mb=1024 \
        -artifact_prefix="$WORK/findings/$target-" \
        "$WORK/corpus/$target" $(seeds "$target") >"$log" 2>&1 || status=$?
    runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
    rate=$(sed -n 's/^stat::average_exec_per_sec: *//p' "$log")
    if [ "$status" -eq 0 ]; then
        printf '%-10s %12d runs %8d/s  no finding\n' "$target" "$runs" "$rate"
        return 0
    fi
    path=$(sed -n 's/^artifact_prefix=.*Test unit written to //p' "$log")
    printf '%-10s FINDING after %s runs: %s\n' "$target" "${runs:-?}" "${path:-see $log}"
    grep -m 1 -A 4 -E 'panicked at|ERROR: libFuzzer' "$log" | cut -c 1-500 || tail -5 "$log"
    return 1
}
export -f one

# The first hundred of libFuzzer's set cover, which takes the input with the most new ways first.
keep() {
    local target name
    for target in "${TARGETS[@]}"; do
        rm -rf "$WORK/kept" && mkdir -p "$WORK/kept" "$WORK/corpus/$target"
        # shellcheck disable=SC2046
        "$WORK/release/$target" -set_cover_merge=1 -max_len=1024 "$WORK/kept" \
            $(seeds "$target") "$WORK/corpus/$target" >"$WORK/merge.log" 2>&1
        rm -rf "fuzz/corpus/$target" && mkdir -p "fuzz/corpus/$target"
        while read -r name; do
            cp "$WORK/kept/$name" "fuzz/corpus/$target/"
        done < <(find "$WORK/kept" -type f -printf '%T@ %f\n' | sort -n | head -100 | cut -d' ' -f2)
        printf '%-10s %4d files kept\n' "$target" "$(find "fuzz/corpus/$target" -type f | wc -l)"
    done
    du -sb fuzz/corpus
}

build
if [ "$SECONDS_EACH" = keep ]; then
    keep
    exit 0
fi
if printf '%s\n' "${TARGETS[@]}" | xargs -P "$(nproc)" -I{} bash -c 'one {}'; then
    echo "fuzz: ${#TARGETS[@]} targets, $SECONDS_EACH s each, 0 findings"
else
    echo "fuzz: FINDINGS, see above; $WORK/release/<target> <path> repeats one" >&2
    exit 1
fi
