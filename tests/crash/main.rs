//! `cargo run -p tests --bin crash -- --kills 20 [--seed S]`: kills the whole stack under load.

#![allow(clippy::expect_used, clippy::panic, reason = "it fails loudly, as tests do")]

use std::path::PathBuf;
use std::process::ExitCode;

use tests::crash;

#[tokio::main]
async fn main() -> ExitCode {
    let (mut kills, mut seed) = (20, 1);
    let mut arguments = std::env::args().skip(1);
    while let Some(name) = arguments.next() {
        let number = arguments.next().and_then(|value| value.parse().ok());
        match (name.as_str(), number) {
            ("--kills", Some(number)) => kills = usize::try_from(number).expect("a count"),
            ("--seed", Some(number)) => seed = number,
            _ => {
                eprintln!("crash [--kills 20] [--seed 1]: {name} is not understood");
                return ExitCode::from(2);
            }
        }
    }
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
    ExitCode::from(u8::from(lost > 0 || doubled > 0))
}
