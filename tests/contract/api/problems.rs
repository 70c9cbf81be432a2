//! Which kinds of problem each route can tell: the table behind the page's error answers.

use shared::http::problem::Kind::{self, *};

/// What every route can tell.
const ANY: &[Kind] = &[TooManyRequests, Internal, Unavailable];

/// What a route that must know its caller can tell besides.
const KNOWN: &[Kind] = &[Unauthorized, Forbidden];

/// What a route that takes a body can tell besides.
const BODY: &[Kind] = &[MalformedJson, InvalidRequest, PayloadTooLarge, UnsupportedMediaType];

/// What a route that changes something under a key can tell besides.
const KEYED: &[Kind] = &[IdempotencyKeyMissing, IdempotencyKeyInvalid, IdempotencyKeyReused];

/// By operation: its name on the page, and the groups of kinds it can tell.
pub const TOLD: [(&str, &[&[Kind]]); 40] = [
    ("balances", &[ANY, KNOWN, &[InvalidAccount, InvalidRequest, MemberRemoved]]),
    ("check", &[ANY, KNOWN, CHECK]),
    ("consume", &[ANY, KNOWN, BODY, KEYED, SPEND, &[Insufficient, MemberCap, MemberRemoved]]),
    ("record", &[ANY, KNOWN, BODY, KEYED, SPEND, &[MemberRemoved]]),
    ("holds", &[ANY, KNOWN, &[InvalidAccount]]),
    ("hold", &[ANY, KNOWN, BODY, KEYED, SPEND, HOLD]),
    ("settle", &[ANY, KNOWN, BODY, SPEND, ENDS]),
    ("release", &[ANY, KNOWN, &[InvalidAccount], ENDS]),
    ("open_account", &[ANY, KNOWN, BODY]),
    ("account", &[ANY, KNOWN, &[InvalidAccount, NotFound]]),
    ("summary", &[ANY, KNOWN, &[InvalidAccount]]),
    ("ledger", &[ANY, KNOWN, &[InvalidAccount, InvalidRequest]]),
    ("explain", &[ANY, KNOWN, &[InvalidAccount, InvalidRequest, NotFound, UnknownFeature]]),
    ("purchases", &[ANY, KNOWN, &[InvalidAccount, InvalidRequest]]),
    ("purchase", &[ANY, KNOWN, &[InvalidAccount, NotFound]]),
    ("subscriptions", &[ANY, KNOWN, &[InvalidAccount, InvalidRequest]]),
    ("settings", &[ANY, KNOWN, &[InvalidAccount]]),
    ("set_settings", &[ANY, KNOWN, BODY, &[InvalidAccount]]),
    ("portal", &[ANY, KNOWN, BODY, WALLET, &[InvalidReturnUrl, NoCustomer]]),
    ("payment_methods", &[ANY, KNOWN, WALLET, &[InvalidRequest]]),
    ("save_payment_method", &[ANY, KNOWN, BODY, WALLET, NAMED]),
    ("default_payment_method", &[ANY, KNOWN, BODY, WALLET, &[NoSuchPaymentMethod]]),
    ("remove_payment_method", &[ANY, KNOWN, WALLET, &[NoSuchPaymentMethod]]),
    ("invoices", &[ANY, KNOWN, WALLET, &[InvalidRequest]]),
    ("members", &[ANY, KNOWN, &[InvalidAccount, InvalidRequest]]),
    ("member", &[ANY, KNOWN, &[InvalidAccount, NotFound]]),
    ("set_member", &[ANY, KNOWN, BODY, &[InvalidAccount, NotFound, Conflict]]),
    ("remove_member", &[ANY, KNOWN, &[InvalidAccount, NotFound, Conflict]]),
    ("verify", &[ANY, KNOWN, &[InvalidAccount, NotFound]]),
    ("catalog", &[ANY]),
    ("checkout", &[ANY, KNOWN, BODY, KEYED, BUY, STRIPE]),
    (
        "payment_intent",
        &[ANY, KNOWN, BODY, KEYED, STRIPE, &[InvalidAccount, UnknownPack, Conflict]],
    ),
    ("session", &[ANY, KNOWN, &[NotFound]]),
    ("events", &[ANY, KNOWN, &[InvalidRequest]]),
    ("event", &[ANY, KNOWN, &[NotFound]]),
    ("retry", &[ANY, KNOWN, STRIPE, &[NotFound, WrongMode, UnprocessableEvent]]),
    ("sweep", &[ANY, KNOWN]),
    ("find", &[ANY, KNOWN, STRIPE, &[InvalidRequest, NotFound]]),
    ("adjust", &[ANY, KNOWN, BODY, KEYED, SPEND, &[Insufficient]]),
    ("webhook", &[WEBHOOK]),
];

const SPEND: &[Kind] = &[InvalidAccount, UnknownFeature, NotCounted];
const CHECK: &[Kind] = &[InvalidAccount, InvalidRequest, NotFound, UnknownFeature, MemberRemoved];
const HOLD: &[Kind] = &[Insufficient, TooManyHolds, MemberCap, MemberRemoved];
const ENDS: &[Kind] = &[IdempotencyKeyInvalid, NotFound, HoldEnded];
const BUY: &[Kind] =
    &[InvalidAccount, InvalidReturnUrl, UnknownPack, UnknownPlan, AlreadySubscribed, Conflict];
const STRIPE: &[Kind] = &[StripeUnavailable, StripeRefused];
const WALLET: &[Kind] = &[InvalidAccount, StripeUnavailable, StripeRefused, CustomerDeleted];
const NAMED: &[Kind] = &[IdempotencyKeyMissing, IdempotencyKeyInvalid];
const WEBHOOK: &[Kind] = &[
    BadSignature,
    StaleSignature,
    WrongMode,
    NotFound,
    MethodNotAllowed,
    PayloadTooLarge,
    Internal,
    UnprocessableEvent,
    StripeUnavailable,
    Unavailable,
];

/// The kinds that one operation can tell.
pub fn told_by(operation: &str) -> impl Iterator<Item = Kind> {
    let (_, groups) = TOLD.iter().find(|(name, _)| *name == operation).expect(operation);
    groups.iter().flat_map(|group| group.iter().copied())
}

/// The slug of every kind that some operation can tell.
pub fn told_somewhere() -> Vec<&'static str> {
    TOLD.iter().flat_map(|(name, _)| told_by(name)).map(Kind::slug).collect()
}
