//! `cargo run -p tests --bin pool -- --rate 100 --members 500 --flight 8`: what members wait for who
//! start at about the same time and spend from one pool.

use std::process::ExitCode;
use std::time::Duration;

use tests::arguments::{Arguments, exit};
use tests::pool::combine::Combining;
use tests::pool::figures::{Figures, Together};
use tests::pool::pace::Waits;
use tests::pool::units::Limit;
use tests::pool::{Crowd, Design, run};

const USAGE: &str = "pool [--rate LIST] [--members N] [--funds N] [--flight LIST] \
                     [--seeds N] [--even] [--killed PERMILLE] [--hold] [--unlimited] [--wait MS] \
                     [--slices N] [--combine] [--rest MS] [--most N] [--patience MS] \
                     [--again N] [--warned MS]";

fn main() -> ExitCode {
    exit(all())
}

/// The numbers of a list with commas.
fn list(arguments: &Arguments, name: &str, otherwise: &str) -> Result<Vec<f64>, String> {
    let text = arguments.text(name).unwrap_or(otherwise);
    let number = |word: &str| word.parse().map_err(|_| format!("{name} wants numbers: `{word}`"));
    text.split(',').map(number).collect()
}

fn milliseconds(arguments: &Arguments, name: &str, otherwise: u64) -> Result<Duration, String> {
    arguments.number(name, otherwise).map(Duration::from_millis)
}

fn all() -> Result<bool, String> {
    let arguments = Arguments::of_process(USAGE)?;
    let mut crowd = Crowd { even: arguments.has("--even"), ..Crowd::default() };
    crowd.holds = arguments.has("--hold");
    if arguments.has("--unlimited") {
        crowd.limit = Limit { written: 1e9, read: 1e9 };
    }
    crowd.killed = arguments.number("--killed", 0)?;
    if arguments.has("--wait") {
        crowd.waits = Waits::UpTo(milliseconds(&arguments, "--wait", 0)?);
    }
    if arguments.has("--slices") {
        crowd.design = Design::Slices(arguments.number("--slices", 8)?);
    }
    if arguments.has("--combine") {
        crowd.design = Design::Combine(Combining {
            rest: milliseconds(&arguments, "--rest", 20)?,
            most: arguments.number("--most", 33)?,
            patience: milliseconds(&arguments, "--patience", 150)?,
            again: arguments.number("--again", 2)?,
            warned: milliseconds(&arguments, "--warned", 1000)?,
        });
    }
    println!("| flight | starts/s | seed | {} |", Figures::HEADS);
    let mut exact = true;
    for flight in list(&arguments, "--flight", "4,8,15")? {
        for rate in list(&arguments, "--rate", "20,50,100,150,200")? {
            let mut all = Vec::new();
            for seed in 1..=arguments.number("--seeds", 1)? {
                crowd.flight = Duration::from_secs_f64(flight / 1000.0);
                (crowd.rate, crowd.seed) = (rate, seed);
                let members = arguments.number("--members", 500)?;
                (crowd.members, crowd.funds) = (members, arguments.number("--funds", members)?);
                let figures = run(&crowd);
                exact &= figures.exact();
                println!("| {flight} ms | {rate} | {seed} | {figures} |");
                all.push(figures);
            }
            println!("| {flight} ms | {rate} | all | {} |", Together(&all));
        }
    }
    Ok(exact)
}
