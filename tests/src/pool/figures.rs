//! What a crowd came to.

use std::fmt;
use std::time::Duration;

use crate::pool::counts::Counts;

/// What a start was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// It has begun.
    Done,
    /// There was nothing left.
    Refused,
    /// There was no time left: 503.
    Unavailable,
}

/// What a crowd came to.
#[derive(Debug, Default)]
pub struct Figures {
    /// Starts that were asked for.
    pub asked: usize,
    /// What there was for them.
    pub funds: usize,
    /// What each was told and how long it took.
    pub starts: Vec<(Told, Duration)>,
    /// Starts that stand in the ledger.
    pub entries: usize,
    /// Whether the ledger proves the account.
    pub proved: bool,
    /// What was asked of the table.
    pub counts: Counts,
    /// How many instances it took.
    pub instances: usize,
    /// When the last one was told.
    pub took: Duration,
}

impl Figures {
    /// How many were told this.
    pub fn told(&self, what: Told) -> usize {
        self.starts.iter().filter(|(told, _)| *told == what).count()
    }

    /// The time within which so many in a hundred were told.
    pub fn within(&self, percent: usize) -> Duration {
        let mut took: Vec<_> = self.starts.iter().map(|(_, took)| *took).collect();
        took.sort();
        let place = (took.len() * percent).div_ceil(100).saturating_sub(1);
        took.get(place).copied().unwrap_or_default()
    }

    /// Whether everybody was told, nobody was told otherwise than the ledger says, and exactly as
    /// many began as there were funds for.
    pub fn exact(&self) -> bool {
        let done = self.told(Told::Done);
        let unknown = self.told(Told::Unavailable) + self.counts.killed;
        self.starts.len() + self.counts.killed == self.asked
            && self.proved
            && (done..=done + unknown).contains(&self.entries)
            && self.entries <= self.funds
            && (unknown > 0 || done == self.asked.min(self.funds))
    }

    /// The heads of the columns of a row.
    pub const HEADS: &str = "p50 | p99 | max | done | 402 | 503 | calls a start | tx | get | put | \
                             query | conflicts | lost | throttled | WU a start | RU a start | \
                             instances | over after | exact";
}

/// Several crowds: the means of what half and 99 in a hundred waited for and of the calls, the most that
/// anybody waited for, and how many were told 503.
#[derive(Debug)]
pub struct Together<'a>(pub &'a [Figures]);

impl fmt::Display for Together<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let crowds = u32::try_from(self.0.len().max(1)).unwrap();
        let within = |percent| self.0.iter().map(|it| it.within(percent)).sum::<Duration>();
        let most = self.0.iter().map(|it| it.within(100)).max().unwrap_or_default();
        let asked: usize = self.0.iter().map(|it| it.asked).sum();
        let calls: usize = self.0.iter().map(|it| it.counts.calls()).sum();
        let each = ratio(calls, asked);
        write!(
            f,
            "mean p50 {} ms, mean p99 {} ms, max {} ms, {} of {asked} told 503, {each:.1} calls a start",
            (within(50) / crowds).as_millis(),
            (within(99) / crowds).as_millis(),
            most.as_millis(),
            self.0.iter().map(|it| it.told(Told::Unavailable)).sum::<usize>(),
        )
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let of = |count: usize| ratio(count, self.asked);
        let each = |units: u64| of(usize::try_from(units).unwrap());
        let millis = |duration: Duration| duration.as_millis();
        let it = &self.counts;
        write!(
            f,
            "{} ms | {} ms | {} ms | {} | {} | {} | {:.2} | {:.2} | {:.2} | {:.2} | {:.2} | {} | {} \
             | {} | {:.1} | {:.1} | {} | {:.1} s | {}",
            millis(self.within(50)),
            millis(self.within(99)),
            millis(self.within(100)),
            self.told(Told::Done),
            self.told(Told::Refused),
            self.told(Told::Unavailable),
            of(it.calls()),
            of(it.transactions),
            of(it.loads),
            of(it.puts),
            of(it.queries),
            it.conflicts,
            it.lost,
            it.throttled,
            each(it.written),
            each(it.read),
            self.instances,
            self.took.as_secs_f64(),
            if self.exact() { "yes" } else { "NO" },
        )
    }
}

fn ratio(count: usize, of: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap()) / f64::from(u32::try_from(of.max(1)).unwrap())
}
