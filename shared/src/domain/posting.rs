//! What one entry moved, piece by piece. Folding the postings gives the account.

use crate::domain::amount::Amount;
use crate::domain::hold::{HoldId, Source};
use crate::domain::id::{AccountId, FeatureId, GrantId, Label, PlanId, PurchaseId};
use crate::domain::moment::Moment;
use crate::domain::period::Every;
use crate::domain::zone::Zone;

/// One movement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Posting {
    /// The account begins, on this plan.
    Opened {
        /// The plan it begins on, if the catalog has a default one.
        plan: Option<PlanId>,
    },
    /// A new period began for a feature: what was used in the old one no longer counts.
    Lapsed {
        /// Of what.
        feature: FeatureId,
        /// Which kind of period.
        every: Every,
        /// The number of the new period.
        index: i64,
    },
    /// The rest of a grant was lost at its expiry.
    Expired {
        /// Which grant.
        grant: GrantId,
        /// How much was lost.
        amount: Amount,
    },
    /// An amount was given, or given back under its old name.
    Granted {
        /// Its name.
        grant: GrantId,
        /// Of what.
        feature: FeatureId,
        /// How much.
        amount: Amount,
        /// Since when; a grant given back keeps its age.
        granted: Moment,
        /// Until when.
        expires: Option<Moment>,
        /// Lower is drawn first.
        priority: u32,
    },
    /// Drawn from the plan's allowance.
    Used {
        /// Of what.
        feature: FeatureId,
        /// In which kind of period.
        every: Every,
        /// The number of the period.
        index: i64,
        /// How much.
        amount: u64,
    },
    /// Drawn from a grant.
    Drew {
        /// Which grant.
        grant: GrantId,
        /// How much.
        amount: u64,
    },
    /// Used although nothing was left to draw.
    Over {
        /// Of what.
        feature: FeatureId,
        /// In which kind of period.
        every: Every,
        /// The number of the period.
        index: i64,
        /// How much.
        amount: u64,
    },
    /// Set aside for a hold.
    Held {
        /// Which hold; it begins with its first posting.
        hold: HoldId,
        /// The member of the organisation who holds.
        member: Option<AccountId>,
        /// Until when.
        expires: Moment,
        /// From what.
        from: Source,
        /// How much.
        amount: u64,
    },
    /// Used of what was held.
    Settled {
        /// Which hold; it ends with its last part.
        hold: HoldId,
        /// Where it was drawn.
        from: Source,
        /// How much.
        amount: u64,
    },
    /// Back from a hold that was settled with less or released.
    Released {
        /// Which hold.
        hold: HoldId,
        /// Where it was drawn and is back.
        from: Source,
        /// How much.
        amount: u64,
    },
    /// Back from a hold that expired.
    Freed {
        /// Which hold.
        hold: HoldId,
        /// Where it was drawn and is back.
        from: Source,
        /// How much.
        amount: u64,
    },
    /// Taken back from a grant, because its payment went back or by an adjustment.
    Took {
        /// Which grant.
        grant: GrantId,
        /// How much.
        amount: Amount,
    },
    /// Given back to a grant that is still there.
    Restored {
        /// Which grant.
        grant: GrantId,
        /// How much.
        amount: Amount,
    },
    /// What should have been taken back but was already spent; it changes no balance.
    Owes {
        /// For which payment.
        purchase: PurchaseId,
        /// Of what.
        feature: FeatureId,
        /// How much is owed for this payment from now on.
        total: u64,
    },
    /// A subscription gives a plan from now on, or gives it longer or shorter.
    Subscribed {
        /// Its name at the provider.
        subscription: Label,
        /// The plan.
        plan: PlanId,
        /// From where its billing periods are counted.
        anchor: Moment,
        /// Until when, unless more is paid.
        until: Moment,
    },
    /// A subscription gives nothing any more. After the last one the account's own plan begins with
    /// its full allowance.
    Unsubscribed {
        /// Its name at the provider.
        subscription: Label,
    },
    /// Members of the organisation without a cap of their own may use so much of a feature in each
    /// such period from now on; unlimited is no cap.
    Capped {
        /// Of what.
        feature: FeatureId,
        /// In which kind of period.
        every: Every,
        /// How much.
        amount: Amount,
    },
    /// Days and months begin where the account says from now on.
    Zoned {
        /// The time zone.
        zone: Zone,
    },
}
