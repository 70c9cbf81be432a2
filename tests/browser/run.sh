#!/usr/bin/env bash
# Buys and spends in a real browser: needs node, npm and Chromium (CHROMIUM names another one).
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
export CHROMIUM=${CHROMIUM:-/usr/bin/chromium}
if [ ! -x "$CHROMIUM" ]; then
    if [ "$(id -u)" != 0 ]; then
        echo "no Chromium at $CHROMIUM" >&2
        exit 1
    fi
    apt-get update -qq && apt-get install -y -qq chromium >/dev/null
fi
tools="$here/../../target/ci-tools/node-browser"
mkdir -p "$tools"
cp "$here"/package.json "$here"/package-lock.json "$here"/*.mjs "$tools"
(cd "$tools" && npm ci --silent --no-audit --no-fund)
exec "$here/../with_stack.sh" node "$tools/buy.mjs"
