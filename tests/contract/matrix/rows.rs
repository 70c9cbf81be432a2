//! The rows of the matrix: what each route answers to those whom the authorizer knows.

use crate::people::Column::{
    self, Admin, Demoted, Foreigner, OrgAdmin, OrgMember, Other, Own, Removed, Service, Stranger,
};

/// One route and its answers.
pub struct Row {
    pub method: &'static str,
    pub path: &'static str,
    /// What follows the path.
    pub query: &'static str,
    /// The status for one's own account, another's, a member, an admin, a service, an admin key.
    expected: [u16; 6],
    /// Whether strangers are let in too.
    pub public: bool,
    /// What is sent; `{account}` in it is whose it is about.
    pub body: Option<&'static str>,
}

impl Row {
    /// The status for somebody whom the authorizer knows.
    pub fn expected(&self, column: Column) -> u16 {
        let known = match column {
            // Who is none of the organisation, or not any more, is a stranger to it.
            Removed | Foreigner | Stranger => Other,
            Demoted => OrgMember,
            column => column,
        };
        let place = [Own, Other, OrgMember, OrgAdmin, Service, Admin];
        self.expected[place.iter().position(|it| *it == known).expect("a known caller")]
    }
}

const fn read(path: &'static str, expected: [u16; 6]) -> Row {
    Row { method: "GET", path, query: "", expected, public: false, body: None }
}

const fn write(path: &'static str, expected: [u16; 6], body: &'static str) -> Row {
    Row { method: "POST", path, query: "", expected, public: false, body: Some(body) }
}

/// The owner, a member of the organisation, or a service.
const MAY_READ: [u16; 6] = [200, 403, 200, 200, 200, 200];
/// The owner, an admin of the organisation, or a service.
const MAY_AUDIT: [u16; 6] = [200, 403, 403, 200, 200, 200];
/// A service: nobody tells of their own use.
const MAY_SPEND: [u16; 6] = [403, 403, 403, 403, 200, 200];
/// The same, and something is made.
const MAY_HOLD: [u16; 6] = [403, 403, 403, 403, 201, 201];
/// The owner, or an admin of the organisation: who pays is a person.
const MAY_OWN: [u16; 6] = [201, 403, 403, 201, 403, 403];
/// The same, and nothing is made: a wallet is a person's, and no key looks into it.
const MAY_LOOK_IN: [u16; 6] = [200, 403, 403, 200, 403, 403];
/// The same, and there is nothing more to say.
const MAY_REMOVE: [u16; 6] = [204, 403, 403, 204, 403, 403];

/// An admin of the organisation, or a service; the account of a person has no members.
const MAY_MANAGE: [u16; 6] = [400, 403, 403, 200, 400, 400];
/// A key with the scope of this name.
const MAY_ADMINISTER: [u16; 6] = [403, 403, 403, 403, 403, 200];

const USE: &str = r#"{"uses":[{"feature":"interview_credit","amount":1}]}"#;
const OPEN: &str = r#"{"id":"{account}"}"#;
const BUY: &str = r#"{"pack":"pack-popular","success_url":"{base}/","cancel_url":"{base}/"}"#;
const INVOICED: &str = r#"{"pack":"pack-popular"}"#;
const PREFER: &str = r#"{"payment_method":"{payment_method}"}"#;
const ROLE: &str = r#"{"role":"member"}"#;
const PORTAL: &str = r#"{"return_url":"{base}/"}"#;
const CORRECT: &str = r#"{"feature":"interview_credit","amount":1,"reason":"support"}"#;
const SETTINGS: &str = r#"{"time_zone":"Asia/Seoul"}"#;

/// Every route of the landing.
pub const ROWS: [Row; 39] = [
    read("/v1/accounts/{account}/balances", MAY_READ),
    read("/v1/accounts/{account}/balances/{feature}", MAY_READ),
    write("/v1/accounts/{account}/consume", MAY_SPEND, USE),
    write("/v1/accounts/{account}/record", MAY_SPEND, USE),
    read("/v1/accounts/{account}/holds", MAY_READ),
    write("/v1/accounts/{account}/holds", MAY_HOLD, USE),
    write("/v1/accounts/{account}/holds/{hold}/settle", MAY_SPEND, USE),
    write("/v1/accounts/{account}/holds/{hold}/release", MAY_SPEND, "{}"),
    write("/v1/accounts", MAY_SPEND, OPEN),
    read("/v1/accounts/{account}", MAY_AUDIT),
    read("/v1/accounts/{account}/summary", MAY_AUDIT),
    read("/v1/accounts/{account}/ledger", MAY_AUDIT),
    read("/v1/accounts/{account}/explain/{feature}", MAY_AUDIT),
    read("/v1/accounts/{account}/purchases", MAY_AUDIT),
    read("/v1/accounts/{account}/purchases/{purchase}", MAY_AUDIT),
    read("/v1/accounts/{account}/verify", MAY_AUDIT),
    read("/v1/accounts/{account}/subscriptions", MAY_AUDIT),
    read("/v1/accounts/{account}/settings", MAY_AUDIT),
    Row { method: "PUT", ..write("/v1/accounts/{account}/settings", MAY_AUDIT, SETTINGS) },
    Row { public: true, ..read("/v1/catalog", [200; 6]) },
    write("/v1/accounts/{account}/checkout", MAY_OWN, BUY),
    write("/v1/accounts/{account}/payment-intents", MAY_OWN, INVOICED),
    read("/v1/checkout/{session}", MAY_AUDIT),
    read("/v1/accounts/{account}/payment-methods", MAY_LOOK_IN),
    write("/v1/accounts/{account}/payment-methods", MAY_OWN, "{}"),
    Row {
        method: "PUT",
        ..write("/v1/accounts/{account}/payment-methods/default", MAY_LOOK_IN, PREFER)
    },
    Row {
        method: "DELETE",
        ..read("/v1/accounts/{account}/payment-methods/{payment_method}", MAY_REMOVE)
    },
    read("/v1/accounts/{account}/invoices", MAY_LOOK_IN),
    write("/v1/accounts/{account}/portal", MAY_OWN, PORTAL),
    read("/v1/accounts/{account}/members", MAY_MANAGE),
    read("/v1/accounts/{account}/members/{member}", MAY_MANAGE),
    Row { method: "PUT", ..write("/v1/accounts/{account}/members/{member}", MAY_MANAGE, ROLE) },
    Row {
        method: "DELETE",
        ..read("/v1/accounts/{account}/members/{member}", [400, 403, 403, 204, 400, 400])
    },
    read("/v1/events", MAY_ADMINISTER),
    read("/v1/events/{event}", MAY_ADMINISTER),
    write("/v1/events/{event}/retry", MAY_ADMINISTER, "{}"),
    Row { query: "?stripe={session}", ..read("/v1/find", MAY_ADMINISTER) },
    read("/v1/sweep", MAY_ADMINISTER),
    write("/v1/accounts/{account}/adjustments", MAY_ADMINISTER, CORRECT),
];
