//! Members as they are told.

use serde::Serialize;
use shared::domain::account::Account;
use shared::domain::calendar::Calendar;
use shared::domain::catalog::{Catalog, FeatureKind};
use shared::domain::id::FeatureId;
use shared::domain::member::{Member, Standing};
use shared::domain::moment::Moment;
use shared::domain::period::Every;
use shared::http::member::{CapBody, CapView};

/// A member of an organisation.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MemberView {
    /// The person, `user:<subject>`.
    pub member: String,
    /// `admin`, `member` or `removed`; `claimed` where the person's token says what they are.
    pub role: &'static str,
    /// The member's own caps, each in the place of the organisation's for its feature and period.
    pub caps: Vec<CapBody>,
    /// Every cap that holds for the member now, with what counts against it.
    pub limits: Vec<CapView>,
    /// What they used, by feature.
    pub used: Vec<UsedView>,
}

/// What a member used of one feature of the organisation's pool.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UsedView {
    /// The feature's id.
    pub feature: String,
    /// Today, by the organisation's time zone.
    pub day: u64,
    /// This calendar month.
    pub month: u64,
    /// In all.
    pub ever: u64,
}

/// By what members are told: their organisation, as it is now.
pub struct Told<'a> {
    /// The organisation's account.
    pub account: &'a Account,
    /// What it may use.
    pub catalog: &'a Catalog,
    /// The moment of the request.
    pub now: Moment,
}

impl Told<'_> {
    /// A member as they are told.
    pub fn member(&self, member: &Member) -> MemberView {
        MemberView {
            member: member.user.to_string(),
            role: member.standing.as_str(),
            caps: member.caps.iter().map(CapBody::of).collect(),
            limits: CapView::all(member, self.account, self.catalog, self.now),
            used: self.used(member),
        }
    }

    /// What a member used of each counted feature, the unused ones too.
    pub fn used(&self, member: &Member) -> Vec<UsedView> {
        let calendar = self.account.calendar(self.catalog, self.now);
        let counted = self.catalog.features.iter().filter(|it| it.kind == FeatureKind::Counted);
        counted.map(|feature| self.used_of(member, &calendar, &feature.id)).collect()
    }

    fn used_of(&self, member: &Member, calendar: &Calendar, feature: &FeatureId) -> UsedView {
        let used = |every| member.used_in(calendar, feature, every, self.now);
        UsedView {
            feature: feature.to_string(),
            day: used(Every::Day),
            month: used(Every::Month),
            ever: used(Every::Ever),
        }
    }
}

/// The role that a word of a request names.
pub fn role(word: &str) -> Option<Standing> {
    Standing::parse(word).filter(|standing| *standing != Standing::Removed)
}
