//! From writes to puts with their conditions; what can never be stored is refused before it is
//! sent.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;

use crate::domain::planted::{Bug, planted};
use crate::domain::world::{Expect, Item};
use crate::perform::port::{Fault, Write};
use crate::store::failure::broken;
use crate::store::items::entry::{COPY_EVERY, write_with_copy};
use crate::store::items::{self, Attributes};
use crate::store::size::{MAX_COMMIT_BYTES, MAX_ITEM_BYTES, item_bytes};

/// The most items that one commit may write.
/// <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html>
pub const MAX_WRITES: usize = 100;

/// The condition that nothing stands there.
pub const ABSENT: &str = "attribute_not_exists(pk)";

/// The condition that the item at this version stands there.
pub const SAME_VERSION: &str = "version = :v";

/// The condition that the mark of this very refusal stands there.
pub const SAME_NONCE: &str = "nonce = :n";

/// The condition that anything stands there; no right version of ours asks so little.
pub const PRESENT: &str = "attribute_exists(pk)";

const DOING: &str = "writing";

/// One put with its condition.
#[derive(Debug)]
pub struct Prepared {
    /// What to put.
    pub item: Attributes,
    /// What must hold of what stands there.
    pub condition: &'static str,
    /// The values that the condition names.
    pub values: Option<HashMap<String, AttributeValue>>,
}

impl Prepared {
    /// What it takes of a commit's bytes. AWS speaks of the items alone; its own `DynamoDB` Local
    /// counts the conditions too, and what is within both is within either.
    pub fn bytes(&self) -> usize {
        let values = self.values.as_ref().map_or(0, item_bytes);
        item_bytes(&self.item).saturating_add(self.condition.len()).saturating_add(values)
    }
}

/// The puts of a commit, in the order of its writes.
pub fn prepared(writes: &[Write]) -> Result<Vec<Prepared>, Fault> {
    if writes.len() > MAX_WRITES {
        let why = format!("{} writes are more than {MAX_WRITES}", writes.len());
        return Err(broken(DOING, &why));
    }
    let puts: Vec<_> = writes.iter().map(|write| one(write, writes)).collect::<Result<_, _>>()?;
    let bytes = puts.iter().map(Prepared::bytes).fold(0, usize::saturating_add);
    if bytes > MAX_COMMIT_BYTES {
        let why = format!("{bytes} bytes are more than a commit holds, {MAX_COMMIT_BYTES}");
        return Err(broken(DOING, &why));
    }
    Ok(puts)
}

fn one(write: &Write, all: &[Write]) -> Result<Prepared, Fault> {
    let item = items::write(&write.item).map_err(|error| broken(DOING, &error))?;
    let item = with_copy(write, all)?.unwrap_or(item);
    let bytes = item_bytes(&item);
    if bytes > MAX_ITEM_BYTES {
        let name = write.item.name();
        let why = format!("{bytes} bytes are more than an item holds, {MAX_ITEM_BYTES}: {name:?}");
        return Err(broken(DOING, &why));
    }
    Ok(Prepared { item, condition: condition(write), values: values(write.expect) })
}

/// An entry with the account beside it as its copy, where it is one that carries one. For a copy no
/// commit is refused: one that is too large for the item is left out.
fn with_copy(write: &Write, all: &[Write]) -> Result<Option<Attributes>, Fault> {
    let Item::Entry(entry) = &write.item else { return Ok(None) };
    if entry.seq % COPY_EVERY != 0 {
        return Ok(None);
    }
    let left = all.iter().find_map(|write| match &write.item {
        Item::Account(account) if account.id == entry.account => Some(account),
        _ => None,
    });
    let Some(account) = left else { return Ok(None) };
    let item = write_with_copy(entry, account).map_err(|error| broken(DOING, &error))?;
    Ok(Some(item).filter(|item| item_bytes(item) <= MAX_ITEM_BYTES))
}

/// What must hold of what stands in the place of a write.
pub fn condition(write: &Write) -> &'static str {
    let unasked = matches!(write.item, Item::Member(_)) && planted(Bug::MemberUnconditioned);
    match write.expect {
        Expect::Absent => ABSENT,
        Expect::Version(_) if unasked || planted(Bug::NoVersion) => PRESENT,
        Expect::Version(_) => SAME_VERSION,
        Expect::Nonce(_) if planted(Bug::NoNonce) => PRESENT,
        Expect::Nonce(_) => SAME_NONCE,
    }
}

fn values(expect: Expect) -> Option<HashMap<String, AttributeValue>> {
    match expect {
        Expect::Absent => None,
        Expect::Version(version) => Some(value(":v", AttributeValue::N(version.to_string()))),
        Expect::Nonce(nonce) => Some(value(":n", AttributeValue::S(nonce.to_string()))),
    }
}

fn value(name: &str, value: AttributeValue) -> HashMap<String, AttributeValue> {
    HashMap::from([(name.to_owned(), value)])
}
