//! Lives through simulated stories and counts what must not be:
//! `cargo run --release -p tests --bin simulate -- --operations N [--seed S]`.

use std::process::ExitCode;
use std::time::Instant;

use tests::simulation::{PER_STORY, Story};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().collect();
    let number = |name: &str| {
        let place = arguments.iter().position(|word| word == name)?;
        arguments.get(place.checked_add(1)?)?.parse::<u64>().ok()
    };
    let operations = number("--operations").unwrap_or(1_000_000);
    let first = number("--seed");
    #[allow(clippy::disallowed_methods, reason = "how fast it went")]
    let begun = Instant::now();
    let (mut lived, mut violations) = (0_u64, 0_u64);
    let mut seed = first.unwrap_or(1);
    while lived < operations {
        let length = PER_STORY.min(operations.saturating_sub(lived));
        if let Err(why) = Story::of_seed(seed).live(length) {
            violations = violations.saturating_add(1);
            println!(
                "seed {seed}, after at most {} operations: {why}",
                lived.saturating_add(length)
            );
            println!(
                "  cargo run --release -p tests --bin simulate -- --operations {length} --seed {seed}"
            );
        }
        lived = lived.saturating_add(length);
        seed = seed.saturating_add(1);
    }
    let millis = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX).max(1);
    let rate = lived.saturating_mul(1000).checked_div(millis).unwrap_or(0);
    println!("{lived} operations, {violations} violations, {rate}/s");
    if violations == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
