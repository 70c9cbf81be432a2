//! The accounts that time brings something, by day; and how far the walk along the days is.
//! The index may lag behind: what is not seen today is seen tomorrow, and no answer waits for it.

use std::collections::HashMap;

use crate::domain::id::AccountId;
use crate::domain::moment::Moment;
use crate::domain::world::Name;
use crate::perform::port::Fault;
use crate::store::Store;
use crate::store::commit::Attempt;
use crate::store::failure::{broken, fault};
use crate::store::items::Attributes;
use crate::store::items::fields::key_part;
use crate::store::items::watermark::{self, Watermark};
use crate::store::keys::{self, Key};
use crate::store::reads::{number, text};
use crate::store::writes::{ABSENT, Prepared, SAME_VERSION};

/// Over how many shards the accounts of a day are spread.
pub const SHARDS: u32 = keys::DUE_SHARDS;

/// Some of the accounts that are due on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DuePage {
    /// In the order of the index.
    pub accounts: Vec<AccountId>,
    /// Whether there may be more after the last one.
    pub more: bool,
}

impl Store {
    /// The accounts that are due on a day, of one shard and after one account; at most `limit`.
    pub async fn due_accounts(
        &self,
        day: Moment,
        shard: u32,
        after: Option<&AccountId>,
        limit: u16,
    ) -> Result<DuePage, Fault> {
        const DOING: &str = "reading what is due";
        let after = after.map(|id| Name::Account(id.clone()));
        let kind = keys::ACCOUNT;
        let (names, more) = self.due_names(DOING, day, shard, kind, after.as_ref(), limit).await?;
        let account = |name| match name {
            Name::Account(id) => Ok(id),
            name => Err(broken(DOING, &format!("{name:?} is no account"))),
        };
        Ok(DuePage { accounts: names.into_iter().map(account).collect::<Result<_, _>>()?, more })
    }

    /// What is due of one kind on a day, of one shard and after one of them; and whether there may be
    /// more.
    pub(super) async fn due_names(
        &self,
        doing: &'static str,
        day: Moment,
        shard: u32,
        kind: &str,
        after: Option<&Name>,
        limit: u16,
    ) -> Result<(Vec<Name>, bool), Fault> {
        let part = keys::due_part(day, shard);
        let start = after.map(|name| {
            let key = Key::of(name);
            let mut start = key.attributes();
            start.insert("gsi2pk".to_owned(), text(&part));
            start.insert("gsi2sk".to_owned(), text(key.pk));
            start
        });
        let query = self
            .client
            .query()
            .table_name(&self.table)
            .index_name(keys::DUE_INDEX)
            .key_condition_expression("gsi2pk = :day AND begins_with(gsi2sk, :kind)")
            .expression_attribute_values(":day", text(&part))
            .expression_attribute_values(":kind", text(kind))
            .set_exclusive_start_key(start)
            .limit(i32::from(limit.max(1)));
        let answer = query.send().await.map_err(|error| fault(doing, error))?;
        let mut names = Vec::new();
        for item in answer.items.unwrap_or_default() {
            let key = Key { pk: key_part(&item, "pk"), sk: key_part(&item, "sk") };
            let unknown = || broken(doing, &format!("{key:?} is no key of ours"));
            names.push(key.name().ok_or_else(unknown)?);
        }
        Ok((names, answer.last_evaluated_key.is_some()))
    }

    /// How far a job is, read strongly; none where it never ran.
    pub async fn watermark(&self, job: &str) -> Result<Option<Watermark>, Fault> {
        let found = self.get(&Key::watermark(job)).await?;
        let read = found.map(|attributes| watermark::read(job, &attributes)).transpose();
        read.map_err(|error| broken("reading a watermark", &error))
    }

    /// Writes how far a job is over the version before; says whether it did. Where it did not,
    /// another run was faster.
    pub async fn keep_watermark(&self, job: &str, mark: &Watermark) -> Result<bool, Fault> {
        self.put_over(mark.version, watermark::write(job, mark)).await
    }

    /// Puts the item with this version over the one before; says whether it did.
    pub(super) async fn put_over(&self, version: u64, item: Attributes) -> Result<bool, Fault> {
        let before = version.saturating_sub(1);
        let (condition, values) = match before {
            0 => (ABSENT, None),
            _ => (SAME_VERSION, Some(HashMap::from([(":v".to_owned(), number(before))]))),
        };
        match self.put(Prepared { item, condition, values }).await? {
            Attempt::Done => Ok(true),
            Attempt::Lost(_) => Ok(false),
        }
    }
}
