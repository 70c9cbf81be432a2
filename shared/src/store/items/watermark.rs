//! How far a job of the house is, as an item: what is done, and where it goes on.

use crate::domain::id::AccountId;
use crate::store::items::Attributes;
use crate::store::items::fields::{Draft, Fields, ItemError};
use crate::store::keys::Key;

/// How far a job is. Days are counted since 1970, in UTC.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Watermark {
    /// How often it was written.
    pub version: u64,
    /// Every day before this one is done.
    pub done: i64,
    /// The first day of the present walk on which something failed.
    pub failed: Option<i64>,
    /// Where the present walk goes on; none begins a new one.
    pub place: Option<Place>,
}

/// A place in the index of what is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The day.
    pub day: i64,
    /// The shard of the day.
    pub shard: u32,
    /// After this account; none is the beginning.
    pub after: Option<AccountId>,
}

/// The attributes of a watermark.
pub fn write(job: &str, mark: &Watermark) -> Attributes {
    let mut draft =
        Draft::of(Key::watermark(job)).number("version", mark.version).number("done", mark.done);
    if let Some(day) = mark.failed {
        draft = draft.number("failed", day);
    }
    if let Some(place) = &mark.place {
        draft = draft
            .number("day", place.day)
            .number("shard", place.shard)
            .text_if("after", place.after.as_ref().map(AccountId::as_str));
    }
    draft.done()
}

/// The watermark that an item says.
pub fn read(job: &str, attributes: &Attributes) -> Result<Watermark, ItemError> {
    let fields = Fields::open(Key::watermark(job), attributes)?;
    let number = |name| if fields.has(name) { fields.number(name).map(Some) } else { Ok(None) };
    let place = match number("day")? {
        None => None,
        Some(day) => {
            let after = fields.parsed_if("after", |text| AccountId::parse(text).ok())?;
            Some(Place { day, shard: fields.number("shard")?, after })
        }
    };
    let (version, done) = (fields.number("version")?, fields.number("done")?);
    Ok(Watermark { version, done, failed: number("failed")?, place })
}
