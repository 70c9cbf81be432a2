//! What stands in the path: the account, and the names of other things.

use std::collections::BTreeMap;

use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;

use super::caller::{Caller, Who};
use super::problem::{Kind, Problem};
use crate::domain::id::{AccountId, Label};

/// Whether this is `user:…` or `org:…`, short enough and free of control characters.
pub fn is_account(id: &str) -> bool {
    AccountId::parse(id).is_ok()
}

fn is_id(id: &str) -> bool {
    Label::parse(id).is_ok()
}

/// `{account}` of the path, with `me` resolved. Needs a caller: without one the answer is 401.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account(pub AccountId);

impl<S: Send + Sync> FromRequestParts<S> for Account {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let caller = Caller::from_request_parts(parts, state).await?;
        let params = Params::from_request_parts(parts, state).await;
        let params = params.map_err(|_| Problem::new(Kind::InvalidAccount))?;
        match (params.get("account")?, caller.who) {
            ("me", Who::User { account }) => Self::named(&account),
            ("me", Who::Service { .. }) => Err(Problem::because(
                Kind::InvalidAccount,
                "A key is no person: `me` means nothing to it; name the account in full.",
            )),
            (id, _) => Self::named(id),
        }
    }
}

impl Account {
    fn named(id: &str) -> Result<Self, Problem> {
        AccountId::parse(id).map(Self).map_err(|_| Problem::new(Kind::InvalidAccount))
    }
}

/// All named parts of the path, decoded once and each a plausible id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Params(BTreeMap<String, String>);

impl Params {
    /// The part of this name; a route without it is our own mistake.
    pub fn get(&self, name: &str) -> Result<&str, Problem> {
        self.0.get(name).map(String::as_str).ok_or_else(|| Problem::new(Kind::Internal))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Params {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let path = Path::<BTreeMap<String, String>>::from_request_parts(parts, state).await;
        // What is not UTF-8 after decoding names nothing we could have.
        let Path(params) = path.map_err(|_| Problem::new(Kind::NotFound))?;
        if params.values().all(|value| is_id(value)) {
            Ok(Self(params))
        } else {
            Err(Problem::new(Kind::NotFound))
        }
    }
}

#[cfg(test)]
mod tests;
