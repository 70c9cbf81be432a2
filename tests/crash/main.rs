//! `cargo run -p tests --bin crash -- --kills 20 [--seed S]`: kills the whole stack under load.

use std::path::PathBuf;
use std::process::ExitCode;

use tests::arguments::{Arguments, exit};
use tests::crash;

#[tokio::main]
async fn main() -> ExitCode {
    exit(run().await)
}

async fn run() -> Result<bool, String> {
    let arguments = Arguments::of_process("crash [--kills N] [--seed S]")?;
    let (kills, seed) = (arguments.number("--kills", 20)?, arguments.number("--seed", 1)?);
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let data = root.with_file_name(format!("target/crash-{}", std::process::id()));
    let figures = crash::run(kills, seed, data).await;
    let findings = &figures.findings;
    for (name, what) in [("lost", &findings.lost), ("doubled", &findings.doubled)] {
        for what in what {
            println!("{name}: {what}");
        }
    }
    println!(
        "seed {seed}: {} kills of the head alone, {} while starting; {} deeds, {} not answered, {} \
         of them had happened; {} answers asked for again",
        figures.heads,
        figures.starting,
        figures.deeds,
        figures.unanswered,
        figures.happened,
        figures.replays,
    );
    let (lost, doubled) = (findings.lost.len(), findings.doubled.len());
    println!("{} kills, {lost} lost, {doubled} doubled", figures.kills);
    Ok(lost == 0 && doubled == 0)
}
