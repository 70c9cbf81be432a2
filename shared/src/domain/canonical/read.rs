//! From a canonical text to its entry. A text that we would write otherwise is none.

mod parts;
mod values;

use crate::domain::canonical::VERSION;
use crate::domain::canonical::read::parts::{of_hold, of_subscription};
use crate::domain::canonical::read::values::{
    account, amount, feature, grant, label, moment, number, zone,
};
use crate::domain::canonical::wire::{CanonicalError, Fields};
use crate::domain::entry::{Entry, EntryKind, Note, Outcome};
use crate::domain::hash::Hash;
use crate::domain::id::{PlanId, PurchaseId};
use crate::domain::operation::{Fingerprint, OperationId, Scope};
use crate::domain::period::Every;
use crate::domain::posting::Posting;

/// The entry that a canonical text says.
pub fn entry(text: &str) -> Result<Entry, CanonicalError> {
    let mut lines = Fields::of(text, '\n');
    lines.parsed("v", |version| (version == VERSION).then_some(()))?;
    let mut entry = Entry {
        account: lines.parsed("account", account)?,
        seq: lines.parsed("seq", number)?,
        prev: lines.parsed("prev", Hash::parse)?,
        at: lines.parsed("at", moment)?,
        kind: lines.parsed("kind", EntryKind::parse)?,
        operation: OperationId {
            scope: lines.parsed("scope", Scope::parse)?,
            principal: lines.parsed("principal", |text| Some(text.to_owned()))?,
            name: lines.parsed("name", |text| Some(text.to_owned()))?,
        },
        fingerprint: Fingerprint(lines.parsed("fingerprint", Hash::parse)?),
        note: Note {
            session: lines.parsed_if("session", label)?,
            member: lines.parsed_if("member", account)?,
            reference: lines.parsed_if("reference", label)?,
            reason: lines.parsed_if("reason", label)?,
        },
        postings: Vec::new(),
        answer: Vec::new(),
    };
    while let Some(line) = lines.optional("posting") {
        entry.postings.push(posting(line)?);
    }
    while let Some(line) = lines.optional("outcome") {
        entry.answer.push(outcome(line)?);
    }
    lines.end(&[""])?;
    Ok(entry)
}

#[allow(clippy::too_many_lines, reason = "one arm for each posting, and no rule in them")]
fn posting(line: &str) -> Result<Posting, CanonicalError> {
    let (word, rest) = match line.split_once(' ') {
        Some((_, "")) => return Err(CanonicalError { field: "posting" }),
        Some(parts) => parts,
        None => (line, ""),
    };
    let mut fields = Fields::of(rest, ' ');
    let posting = match word {
        "opened" => {
            let plan = fields.parsed_if("plan", |text| PlanId::parse(text).ok())?;
            let left: &[&str] = if plan.is_some() { &[] } else { &[""] };
            fields.end(left)?;
            return Ok(Posting::Opened { plan });
        }
        "lapsed" => Posting::Lapsed {
            feature: fields.parsed("feature", feature)?,
            every: fields.parsed("every", Every::parse)?,
            index: fields.parsed("index", number)?,
        },
        "expired" => Posting::Expired {
            grant: fields.parsed("grant", grant)?,
            amount: fields.parsed("amount", amount)?,
        },
        "granted" => Posting::Granted {
            grant: fields.parsed("grant", grant)?,
            feature: fields.parsed("feature", feature)?,
            amount: fields.parsed("amount", amount)?,
            granted: fields.parsed("granted", moment)?,
            expires: fields.parsed_if("expires", moment)?,
            priority: fields.parsed("priority", number)?,
        },
        "used" => Posting::Used {
            feature: fields.parsed("feature", feature)?,
            every: fields.parsed("every", Every::parse)?,
            index: fields.parsed("index", number)?,
            amount: fields.parsed("amount", number)?,
        },
        "drew" => Posting::Drew {
            grant: fields.parsed("grant", grant)?,
            amount: fields.parsed("amount", number)?,
        },
        "over" => Posting::Over {
            feature: fields.parsed("feature", feature)?,
            every: fields.parsed("every", Every::parse)?,
            index: fields.parsed("index", number)?,
            amount: fields.parsed("amount", number)?,
        },
        "held" | "settled" | "released" | "freed" => of_hold(word, &mut fields)?,
        "took" => Posting::Took {
            grant: fields.parsed("grant", grant)?,
            amount: fields.parsed("amount", amount)?,
        },
        "restored" => Posting::Restored {
            grant: fields.parsed("grant", grant)?,
            amount: fields.parsed("amount", amount)?,
        },
        "owes" => Posting::Owes {
            purchase: fields.parsed("purchase", |text| PurchaseId::parse(text).ok())?,
            feature: fields.parsed("feature", feature)?,
            total: fields.parsed("total", number)?,
        },
        "subscribed" | "unsubscribed" => of_subscription(word, &mut fields)?,
        "capped" => Posting::Capped {
            feature: fields.parsed("feature", feature)?,
            every: fields.parsed("every", Every::parse)?,
            amount: fields.parsed("amount", amount)?,
        },
        "zoned" => Posting::Zoned { zone: fields.parsed("zone", zone)? },
        _ => return Err(CanonicalError { field: "posting" }),
    };
    fields.end(&[])?;
    Ok(posting)
}

fn outcome(line: &str) -> Result<Outcome, CanonicalError> {
    let (name, rest) = line.split_once(' ').ok_or(CanonicalError { field: "outcome" })?;
    let mut fields = Fields::of(rest, ' ');
    let outcome = Outcome {
        feature: feature(name).ok_or(CanonicalError { field: "outcome" })?,
        amount: fields.parsed("amount", amount)?,
        short: fields.parsed("short", number)?,
        available: fields.parsed("available", amount)?,
    };
    fields.end(&[])?;
    Ok(outcome)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::canonical::write;

    fn text(seq: &str, at: &str, posting: &str) -> String {
        let hash = Hash::ZERO;
        format!(
            "v=1\naccount=user:alice\nseq={seq}\nprev={hash}\nat={at}\nkind=open\nscope=house\n\
             principal=open\nname=user:alice\nfingerprint={hash}\nposting={posting}\n"
        )
    }

    #[test]
    fn what_is_accepted_is_what_would_be_written() {
        for posting in ["opened", "opened plan=free", "used feature=m every=day index=-3 amount=4"]
        {
            let text = text("1", "883612800000", posting);
            assert_eq!(write::entry(&entry(&text).unwrap()), text);
        }
    }

    /// Found by fuzzing.
    #[test]
    fn a_second_spelling_of_an_entry_is_none() {
        let good = ["1", "883612800000", "opened"];
        for (place, spelling) in [
            (0, "+1"),
            (0, "01"),
            (1, "0883612800000"),
            (1, "+883612800000"),
            (2, "opened "),
            (2, "used feature=m every=day index=-0 amount=4"),
            (2, "drew grant=g amount=+4"),
            (2, "freed hold=hold_0 grant=g amount=4"),
            (2, "took grant=g amount=00"),
            (2, "granted grant=g feature=m amount=1 granted=1 priority=05"),
        ] {
            let mut parts = good;
            parts[place] = spelling;
            let [seq, at, posting] = parts;
            assert!(entry(&text(seq, at, posting)).is_err(), "{spelling:?}");
        }
    }
}
