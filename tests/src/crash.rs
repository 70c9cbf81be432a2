//! The whole stack is killed at random instants while clients use it; nothing that was acknowledged
//! may be lost, and nothing may happen twice.

pub mod again;
pub mod audit;
pub mod client;
pub mod daemon;
pub mod deed;
pub mod diary;

use std::path::PathBuf;
use std::sync::Arc;

use tokio::task::JoinSet;

use crate::dice::Dice;
use audit::Findings;
use daemon::{Daemon, Place};
use deed::Doors;
use diary::Diary;

/// So many clients act at the same time.
const CLIENTS: usize = 6;

/// The shortest and the longest life of a stack under load, in milliseconds.
const LIFE: std::ops::Range<u64> = 100..2_000;

/// One start in so many is itself killed, before the stack is ready.
const KILLED_STARTING: u64 = 6;

/// What a run came to.
#[derive(Debug, Default)]
pub struct Figures {
    /// How often the stack was killed.
    pub kills: usize,
    /// Of these, how often its head alone, whose functions then end by themselves.
    pub heads: usize,
    /// Of these, how often before it was ready.
    pub starting: usize,
    /// How much was asked for.
    pub deeds: usize,
    /// How much of it was not answered because of a kill.
    pub unanswered: usize,
    /// How much of that had happened nevertheless.
    pub happened: usize,
    /// How many answers were asked for again.
    pub replays: usize,
    /// What was not as it must be.
    pub findings: Findings,
}

/// Kills a stack in `data` so many times. The choices follow from the seed, the instants at which
/// they fall do not: two runs of a seed differ in what was under way.
pub async fn run(kills: usize, seed: u64, data: PathBuf) -> Figures {
    let mut dice = Dice::seeded(seed);
    let place = Place::prepare(data, &mut dice).await;
    let diary = Arc::new(Diary::default());
    let mut figures = Figures::default();
    let mut life = 0;
    let mut orphans = Vec::new();
    let (mut daemon, mut doors) = open(&place).await;
    while figures.kills < kills {
        life += 1;
        live_and_die(&doors, (&diary, life), &mut dice, daemon, &mut orphans, &mut figures).await;
        if figures.kills < kills && dice.one_in(KILLED_STARTING) {
            let starting = place.start();
            dice.lapse(0..600).await;
            daemon::gone(starting.kill(true).await).await;
            figures.kills += 1;
            figures.starting += 1;
        }
        (daemon, doors) = open(&place).await;
        recover(&doors, &diary, life, &mut dice, &mut figures).await;
    }
    let pages = diary.pages();
    figures.deeds = pages.len();
    for page in &pages {
        let done = again::replay(&doors, page, &mut figures.findings).await;
        done.expect("nobody kills it now");
        figures.replays += 1;
    }
    let done = audit::audit(&doors, &pages, &mut figures.findings).await;
    done.expect("nobody kills it now");
    orphans.push(daemon.kill(true).await);
    for group in orphans {
        daemon::gone(group).await;
    }
    drop(std::fs::remove_dir_all(&place.data));
    figures
}

async fn open(place: &Place) -> (Daemon, Doors) {
    let mut daemon = place.start();
    let stack = place.ready(&mut daemon).await;
    (daemon, Doors::open(&stack).await)
}

/// Clients act on the stack until it is killed at a random instant.
async fn live_and_die(
    doors: &Doors,
    (diary, life): (&Arc<Diary>, usize),
    dice: &mut Dice,
    daemon: Daemon,
    orphans: &mut Vec<u32>,
    figures: &mut Figures,
) {
    let mut clients = JoinSet::new();
    for _ in 0..CLIENTS {
        let (doors, diary, dice) = (doors.clone(), Arc::clone(diary), dice.child());
        clients.spawn(async move { client::act(doors, &diary, life, dice).await });
    }
    dice.lapse(LIFE).await;
    let whole = !dice.one_in(4);
    let group = daemon.kill(whole).await;
    if whole {
        daemon::gone(group).await;
    } else {
        orphans.push(group);
    }
    figures.kills += 1;
    figures.heads += usize::from(!whole);
    while let Some(ended) = clients.join_next().await {
        ended.expect("a client ends with the stack");
    }
}

/// Asks again for everything that was not answered, then looks for everything that was.
async fn recover(
    doors: &Doors,
    diary: &Diary,
    life: usize,
    dice: &mut Dice,
    figures: &mut Figures,
) {
    let alive = "nobody kills it now";
    for (number, page) in diary.pages().iter().enumerate() {
        if page.told.is_none() {
            let told = doors.perform(&page.deed).await.expect(alive);
            figures.unanswered += 1;
            // A session that is paid cannot be paid again, and Stripe says so.
            let paid = matches!(page.deed, deed::Deed::Pay { .. }) && told.status == 400;
            let replayed = told.is_replay() || told.header("idempotent-replayed").is_some();
            figures.happened += usize::from(paid || replayed);
            diary.end(number, life, told);
        }
    }
    let again = again::look_back(doors, diary, life, dice, &mut figures.findings).await;
    figures.replays += again.expect(alive);
}
