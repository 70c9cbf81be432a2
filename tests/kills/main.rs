//! `cargo run -p tests --bin kills -- --kills 200 [--seed S]`: kills the functions' processes around
//! their calls to the store.

use std::process::ExitCode;

use tests::arguments::{Arguments, exit};
use tests::kills;

#[tokio::main]
async fn main() -> ExitCode {
    exit(run().await)
}

async fn run() -> Result<bool, String> {
    let arguments = Arguments::of_process("kills [--kills N] [--seed S]")?;
    let (kills, seed) = (arguments.number("--kills", 200)?, arguments.number("--seed", 1)?);
    let report = kills::run(kills, seed).await;
    println!("{report}");
    Ok(report.holds())
}
