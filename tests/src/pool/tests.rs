//! Small crowds, and what must be so of every one.

use std::time::Duration;

use crate::pool::combine::Combining;
use crate::pool::figures::{Figures, Told};
use crate::pool::{Crowd, Design, run};

const COMBINED: Design = Design::Combine(Combining::USUAL);

/// What a member waits for at most, of all but one in a hundred.
const GOAL: Duration = Duration::from_secs(2);

fn every_design(crowd: Crowd) -> Vec<(Design, Figures)> {
    let designs = [Design::Plain, Design::Slices(8), COMBINED];
    designs.into_iter().map(|design| (design, run(&Crowd { design, ..crowd }))).collect()
}

/// OB-7: as many begin as there are funds for, and the ledger proves it.
#[test]
fn a_crowd_uses_exactly_what_its_pool_has() {
    for (members, funds) in [(100, 100), (100, 40), (40, 100)] {
        let crowd = Crowd { members, funds, rate: 50.0, ..Crowd::default() };
        for (design, figures) in every_design(crowd) {
            let begun = members.min(funds);
            assert!(figures.exact(), "{design:?}: {figures}");
            assert_eq!(figures.told(Told::Done), begun, "{design:?}");
            assert_eq!(figures.told(Told::Refused), members - begun, "{design:?}");
            assert_eq!(figures.entries, begun, "{design:?}");
        }
    }
}

#[test]
fn a_crowd_of_which_some_are_killed_leaves_a_ledger_that_proves_its_account() {
    for seed in 1..=5 {
        let crowd = Crowd { members: 100, funds: 60, killed: 50, seed, ..Crowd::default() };
        for (design, figures) in every_design(crowd) {
            assert!(figures.counts.killed > 0, "{design:?}");
            assert!(figures.exact(), "{design:?}, seed {seed}: {figures}");
        }
    }
}

#[test]
fn the_same_crowd_comes_to_the_same() {
    let crowd = Crowd { members: 60, design: COMBINED, ..Crowd::default() };
    assert_eq!(run(&crowd).to_string(), run(&crowd).to_string());
    assert_ne!(run(&crowd).to_string(), run(&Crowd { seed: 2, ..crowd }).to_string());
}

#[test]
fn few_a_second_are_all_told_in_time_by_the_shipped_loop() {
    let figures = run(&Crowd { members: 200, rate: 20.0, ..Crowd::default() });
    assert!(figures.exact() && figures.within(99) <= GOAL, "{figures}");
    assert_eq!(figures.told(Told::Unavailable), 0, "{figures}");
}

#[test]
fn many_a_second_are_all_told_in_time_when_they_are_combined() {
    for flight in [4, 8, 15].map(Duration::from_millis) {
        let figures = run(&Crowd { flight, design: COMBINED, ..Crowd::default() });
        assert!(figures.exact() && figures.within(99) <= GOAL, "{figures}");
        assert_eq!(figures.told(Told::Unavailable), 0, "{figures}");
    }
}
