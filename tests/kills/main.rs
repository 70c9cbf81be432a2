//! `cargo run -p tests --bin kills -- --kills 200 [--seed S]`: kills the functions' processes around
//! their calls to the store.

#![allow(clippy::expect_used, clippy::panic, reason = "it fails loudly, as tests do")]

use std::process::ExitCode;

use tests::kills;

#[tokio::main]
async fn main() -> ExitCode {
    let (mut kills, mut seed) = (200, 1);
    let mut arguments = std::env::args().skip(1);
    while let Some(name) = arguments.next() {
        let number = arguments.next().and_then(|value| value.parse().ok());
        match (name.as_str(), number) {
            ("--kills", Some(number)) => kills = usize::try_from(number).expect("a count"),
            ("--seed", Some(number)) => seed = number,
            _ => {
                eprintln!("kills [--kills 200] [--seed 1]: {name} is not understood");
                return ExitCode::from(2);
            }
        }
    }
    let report = kills::run(kills, seed).await;
    println!("{report}");
    ExitCode::from(u8::from(!report.holds()))
}
