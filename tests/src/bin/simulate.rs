//! Lives through simulated stories and counts what must not be:
//! `cargo run --release -p tests --bin simulate -- --operations N [--seed S] [--bug NAME]`.
//!
//! `--bugs` looks for every planted error, or with `--bug` for that one, and says after how many
//! operations each was found;
//! `--checks` leaves each check out in turn and says which planted error escapes then;
//! `--without CHECK` leaves that one out;
//! `--story 3,17-20` lives through these steps of a seed alone and tells them.

use std::process::ExitCode;
use std::time::Instant;

use shared::domain::planted::Bug;
use tests::arguments::{Arguments, exit};
use tests::simulation::Story;
use tests::simulation::auditor::checks::Check;
use tests::simulation::hunt::Hunt;
use tests::simulation::report::{find_bugs, headline, live_one, steps, tell, try_checks};

/// Most of a story's time goes to small allocations; this halves it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// So many failed stories are told in full.
const TOLD: usize = 1;

const USAGE: &str = "simulate [--operations N] [--seed S] [--bug NAME] [--without CHECK] \
                     [--bugs] [--checks] [--story STEPS]";

fn bug(arguments: &Arguments) -> Result<Option<Bug>, String> {
    let Some(name) = arguments.text("--bug") else { return Ok(None) };
    let known = Bug::ALL.iter().find(|(known, _)| *known == name);
    let names = || Bug::ALL.map(|(name, _)| name).join(", ");
    known.map(|(_, bug)| Some(*bug)).ok_or_else(|| format!("`{name}` is none of {}", names()))
}

fn check(arguments: &Arguments) -> Result<Option<Check>, String> {
    let Some(name) = arguments.text("--without") else { return Ok(None) };
    let known = Check::ALL.into_iter().find(|check| format!("{check:?}") == name);
    known.map(Some).ok_or_else(|| format!("`{name}` is none of {:?}", Check::ALL))
}

fn main() -> ExitCode {
    exit(run())
}

fn run() -> Result<bool, String> {
    let arguments = Arguments::of_process(USAGE)?;
    let hunt = Hunt {
        seed: arguments.number("--seed", 1)?,
        operations: arguments.number("--operations", 1_000_000)?,
        bug: bug(&arguments)?,
        without: check(&arguments)?,
    };
    if arguments.has("--bugs") {
        return Ok(find_bugs(&hunt));
    }
    if arguments.has("--checks") {
        return Ok(try_checks(&hunt));
    }
    if let Some(text) = arguments.text("--story") {
        let only = steps(text).ok_or_else(|| format!("`{text}` is no list of steps"))?;
        let Hunt { seed, bug, without, .. } = hunt;
        let only = Some(only);
        return Ok(live_one(&Story { seed, operations: 0, bug, without, only }));
    }
    #[allow(clippy::disallowed_methods, reason = "how fast it went")]
    let begun = Instant::now();
    let found = hunt.all();
    let millis = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX).max(1);
    for (place, one) in found.iter().enumerate() {
        if place < TOLD {
            tell(one, arguments.text("--bug"));
        } else {
            println!("{}", headline(one));
        }
    }
    let operations = hunt.operations;
    let rate = operations.saturating_mul(1000).checked_div(millis).unwrap_or(0);
    println!("{operations} operations, {} violations, {rate}/s", found.len());
    Ok(found.is_empty())
}
