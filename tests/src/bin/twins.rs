//! Compares the embedded database with another, transaction by transaction:
//! `cargo run -p tests --bin twins -- --dynamodb URL --transactions N [--seed S]`.

use std::process::ExitCode;
use std::time::Instant;

use dev::database::Embedded;
use tests::arguments::{Arguments, exit};
use tests::twins::tally::Tally;
use tests::twins::{PER_TABLE, Twins, cases};

#[tokio::main]
async fn main() -> ExitCode {
    exit(run().await)
}

async fn run() -> Result<bool, String> {
    let usage = "twins --dynamodb URL [--transactions N] [--seed S]";
    let arguments = Arguments::of_process(usage)?;
    let url = arguments.text("--dynamodb").ok_or_else(|| format!("usage: {usage}"))?;
    let wanted = arguments.number("--transactions", 10_000)?;
    let seed = arguments.number("--seed", 1)?;
    let embedded = Embedded::serve(None).await.map_err(|fault| fault.told())?;
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
    Ok(sum.differences.is_empty())
}

/// Tells what differed, and adds what was compared.
fn add(sum: &mut Tally, more: Tally) {
    for difference in &more.differences {
        println!("{difference}");
    }
    sum.add(more);
}
