//! Lives through simulated stories and counts what must not be:
//! `cargo run --release -p tests --bin simulate -- --operations N [--seed S] [--bug NAME]`.
//!
//! `--bugs` looks for every planted error in turn and says after how many operations each was
//! found; `--checks` leaves each check out in turn and says which planted error escapes then.
//! `--story 3,17,20-25` lives through these steps of a seed alone and tells them.

use std::collections::BTreeSet;
use std::process::ExitCode;
use std::time::Instant;

use shared::domain::planted::Bug;
use tests::simulation::auditor::checks::Check;
use tests::simulation::hunt::{Found, Hunt};
use tests::simulation::shrink::shrink;
use tests::simulation::{PER_STORY, Story};

/// So many failed stories are told at most.
const TOLD: usize = 1;

/// So much of a line is told.
const WIDE: usize = 220;

/// So many operations a planted error may hide.
const PATIENCE: u64 = 20_000_000;

/// So many it may hide from all checks but the one that is there for it.
const LESS_PATIENCE: u64 = 200_000;

struct Arguments(Vec<String>);

impl Arguments {
    fn text(&self, name: &str) -> Option<&str> {
        let place = self.0.iter().position(|word| word == name)?;
        self.0.get(place.checked_add(1)?).map(String::as_str)
    }

    fn number(&self, name: &str) -> Option<u64> {
        let text = self.text(name)?;
        Some(text.parse().unwrap_or_else(|_| panic!("{name} must be a number, not `{text}`")))
    }

    fn bug(&self) -> Option<Bug> {
        let name = self.text("--bug")?;
        let known = Bug::ALL.iter().find(|(known, _)| *known == name);
        let names: Vec<_> = Bug::ALL.iter().map(|(name, _)| *name).collect();
        let known = known.unwrap_or_else(|| panic!("there is no `{name}`: {}", names.join(", ")));
        Some(known.1)
    }

    fn has(&self, name: &str) -> bool {
        self.0.iter().any(|word| word == name)
    }
}

fn main() -> ExitCode {
    let arguments = Arguments(std::env::args().skip(1).collect());
    let hunt = Hunt {
        seed: arguments.number("--seed").unwrap_or(1),
        operations: arguments.number("--operations").unwrap_or(1_000_000),
        bug: arguments.bug(),
        without: None,
    };
    if arguments.has("--bugs") {
        return bugs(&hunt);
    }
    if arguments.has("--checks") {
        return checks(&hunt);
    }
    if let Some(steps) = arguments.text("--story") {
        return one_story(&hunt, steps);
    }
    #[allow(clippy::disallowed_methods, reason = "how fast it went")]
    let begun = Instant::now();
    let found = hunt.all();
    let millis = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX).max(1);
    for (place, one) in found.iter().enumerate() {
        if place < TOLD {
            told(one, arguments.text("--bug"));
        } else {
            println!("{}", headline(one));
        }
    }
    let rate = hunt.operations.saturating_mul(1000).checked_div(millis).unwrap_or(0);
    println!("{} operations, {} violations, {rate}/s", hunt.operations, found.len());
    if found.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// A story that failed, made as short as it can be, with the commands that repeat it.
fn told(found: &Found, bug: Option<&str>) {
    let (story, failed) = shrink(&found.story, &found.failed);
    let steps = story.only.as_ref().map(ranges).unwrap_or_default();
    println!("{}", headline(found));
    println!("  {}", failed.violation);
    let mut lines = story.tell().1;
    let more = lines.len().saturating_sub(40);
    lines.truncate(40);
    println!("  the shortest story that was found, {} operations:", failed.operations);
    lines.iter().for_each(|line| println!("  {}", line.chars().take(WIDE).collect::<String>()));
    if more > 0 {
        println!("  … and {more} more");
    }
    let bug = bug.map(|bug| format!(" --bug {bug}")).unwrap_or_default();
    let run = "cargo run --release -p tests --bin simulate --";
    println!("  all of it: {run} --operations {PER_STORY} --seed {}{bug}", story.seed);
    println!("  only this: {run} --seed {}{bug} --story {steps}", story.seed);
}

fn headline(found: &Found) -> String {
    let why: String = found.failed.violation.to_string().chars().take(WIDE).collect();
    format!("seed {}, operation {}: {why}", found.story.seed, found.failed.operations)
}

fn one_story(hunt: &Hunt, steps: &str) -> ExitCode {
    let only = Some(steps.split(',').flat_map(range).collect());
    let story = Story { seed: hunt.seed, operations: 0, bug: hunt.bug, without: None, only };
    let (lived, lines) = story.tell();
    lines.iter().for_each(|line| println!("{line}"));
    match lived {
        Ok(()) => ExitCode::SUCCESS,
        Err(failed) => {
            println!("{}", failed.violation);
            ExitCode::FAILURE
        }
    }
}

fn range(text: &str) -> std::ops::RangeInclusive<u64> {
    let number = |text: &str| {
        text.trim().parse().unwrap_or_else(|_| panic!("`{text}` is no step of a story"))
    };
    let (from, until) = text.split_once('-').unwrap_or((text, text));
    number(from)..=number(until)
}

fn ranges(steps: &BTreeSet<u64>) -> String {
    let mut ranges: Vec<(u64, u64)> = Vec::new();
    for step in steps {
        match ranges.last_mut() {
            Some((_, last)) if last.checked_add(1) == Some(*step) => *last = *step,
            _ => ranges.push((*step, *step)),
        }
    }
    let text = |(from, until): &(u64, u64)| {
        if from == until { from.to_string() } else { format!("{from}-{until}") }
    };
    ranges.iter().map(text).collect::<Vec<_>>().join(",")
}

/// Every planted error must be found.
fn bugs(hunt: &Hunt) -> ExitCode {
    let mut all = ExitCode::SUCCESS;
    for (name, bug) in Bug::ALL {
        let hunt = Hunt { bug: Some(bug), operations: PATIENCE, ..*hunt };
        if let Some(found) = hunt.first() {
            let (check, operations) = (found.failed.violation.check, found.operations);
            println!("{name:<20} found after {operations:>9} operations by {check:?}");
        } else {
            println!("{name:<20} NOT FOUND in {PATIENCE} operations");
            all = ExitCode::FAILURE;
        }
    }
    all
}

/// Without any one check at least one planted error escapes.
fn checks(hunt: &Hunt) -> ExitCode {
    let mut all = ExitCode::SUCCESS;
    for check in Check::ALL {
        let escapes = |bug: Bug| {
            let hunt = Hunt { bug: Some(bug), operations: LESS_PATIENCE, ..*hunt };
            let found = hunt.first();
            let by_it = found.is_some_and(|found| found.failed.violation.check == check);
            by_it && Hunt { without: Some(check), ..hunt }.first().is_none()
        };
        let escaped: Vec<_> =
            Bug::ALL.iter().filter(|(_, bug)| escapes(*bug)).map(|(name, _)| *name).collect();
        println!("without {:<9} escapes: {}", format!("{check:?}"), escaped.join(", "));
        if escaped.is_empty() {
            all = ExitCode::FAILURE;
        }
    }
    all
}
