//! How far the sweep is, as an item: up to which moment Stripe was asked for everything, and where the
//! present walk goes on.

use crate::domain::id::Label;
use crate::domain::moment::Moment;
use crate::store::items::Attributes;
use crate::store::items::fields::{Draft, Fields, ItemError};
use crate::store::keys::Key;

const JOB: &str = "sweep";

/// How far the sweep is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SweepMark {
    /// How often it was written.
    pub version: u64,
    /// Everything that happened before this moment was looked at.
    pub since: Moment,
    /// Where the present walk goes on; none begins a new one.
    pub place: Option<SweepPlace>,
    /// What the last run that repaired or could not repair something came to, as JSON.
    pub report: Option<String>,
}

/// A place in the lists of Stripe's, which are read from the newest to the oldest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SweepPlace {
    /// Up to which moment the present walk looks.
    pub until: Moment,
    /// In which list.
    pub source: Label,
    /// After which one of it; none is the beginning.
    pub after: Option<Label>,
}

/// Where it stands.
pub fn key() -> Key {
    Key::watermark(JOB)
}

/// Its attributes.
pub fn write(mark: &SweepMark) -> Attributes {
    let mut draft =
        Draft::of(key()).number("version", mark.version).number("since", mark.since.millis());
    if let Some(place) = &mark.place {
        draft = draft
            .number("until", place.until.millis())
            .text("source", place.source.as_str())
            .text_if("after", place.after.as_ref().map(Label::as_str));
    }
    draft.text_if("report", mark.report.as_deref()).done()
}

/// The mark that an item says.
pub fn read(attributes: &Attributes) -> Result<SweepMark, ItemError> {
    let fields = Fields::open(key(), attributes)?;
    let moment = |field| {
        let moment = Moment::from_millis(fields.number(field)?);
        moment.ok_or_else(|| fields.wrong(field))
    };
    let place = if fields.has("until") {
        Some(SweepPlace {
            until: moment("until")?,
            source: fields.parsed("source", |text| Label::parse(text).ok())?,
            after: fields.parsed_if("after", |text| Label::parse(text).ok())?,
        })
    } else {
        None
    };
    let report = fields.parsed_if("report", |text| Some(text.to_owned()))?;
    Ok(SweepMark { version: fields.number("version")?, since: moment("since")?, place, report })
}
