//! The stories of one payment whose money goes back and comes again, by refunds and by disputes: each
//! told in every way, with what Stripe's lists said when the letter was written, and with what they say
//! in the end. I8, I9, W12: however it is told, there is one end, and it is what the truth folds to.

use std::collections::BTreeMap;

use shared::domain::planted::{Bug, plant};
use tests::simulation::stripe::{Back, Quarrel, Truth};

use crate::shop::Shop;
use crate::ways::{Ends, tell};

type Deed<'a> = &'a dyn Fn(&mut Truth);

/// What was charged.
const CHARGED: u64 = 1100;

/// What Stripe's lists say.
type Lists = (Vec<Back>, Vec<Quarrel>);

fn lists_of(truth: &Truth) -> Lists {
    (truth.backs.clone(), truth.quarrels.clone())
}

/// From now on Stripe's lists say this.
fn lists(truth: &mut Truth, said: &Lists) {
    (truth.backs, truth.quarrels) = said.clone();
}

/// Every way of telling what happened; the letters of these kinds are lost.
fn ends_of(deeds: &[Deed], lost: &[&str]) -> Ends {
    let mut shop = Shop::selling(CHARGED);
    let mut then = BTreeMap::<String, Lists>::new();
    for deed in deeds {
        let mut truth = shop.truth();
        let before = truth.letters.len();
        deed(&mut truth);
        let lists = lists_of(&truth);
        let ids = truth.letters[before..].iter().map(|letter| letter.id.clone());
        then.extend(ids.map(|id| (id, lists.clone())));
    }
    shop.truth().letters.retain(|letter| !lost.contains(&letter.kind));
    let now: Lists = lists_of(&shop.truth());
    let mut ends = Ends::default();
    for as_then in [false, true] {
        tell(&mut shop, &mut ends, &|shop, letter| {
            let id = shop.truth().letters[letter].id.clone();
            lists(&mut shop.truth(), if as_then { &then[&id] } else { &now });
            shop.brings(letter);
            lists(&mut shop.truth(), &now);
        });
    }
    ends
}

/// However it is told, there is one end, and it is the right one; in how many ways it was told.
fn judge(name: &str, deeds: &[Deed], lost: &[&str]) {
    let ends = ends_of(deeds, lost);
    println!("{name}: told in {} ways", ends.count);
    assert_eq!(ends.states.len(), 1, "{name}: {:#?}", ends.states);
    assert_eq!(ends.wrong, None, "{name}");
}

fn pays(truth: &mut Truth) {
    truth.pays(0);
}

fn refunds_300(truth: &mut Truth) {
    truth.gives_back(0, 300, "succeeded");
}

fn the_refund_fails(truth: &mut Truth) {
    truth.refund_fails(0);
}

fn the_bank_asks(truth: &mut Truth) {
    truth.bank_disputes(0, CHARGED, "usd", "warning_needs_response");
}

fn disputed_whole(truth: &mut Truth) {
    truth.bank_disputes(0, CHARGED, "usd", "needs_response");
}

fn disputed_500(truth: &mut Truth) {
    truth.bank_disputes(0, 500, "usd", "needs_response");
}

fn disputed_in_euros(truth: &mut Truth) {
    truth.bank_disputes(0, 91, "eur", "needs_response");
}

fn becomes(status: &'static str) -> impl Fn(&mut Truth) {
    move |truth| {
        let amount = truth.quarrels[0].now().amount;
        truth.dispute_becomes(0, status, amount);
    }
}

/// Letters that tell of what another one tells of too; without them there is room for more.
const SECOND: [&str; 5] = [
    "payment_intent.succeeded",
    "charge.refunded",
    "refund.updated",
    "charge.dispute.funds_withdrawn",
    "charge.dispute.funds_reinstated",
];

/// W4, W8, W12: a part is refunded, and the whole of it disputed.
#[test]
fn a_refunded_payment_that_is_disputed_ends_the_same_however_it_is_told() {
    judge("refunded and disputed", &[&pays, &refunds_300, &disputed_whole], &[]);
    let foreign: [Deed; 3] = [&pays, &refunds_300, &disputed_in_euros];
    judge("refunded and disputed in euros", &foreign, &SECOND);
}

/// W11: opened, then won or lost.
#[test]
fn a_dispute_that_is_decided_ends_the_same_however_it_is_told() {
    judge("won", &[&pays, &disputed_whole, &becomes("won")], &[]);
    judge("lost", &[&pays, &disputed_500, &becomes("lost")], &[]);
}

/// W11: lost, and won after all.
#[test]
fn a_dispute_that_is_won_after_it_was_lost_ends_the_same_however_it_is_told() {
    let deeds: [Deed; 4] = [&pays, &disputed_whole, &becomes("lost"), &becomes("won")];
    judge("lost, then won", &deeds, &SECOND[..4]);
}

/// W11: the bank asks first; it comes to nothing, or to a dispute about more.
#[test]
fn an_inquiry_ends_the_same_however_it_is_told() {
    judge("an inquiry", &[&pays, &the_bank_asks, &becomes("warning_closed")], &SECOND);
    let asks = |truth: &mut Truth| truth.bank_disputes(0, 400, "usd", "warning_needs_response");
    let wants_more = |truth: &mut Truth| truth.dispute_becomes(0, "needs_response", 700);
    judge("an inquiry that grows", &[&pays, &asks, &wants_more], &SECOND[..3]);
}

/// W10, W12: a refund that fails beside a dispute that is lost and then won.
#[test]
fn a_refund_that_fails_beside_a_dispute_ends_the_same_however_it_is_told() {
    let (lost, won) = (becomes("lost"), becomes("won"));
    let deeds: [Deed; 6] = [&pays, &refunds_300, &disputed_500, &the_refund_fails, &lost, &won];
    judge("the refund fails, lost, then won", &deeds, &SECOND);
}

/// W12: two disputes and a refund, together more than was paid.
#[test]
fn two_disputes_and_a_refund_end_the_same_however_they_are_told() {
    let deeds: [Deed; 5] = [&pays, &refunds_300, &disputed_500, &disputed_whole, &becomes("won")];
    judge("two disputes", &deeds, &SECOND);
}

/// With a wrong rule there is more than one end, or a wrong one.
#[test]
fn a_wrong_rule_for_disputes_shows() {
    for (bug, verdict) in [
        (Bug::LastVerdictWins, "won"),
        (Bug::WonIsLost, "won"),
        (Bug::HeldIsKept, "lost"),
        (Bug::EarlyDisputeLost, "lost"),
    ] {
        plant(Some(bug));
        let ends = ends_of(&[&pays, &disputed_whole, &becomes(verdict)], &SECOND);
        plant(None);
        assert!(ends.states.len() > 1 || ends.wrong.is_some(), "{bug:?} is not seen: {ends:?}");
    }
}
