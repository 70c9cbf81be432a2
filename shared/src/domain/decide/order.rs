//! Notes an order before anybody pays, and what the provider calls it.

use crate::domain::amount::{Amount, MAX_QUANTITY};
use crate::domain::catalog::{Catalog, Pack};
use crate::domain::command::Order;
use crate::domain::command::link::{Bill, Join, Link};
use crate::domain::decide::{Answer, Change};
use crate::domain::id::{GrantId, Label, PlanId, PurchaseId};
use crate::domain::moment::Moment;
use crate::domain::money::{MAX_MINOR_UNITS, Money};
use crate::domain::plan::Interval;
use crate::domain::planted::{Bug, planted};
use crate::domain::purchase::{Article, Lot, ProviderNames, Purchase, PurchaseState};
use crate::domain::refusal::Refusal;
use crate::domain::world::{Alias, Item, Name, Target, World};

/// Stores the order, or finds the one that the same request stored before.
pub fn order(
    catalog: &Catalog,
    world: &World,
    order: &Order,
    at: Moment,
) -> Result<Change, Refusal> {
    if let Some(known) = world.purchase(&order.purchase) {
        if known.fingerprint != order.fingerprint {
            return Err(Refusal::Reused);
        }
        // Another order was faster: this one shall not be paid too.
        let is_plan = matches!(known.article, Article::Plan(..));
        if is_plan && known.charged().is_none() && is_subscribed(catalog, world, order, at) {
            return Err(Refusal::Subscribed);
        }
        return Ok(Change::nothing(Answer::Purchase(Box::new(known.clone()))));
    }
    let (price, lots) = match &order.article {
        Article::Pack(id) => {
            let pack = catalog.pack(id).ok_or(Refusal::UnknownPack(id.clone()))?;
            (price(pack, order.quantity)?, lots(pack, &order.purchase, order.quantity))
        }
        Article::Plan(id, interval) => {
            (subscription_price(catalog, world, order, id, *interval, at)?, Vec::new())
        }
    };
    let purchase = Purchase {
        id: order.purchase.clone(),
        version: 1,
        account: order.account.clone(),
        article: order.article.clone(),
        quantity: order.quantity,
        price,
        fingerprint: order.fingerprint,
        created: at,
        state: PurchaseState::Pending,
        lots,
        refunds: Vec::new(),
        disputes: Vec::new(),
        provider: ProviderNames::default(),
    };
    let answer = Answer::Purchase(Box::new(purchase.clone()));
    Ok(Change { items: vec![Item::Purchase(Box::new(purchase))], answer })
}

fn price(pack: &Pack, quantity: u64) -> Result<Money, Refusal> {
    let (min, max) = pack.quantity.map_or((1, 1), |range| (range.min, range.max));
    let each = pack.price_each(quantity);
    let minor = each.minor.checked_mul(quantity).filter(|minor| *minor <= MAX_MINOR_UNITS);
    match minor {
        Some(minor) if (min..=max).contains(&quantity) => {
            Ok(Money { minor, currency: each.currency })
        }
        _ => Err(Refusal::Quantity { min, max }),
    }
}

/// A plan is ordered by who has none: another one is chosen in the subscription that there is.
fn subscription_price(
    catalog: &Catalog,
    world: &World,
    order: &Order,
    plan: &PlanId,
    interval: Interval,
    at: Moment,
) -> Result<Money, Refusal> {
    let found = catalog.plan(plan).and_then(|plan| plan.price(interval));
    let found = found.ok_or(Refusal::UnknownPlan(plan.clone(), interval))?;
    if order.quantity != 1 {
        return Err(Refusal::Quantity { min: 1, max: 1 });
    }
    if is_subscribed(catalog, world, order, at) {
        return Err(Refusal::Subscribed);
    }
    Ok(found.price)
}

fn is_subscribed(catalog: &Catalog, world: &World, order: &Order, at: Moment) -> bool {
    let account = world.account(&order.account);
    account.is_some_and(|account| account.subscribed(catalog, at).is_some())
}

fn lots(pack: &Pack, purchase: &PurchaseId, quantity: u64) -> Vec<Lot> {
    let lot = |grant: &crate::domain::catalog::PackGrant| Lot {
        grant: GrantId::of_purchase(purchase, &grant.feature),
        feature: grant.feature.clone(),
        amount: match grant.amount {
            Amount::Of(units) if planted(Bug::HalfPack) => Amount::Of(units),
            Amount::Of(units) => Amount::Of(units.saturating_mul(quantity).min(MAX_QUANTITY)),
            Amount::Unlimited => Amount::Unlimited,
        },
        expires_after_days: grant.expires_after_days,
        priority: grant.priority,
        taken: Amount::NONE,
        owed: 0,
    };
    pack.grants.iter().map(lot).collect()
}

/// Whether the same order would be the same today: at this price, for these amounts.
pub fn is_current(catalog: &Catalog, purchase: &Purchase) -> bool {
    match &purchase.article {
        Article::Pack(id) => catalog.pack(id).is_some_and(|pack| {
            price(pack, purchase.quantity) == Ok(purchase.price)
                && lots(pack, &purchase.id, purchase.quantity) == purchase.lots
        }),
        Article::Plan(id, interval) => {
            let plan = catalog.plan(id).and_then(|plan| plan.price(*interval));
            plan.is_some_and(|plan| plan.price == purchase.price)
        }
    }
}

/// Notes that another request got an order; the first one it got stays.
pub fn join(world: &World, join: &Join) -> Result<Change, Refusal> {
    let known = world.purchase(&join.purchase).ok_or(Refusal::UnknownPurchase)?;
    let answer = Answer::Purchase(Box::new(known.clone()));
    let (name, target) = (join.name.clone(), Target::Purchase(join.purchase.clone()));
    if world.get(&Name::Alias(name.clone())).is_some() {
        return Ok(Change::nothing(answer));
    }
    Ok(Change { items: vec![Item::Alias(Alias { name, target })], answer })
}

/// Notes the checkout session of an order; the first one stays.
pub fn link(world: &World, link: &Link) -> Result<Change, Refusal> {
    let known = world.purchase(&link.purchase).ok_or(Refusal::UnknownPurchase)?;
    if known.provider.session.is_some() {
        return Ok(Change::nothing(Answer::Purchase(Box::new(known.clone()))));
    }
    let mut purchase = known.clone();
    purchase.version = known.version.saturating_add(1);
    purchase.provider.session = Some(link.session.clone());
    purchase.provider.url = Some(link.url.clone());
    Ok(named(world, purchase, &[&link.session]))
}

/// Notes the invoice of an order and the payment for it; the first ones stay.
pub fn bill(world: &World, bill: &Bill) -> Result<Change, Refusal> {
    let known = world.purchase(&bill.purchase).ok_or(Refusal::UnknownPurchase)?;
    if known.provider.invoice.is_some() {
        return Ok(Change::nothing(Answer::Purchase(Box::new(known.clone()))));
    }
    let mut purchase = known.clone();
    purchase.version = known.version.saturating_add(1);
    purchase.provider.invoice = Some(bill.invoice.clone());
    // What paid it already is known better.
    if known.charged().is_none() {
        purchase.provider.intent.clone_from(&bill.intent);
    }
    let names: Vec<_> = std::iter::once(&bill.invoice).chain(&bill.intent).collect();
    Ok(named(world, purchase, &names))
}

/// The order with names that the provider has for it, found by those that nothing is found by yet.
fn named(world: &World, purchase: Purchase, names: &[&Label]) -> Change {
    let mut items = vec![Item::Purchase(Box::new(purchase.clone()))];
    items.extend(aliases(world, &purchase.id, names.iter().copied()));
    Change { items, answer: Answer::Purchase(Box::new(purchase)) }
}

/// Those of the provider's names by which nothing is found yet lead to the order.
pub fn aliases<'a>(
    world: &World,
    purchase: &PurchaseId,
    names: impl Iterator<Item = &'a Label>,
) -> Vec<Item> {
    let unknown = |name: &&Label| world.get(&Name::Alias((*name).clone())).is_none();
    let target = || Target::Purchase(purchase.clone());
    let alias = |name: &Label| Item::Alias(Alias { name: name.clone(), target: target() });
    names.filter(unknown).map(alias).collect()
}
