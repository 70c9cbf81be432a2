//! Postings of subscriptions and of holds, read from their fields.

use crate::domain::canonical::read::values::{account, feature, grant, label, moment, number};
use crate::domain::canonical::wire::{CanonicalError, Fields};
use crate::domain::hold::{HoldId, Source};
use crate::domain::id::PlanId;
use crate::domain::period::Every;
use crate::domain::posting::Posting;

/// What a subscription gives, or that it gives nothing more.
pub(super) fn of_subscription(
    word: &str,
    fields: &mut Fields<'_>,
) -> Result<Posting, CanonicalError> {
    let subscription = fields.parsed("subscription", label)?;
    if word == "unsubscribed" {
        return Ok(Posting::Unsubscribed { subscription });
    }
    Ok(Posting::Subscribed {
        subscription,
        plan: fields.parsed("plan", |text| PlanId::parse(text).ok())?,
        anchor: fields.parsed("anchor", moment)?,
        until: fields.parsed("until", moment)?,
    })
}

/// What a hold moves.
pub(super) fn of_hold(word: &str, fields: &mut Fields<'_>) -> Result<Posting, CanonicalError> {
    let hold = fields.parsed("hold", HoldId::parse)?;
    if word == "held" {
        return Ok(Posting::Held {
            hold,
            member: fields.parsed_if("member", account)?,
            expires: fields.parsed("expires", moment)?,
            from: source(fields)?,
            amount: fields.parsed("amount", number)?,
        });
    }
    let (from, amount) = (source(fields)?, fields.parsed("amount", number)?);
    Ok(match word {
        "settled" => Posting::Settled { hold, from, amount },
        "released" => Posting::Released { hold, from, amount },
        _ => Posting::Freed { hold, from, amount },
    })
}

/// What an amount is drawn from: a grant, or an allowance in one of its periods.
fn source(fields: &mut Fields<'_>) -> Result<Source, CanonicalError> {
    if let Some(grant) = fields.parsed_if("grant", grant)? {
        return Ok(Source::Grant(grant));
    }
    Ok(Source::Allowance {
        feature: fields.parsed("feature", feature)?,
        every: fields.parsed("every", Every::parse)?,
        index: fields.parsed("index", number)?,
    })
}
