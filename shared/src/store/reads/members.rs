//! The members of an organisation, by the order of their names: read strongly, from the table.

use crate::domain::id::AccountId;
use crate::domain::member::Member;
use crate::domain::world::{Item, Name};
use crate::perform::port::Fault;
use crate::store::Store;
use crate::store::failure::{broken, fault};
use crate::store::items;
use crate::store::keys::{self, Key};
use crate::store::reads::pages::stranger;
use crate::store::reads::text;

const DOING: &str = "reading members";

/// A page of an organisation's members.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MembersPage {
    /// In the order of their keys.
    pub items: Vec<Member>,
    /// After whom the next page begins. None on the last page.
    pub next: Option<AccountId>,
}

impl Store {
    /// Members after one of them, or the first ones; at most `limit` of them, at least 1.
    pub async fn members(
        &self,
        account: &AccountId,
        after: Option<&AccountId>,
        limit: u16,
    ) -> Result<MembersPage, Fault> {
        let start = after.map(|user| Key::of(&Name::Member(account.clone(), user.clone())));
        let query = self
            .client
            .query()
            .table_name(&self.table)
            .consistent_read(true)
            .key_condition_expression("pk = :account AND begins_with(sk, :member)")
            .expression_attribute_values(":account", text(keys::partition(account)))
            .expression_attribute_values(":member", text(keys::MEMBER))
            .set_exclusive_start_key(start.map(|key| key.attributes()))
            .limit(i32::from(limit.max(1)).saturating_add(1));
        let answer = query.send().await.map_err(|error| fault(DOING, error))?;
        let mut members = Vec::new();
        for attributes in answer.items.unwrap_or_default() {
            match items::read(&attributes).map_err(|error| broken(DOING, &error))? {
                Item::Member(member) => members.push(member),
                other => return Err(stranger(DOING, &other)),
            }
        }
        // One more than asked for: only that tells a full last page from one before another.
        let most = usize::from(limit.max(1));
        let is_cut = answer.last_evaluated_key.is_some_and(|key| !key.is_empty());
        let more = members.len() > most || is_cut;
        members.truncate(most);
        let next = members.last().filter(|_| more).map(|member| member.user.clone());
        Ok(MembersPage { items: members, next })
    }
}
