#!/usr/bin/env bash
# What cargo calls instead of rustc (RUSTC_WRAPPER): compiles this repository's crates so that they
# tell libFuzzer which edges were taken and what was compared. All of these flags are stable.
# Everything else is compiled as ever, so that a run learns our code and not that of others.
set -euo pipefail
rustc=$1
shift
case "${CARGO_MANIFEST_DIR:-}/" in
"$(cd "$(dirname "$0")/.." && pwd)"/*)
    set -- "$@" \
        -Cpasses=sancov-module \
        -Cllvm-args=-sanitizer-coverage-level=4 \
        -Cllvm-args=-sanitizer-coverage-inline-8bit-counters \
        -Cllvm-args=-sanitizer-coverage-pc-table \
        -Cllvm-args=-sanitizer-coverage-trace-compares \
        -Ccodegen-units=1
    ;;
esac
exec "$rustc" "$@"
