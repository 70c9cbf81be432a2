//! `cargo run -p tests --bin bench`: `credits` against the floor, in one run, candidates by turns.
//!
//! Linux only: it reads what `/proc` says. Absolute times are those of the machine and of its load;
//! quote the ratios.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::cast_precision_loss,
    reason = "it fails loudly, as tests do, and prints ratios"
)]

mod candidate;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use candidate::{Candidate, Running};
use dev::counting::Counting;
use dev::options::Options;
use serde_json::json;
use tests::house::House;

/// Cold starts of each.
const COLD: u64 = 40;

/// Warm calls of each.
const WARM: u64 = 1_000;

/// Calls whose requests to the database are counted.
const COUNTED: u64 = 50;

/// The default catalog, with a plan under which nobody runs out.
const PLAN: &str = "

[[plan]]
id = \"plan-bench\"
name = \"Bench\"
default = true

[[plan.allowance]]
feature = \"interview_credit\"
amount = 1000000000
every = \"month\"
";

/// What was measured of one candidate.
struct Measured {
    cold: Duration,
    bytes: u64,
    first: u64,
    later: u64,
    half: Duration,
    most: Duration,
    processor: Duration,
}

#[tokio::main]
async fn main() {
    let release = build();
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let packs = root.with_file_name("shared/catalogs/packs.toml");
    let catalog = std::env::temp_dir().join(format!("bench-{}.toml", std::process::id()));
    std::fs::write(&catalog, std::fs::read_to_string(packs).unwrap() + PLAN).unwrap();
    let options = Options { catalog: Some(catalog.clone()), ..Options::in_memory() };
    let house = House::with(options).await;
    let stack = &house.stack;
    let credits = |endpoint: &str, run: &'static str| {
        let environment = environment(&stack.table, endpoint, &catalog);
        Candidate::new(release.join("credits"), environment, move |call| consume(run, call))
    };
    let candidates = [
        Candidate::new(release.join("floor"), environment("", "", &catalog), |call| {
            consume("floor", call)
        }),
        credits(&stack.dynamodb, "timed"),
    ];
    let [floor, timed] = measure(&candidates).await;
    let counting = Counting::serve(&stack.dynamodb).await.unwrap();
    let counted = credits(&counting.endpoint, "counted");
    let (running, _) = counted.cold(0).await;
    let at_first = counting.take().len();
    for call in 1..=COUNTED {
        counted.warm(&running, call).await;
    }
    let requests = counting.take().len();
    running.end().await;
    std::fs::remove_file(catalog).unwrap();
    print(&floor, &timed);
    println!("\nDynamoDB requests: {at_first} with the start and the first consume,");
    println!("{:.2} a warm consume ({requests} of {COUNTED}).", requests as f64 / COUNTED as f64);
}

/// Both by turns, so that what the machine does besides meets both.
async fn measure(candidates: &[Candidate; 2]) -> [Measured; 2] {
    let mut colds = [Vec::new(), Vec::new()];
    let mut first = [0; 2];
    for call in 0..COLD {
        for (n, candidate) in candidates.iter().enumerate() {
            let (running, took) = candidate.cold(call).await;
            colds[n].push(took);
            first[n] = running.resident();
            running.end().await;
        }
    }
    let mut running: Vec<Running> = Vec::new();
    for candidate in candidates {
        running.push(candidate.cold(COLD).await.0);
    }
    let before = [running[0].processor(), running[1].processor()];
    let mut warms = [Vec::new(), Vec::new()];
    for call in 1..=WARM {
        for (n, candidate) in candidates.iter().enumerate() {
            warms[n].push(candidate.warm(&running[n], COLD + call).await);
        }
    }
    let calls = u32::try_from(WARM).unwrap();
    std::array::from_fn(|n| {
        colds[n].sort();
        warms[n].sort();
        Measured {
            cold: part(&colds[n], 50),
            bytes: candidates[n].bytes(),
            first: first[n],
            later: running[n].resident(),
            half: part(&warms[n], 50),
            most: part(&warms[n], 99),
            processor: running[n].processor().saturating_sub(before[n]) / calls,
        }
    })
}

/// The sorted measurement below which so many in a hundred are.
fn part(sorted: &[Duration], percent: usize) -> Duration {
    sorted[sorted.len() * percent / 100]
}

fn print(floor: &Measured, credits: &Measured) {
    println!("| | floor | credits | ratio |\n|---|---|---|---|");
    let row = |name: &str, unit: &str, of: &dyn Fn(&Measured) -> f64| {
        let (low, high) = (of(floor), of(credits));
        println!("| {name} | {low:.2} {unit} | {high:.2} {unit} | {:.2} |", high / low);
    };
    let millis = |duration: Duration| duration.as_secs_f64() * 1e3;
    row("cold total, p50", "ms", &|it| millis(it.cold));
    row("warm call, p50", "ms", &|it| millis(it.half));
    row("warm call, p99", "ms", &|it| millis(it.most));
    row("CPU a warm call", "µs", &|it| it.processor.as_secs_f64() * 1e6);
    row("resident after the first call", "MiB", &|it| it.first as f64 / 1024.0);
    row("resident after 1,000 calls", "MiB", &|it| it.later as f64 / 1024.0);
    row("stripped binary", "MB", &|it| it.bytes as f64 / 1e6);
}

/// Builds both as they are deployed, and gives their directory.
fn build() -> PathBuf {
    let own = std::env::current_exe().unwrap();
    let target = own.ancestors().nth(2).unwrap();
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let arguments = ["build", "--release", "-p", "credits", "--bin", "credits", "-p", "floor"];
    let mut command = Command::new(cargo);
    command.current_dir(dev::options::workspace()).args(arguments);
    let built = command.args(["--bin", "floor", "--target-dir"]).arg(target).status();
    assert!(built.unwrap().success(), "cargo build --release");
    target.join("release")
}

fn environment(table: &str, endpoint: &str, catalog: &Path) -> BTreeMap<String, String> {
    let pairs = [
        ("TABLE", table),
        ("AWS_ENDPOINT_URL_DYNAMODB", endpoint),
        ("CATALOG", &catalog.to_string_lossy()),
        ("AWS_REGION", "eu-central-1"),
        ("AWS_ACCESS_KEY_ID", "bench"),
        ("AWS_SECRET_ACCESS_KEY", "bench"),
        ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256"),
        ("AWS_LAMBDA_FUNCTION_NAME", "bench"),
        ("AWS_LAMBDA_FUNCTION_VERSION", "1"),
        ("AWS_LAMBDA_LOG_GROUP_NAME", "bench"),
        ("AWS_LAMBDA_LOG_STREAM_NAME", "bench"),
        ("REQUESTS_PER_SECOND", "1000000"),
    ];
    pairs.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

/// The event of a consume, as the gateway makes it.
fn consume(run: &str, call: u64) -> String {
    let path = "/v1/accounts/user:bench/consume";
    let route = "POST /v1/accounts/{account}/consume";
    let body = json!({ "uses": [{ "feature": "interview_credit", "amount": 1 }] }).to_string();
    let context = json!({ "kind": "service", "subject": "key:bench", "scopes": "service" });
    let event = json!({
        "version": "2.0", "routeKey": route, "rawPath": path, "rawQueryString": "",
        "headers": {
            "host": "api.example.com", "content-type": "application/json",
            "content-length": body.len().to_string(), "idempotency-key": format!("{run}-{call}"),
        },
        "pathParameters": { "account": "user:bench" },
        "requestContext": {
            "accountId": "123456789012", "apiId": "api", "authorizer": { "lambda": context },
            "domainName": "api.example.com", "domainPrefix": "api", "requestId": "request-1",
            "http": {
                "method": "POST", "path": path, "protocol": "HTTP/1.1",
                "sourceIp": "192.0.2.1", "userAgent": "bench",
            },
            "routeKey": route, "stage": "$default",
            "time": "01/Mar/2026:00:00:00 +0000", "timeEpoch": 1_772_323_200_000_i64,
        },
        "body": body, "isBase64Encoded": false,
    });
    event.to_string()
}
