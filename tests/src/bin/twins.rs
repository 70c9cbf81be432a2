//! Compares the embedded database with another, transaction by transaction:
//! `cargo run -p tests --bin twins -- --dynamodb URL --transactions N [--seed S]`.

use std::process::ExitCode;
use std::time::Instant;

use dev::database::Embedded;
use tests::twins::tally::Tally;
use tests::twins::{PER_TABLE, Twins, cases};

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().collect();
    let value = |name: &str| {
        let place = arguments.iter().position(|word| word == name)?;
        arguments.get(place.checked_add(1)?)
    };
    let number = |name: &str, otherwise: u64| match value(name) {
        Some(value) => value.parse::<u64>().ok(),
        None => Some(otherwise),
    };
    let (Some(url), Some(wanted), Some(seed)) =
        (value("--dynamodb"), number("--transactions", 10_000), number("--seed", 1))
    else {
        eprintln!("twins --dynamodb URL [--transactions N] [--seed S]");
        return ExitCode::FAILURE;
    };
    let embedded = match Embedded::serve(None).await {
        Ok(embedded) => embedded,
        Err(fault) => {
            eprintln!("{}", fault.told());
            return ExitCode::FAILURE;
        }
    };
    #[allow(clippy::disallowed_methods, reason = "how fast it went")]
    let begun = Instant::now();
    let mut sum = Tally::default();
    let mut twins = Twins::open(&embedded.endpoint, url).await;
    twins.try_cases().await;
    add(&mut sum, twins.close().await);
    let mut next = seed;
    while sum.transactions < wanted {
        let mut twins = Twins::open(&embedded.endpoint, url).await;
        twins.live(next, PER_TABLE.min(wanted.saturating_sub(sum.transactions))).await;
        add(&mut sum, twins.close().await);
        next = next.saturating_add(1);
    }
    for case in cases::all() {
        if let Some(known) = case.known {
            println!("known: {}: {} here, {} there", case.name, known.embedded, known.local);
            println!("  {}, {}", known.right, known.source);
        }
    }
    println!(
        "{} written, {} lost, {} refused; {} readings; {} requests and {} items compared in {} s",
        sum.written,
        sum.lost,
        sum.refused,
        sum.readings,
        sum.requests,
        sum.items,
        begun.elapsed().as_secs(),
    );
    println!("{} single requests at the edges", sum.edges);
    println!("{} transactions, {} differences", sum.transactions, sum.differences.len());
    if sum.differences.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Tells what differed, and adds what was compared.
fn add(sum: &mut Tally, more: Tally) {
    for difference in &more.differences {
        println!("{difference}");
    }
    sum.add(more);
}
