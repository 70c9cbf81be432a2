#!/usr/bin/env bash
# Changes the rules and the loop in one place at a time and says which changes no test notices.
# `bash tests/mutants/run.sh [file glob…]`: all of `.cargo/mutants.toml`, or only these files.
# Installs cargo-mutants into target/ci-tools; lists and logs are in target/mutants/mutants.out.
set -euo pipefail
exec </dev/null
cd "$(dirname "$0")/../.."

VERSION=27.1.0
TOOLS="$PWD/target/ci-tools"

if [ "$("$TOOLS/bin/cargo-mutants" mutants --version 2>/dev/null)" != "cargo-mutants $VERSION" ]; then
    CARGO_TARGET_DIR="$TOOLS/build" \
        cargo install cargo-mutants --locked --quiet --version "$VERSION" --root "$TOOLS" --force
    rm -rf "$TOOLS/build"
fi

# Random values are the same for every mutant, and nobody looks for the smallest one.
export PROPTEST_RNG_SEED=1 PROPTEST_MAX_SHRINK_ITERS=0 PROPTEST_DISABLE_FAILURE_PERSISTENCE=1
# Built again for every mutant: quick to build and to link.
export CARGO_TARGET_DIR="$PWD/target/mutants/build" CARGO_INCREMENTAL=1 CARGO_PROFILE_DEV_DEBUG=0
mkdir -p target/mutants

[ $# -gt 0 ] || set -- 'shared/src/domain/**' shared/src/perform.rs 'shared/src/perform/**' \
    'shared/src/stripe/{notice,signature}.rs' shared/src/store/commit/reasons.rs
files=()
for glob in "$@"; do
    files+=(--file "$glob")
done

# The tests must pass before a failure says anything. cargo-mutants would ask another package.
nice -n 10 cargo test --quiet --package rules --features judged
# Else cargo would believe that what it has built is the first mutant, which lies in another folder.
cargo clean --quiet --package rules
# shellcheck disable=SC2086 # MUTANTS_ARGS are words, `--iterate` for one.
exec nice -n 10 "$TOOLS/bin/cargo-mutants" mutants --package shared --baseline skip --timeout 60 \
    --output target/mutants --colors never ${MUTANTS_ARGS:-} "${files[@]}"
