#!/usr/bin/env bash
# Tells every story in a real browser: needs node, npm and Chromium (CHROMIUM names another one).
# Pictures go to target/browser-shots; SHOTS names another directory. Arguments are the stories to tell, in place of all.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
export CHROMIUM=${CHROMIUM:-/usr/bin/chromium}
export WEB="$here/../../web"
export SHOTS=${SHOTS:-$here/../../target/browser-shots}
if [ ! -x "$CHROMIUM" ]; then
    if [ "$(id -u)" != 0 ]; then
        echo "no Chromium at $CHROMIUM" >&2
        exit 1
    fi
    # The pages speak Korean too, which no font of Chromium's own can draw.
    apt-get update -qq && apt-get install -y -qq chromium fonts-nanum >/dev/null
fi
tools="$here/../../target/ci-tools/node-browser"
mkdir -p "$tools"
cp "$here"/package.json "$here"/package-lock.json "$here"/*.mjs "$tools"
(cd "$tools" && npm ci --silent --no-audit --no-fund)
# The first two reckon with an account of their own and a clock that they move: each has its own stack.
if [ $# = 0 ]; then
    set -- buy stripe_js newcomer pages elsewhere limits institution
fi
for story in "$@"; do
    catalog=
    if [ "$story" = institution ] || [ "$story" = limits ]; then
        catalog="$here/../../shared/catalogs/$story.toml"
    fi
    echo "$story"
    CATALOG=$catalog "$here/../with_stack.sh" node "$tools/$story.mjs"
done
