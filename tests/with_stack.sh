#!/usr/bin/env bash
# Starts a stack on a free port with data of its own, runs a command with STACK naming its
# stack.json, and stops the stack. Its exit is the command's. CATALOG names another catalog.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
data=$(mktemp -d)
SERVE=()
[ -z "${CATALOG:-}" ] || SERVE=(--catalog "$CATALOG")
serving=
stop() {
    if [ -n "$serving" ]; then
        kill "$serving" 2>/dev/null || true
        wait "$serving" 2>/dev/null || true
    fi
    rm -rf "$data"
}
trap stop EXIT
cd "$root"
cargo build --quiet --workspace --bin dev
program=$(cargo metadata --format-version 1 --no-deps |
    node -p 'JSON.parse(require("fs").readFileSync(0, "utf8")).target_directory')/debug/dev
"$program" serve --memory --port 0 --data "$data" "${SERVE[@]}" 2>"$data/said" &
serving=$!
until [ -s "$data/stack.json" ]; do
    if ! kill -0 "$serving" 2>/dev/null; then
        cat "$data/said" >&2
        exit 1
    fi
    sleep 0.2
done
STACK="$data/stack.json" "$@"
