//! What stands under an operation's name: its entry, a pointer to it, or the mark of a refusal.

use crate::domain::account::Account;
use crate::domain::canonical;
use crate::domain::entry::Entry;
use crate::domain::hash::Hash;
use crate::domain::id::AccountId;
use crate::domain::moment::Moment;
use crate::domain::operation::{Fingerprint, OperationKey};
use crate::domain::world::{Also, Item, Mark, Name};
use crate::store::items::fields::{Draft, Fields, ItemError};
use crate::store::items::{Attributes, account};
use crate::store::keys::{self, Key};

/// Every so many entries one carries the account as it left it: a past account is folded from
/// there, however long its ledger is.
pub const COPY_EVERY: u64 = 1_000;

/// The attributes of an entry. Its body is the text that is hashed, byte by byte.
pub fn write(entry: &Entry) -> Attributes {
    written(entry).done()
}

/// The attributes of an entry that carries the account as it left it.
pub fn write_with_copy(entry: &Entry, after: &Account) -> Result<Attributes, ItemError> {
    Ok(account::write_as(written(entry), AFTER, after)?.done())
}

/// The account as the entry left it, where the entry carries it.
pub fn read_copy(attributes: &Attributes, entry: &Entry) -> Result<Option<Account>, ItemError> {
    let key = Key::of(&Name::Receipt(entry.account.clone(), entry.operation.key()));
    let fields = Fields::open(key, attributes)?;
    if !fields.has(AFTER) {
        return Ok(None);
    }
    let after = account::read_as(&fields, AFTER, entry.account.clone(), entry.seq)?;
    // The copy is the one that this very entry left, or none.
    if after.head == entry.hash() { Ok(Some(after)) } else { Err(fields.wrong(AFTER)) }
}

const AFTER: &str = "after";

fn written(entry: &Entry) -> Draft {
    draft(&entry.account, entry.operation.key(), entry.fingerprint)
        .text("body", canonical::write(entry))
        .number("seq", entry.seq)
        .in_account_index(keys::ledger(&entry.account), entry.seq)
}

/// The attributes of an operation's second name.
pub fn write_also(also: &Also) -> Attributes {
    draft(&also.account, also.key, also.fingerprint).text("entry", also.entry.to_string()).done()
}

/// The attributes of a mark. It has no `seq` and stands in no index: it is not of the ledger.
pub fn write_mark(mark: &Mark) -> Attributes {
    draft(&mark.account, mark.key, mark.fingerprint)
        .text("nonce", mark.nonce.to_string())
        .number("expires", mark.expires.seconds())
        .done()
}

/// What an item says that stands under this operation's name. A mark past its time is a mark
/// until the table forgets it.
pub fn read(fields: &Fields<'_>, account: AccountId, key: OperationKey) -> Result<Item, ItemError> {
    if fields.has("nonce") {
        return Ok(Item::Refused(Mark {
            account,
            key,
            nonce: fields.parsed("nonce", Hash::parse)?,
            fingerprint: fingerprint(fields)?,
            expires: seconds(fields, "expires")?,
        }));
    }
    if fields.has("entry") {
        return Ok(Item::Also(Also {
            account,
            key,
            entry: OperationKey(fields.parsed("entry", Hash::parse)?),
            fingerprint: fingerprint(fields)?,
        }));
    }
    let body = fields.text("body")?;
    let entry = canonical::read(body).map_err(|error| fields.because("body", error))?;
    let stands_here = entry.account == account && entry.operation.key() == key;
    // The next entry names the hash of these bytes, so they must be the ones we would write.
    let is_canonical = canonical::write(&entry) == body;
    if !stands_here || !is_canonical {
        return Err(fields.wrong("body"));
    }
    if fields.number::<u64>("seq")? != entry.seq {
        return Err(fields.wrong("seq"));
    }
    Ok(Item::Entry(Box::new(entry)))
}

fn draft(account: &AccountId, key: OperationKey, fingerprint: Fingerprint) -> Draft {
    Draft::of(Key::of(&Name::Receipt(account.clone(), key)))
        .text("fingerprint", fingerprint.to_string())
}

fn fingerprint(fields: &Fields<'_>) -> Result<Fingerprint, ItemError> {
    fields.parsed("fingerprint", Hash::parse).map(Fingerprint)
}

fn seconds(fields: &Fields<'_>, field: &'static str) -> Result<Moment, ItemError> {
    let millis = fields.number::<i64>(field)?.checked_mul(1000);
    millis.and_then(Moment::from_millis).ok_or_else(|| fields.wrong(field))
}
