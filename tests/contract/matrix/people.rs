//! Everybody who may ask: the columns of the matrix, each with its bearer, on one prepared stack.

use dev::options::Options;
use serde_json::{Value, json};
use shared::domain::hash::Hash;
use shared::domain::id::AccountId;
use shared::domain::member::{Member, Standing};
use shared::domain::world::{Expect, Item};
use shared::perform::port::{Committed, Port as _, Write};
use shared::store::items::api_key::ApiKeyItem;
use tests::actor::Actor;
use tests::house::House;

use crate::issuer::{Issuers, Signer};

/// The moment at which every house of this test stands, in seconds: 2026-01-15T12:00:00Z.
pub const NOW: i64 = 1_768_478_400;

/// Who asks, and for whose account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Column {
    Anonymous,
    Expired,
    WrongIssuer,
    WrongAudience,
    Malformed,
    NoBearer,
    RevokedKey,
    ExpiredKey,
    UnknownKey,
    Own,
    Other,
    OrgMember,
    OrgAdmin,
    /// An admin by token and a member by record: the record stands.
    Demoted,
    /// An admin by token, whom the organisation has removed.
    Removed,
    /// An admin of another organisation.
    Foreigner,
    /// A person whose token names no organisation.
    Stranger,
    Service,
    Admin,
}

use Column::{
    Admin, Anonymous, Demoted, Expired, ExpiredKey, Foreigner, Malformed, NoBearer, OrgAdmin,
    OrgMember, Other, Own, Removed, RevokedKey, Service, Stranger, UnknownKey, WrongAudience,
    WrongIssuer,
};

/// All columns.
pub const COLUMNS: [Column; 19] = [
    Anonymous,
    Expired,
    WrongIssuer,
    WrongAudience,
    Malformed,
    NoBearer,
    RevokedKey,
    ExpiredKey,
    UnknownKey,
    Own,
    Other,
    OrgMember,
    OrgAdmin,
    Demoted,
    Removed,
    Foreigner,
    Stranger,
    Service,
    Admin,
];

impl Column {
    /// Why the authorizer refuses this one; nothing for those whom it knows.
    pub fn reason(self) -> Option<&'static str> {
        match self {
            Expired | ExpiredKey => Some("expired"),
            WrongIssuer => Some("unknown_issuer"),
            WrongAudience => Some("wrong_audience"),
            Malformed | NoBearer => Some("malformed"),
            RevokedKey => Some("revoked"),
            UnknownKey => Some("unknown_key"),
            Anonymous | Own | Other | OrgMember | OrgAdmin | Demoted | Removed | Foreigner
            | Stranger | Service | Admin => None,
        }
    }

    /// Whose account is asked for: one's own, somebody else's, or that of the organisation.
    pub fn account(self) -> &'static str {
        match self {
            Other => "user:bob",
            OrgMember | OrgAdmin | Demoted | Removed | Foreigner | Stranger => "org:acme",
            _ => "user:alice",
        }
    }
}

/// A stack with accounts that have something to hide.
pub struct Town {
    pub house: House,
    signer: Signer,
    issuer: String,
}

impl Town {
    /// Alice, Bob and acme each have an account, credits and a purchase.
    pub async fn open() -> Self {
        let issuers = Issuers::serve().await;
        let (signer, issuer) = (Signer::ecdsa(), issuers.name("provider"));
        issuers.publish("provider", &[signer.jwk("k1")]);
        let listed = json!({"issuer": issuer, "algorithms": ["ES256"], "audience": "api"});
        let options = Options { issuers: vec![listed], ..Options::in_memory() };
        let town = Self { house: House::with(options).await, signer, issuer };
        town.keys().await;
        town.records().await;
        town
    }

    /// A token of this town's provider, with one claim of another value.
    pub fn token(&self, subject: &str, claim: &str, value: Value) -> String {
        let mut claims = json!({
            "iss": self.issuer, "sub": subject, "aud": "api", "iat": NOW, "exp": NOW + 3600,
        });
        claims[claim] = value;
        self.signer.token("k1", &claims)
    }

    /// What a column sends in `Authorization`.
    pub fn authorization(&self, column: Column) -> Option<String> {
        let of = |subject: &str, org: &str, role: &str| {
            self.token(subject, "o", json!({"id": org, "rol": role}))
        };
        let member = |role: &str| of("carol", "acme", role);
        let bearer = match column {
            Anonymous => return None,
            NoBearer => return Some("Basic YWxpY2U6YWxpY2U=".to_owned()),
            Expired => self.token("alice", "exp", json!(NOW - 61)),
            WrongIssuer => self.token("alice", "iss", json!("http://127.0.0.1:1/another")),
            WrongAudience => self.token("alice", "aud", json!("another")),
            Malformed => "not.a.token".to_owned(),
            RevokedKey => key(1),
            ExpiredKey => key(2),
            UnknownKey => key(3),
            Service => key(4),
            Admin => self.house.stack.service_key.clone(),
            Own | Other => self.token("alice", "jti", json!("own")),
            OrgMember => member("member"),
            OrgAdmin => member("admin"),
            Demoted => of("dora", "acme", "admin"),
            Removed => of("erin", "acme", "admin"),
            Foreigner => of("fred", "evil", "admin"),
            Stranger => self.token("gwen", "jti", json!("stranger")),
        };
        Some(format!("Bearer {bearer}"))
    }

    /// Somebody known, by this column's bearer.
    pub fn actor(&self, column: Column) -> Actor {
        let bearer = self.authorization(column).unwrap();
        self.house.bearing(bearer.strip_prefix("Bearer ").unwrap())
    }

    /// Somebody known by name.
    pub fn person(&self, subject: &str) -> Actor {
        self.house.bearing(&self.token(subject, "jti", json!("person")))
    }

    /// What acme has on record of two whose tokens say that they are admins.
    async fn records(&self) {
        let id = |text| AccountId::parse(text).unwrap();
        for (user, standing) in [
            ("user:dora", Standing::Member),
            ("user:erin", Standing::Removed),
            ("user:hugo", Standing::Member),
        ] {
            let unseen = Member::unseen(id("org:acme"), id(user));
            let item = Item::Member(Member { version: 1, standing, ..unseen });
            let write = Write { item, expect: Expect::Absent };
            assert_eq!(self.house.stack.store().commit(&[write]).await.unwrap(), Committed::Done);
        }
    }

    async fn keys(&self) {
        let store = self.house.stack.store();
        for (number, revoked, expires_at) in
            [(1, true, None), (2, false, Some(NOW)), (4, false, Some(NOW + 3600))]
        {
            let item = ApiKeyItem {
                hash: Hash::of(key(number).as_bytes()),
                id: format!("key-{number}"),
                scopes: vec!["service".to_owned()],
                revoked,
                expires_at,
            };
            assert!(store.put_api_key(&item).await.unwrap());
        }
    }
}

/// An API key of this test.
fn key(number: u8) -> String {
    format!("tsk_{}", crate::issuer::base64([number; 32]))
}
