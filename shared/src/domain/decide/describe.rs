//! Notes what is known of a person beside the ledger.

use crate::domain::command::Describe;
use crate::domain::decide::{Answer, Change};
use crate::domain::profile::Profile;
use crate::domain::world::{Alias, Item, Name, Target, World};

/// Writes what is new; an account keeps the customer that it was first given.
pub fn describe(world: &World, describe: &Describe) -> Change {
    let known = world.profile(&describe.account);
    let customer = known.and_then(|profile| profile.customer.clone());
    let email = known.and_then(|profile| profile.email.clone());
    let after = Profile {
        account: describe.account.clone(),
        version: known.map_or(0, |profile| profile.version).saturating_add(1),
        email: describe.email.clone().or_else(|| email.clone()),
        customer: customer.clone().or_else(|| describe.customer.clone()),
    };
    if after.email == email && after.customer == customer {
        return Change::nothing(Answer::Done);
    }
    let mut items = Vec::new();
    let unknown = |name: &crate::domain::id::Label| {
        customer.is_none() && world.get(&Name::Alias(name.clone())).is_none()
    };
    if let Some(name) = after.customer.clone().filter(unknown) {
        let target = Target::Account(describe.account.clone());
        items.push(Item::Alias(Alias { name, target }));
    }
    items.push(Item::Profile(after));
    Change { items, answer: Answer::Done }
}
