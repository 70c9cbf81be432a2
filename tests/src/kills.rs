//! The processes of the functions are killed one by one, before, inside and after their calls to the
//! store, and the store lets them down in every way it can; what was acknowledged must be there, once.

pub mod blow;
mod heard;
pub mod proxy;
pub mod scene;
pub mod tally;
mod words;

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use crate::crash::again;
use crate::crash::audit::Findings;
use crate::dice::Dice;
use scene::Scene;
use tally::Tally;

/// After so many kills everybody comes to rest and everything is looked at.
const ROUND: usize = 50;

/// After so many kills everything begins anew, so that long runs do not look at ever more.
const ERA: usize = 250;

/// What a run came to.
#[derive(Debug, Default)]
pub struct Report {
    /// What befell whom.
    pub tally: Arc<Tally>,
    /// How much was asked for.
    pub deeds: usize,
    /// How many answers were asked for again.
    pub replays: usize,
    /// What was not as it must be.
    pub findings: Findings,
    /// What the functions wrote that speaks of an error of ours.
    pub cries: BTreeSet<String>,
}

impl Report {
    /// Whether nothing was found.
    pub fn holds(&self) -> bool {
        let Findings { lost, doubled } = &self.findings;
        lost.is_empty() && doubled.is_empty() && self.cries.is_empty()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Findings { lost, doubled } = &self.findings;
        for cry in &self.cries {
            writeln!(f, "cried: {cry}")?;
        }
        for what in lost {
            writeln!(f, "lost: {what}")?;
        }
        for what in doubled {
            writeln!(f, "doubled: {what}")?;
        }
        writeln!(f, "{}", self.tally)?;
        writeln!(f, "{} deeds, {} answers asked for again", self.deeds, self.replays)?;
        write!(f, "{} kills, {} lost, {} doubled", self.tally.kills(), lost.len(), doubled.len())
    }
}

/// Kills so many processes. The choices follow from the seed, the instants at which they fall do
/// not: two runs of a seed differ in what was under way.
pub async fn run(kills: usize, seed: u64) -> Report {
    let mut dice = Dice::seeded(seed);
    let mut report = Report::default();
    while report.tally.kills() < kills {
        let until = kills.min(report.tally.kills() + ERA);
        era(until, dice.child(), &mut report).await;
    }
    report
}

/// One stack, from an empty table on.
async fn era(until: usize, mut dice: Dice, report: &mut Report) {
    let mut scene = Scene::open(&report.tally, &mut dice).await;
    let mut round = 0;
    while report.tally.kills() < until {
        round += 1;
        let end = until.min(report.tally.kills() + ROUND);
        scene.rage(round, end, &mut dice).await;
        let (doors, diary) = (&scene.doors, &scene.diary);
        let again = again::look_back(doors, diary, round, &mut dice, &mut report.findings).await;
        report.replays += again.expect("nothing is killed now");
        scene.look_for_events(&mut report.findings).await;
        report.cries.extend(scene.cries());
    }
    let pages = scene.diary.pages();
    report.deeds += pages.len();
    for page in &pages {
        let done = again::replay(&scene.doors, page, &mut report.findings).await;
        done.expect("nothing is killed now");
        report.replays += 1;
    }
    scene.close().await;
}
