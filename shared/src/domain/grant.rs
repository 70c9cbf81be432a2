//! An amount of one feature given to an account once.

use std::cmp::Ordering;

use crate::domain::amount::Amount;
use crate::domain::id::{FeatureId, GrantId, PurchaseId};
use crate::domain::moment::Moment;
use crate::domain::planted::{Bug, planted};

/// A grant of which something is left or held. What is spent or expired is not kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// Named after its cause.
    pub id: GrantId,
    /// Of what.
    pub feature: FeatureId,
    /// How much was given.
    pub amount: Amount,
    /// How much of it is left.
    pub left: Amount,
    /// Since when.
    pub granted: Moment,
    /// From this moment on nothing of it can be drawn.
    pub expires: Option<Moment>,
    /// Lower is drawn first.
    pub priority: u32,
}

impl Grant {
    /// Whether it can be drawn at this moment; at its expiry it cannot.
    pub fn is_live(&self, now: Moment) -> bool {
        let late = planted(Bug::LateExpiry);
        self.expires.is_none_or(|expires| now < expires || (late && now == expires))
    }

    /// What is left when something that was held comes back. A grant without a limit gave nothing
    /// away, so nothing comes back to it, and least of all when it was taken meanwhile.
    #[must_use]
    pub fn with_back(&self, amount: u64) -> Amount {
        match self.amount {
            Amount::Of(_) => self.left.and(Amount::Of(amount)),
            Amount::Unlimited => self.left,
        }
    }

    /// The order in which grants are drawn: unlimited ones first, for they cost nothing to draw,
    /// then by priority, earliest expiry, oldest, id. Among purchases without expiry this is
    /// first in, first out.
    pub fn burn_order(&self, other: &Self) -> Ordering {
        let key = |grant: &Self| {
            let finite = grant.left != Amount::Unlimited;
            let expiry = (grant.expires.is_none(), grant.expires);
            (finite, grant.priority, expiry, grant.granted)
        };
        if planted(Bug::ReversedBurn) {
            return key(other).cmp(&key(self)).then_with(|| other.id.cmp(&self.id));
        }
        key(self).cmp(&key(other)).then_with(|| self.id.cmp(&other.id))
    }
}

/// What a grant comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cause {
    /// A payment.
    Purchase(PurchaseId),
    /// A correction by a person.
    Adjustment,
    /// The greeting of a new account.
    Welcome,
    /// Something that its name does not tell.
    Other,
}

impl Cause {
    /// The word used in answers.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Purchase(_) => "purchase",
            Self::Adjustment => "adjustment",
            Self::Welcome => "welcome",
            Self::Other => "other",
        }
    }
}

impl Grant {
    /// The cause after which the grant is named.
    pub fn cause(&self) -> Cause {
        let purchase = || PurchaseId::parse(self.id.before(&self.feature)?).ok();
        if self.id.is_welcome() {
            Cause::Welcome
        } else if self.id.is_adjustment() {
            Cause::Adjustment
        } else {
            purchase().map_or(Cause::Other, Cause::Purchase)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::operation::{OperationId, Scope};
    use proptest::prelude::*;

    fn grant(id: &str, left: Amount, priority: u32, granted: i64, expires: Option<i64>) -> Grant {
        Grant {
            id: GrantId::parse(id).unwrap(),
            feature: FeatureId::parse("credit").unwrap(),
            amount: left,
            left,
            granted: Moment::from_millis(granted).unwrap(),
            expires: expires.map(|millis| Moment::from_millis(millis).unwrap()),
            priority,
        }
    }

    #[test]
    fn grants_burn_by_priority_then_expiry_then_age_then_id() {
        let five = Amount::Of(5);
        let order = [
            grant("u", Amount::Unlimited, 200, 9, None),
            grant("p", five, 1, 9, None),
            grant("e", five, 100, 9, Some(10)),
            grant("f", five, 100, 1, Some(11)),
            grant("z", five, 100, 1, None),
            grant("a", five, 100, 2, None),
            grant("b", five, 100, 2, None),
        ];
        let mut shuffled = order.clone();
        shuffled.reverse();
        shuffled.sort_by(Grant::burn_order);
        assert_eq!(shuffled, order);
    }

    proptest! {
        #[test]
        fn purchases_without_expiry_burn_first_in_first_out(
            ages in proptest::collection::vec(0_i64..1000, 1..20),
        ) {
            let mut grants: Vec<_> = ages.iter().enumerate()
                .map(|(n, age)| grant(&format!("g{n}"), Amount::Of(1), 100, *age, None))
                .collect();
            grants.sort_by(Grant::burn_order);
            prop_assert!(grants.windows(2).all(|pair| pair[0].granted <= pair[1].granted));
        }
    }

    #[test]
    fn a_grant_tells_its_cause_by_its_name() {
        let (pack, credit) = (PurchaseId::parse("pur_1").unwrap(), FeatureId::parse("credit"));
        let credit = credit.unwrap();
        let operation = OperationId::keyed(Scope::Service, "key:1", "k").key();
        for (id, cause, word) in [
            (GrantId::of_purchase(&pack, &credit), Cause::Purchase(pack), "purchase"),
            (GrantId::of_welcome(&credit), Cause::Welcome, "welcome"),
            (GrantId::of_adjustment(&operation), Cause::Adjustment, "adjustment"),
            (GrantId::parse("g1").unwrap(), Cause::Other, "other"),
            (GrantId::parse("/credit").unwrap(), Cause::Other, "other"),
        ] {
            let grant = Grant { id, ..grant("g", Amount::Of(1), 100, 0, None) };
            assert_eq!((grant.cause(), grant.cause().as_str()), (cause, word));
        }
    }

    #[test]
    fn a_grant_is_dead_at_the_instant_of_its_expiry() {
        let grant = grant("g", Amount::Of(1), 100, 0, Some(10));
        assert!(grant.is_live(Moment::from_millis(9).unwrap()));
        assert!(!grant.is_live(Moment::from_millis(10).unwrap()));
    }
}
