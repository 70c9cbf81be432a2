//! Pages for people, newest first: the entries, purchases and subscriptions of an account, from the
//! index.
//! The index may lag behind; nothing is decided on it.

use std::fmt;

use crate::domain::entry::Entry;
use crate::domain::id::{AccountId, Label, PurchaseId};
use crate::domain::moment::Moment;
use crate::domain::purchase::Purchase;
use crate::domain::subscription::Subscription;
use crate::domain::world::{Item, Name};
use crate::perform::port::Fault;
use crate::store::Store;
use crate::store::failure::{broken, fault};
use crate::store::items::{self, Attributes};
use crate::store::keys::{self, Key};
use crate::store::reads::{number, text};

/// One page of an account's ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedgerPage {
    /// Newest first.
    pub entries: Vec<Entry>,
    /// Where the next page begins: before this `seq`. None on the last page.
    pub next: Option<u64>,
}

/// One page of things that an account has since a moment: its purchases, or its subscriptions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T> {
    /// Newest first.
    pub items: Vec<T>,
    /// After which one the next page begins. None on the last page.
    pub next: Option<Cursor>,
}

/// A place in such a list; as a text `<milliseconds>.<id>`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    /// Since when there is the thing.
    pub created: Moment,
    /// Which one: several may be of one moment.
    pub id: Label,
}

impl Cursor {
    /// Reads a cursor that was given out; what it points at is not trusted, and only ever a place
    /// within the account's own list.
    pub fn parse(text: &str) -> Option<Self> {
        let (millis, id) = text.split_once('.')?;
        Some(Self {
            created: Moment::from_millis(millis.parse().ok()?)?,
            id: Label::parse(id).ok()?,
        })
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.created.millis(), self.id)
    }
}

impl Store {
    /// Entries before `before` in `seq`, or the newest ones; at most `limit` of them, at least 1.
    pub async fn ledger(
        &self,
        account: &AccountId,
        before: Option<u64>,
        limit: u16,
    ) -> Result<LedgerPage, Fault> {
        const DOING: &str = "reading the ledger";
        let query = self
            .client
            .query()
            .table_name(&self.table)
            .index_name(keys::ACCOUNT_INDEX)
            .key_condition_expression("gsi1pk = :account AND gsi1sk < :before")
            .expression_attribute_values(":account", text(keys::ledger(account)))
            .expression_attribute_values(":before", number(before.unwrap_or(u64::MAX)))
            .scan_index_forward(false)
            .limit(i32::from(limit.max(1)));
        let answer = query.send().await.map_err(|error| fault(DOING, error))?;
        let mut entries = Vec::new();
        for attributes in answer.items.unwrap_or_default() {
            entries.push(entry(DOING, &attributes)?);
        }
        let more = answer.last_evaluated_key.is_some();
        let last = entries.last().map(|entry| entry.seq);
        Ok(LedgerPage { next: last.filter(|seq| more && *seq > 1), entries })
    }

    /// Purchases after a cursor, or the newest ones; at most `limit` of them, at least 1.
    pub async fn purchases(
        &self,
        account: &AccountId,
        after: Option<&Cursor>,
        limit: u16,
    ) -> Result<Page<Purchase>, Fault> {
        const DOING: &str = "reading purchases";
        let named = |id: &Label| PurchaseId::parse(id.as_str()).ok().map(Name::Purchase);
        let found = self.since(DOING, keys::purchases(account), after, named, limit).await?;
        let purchase = |item| match item {
            Item::Purchase(purchase) => {
                Ok((purchase.created, label(purchase.id.as_str()), *purchase))
            }
            other => Err(stranger(DOING, &other)),
        };
        found.page(purchase, limit)
    }

    /// Subscriptions after a cursor, or the newest ones; at most `limit` of them, at least 1.
    pub async fn subscriptions(
        &self,
        account: &AccountId,
        after: Option<&Cursor>,
        limit: u16,
    ) -> Result<Page<Subscription>, Fault> {
        const DOING: &str = "reading subscriptions";
        let named = |id: &Label| Some(Name::Subscription(id.clone()));
        let found = self.since(DOING, keys::subscriptions(account), after, named, limit).await?;
        let subscription = |item| match item {
            Item::Subscription(found) => Ok((found.created, Some(found.id.clone()), *found)),
            other => Err(stranger(DOING, &other)),
        };
        found.page(subscription, limit)
    }

    /// What stands in a part of the index, newest first: one more than asked for, as only that tells
    /// a full last page from one before another; or fewer, where they are large.
    async fn since(
        &self,
        doing: &'static str,
        part: String,
        after: Option<&Cursor>,
        named: impl Fn(&Label) -> Option<Name>,
        limit: u16,
    ) -> Result<Found, Fault> {
        let start = after.and_then(|cursor| {
            let mut start = Key::of(&named(&cursor.id)?).attributes();
            start.insert("gsi1pk".to_owned(), text(&part));
            start.insert("gsi1sk".to_owned(), number(cursor.created.millis()));
            Some(start)
        });
        let query = self
            .client
            .query()
            .table_name(&self.table)
            .index_name(keys::ACCOUNT_INDEX)
            .key_condition_expression("gsi1pk = :account")
            .expression_attribute_values(":account", text(&part))
            .set_exclusive_start_key(start)
            .scan_index_forward(false)
            .limit(i32::from(limit.max(1)).saturating_add(1));
        let answer = query.send().await.map_err(|error| fault(doing, error))?;
        let is_cut = answer.last_evaluated_key.is_some();
        let found = answer.items.unwrap_or_default();
        let read = |it| items::read(it).map_err(|error| broken(doing, &error));
        Ok(Found { items: found.iter().map(read).collect::<Result<_, _>>()?, is_cut })
    }
}

fn label(text: &str) -> Option<Label> {
    Label::parse(text).ok()
}

/// What a query found.
struct Found {
    items: Vec<Item>,
    /// Whether the database stopped before the end, at the number asked for or at 1 MB.
    is_cut: bool,
}

impl Found {
    /// At most so many of them as a page.
    fn page<T>(
        self,
        read: impl Fn(Item) -> Result<(Moment, Option<Label>, T), Fault>,
        limit: u16,
    ) -> Result<Page<T>, Fault> {
        let mut found: Vec<_> = self.items.into_iter().map(read).collect::<Result<_, _>>()?;
        let most = usize::from(limit.max(1));
        let more = found.len() > most || self.is_cut;
        found.truncate(most);
        let last = found.last().filter(|_| more);
        let next =
            last.and_then(|(created, id, _)| Some(Cursor { created: *created, id: id.clone()? }));
        Ok(Page { items: found.into_iter().map(|(_, _, item)| item).collect(), next })
    }
}

/// The entry that some attributes of the account index say.
pub fn entry(doing: &'static str, attributes: &Attributes) -> Result<Entry, Fault> {
    match items::read(attributes).map_err(|error| broken(doing, &error))? {
        Item::Entry(entry) => Ok(*entry),
        other => Err(stranger(doing, &other)),
    }
}

/// An item of another kind than can stand here.
pub fn stranger(doing: &'static str, item: &Item) -> Fault {
    broken(doing, &format!("{:?} does not belong here", item.name()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_read_as_it_was_written() {
        let cursor = Cursor::parse("1767225600000.pur_a.b").unwrap();
        assert_eq!(cursor.id.as_str(), "pur_a.b");
        assert_eq!(cursor.to_string(), "1767225600000.pur_a.b");
        for text in ["", "1", "x.pur", "-1.pur", "1.", "1.a\nb"] {
            assert_eq!(Cursor::parse(text), None, "{text:?}");
        }
    }
}
