//! The whole ledger of an account up to a version: from the index, and from the table what the
//! index does not have yet. What neither has is a gap.

use std::collections::{BTreeMap, HashMap};
use std::ops::RangeInclusive;

use aws_sdk_dynamodb::types::AttributeValue;

use crate::domain::entry::Entry;
use crate::domain::id::AccountId;
use crate::domain::operation::OperationKey;
use crate::domain::world::Item;
use crate::perform::port::Fault;
use crate::store::Store;
use crate::store::failure::{broken, fault};
use crate::store::items::{self, Attributes};
use crate::store::keys;
use crate::store::reads::pages::{entry, stranger};
use crate::store::reads::{number, text};

const DOING: &str = "reading the history";

/// A ledger up to a version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct History {
    /// In the order of `seq`. Two entries that claim one `seq` are both here.
    pub entries: Vec<Entry>,
    /// Which numbers no entry has.
    pub gaps: Vec<RangeInclusive<u64>>,
}

/// Entries by `seq`; the key tells two apart that claim the same one.
type Found = BTreeMap<(u64, OperationKey), Entry>;

impl Store {
    /// The ledger up to `up_to`, which is the account's version by a strong read: what comes
    /// later is left out. The table is asked only if the index lacks something.
    pub async fn history(&self, account: &AccountId, up_to: u64) -> Result<History, Fault> {
        let mut found = sorted(self.entries_from_index(account, up_to).await?);
        let mut gaps = gaps(&found, up_to);
        if !gaps.is_empty() {
            let all = self.all_entries(account).await?.into_iter();
            found.extend(sorted(all.filter(|entry| entry.seq <= up_to).collect()));
            gaps = self::gaps(&found, up_to);
        }
        let entries = found.into_values().collect();
        Ok(History { entries, gaps })
    }

    /// The entries up to `up_to` that the index has, which may lag behind; in the order of `seq`.
    pub async fn entries_from_index(
        &self,
        account: &AccountId,
        up_to: u64,
    ) -> Result<Vec<Entry>, Fault> {
        let found = self.indexed(account, 0..=up_to).await?;
        found.iter().map(|attributes| entry(DOING, attributes)).collect()
    }

    /// The entries of some numbers as the index has them, in the order of `seq`.
    pub(super) async fn indexed(
        &self,
        account: &AccountId,
        seqs: RangeInclusive<u64>,
    ) -> Result<Vec<Attributes>, Fault> {
        let mut found = Vec::new();
        let mut start = None;
        loop {
            let query = self
                .client
                .query()
                .table_name(&self.table)
                .index_name(keys::ACCOUNT_INDEX)
                .key_condition_expression("gsi1pk = :account AND gsi1sk BETWEEN :first AND :last")
                .expression_attribute_values(":account", text(keys::ledger(account)))
                .expression_attribute_values(":first", number(seqs.start()))
                .expression_attribute_values(":last", number(seqs.end()))
                .set_exclusive_start_key(start);
            let answer = query.send().await.map_err(|error| fault(DOING, error))?;
            found.extend(answer.items.unwrap_or_default());
            start = following(answer.last_evaluated_key);
            if start.is_none() {
                return Ok(found);
            }
        }
    }

    /// Every entry in the account's partition, by a strong read; in no order that means anything.
    pub async fn all_entries(&self, account: &AccountId) -> Result<Vec<Entry>, Fault> {
        let mut entries = Vec::new();
        let mut start = None;
        loop {
            let query = self
                .client
                .query()
                .table_name(&self.table)
                .consistent_read(true)
                .key_condition_expression("pk = :account AND begins_with(sk, :entry)")
                .expression_attribute_values(":account", text(keys::partition(account)))
                .expression_attribute_values(":entry", text(keys::ENTRY))
                .set_exclusive_start_key(start);
            let answer = query.send().await.map_err(|error| fault(DOING, error))?;
            for attributes in answer.items.unwrap_or_default() {
                match items::read(&attributes).map_err(|error| broken(DOING, &error))? {
                    Item::Entry(entry) => entries.push(*entry),
                    // Second names and marks of refusals are not of the ledger.
                    Item::Also(_) | Item::Refused(_) => {}
                    other => return Err(stranger(DOING, &other)),
                }
            }
            start = following(answer.last_evaluated_key);
            if start.is_none() {
                return Ok(entries);
            }
        }
    }
}

type Start = Option<HashMap<String, AttributeValue>>;

/// Where the next page starts; an empty key is none.
fn following(last: Start) -> Start {
    last.filter(|key| !key.is_empty())
}

fn sorted(entries: Vec<Entry>) -> Found {
    let keyed = |entry: Entry| ((entry.seq, entry.operation.key()), entry);
    entries.into_iter().map(keyed).collect()
}

/// The numbers from 1 to `up_to` that are missing.
fn gaps(found: &Found, up_to: u64) -> Vec<RangeInclusive<u64>> {
    let mut gaps = Vec::new();
    let mut next = 1_u64;
    for (seq, _) in found.keys() {
        if *seq > next {
            gaps.push(next..=seq.saturating_sub(1));
        }
        next = next.max(seq.saturating_add(1));
    }
    if next <= up_to {
        gaps.push(next..=up_to);
    }
    gaps
}
