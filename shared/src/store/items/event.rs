//! A notification of the payment provider as an item; a failed one is listed by
//! the moment it failed.

use crate::domain::event::{EventRecord, EventState};
use crate::domain::id::{EventId, Label};
use crate::domain::moment::Moment;
use crate::domain::world::Name;
use crate::store::items::Attributes;
use crate::store::items::fields::{Draft, Fields, ItemError};
use crate::store::keys::{self, Key};

/// For how many days a notification is remembered; Stripe tells of events of 30 days.
/// <https://docs.stripe.com/api/events>
pub const REMEMBERED_DAYS: u32 = 90;

/// The attributes of a notification.
pub fn write(event: &EventRecord) -> Attributes {
    let name = Name::Event(event.id.clone());
    let (why, place) = match &event.state {
        EventState::Done | EventState::Ignored => (None, None),
        EventState::Failed { why } => (Some(why.as_str()), Some(keys::failed(event.at, &name))),
    };
    Draft::of(Key::of(&name))
        .number("version", event.version)
        .text("kind", event.kind.as_str())
        .number("at", event.at.millis())
        .text("state", event.state.as_str())
        .text_if("why", why)
        .number("expires", event.at.plus_days(REMEMBERED_DAYS).seconds())
        .in_due_index(place)
        .done()
}

/// The notification that an item says.
pub fn read(fields: &Fields<'_>, id: EventId) -> Result<EventRecord, ItemError> {
    let state = match fields.text("state")? {
        "done" => EventState::Done,
        "ignored" => EventState::Ignored,
        "failed" => {
            EventState::Failed { why: fields.parsed("why", |text| Label::parse(text).ok())? }
        }
        _ => return Err(fields.wrong("state")),
    };
    let at = Moment::from_millis(fields.number("at")?);
    Ok(EventRecord {
        id,
        version: fields.number("version")?,
        kind: fields.parsed("kind", |text| Label::parse(text).ok())?,
        at: at.ok_or_else(|| fields.wrong("at"))?,
        state,
    })
}
