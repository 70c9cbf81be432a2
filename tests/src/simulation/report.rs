//! What a run tells: how a story failed, after how many operations planted errors are found, and
//! what each check is there for.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use shared::domain::planted::Bug;

use crate::simulation::auditor::checks::Check;
use crate::simulation::hunt::{Found, Hunt};
use crate::simulation::shrink::shrink;
use crate::simulation::{PER_STORY, Story};

/// So many steps of a story are told at most.
const STEPS: usize = 40;

/// So much of a line is told.
const WIDE: usize = 220;

/// So many operations a planted error may hide.
const PATIENCE: u64 = 20_000_000;

/// So many of them it must hide from all checks but one, for that one to be worth having.
const HIDDEN: u64 = 60_000;

const RUN: &str = "cargo run --release -p tests --bin simulate --";

fn cut(line: &str) -> String {
    line.chars().take(WIDE).collect()
}

/// That a story failed, in one line.
pub fn headline(found: &Found) -> String {
    let (seed, failed) = (found.story.seed, &found.failed);
    cut(&format!("seed {seed}, operation {}: {}", failed.operations, failed.violation))
}

/// A story that failed, made as short as it can be, with the commands that repeat it.
pub fn tell(found: &Found, bug: Option<&str>) {
    let (story, failed) = shrink(&found.story, &found.failed);
    println!("{}", headline(found));
    println!("  {}", failed.violation);
    println!("  the shortest story that was found, {} operations:", failed.operations);
    let lines = story.tell().1;
    for line in lines.iter().take(STEPS) {
        println!("  {}", cut(line));
    }
    if lines.len() > STEPS {
        println!("  … and {} more", lines.len() - STEPS);
    }
    let (seed, bug) = (story.seed, bug.map(|bug| format!(" --bug {bug}")).unwrap_or_default());
    let steps = story.only.as_ref().map(ranges).unwrap_or_default();
    println!("  all of it: {RUN} --operations {PER_STORY} --seed {seed}{bug}");
    println!("  only this: {RUN} --seed {seed}{bug} --story {steps}");
}

/// Lives through one story and tells it; whether nothing in it must not be.
pub fn live_one(story: &Story) -> bool {
    let (lived, lines) = story.tell();
    for line in lines {
        println!("{line}");
    }
    match lived {
        Ok(()) => true,
        Err(failed) => {
            println!("{}", failed.violation);
            false
        }
    }
}

/// Reads `3,17-20`; a text that is no such list is none.
pub fn steps(text: &str) -> Option<BTreeSet<u64>> {
    let ranges: Option<Vec<RangeInclusive<u64>>> = text.split(',').map(range).collect();
    Some(ranges?.into_iter().flatten().collect())
}

fn range(text: &str) -> Option<RangeInclusive<u64>> {
    let (from, until) = text.split_once('-').unwrap_or((text, text));
    Some(from.trim().parse().ok()?..=until.trim().parse().ok()?)
}

fn ranges(steps: &BTreeSet<u64>) -> String {
    let mut ranges: Vec<(u64, u64)> = Vec::new();
    for step in steps {
        match ranges.last_mut() {
            Some((_, last)) if *last + 1 == *step => *last = *step,
            _ => ranges.push((*step, *step)),
        }
    }
    let text = |(from, until): &(u64, u64)| {
        if from == until { from.to_string() } else { format!("{from}-{until}") }
    };
    ranges.iter().map(text).collect::<Vec<_>>().join(",")
}

/// Looks for every planted error, or for the one that is named; whether all were found.
pub fn find_bugs(hunt: &Hunt) -> bool {
    let mut rarest = (0, "");
    let mut missing = 0_u64;
    let wanted = |(_, bug): &(&str, Bug)| hunt.bug.is_none_or(|named| named == *bug);
    let wanted: Vec<_> = Bug::ALL.into_iter().filter(wanted).collect();
    let count = wanted.len();
    for (name, bug) in wanted {
        let hunt = Hunt { bug: Some(bug), operations: PATIENCE, ..*hunt };
        if let Some(found) = hunt.first() {
            let (check, operations) = (found.failed.violation.check, found.operations);
            println!("{name:<20} found after {operations:>9} operations by {check:?}");
            rarest = rarest.max((operations, name));
        } else {
            println!("{name:<20} NOT FOUND in {PATIENCE} operations");
            missing += 1;
        }
    }
    let (operations, name) = rarest;
    println!("{count} planted errors, {missing} not found; the rarest, {name}, after {operations}");
    missing == 0
}

/// Leaves each check out in turn; whether without each at least one planted error escapes.
pub fn try_checks(hunt: &Hunt) -> bool {
    let found = Bug::ALL.map(|(name, bug)| {
        let hunt = Hunt { bug: Some(bug), operations: HIDDEN, ..*hunt };
        (name, bug, hunt.first().map(|found| found.failed.violation.check))
    });
    let mut idle = 0_u64;
    for check in Check::ALL {
        let hides = |bug: Bug| {
            let (bug, without) = (Some(bug), Some(check));
            Hunt { bug, without, operations: HIDDEN, ..*hunt }.first().is_none()
        };
        let by_it = found.iter().filter(|(_, _, by)| *by == Some(check));
        let escaped: Vec<_> =
            by_it.filter(|(_, bug, _)| hides(*bug)).map(|(name, ..)| *name).collect();
        println!("without {:<9} escapes: {}", format!("{check:?}"), escaped.join(", "));
        idle += u64::from(escaped.is_empty());
    }
    println!("{} checks, {idle} without which nothing escapes", Check::ALL.len());
    idle == 0
}
