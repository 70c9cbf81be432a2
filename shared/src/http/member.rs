//! Caps of members as they are sent and told: an organisation's for everybody, and a member's own.

use serde::{Deserialize, Serialize};

use crate::domain::account::Account;
use crate::domain::amount::{Amount, MAX_QUANTITY};
use crate::domain::catalog::{Catalog, FeatureKind};
use crate::domain::id::{AccountId, FeatureId};
use crate::domain::member::capped::Capped;
use crate::domain::member::{CAPPED, Cap, MAX_CAPS, Member};
use crate::domain::moment::Moment;
use crate::domain::period::Every;
use crate::http::amount::number;
use crate::http::problem::Problem;

/// How much of a feature a member may use in each period.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CapBody {
    /// A counted feature of the catalog.
    pub feature: String,
    /// `day` or `month` of the organisation's time zone, or `ever` for a cap in all.
    pub every: String,
    /// How much, 0 to 10^12; -1 is without a cap, also where the organisation has one for everybody.
    pub amount: i64,
}

/// A cap with what counts against it now.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CapView {
    /// The feature's id.
    pub feature: String,
    /// `day`, `month` or `ever`.
    pub every: &'static str,
    /// How much the member may use in each period.
    pub limit: i64,
    /// What they used in this one.
    pub used: u64,
    /// What their live holds have set aside in it.
    pub held: u64,
    /// What they may still use in it, never below 0.
    pub remaining: i64,
    /// When the next period begins, RFC 3339 in UTC; absent for `ever`.
    pub resets_at: Option<String>,
}

impl CapBody {
    /// Caps as they are sent: each feature and period once.
    pub fn caps(bodies: &[Self], catalog: &Catalog, place: &str) -> Result<Vec<Cap>, Problem> {
        if bodies.len() > MAX_CAPS {
            return Err(Problem::invalid(place, format!("must hold at most {MAX_CAPS} caps")));
        }
        let mut caps: Vec<Cap> = Vec::new();
        for (n, body) in bodies.iter().enumerate() {
            let at = |field: &str| format!("{place}/{n}/{field}");
            let cap = body.cap(catalog, at)?;
            if caps.iter().any(|it| (&it.feature, it.every) == (&cap.feature, cap.every)) {
                let twice = "stands here twice for the same period";
                return Err(Problem::invalid(at("feature"), twice));
            }
            caps.push(cap);
        }
        Ok(caps)
    }

    /// A cap as it is told back.
    pub fn of(cap: &Cap) -> Self {
        let (feature, every) = (cap.feature.to_string(), cap.every.as_str().to_owned());
        Self { feature, every, amount: number(cap.amount) }
    }

    fn cap(&self, catalog: &Catalog, at: impl Fn(&str) -> String) -> Result<Cap, Problem> {
        let feature = FeatureId::parse(self.feature.as_str()).ok();
        let known = feature.as_ref().and_then(|id| catalog.feature(id));
        let known = known.filter(|it| it.kind == FeatureKind::Counted);
        let known = known.ok_or_else(|| {
            Problem::invalid(at("feature"), "must be a counted feature of the catalog")
        })?;
        let every = Every::parse(&self.every).filter(|every| CAPPED.contains(every));
        let every = every
            .ok_or_else(|| Problem::invalid(at("every"), "must be `day`, `month` or `ever`"))?;
        let units = u64::try_from(self.amount).ok().filter(|units| *units <= MAX_QUANTITY);
        let amount = match (self.amount, units) {
            (-1, _) => Amount::Unlimited,
            (_, Some(units)) => Amount::Of(units),
            (_, None) => {
                let wrong = "must be a whole number from 0 to 10^12, or -1 for no cap";
                return Err(Problem::invalid(at("amount"), wrong));
            }
        };
        Ok(Cap { feature: known.id.clone(), every, amount })
    }
}

impl CapView {
    /// Every cap that holds for a member at a moment, feature by feature.
    pub fn all(member: &Member, account: &Account, catalog: &Catalog, now: Moment) -> Vec<Self> {
        let calendar = account.calendar(catalog, now);
        let of = |feature: &FeatureId| member.capped(account, &calendar, feature, now);
        let features = catalog.features.iter();
        features.flat_map(|feature| of(&feature.id)).map(|capped| Self::of(&capped)).collect()
    }

    /// One cap.
    pub fn of(capped: &Capped) -> Self {
        Self {
            feature: capped.cap.feature.to_string(),
            every: capped.cap.every.as_str(),
            limit: number(capped.cap.amount),
            used: capped.used,
            held: capped.held,
            remaining: number(capped.left()),
            resets_at: capped.resets.map(|at| at.to_string()),
        }
    }
}

/// What is about members is for an organisation's account alone.
pub fn must_have_members(account: &AccountId, pointer: &str) -> Result<(), Problem> {
    if account.is_organisation() {
        return Ok(());
    }
    Err(Problem::invalid(pointer, "only an organisation, `org:…`, has members"))
}

/// A person who may be a member of this account: `user:…`, of an `org:…`.
pub fn member(account: &AccountId, text: &str, pointer: &str) -> Result<AccountId, Problem> {
    must_have_members(account, pointer)?;
    let user = AccountId::parse(text).ok().filter(|user| !user.is_organisation());
    user.ok_or_else(|| Problem::invalid(pointer, "must be `user:<subject>`"))
}
