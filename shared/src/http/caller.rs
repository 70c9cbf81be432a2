//! Who is asking, read from the authorizer's context, and what they may do.

mod context;

use axum::extract::FromRequestParts;
use axum::http::Extensions;
use axum::http::request::Parts;
use lambda_http::aws_lambda_events::apigw::ApiGatewayV2httpRequestContext;
use lambda_http::request::RequestContext;

use super::problem::{Kind, Problem};
use crate::domain::id::AccountId;
use crate::domain::member::{Member, Standing};

/// Who is asking. Built from the authorizer's context alone: no header or body can make one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// A person or the team's own backend.
    pub who: Who,
    /// The organisation the token speaks for, by its claim; a member record beats it.
    pub organisation: Option<Organisation>,
}

/// The two kinds of caller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// A person with a token of an identity provider.
    User {
        /// Their own account, `user:…`.
        account: String,
    },
    /// The team's own backend with an API key.
    Service {
        /// The key's id, without the `key:` before it.
        key_id: String,
        /// Whether the key may also do what only admins may.
        admin: bool,
        /// The one account the key is for; without it, all.
        account: Option<String>,
    },
}

/// An organisation by claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organisation {
    /// Its account, `org:…`.
    pub account: String,
    /// What the person is in it.
    pub role: Role,
}

/// What a person is in an organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// May act for it.
    Admin,
    /// May see it.
    Member,
}

impl Caller {
    /// The owner, a member of the organisation, or a service. `record` is what the organisation has on
    /// record of the caller: it beats what their token says.
    pub fn may_read(&self, account: &str, record: Option<&Member>) -> Result<(), Problem> {
        let role = self.role_in(account, record);
        allowed(self.serves(account) || self.is_self(account) || role.is_some())
    }

    /// A service: what is used is told by the team's backend, never by the person who used it.
    pub fn may_spend(&self, account: &str) -> Result<(), Problem> {
        allowed(self.serves(account))
    }

    /// The owner, or an admin of the organisation: who may buy for the account.
    pub fn may_own(&self, account: &str, record: Option<&Member>) -> Result<(), Problem> {
        let role = self.role_in(account, record);
        allowed(self.is_self(account) || role == Some(Role::Admin))
    }

    /// The owner, an admin of the organisation, or a service: who may see history and money.
    pub fn may_audit(&self, account: &str, record: Option<&Member>) -> Result<(), Problem> {
        self.may_own(account, record).or_else(|_| self.may_spend(account))
    }

    /// A service key with the `admin` scope and no account of its own.
    pub fn may_administer(&self) -> Result<(), Problem> {
        allowed(self.is_admin())
    }

    /// Whether this is an admin key.
    pub fn is_admin(&self) -> bool {
        matches!(&self.who, Who::Service { admin: true, account: None, .. })
    }

    /// Scope and principal of this caller's operation ids: no caller can name another's operation.
    pub fn operation_scope(&self) -> (&'static str, String) {
        match &self.who {
            Who::User { account } => ("user", account.clone()),
            Who::Service { key_id, .. } => ("service", format!("key:{key_id}")),
        }
    }

    fn is_self(&self, account: &str) -> bool {
        matches!(&self.who, Who::User { account: own } if own == account)
    }

    fn serves(&self, account: &str) -> bool {
        match &self.who {
            Who::User { .. } => false,
            Who::Service { account: only, .. } => only.as_deref().is_none_or(|one| one == account),
        }
    }

    /// What the caller is in an organisation: by its record of them, else by their token.
    fn role_in(&self, account: &str, record: Option<&Member>) -> Option<Role> {
        let Who::User { account: own } = &self.who else { return None };
        let record = record.filter(|it| it.account.as_str() == account && it.user.as_str() == own);
        let claimed = || {
            let organisation = self.organisation.as_ref();
            organisation.filter(|org| org.account == account).map(|org| org.role)
        };
        match record.map(|record| record.standing) {
            None | Some(Standing::Claimed) => claimed(),
            Some(Standing::Member) => Some(Role::Member),
            Some(Standing::Admin) => Some(Role::Admin),
            Some(Standing::Removed) => None,
        }
    }

    /// The caller as a person who may be a member of this account: none where it is no organisation's
    /// or nobody asks in person.
    pub fn as_member_of(&self, account: &AccountId) -> Option<AccountId> {
        let Who::User { account: own } = &self.who else { return None };
        AccountId::parse(own.as_str()).ok().filter(|_| account.is_organisation())
    }
}

fn allowed(right: bool) -> Result<(), Problem> {
    if right { Ok(()) } else { Err(Problem::new(Kind::Forbidden)) }
}

/// The request's moment in milliseconds since 1970, as the gateway stamped it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RequestTime(pub i64);

impl<S: Sync> FromRequestParts<S> for RequestTime {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        context_of(&parts.extensions)
            .map(|context| context.time_epoch)
            .filter(|time| *time > 0)
            .map(RequestTime)
            .ok_or_else(|| Problem::new(Kind::Internal))
    }
}

impl<S: Sync> FromRequestParts<S> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        read(&parts.extensions)
    }
}

/// The gateway's own words about a request.
pub(super) fn context_of(extensions: &Extensions) -> Option<&ApiGatewayV2httpRequestContext> {
    match extensions.get::<RequestContext>() {
        Some(RequestContext::ApiGatewayV2(context)) => Some(context),
        _ => None,
    }
}

/// Reads the caller. The gateway caches the authorizer's answer, so its end is judged here again.
pub(super) fn read(extensions: &Extensions) -> Result<Caller, Problem> {
    let Some(gateway) = context_of(extensions) else {
        return Err(Problem::new(Kind::Unauthorized));
    };
    match &gateway.authorizer {
        Some(authorizer) if !authorizer.fields.is_empty() => {
            let fields = context::Fields(&authorizer.fields);
            fields.caller(gateway.time_epoch).map_err(Problem::refused_token)
        }
        _ => Err(Problem::new(Kind::Unauthorized)),
    }
}

#[cfg(test)]
mod tests;
