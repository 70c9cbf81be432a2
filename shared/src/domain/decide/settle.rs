//! What a fact about a payment does to its purchase and its account. Told again, in another order
//! or by another notification, it ends in the same state.

use crate::domain::catalog::Catalog;
use crate::domain::command::Settle;
use crate::domain::command::fact::Fact;
use crate::domain::decide::draft::{Draft, Title};
use crate::domain::decide::order::aliases;
use crate::domain::decide::reverse::reverse;
use crate::domain::decide::{Answer, Change};
use crate::domain::entry::{EntryKind, Note};
use crate::domain::event::{EventRecord, EventState};
use crate::domain::id::Label;
use crate::domain::moment::Moment;
use crate::domain::operation::{OperationId, Scope};
use crate::domain::planted::versions::pays_again;
use crate::domain::planted::{Bug, planted};
use crate::domain::posting::Posting;
use crate::domain::purchase::returned::{Dispute, Refund};
use crate::domain::purchase::{ProviderNames, Purchase, PurchaseState};
use crate::domain::refusal::Refusal;
use crate::domain::world::{Item, World};

/// Settles a fact; the notification that told it is stored as done with its effects.
pub fn settle(
    catalog: &Catalog,
    world: &World,
    settle: &Settle,
    at: Moment,
) -> Result<Change, Refusal> {
    let told = world.event(&settle.event.id);
    if told.is_some_and(|event| event.state == EventState::Done) {
        return Ok(Change::nothing(Answer::Done));
    }
    let known = world.purchase(&settle.purchase).ok_or(Refusal::UnknownPurchase)?;
    if known.account != settle.account && !planted(Bug::BuyersWord) {
        return Err(Refusal::Mismatch("the order is of another account"));
    }
    check_payment(known, settle)?;

    // From here on this succeeds.
    let mut purchase = known.clone();
    purchase.version = known.version.saturating_add(1);
    let paid_now = note_fact(&mut purchase, settle, at) || pays_again(world, known, settle);
    if planted(Bug::BuyersWord) {
        purchase.account.clone_from(&settle.account);
    }
    let mut draft = Draft::begin(catalog, world, &settle.account, at)?;
    if paid_now {
        grant(&mut draft, &purchase)?;
    }
    let before = purchase.lots.clone();
    reverse(&mut draft, &mut purchase)?;
    let Change { mut items, answer } = if paid_now || purchase.lots != before {
        entry(draft, &purchase, paid_now)?
    } else {
        Change::nothing(Answer::Done)
    };
    let names = [&settle.intent, &settle.charge, &settle.invoice];
    items.extend(aliases(world, &settle.purchase, names.into_iter().flatten()));
    items.push(Item::Purchase(Box::new(purchase)));
    if !planted(Bug::EventForgotten) {
        items.push(Item::Event(EventRecord {
            version: told.map_or(0, |event| event.version).saturating_add(1),
            state: EventState::Done,
            ..settle.event.clone()
        }));
    }
    Ok(Change { items, answer })
}

/// What was paid must be what was ordered, and be paid once.
fn check_payment(purchase: &Purchase, settle: &Settle) -> Result<(), Refusal> {
    let Fact::Paid { asked, currency, .. } = &settle.fact else {
        return Ok(());
    };
    if *currency != purchase.price.currency {
        return Err(Refusal::Mismatch("it was paid in another currency"));
    }
    if *asked != purchase.price.minor && !planted(Bug::UnderpaidGranted) {
        return Err(Refusal::Mismatch("another amount was asked for"));
    }
    if is_of_another(purchase, settle) {
        Err(Refusal::Mismatch("the order was already paid by another payment"))
    } else {
        Ok(())
    }
}

/// Whether the order is paid, and the fact is about another payment than the one that paid it: what
/// names no payment was paid without one.
fn is_of_another(purchase: &Purchase, settle: &Settle) -> bool {
    let by_its_invoice = settle.invoice.is_some() && settle.invoice == purchase.provider.invoice;
    match &settle.intent {
        Some(_) => purchase.charged().is_some() && settle.intent != purchase.provider.intent,
        None => purchase.charged().is_some() && settle.invoice.is_some() && !by_its_invoice,
    }
}

/// Whether the fact is about another payment or another invoice than the one that the order has.
fn names_another(provider: &ProviderNames, settle: &Settle) -> bool {
    let differ = |known: &Option<Label>, told: &Option<Label>| {
        known.as_ref().zip(told.as_ref()).is_some_and(|(known, told)| known != told)
    };
    differ(&provider.intent, &settle.intent) || differ(&provider.invoice, &settle.invoice)
}

/// Takes note of the fact; says whether the purchase is paid by it.
fn note_fact(purchase: &mut Purchase, settle: &Settle, at: Moment) -> bool {
    let paid = purchase.charged().is_some();
    let mut paid_now = false;
    match &settle.fact {
        Fact::Awaited => {}
        Fact::Paid { charged, .. } => {
            if !paid {
                purchase.state = PurchaseState::Paid { charged: *charged, at };
                paid_now = true;
            }
        }
        Fact::Failed { at, reason } => purchase.note_failure(*at, reason),
        Fact::Expired => purchase.note_expiry(),
        Fact::Canceled => {
            if !names_another(&purchase.provider, settle) {
                purchase.note_cancel();
            }
        }
        Fact::Returned { refunds, disputes } => {
            let intent = |told: &Option<Label>| told.clone().or_else(|| settle.intent.clone());
            for told in refunds {
                purchase.note_refund(&Refund { intent: intent(&told.intent), ..told.clone() });
            }
            let early = !paid && planted(Bug::EarlyDisputeLost);
            for told in disputes.iter().filter(|_| !early) {
                purchase.note_dispute(&Dispute { intent: intent(&told.intent), ..told.clone() });
            }
        }
    }
    if paid_now {
        name_payment(&mut purchase.provider, settle);
    } else if !paid {
        let provider = &mut purchase.provider;
        // An invoice is paid by the one payment that was made for it.
        if provider.invoice.is_none() || provider.intent.is_none() {
            provider.intent = settle.intent.clone().or_else(|| provider.intent.take());
        }
        provider.charge = settle.charge.clone().or_else(|| provider.charge.take());
    } else if purchase.provider.intent == settle.intent && settle.charge.is_some() {
        purchase.provider.charge.clone_from(&settle.charge);
    }
    paid_now
}

/// The order is paid by exactly this payment, or by none where it cost nothing; one that failed
/// before it, of another session, is not the one.
fn name_payment(provider: &mut ProviderNames, settle: &Settle) {
    let known = provider.charge.take().filter(|_| provider.intent == settle.intent);
    provider.intent.clone_from(&settle.intent);
    provider.charge = settle.charge.clone().or(known);
    provider.invoice = settle.invoice.clone().or_else(|| provider.invoice.take());
}

/// Gives what was paid for, from the moment of the payment on.
fn grant(draft: &mut Draft<'_>, purchase: &Purchase) -> Result<(), Refusal> {
    let PurchaseState::Paid { at, .. } = purchase.state else {
        return Ok(());
    };
    for lot in &purchase.lots {
        draft.post(Posting::Granted {
            grant: lot.grant.clone(),
            feature: lot.feature.clone(),
            amount: lot.amount,
            granted: at,
            expires: lot.expires_after_days.map(|days| at.plus_days(days)),
            priority: lot.priority,
        })?;
        draft.tell(&lot.feature, lot.amount, 0);
    }
    Ok(())
}

/// Effects are named by the purchase: it is fulfilled once, and each reversal follows from one
/// version of it.
fn operation(purchase: &Purchase, fulfils: bool) -> OperationId {
    let version = purchase.version;
    let name = match fulfils {
        true if planted(Bug::GrantedTwice) => format!("fulfil/{version}"),
        true => "fulfil".to_owned(),
        false => format!("reverse/{version}"),
    };
    OperationId { scope: Scope::Stripe, principal: purchase.id.to_string(), name }
}

/// The entry of what was granted or taken, if anything was.
fn entry(draft: Draft<'_>, purchase: &Purchase, fulfils: bool) -> Result<Change, Refusal> {
    let operation = operation(purchase, fulfils);
    draft.finish(Title {
        kind: if fulfils { EntryKind::Fulfil } else { EntryKind::Reverse },
        operation: &operation,
        fingerprint: operation.fingerprint(),
        note: Note { reference: Label::parse(purchase.id.as_str()).ok(), ..Note::default() },
    })
}
