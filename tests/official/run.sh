#!/usr/bin/env bash
# Talks to the stack with Stripe's own library for Node: needs node and npm.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
tools="$here/../../target/ci-tools/node-official"
mkdir -p "$tools"
cp "$here"/package.json "$here"/package-lock.json "$here"/*.mjs "$tools"
(cd "$tools" && npm ci --silent --no-audit --no-fund)
exec "$here/../with_stack.sh" node "$tools/stripe.mjs"
