//! An account as it was: folded from its last entries up to a moment, with the same fold as `verify`.

use shared::app::{App, During, chain};
use shared::domain::entry::Entry;
use shared::domain::id::AccountId;
use shared::domain::moment::Moment;
use shared::domain::verify::fold_onto;
use shared::domain::world::Name;
use shared::http::problem::{Kind, Problem};
use shared::http::telemetry::pseudonym;

use super::{Asked, Standing, WINDOW, latest};

/// Among how many of the newest entries the latest is looked for: clocks differ by less than so many
/// entries of one account take.
const SKEWED: u16 = 20;

/// Reads a moment that is not in the future.
pub fn moment(text: &str, now: Moment) -> Result<Moment, Problem> {
    let moment = Moment::parse(text).ok_or_else(|| {
        Problem::invalid("at", "must be a moment as in RFC 3339, such as 2026-03-01T00:00:00Z")
    })?;
    if moment > now {
        return Err(Problem::invalid("at", format!("must not be in the future: it is {now}")));
    }
    Ok(moment)
}

/// The account as its entries up to the moment leave it.
pub async fn past(
    app: &App,
    during: &During,
    id: &AccountId,
    at: Moment,
    asked: &Asked,
) -> Result<Standing, Problem> {
    let world = app.read(&[Name::Account(id.clone())], during).await?;
    let account = world.account(id);
    let account = account.ok_or_else(|| too_early("is before the account was opened", None))?;
    let last = app.store().ledger(id, None, SKEWED).await.map_err(|fault| App::fault(&fault))?;
    // The index may lag behind; then it cannot say that nothing happened since.
    let is_whole = last.entries.first().is_some_and(|entry| entry.seq == account.version);
    let last = last.entries.iter().map(|entry| entry.at).max().filter(|_| is_whole);
    if last.is_some_and(|last| last <= at) {
        return latest(app, account.clone(), at, asked).await;
    }
    let recent = app.store().recent(id, account.version, WINDOW).await;
    let Some(recent) = recent.map_err(|fault| App::fault(&fault))? else {
        // Written before entries carried copies of their account.
        let why = "is before the last entry of a ledger that cannot be folded from there";
        return Err(last.map_or(Problem::unavailable(1), |last| too_early(why, Some(last))));
    };
    let entries = until(recent.entries, at)?;
    let folded = fold_onto(recent.before, &entries).map_err(|flaw| {
        let subject = pseudonym(id.as_str());
        tracing::error!(subject, flaw = chain(&flaw), "the ledger does not fold");
        Problem::new(Kind::Internal)
    })?;
    let account = folded.ok_or(Problem::new(Kind::Internal))?;
    Ok(Standing { account, at, entries: newest(entries) })
}

/// The end of a ledger up to a moment that lies within its last entries.
fn until(mut entries: Vec<Entry>, at: Moment) -> Result<Vec<Entry>, Problem> {
    let window = entries.get(entries.len().saturating_sub(WINDOW.into())..);
    let first = window.and_then(<[Entry]>::first);
    let oldest = first.map(|entry| entry.at);
    if oldest.is_none_or(|oldest| at < oldest) {
        let why = if first.is_some_and(|first| first.seq > 1) {
            "is before the last 1,000 entries of the account"
        } else {
            "is before the account was opened"
        };
        return Err(too_early(why, oldest));
    }
    // Clocks differ by some milliseconds: what follows a later entry was later.
    let end = entries.iter().position(|entry| at < entry.at);
    entries.truncate(end.unwrap_or(entries.len()));
    Ok(entries)
}

fn newest(entries: Vec<Entry>) -> Vec<Entry> {
    entries.into_iter().rev().take(WINDOW.into()).collect()
}

/// Says from when on the account can be explained.
fn too_early(why: &'static str, earliest: Option<Moment>) -> Problem {
    match earliest {
        Some(earliest) => {
            let earliest = earliest.to_string();
            Problem::invalid("at", format!("{why}; the earliest moment is {earliest}"))
                .with("earliest_at", earliest)
        }
        None => Problem::invalid("at", why),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::domain::entry::{EntryKind, Note};
    use shared::domain::hash::Hash;
    use shared::domain::operation::{Fingerprint, OperationId, Scope};

    fn at(millis: usize) -> Moment {
        Moment::from_millis(i64::try_from(millis).unwrap()).unwrap()
    }

    /// So many entries, one each second from the first one on.
    fn ledger(count: usize) -> Vec<Entry> {
        let entry = |n: usize| Entry {
            account: AccountId::parse("user:alice").unwrap(),
            seq: u64::try_from(n).unwrap(),
            prev: Hash::ZERO,
            at: at(n.saturating_mul(1000)),
            kind: EntryKind::Consume,
            operation: OperationId::keyed(Scope::House, "test", &n.to_string()),
            fingerprint: Fingerprint(Hash::ZERO),
            note: Note::default(),
            postings: Vec::new(),
            answer: Vec::new(),
        };
        (1..=count).map(entry).collect()
    }

    /// up to a moment means with the entry of that moment, and without any later one.
    #[test]
    fn a_ledger_is_cut_at_the_moment() {
        for (millis, seq) in [(1000, 1), (1999, 1), (2000, 2), (3000, 3), (9999, 3)] {
            let entries = until(ledger(3), at(millis)).unwrap();
            assert_eq!(entries.last().unwrap().seq, seq, "{millis}");
        }
        let problem = until(ledger(3), at(999)).unwrap_err();
        assert_eq!(problem.body(None)["earliest_at"], "1970-01-01T00:00:01Z");
    }

    /// An entry written after a later one was later too, whatever its writer's clock said.
    #[test]
    fn clocks_that_differ_leave_no_gap_in_a_past_ledger() {
        let mut entries = ledger(4);
        entries[1].at = at(5000);
        for (millis, seq) in [(1500, 1), (3500, 1), (4999, 1), (5000, 4)] {
            let entries = until(entries.clone(), at(millis)).unwrap();
            assert_eq!(entries.last().unwrap().seq, seq, "{millis}");
        }
    }

    /// further back than the last 1,000 entries nothing is explained, and it is said from when
    /// on it can be.
    #[test]
    fn before_the_last_thousand_entries_the_earliest_moment_is_said() {
        let long = || ledger(usize::from(WINDOW).saturating_add(5));
        assert!(until(long(), at(6000)).is_ok());
        let problem = until(long(), at(5999)).unwrap_err();
        assert_eq!(problem.body(None)["earliest_at"], "1970-01-01T00:00:06Z");
        assert!(problem.body(None)["errors"][0]["detail"].to_string().contains("1,000 entries"));
        assert_eq!(newest(long()).len(), usize::from(WINDOW));
    }

    #[test]
    fn a_moment_is_read_and_not_in_the_future() {
        assert_eq!(moment("1970-01-01T00:00:01Z", at(1000)), Ok(at(1000)));
        for text in ["", "1970-01-01", "tomorrow", "1970-01-01T00:00:01.001Z", "1000"] {
            assert_eq!(moment(text, at(1000)).unwrap_err().kind(), Kind::InvalidRequest, "{text}");
        }
    }
}
