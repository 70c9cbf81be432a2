//! Packs and welcome gifts: what is bought or given from now on. What an account has, it keeps.

mod tiers;

use shared::domain::catalog::{Catalog, Pack, PackGrant, QuantityRange};

use super::{Change, amount, money};

pub fn changes(old: &Catalog, new: &Catalog) -> Vec<Change> {
    let mut changes = Vec::new();
    for before in &old.packs {
        match new.pack(&before.id) {
            None => changes.push(removed(before)),
            Some(after) => {
                changes.extend(price(before, after));
                changes.extend(tiers::changes(before, after));
                changes.extend(lookup_key(before, after));
                changes.extend(quantity(before, after));
                changes.extend(grants(before, after, new));
            }
        }
    }
    let added = new.packs.iter().filter(|pack| old.pack(&pack.id).is_none());
    changes.extend(added.map(|pack| Change::harmless(format!("pack {} is new", pack.id))));
    changes.extend(tiers::terms(old, new));
    changes.extend(welcome(old, new));
    changes
}

fn removed(pack: &Pack) -> Change {
    Change::breaking(format!(
        "pack {} is removed: an order of it is answered unknown-pack; who bought it keeps what is \
         left, and a payment that was begun is still granted",
        pack.id
    ))
}

fn price(before: &Pack, after: &Pack) -> Option<Change> {
    let stripe = match after.lookup_key {
        Some(_) => "; the price in Stripe must be the same",
        None => "",
    };
    (before.price.minor != after.price.minor).then(|| {
        Change::harmless(format!(
            "pack {} costs {}, it was {}: new orders pay it, begun ones pay what they were begun \
             with{stripe}",
            before.id,
            money(after.price),
            money(before.price)
        ))
    })
}

fn lookup_key(before: &Pack, after: &Pack) -> Option<Change> {
    match (&before.lookup_key, &after.lookup_key) {
        (before, after) if before == after => None,
        (Some(key), None) => Some(Change::harmless(format!(
            "pack {} has no lookup key, it was {key}: its price is sent to Stripe with each order",
            before.id
        ))),
        (before_key, Some(key)) => {
            let was =
                before_key.as_ref().map_or("it had none".to_owned(), |it| format!("it was {it}"));
            Some(Change::breaking(format!(
                "pack {} has the lookup key {key}, {was}: until Stripe has a price of {} under it, \
                 no order of the pack can be paid",
                before.id,
                money(after.price)
            )))
        }
        (None, None) => None,
    }
}

fn quantity(before: &Pack, after: &Pack) -> Option<Change> {
    const ONE: QuantityRange = QuantityRange { min: 1, max: 1 };
    let (old, new) = (before.quantity.unwrap_or(ONE), after.quantity.unwrap_or(ONE));
    if old == new {
        return None;
    }
    let sold = format!(
        "pack {} is sold in quantities of {} to {}, it was {} to {}",
        before.id, new.min, new.max, old.min, old.max
    );
    if new.min > old.min || new.max < old.max {
        let refused = "an order of another quantity is refused; what was bought stays";
        Some(Change::breaking(format!("{sold}: {refused}")))
    } else {
        Some(Change::harmless(format!("{sold}: every quantity so far can still be ordered")))
    }
}

fn grants(before: &Pack, after: &Pack, new: &Catalog) -> Vec<Change> {
    let mut changes = Vec::new();
    let what = |grant: &PackGrant| format!("pack {} brings {}", before.id, told(grant));
    for old in &before.grants {
        match after.grants.iter().find(|grant| grant.feature == old.feature) {
            Some(now) if now == old => {}
            Some(now) => changes.push(Change::harmless(format!(
                "{}, it was {}: for orders from now on; what was bought or begun stays",
                what(now),
                told(old)
            ))),
            // That the feature itself is gone is said once, with the features.
            None if new.feature(&old.feature).is_none() => {}
            None => changes.push(Change::harmless(format!(
                "pack {} no longer brings {}: for orders from now on; what was bought or begun stays",
                before.id,
                told(old)
            ))),
        }
    }
    let added = after
        .grants
        .iter()
        .filter(|grant| !before.grants.iter().any(|old| old.feature == grant.feature));
    changes.extend(added.map(|grant| {
        Change::harmless(format!("{}, which it did not: for orders from now on", what(grant)))
    }));
    changes
}

fn welcome(old: &Catalog, new: &Catalog) -> Vec<Change> {
    const ONLY_NEW: &str = "accounts that exist keep what they were given and get nothing more";
    let mut changes = Vec::new();
    for before in &old.welcome {
        match new.welcome.iter().find(|gift| gift.feature == before.feature) {
            Some(after) if after == before => {}
            Some(after) => changes.push(Change::harmless(format!(
                "a new account is welcomed with {}, it was {}: {ONLY_NEW}",
                told(after),
                told(before)
            ))),
            None => changes.push(Change::harmless(format!(
                "a new account is no longer welcomed with {}: {ONLY_NEW}",
                told(before)
            ))),
        }
    }
    let added = new
        .welcome
        .iter()
        .filter(|gift| !old.welcome.iter().any(|before| before.feature == gift.feature));
    changes.extend(added.map(|gift| {
        Change::harmless(format!("a new account is welcomed with {}: {ONLY_NEW}", told(gift)))
    }));
    changes
}

fn told(grant: &PackGrant) -> String {
    let expiry = match grant.expires_after_days {
        Some(days) => format!("for {days} days"),
        None => "for good".to_owned(),
    };
    let (amount, feature) = (amount(grant.amount), &grant.feature);
    format!("{amount} {feature} {expiry} (priority {})", grant.priority)
}
