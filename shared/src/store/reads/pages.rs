//! Pages for people, newest first: the entries and the purchases of an account, from the index.
//! The index may lag behind; nothing is decided on it.

use std::fmt;

use crate::domain::entry::Entry;
use crate::domain::id::{AccountId, PurchaseId};
use crate::domain::moment::Moment;
use crate::domain::purchase::Purchase;
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

/// One page of an account's purchases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PurchasePage {
    /// Newest first.
    pub purchases: Vec<Purchase>,
    /// After which purchase the next page begins. None on the last page.
    pub next: Option<PurchaseCursor>,
}

/// A place in the list of an account's purchases; as a text `<milliseconds>.<purchase>`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PurchaseCursor {
    /// When the purchase was ordered.
    pub created: Moment,
    /// Which one: several may be of one moment.
    pub purchase: PurchaseId,
}

impl PurchaseCursor {
    /// Reads a cursor that was given out; what it points at is not trusted, and only ever a place
    /// within the account's own list.
    pub fn parse(text: &str) -> Option<Self> {
        let (millis, purchase) = text.split_once('.')?;
        Some(Self {
            created: Moment::from_millis(millis.parse().ok()?)?,
            purchase: PurchaseId::parse(purchase).ok()?,
        })
    }
}

impl fmt::Display for PurchaseCursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.created.millis(), self.purchase)
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
        after: Option<&PurchaseCursor>,
        limit: u16,
    ) -> Result<PurchasePage, Fault> {
        const DOING: &str = "reading purchases";
        let part = keys::purchases(account);
        let start = after.map(|cursor| {
            let mut start = Key::of(&Name::Purchase(cursor.purchase.clone())).attributes();
            start.insert("gsi1pk".to_owned(), text(&part));
            start.insert("gsi1sk".to_owned(), number(cursor.created.millis()));
            start
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
            // One more than asked for: only that tells a full last page from one before another.
            .limit(i32::from(limit.max(1)).saturating_add(1));
        let answer = query.send().await.map_err(|error| fault(DOING, error))?;
        let mut purchases = Vec::new();
        for attributes in answer.items.unwrap_or_default() {
            match items::read(&attributes).map_err(|error| broken(DOING, &error))? {
                Item::Purchase(purchase) => purchases.push(*purchase),
                other => return Err(stranger(DOING, &other)),
            }
        }
        let most = usize::from(limit.max(1));
        let more = purchases.len() > most || answer.last_evaluated_key.is_some();
        purchases.truncate(most);
        let last = purchases.last().filter(|_| more);
        Ok(PurchasePage {
            next: last.map(|purchase| PurchaseCursor {
                created: purchase.created,
                purchase: purchase.id.clone(),
            }),
            purchases,
        })
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
        let cursor = PurchaseCursor::parse("1767225600000.pur_a.b").unwrap();
        assert_eq!(cursor.purchase.as_str(), "pur_a.b");
        assert_eq!(cursor.to_string(), "1767225600000.pur_a.b");
        for text in ["", "1", "x.pur", "-1.pur", "1.", "1.a\nb"] {
            assert_eq!(PurchaseCursor::parse(text), None, "{text:?}");
        }
    }
}
