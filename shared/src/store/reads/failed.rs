//! The events that failed, newest first, for the person who sees to them.
//! The index may lag behind and has only their names: each is read as it stands now.

use crate::domain::event::{EventRecord, EventState};
use crate::domain::id::{EventId, Label};
use crate::domain::moment::Moment;
use crate::domain::world::{Item, Name};
use crate::perform::port::Fault;
use crate::store::Store;
use crate::store::failure::{broken, fault};
use crate::store::items::Attributes;
use crate::store::items::fields::key_part;
use crate::store::keys::{self, Key};
use crate::store::reads::pages::{Cursor, Page, stranger};
use crate::store::reads::{MAX_NAMES, text};

const DOING: &str = "reading failed events";

impl Store {
    /// Events that failed and were not seen to since, after a cursor, or the newest ones. At most
    /// `limit` of them, 1 to 100: fewer where some were seen to meanwhile, even none before a next
    /// page.
    pub async fn failed_events(
        &self,
        after: Option<&Cursor>,
        limit: u16,
    ) -> Result<Page<EventRecord>, Fault> {
        let most = usize::from(limit).clamp(1, MAX_NAMES);
        let start = after.and_then(|cursor| {
            let name = Name::Event(EventId::parse(cursor.id.as_str()).ok()?);
            let (part, place) = keys::failed(cursor.created, &name);
            let mut start = Key::of(&name).attributes();
            start.insert("gsi2pk".to_owned(), text(part));
            start.insert("gsi2sk".to_owned(), text(place));
            Some(start)
        });
        // One more than asked for: only that tells a full last page from one before another.
        let query = self
            .client
            .query()
            .table_name(&self.table)
            .index_name(keys::DUE_INDEX)
            .key_condition_expression("gsi2pk = :failed")
            .expression_attribute_values(":failed", text(keys::FAILED))
            .set_exclusive_start_key(start)
            .scan_index_forward(false)
            .limit(i32::try_from(most).unwrap_or(i32::MAX).saturating_add(1));
        let answer = query.send().await.map_err(|error| fault(DOING, error))?;
        let is_cut = answer.last_evaluated_key.is_some();
        let listed = answer.items.unwrap_or_default();
        let mut listed: Vec<_> = listed.iter().map(place).collect::<Result<_, _>>()?;
        let more = listed.len() > most || is_cut;
        listed.truncate(most);
        let last = listed.last().filter(|_| more);
        let next = last.and_then(|(created, id)| {
            Some(Cursor { created: *created, id: Label::parse(id.as_str()).ok()? })
        });
        let names: Vec<_> = listed.into_iter().map(|(_, id)| Name::Event(id)).collect();
        let mut items = Vec::new();
        for item in self.read(&names).await?.into_iter().flatten() {
            match item {
                Item::Event(event) => items.push(event),
                other => return Err(stranger(DOING, &other)),
            }
        }
        items.retain(|event| matches!(event.state, EventState::Failed { .. }));
        Ok(Page { items, next })
    }
}

/// The place of an event in the index: when it failed, and which it is.
fn place(item: &Attributes) -> Result<(Moment, EventId), Fault> {
    let key = Key { pk: key_part(item, "pk"), sk: key_part(item, "sk") };
    match (keys::failed_at(&key_part(item, "gsi2sk")), key.name()) {
        (Some(at), Some(Name::Event(id))) => Ok((at, id)),
        (_, name) => Err(broken(DOING, &format!("{name:?} is no failed event"))),
    }
}
