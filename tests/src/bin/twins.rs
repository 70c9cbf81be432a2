//! Compares the embedded database with another, transaction by transaction:
//! `cargo run -p tests --bin twins -- --dynamodb URL --transactions N [--seed S]`.

use std::process::ExitCode;
use std::time::Instant;

use dev::database::Embedded;
use tests::twins::{PER_TABLE, Twins};

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().collect();
    let value = |name: &str| {
        let place = arguments.iter().position(|word| word == name)?;
        arguments.get(place.checked_add(1)?)
    };
    let number = |name: &str| value(name)?.parse::<u64>().ok();
    let Some(url) = value("--dynamodb") else {
        eprintln!("twins --dynamodb URL [--transactions N] [--seed S]");
        return ExitCode::FAILURE;
    };
    let wanted = number("--transactions").unwrap_or(10_000);
    let mut seed = number("--seed").unwrap_or(1);
    #[allow(clippy::disallowed_methods, reason = "how fast it went")]
    let begun = Instant::now();
    let embedded = match Embedded::serve(None).await {
        Ok(embedded) => embedded,
        Err(fault) => {
            eprintln!("{}", fault.told());
            return ExitCode::FAILURE;
        }
    };
    let (mut transactions, mut differences) = (0_u64, 0_usize);
    if true {
        let mut twins = Twins::open(&embedded.endpoint, url).await;
        twins.try_cases().await;
        let tally = twins.close().await;
        for difference in &tally.differences {
            println!("{difference}");
        }
        println!("{}", tally.differences.len());
    }
    while transactions < wanted {
        let mut twins = Twins::open(&embedded.endpoint, url).await;
        twins.live(seed, PER_TABLE.min(wanted.saturating_sub(transactions))).await;
        let tally = twins.close().await;
        for difference in &tally.differences {
            println!("{difference}");
        }
        transactions = transactions.saturating_add(tally.transactions);
        differences = differences.saturating_add(tally.differences.len());
        seed = seed.saturating_add(1);
        println!(
            "{} {} {} {} {} {} {} {} {:?}",
            seed,
            tally.written,
            tally.lost,
            tally.refused,
            tally.readings,
            tally.requests,
            tally.known,
            tally.items,
            begun.elapsed()
        );
    }
    println!("{transactions} transactions, {differences} differences");
    if differences == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
