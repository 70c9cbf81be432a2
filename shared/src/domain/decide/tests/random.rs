//! Random stories: whatever happens in whatever order, the ledger adds up.

use proptest::prelude::*;

use super::house::{House, PACKS, at, refund};

use crate::domain::amount::Amount;
use crate::domain::purchase::returned::RefundState;

#[derive(Debug, Clone)]
enum Step {
    Pay(u8),
    Refund(u8, u8, u64, u8),
    Consume(u64),
    Record(u64),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        (0..3_u8).prop_map(Step::Pay),
        (0..3_u8, 0..3_u8, 1..500_u64, 0..3_u8).prop_map(|(p, r, n, s)| Step::Refund(p, r, n, s)),
        (1..20_u64).prop_map(Step::Consume),
        (1..20_u64).prop_map(Step::Record),
    ]
}

fn state(n: u8) -> RefundState {
    [RefundState::Pending, RefundState::Succeeded, RefundState::Failed][usize::from(n)]
}

/// Lets a house of three orders live through a story.
fn live(steps: &[Step]) -> (House, u64) {
    let mut house = House::with(PACKS);
    let mut drawn = 0;
    for n in 0..3 {
        house.orders(&format!("pur_{n}"), "pack-popular");
    }
    for (n, step) in steps.iter().enumerate() {
        house.now = at("2026-01-01T00:00:00Z").plus_days(u32::try_from(n).unwrap());
        let event = format!("evt_{n}");
        match step {
            Step::Pay(p) => house.pays(&event, &format!("pur_{p}")).unwrap(),
            Step::Refund(p, r, amount, s) => {
                // A refund keeps its amount for ever, so it is named by it.
                let told = refund(&format!("re_{r}_{amount}"), *amount, state(*s));
                house.returns(&event, &format!("pur_{p}"), &[told]);
            }
            Step::Consume(amount) => {
                if house.consumes(&[("interview_credit", *amount)]).is_ok() {
                    drawn += amount;
                }
            }
            Step::Record(amount) => {
                let outcome = house.records(&[("interview_credit", *amount)]).unwrap();
                drawn += amount - outcome[0].short;
            }
        }
    }
    (house, drawn)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    /// I1, I3, I8: nothing negative, everything issued is somewhere, taken and owed make the target.
    #[test]
    fn everything_issued_is_left_drawn_or_taken(steps in proptest::collection::vec(step(), 1..40)) {
        let (house, drawn) = live(&steps);
        let mut issued = 0;
        let mut taken = 0;
        for n in 0..3 {
            let purchase = house.purchase(&format!("pur_{n}"));
            let Some(charged) = purchase.charged() else { continue };
            let lot = &purchase.lots[0];
            let Amount::Of(gone) = lot.taken else { panic!("a counted lot") };
            prop_assert_eq!(gone + lot.owed, (25 * purchase.returned()).div_ceil(charged));
            issued += 25;
            taken += gone;
        }
        if house.entries.is_empty() {
            return Ok(());
        }
        let Amount::Of(left) = house.available("interview_credit") else { panic!("counted") };
        prop_assert_eq!(issued, left + drawn + taken);
    }

    /// I9: the end of a payment depends only on what was told, not on the order.
    #[test]
    fn the_order_of_facts_does_not_matter(
        told in proptest::collection::vec((0..3_u8, 1..500_u64, 0..3_u8), 1..6),
        paid_after in 0..6_usize,
        seed in any::<u64>(),
    ) {
        let refunds: Vec<_> = told.iter().map(|(r, n, s)| Step::Refund(0, *r, *n, *s)).collect();
        let mut other = refunds.clone();
        other.rotate_left(usize::try_from(seed % 6).unwrap() % refunds.len());
        let mut first = refunds;
        first.push(Step::Pay(0));
        other.insert(paid_after.min(other.len()), Step::Pay(0));
        let ((one, _), (two, _)) = (live(&first), live(&other));
        prop_assert_eq!(one.available("interview_credit"), two.available("interview_credit"));
        let lots = |house: &House| {
            let lot = house.purchase("pur_0").lots[0].clone();
            (lot.taken, lot.owed)
        };
        prop_assert_eq!(lots(&one), lots(&two));
    }
}
