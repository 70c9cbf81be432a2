//! What may happen to an account, step by step, by chance.

use proptest::prelude::*;

use super::super::house::House;
use super::{FEATURES, alice};

use crate::domain::amount::Amount;
use crate::domain::command::setup::Settings;
use crate::domain::command::{Adjustment, Command};
use crate::domain::subscription::Status;
use crate::domain::zone::Zone;

#[derive(Debug, Clone)]
pub enum Step {
    Wait(i64),
    Use(usize, u64),
    Record(usize, u64),
    Give(u64, Option<u32>),
    Subscribe(bool, i8, usize),
    Move(usize),
    Hold(usize, u64, u32),
    Pass,
}

pub fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        (1_i64..900).prop_map(Step::Wait),
        (0..3_usize, 1..8_u64).prop_map(|(feature, amount)| Step::Use(feature, amount)),
        (0..3_usize, 1..8_u64).prop_map(|(feature, amount)| Step::Record(feature, amount)),
        (1..9_u64, proptest::option::of(1..90_u32)).prop_map(|(n, days)| Step::Give(n, days)),
        (any::<bool>(), 1..4_i8, 0..4_usize).prop_map(|(which, n, s)| Step::Subscribe(which, n, s)),
        (0..4_usize).prop_map(Step::Move),
        (0..3_usize, 1..5_u64, 60..200_000_u32).prop_map(|(f, n, s)| Step::Hold(f, n, s)),
        Just(Step::Pass),
    ]
}

pub fn takes(house: &mut House, step: &Step) {
    match step {
        Step::Wait(hours) => house.waits(*hours),
        Step::Use(which, amount) => drop(house.consumes(&[(FEATURES[*which], *amount)])),
        Step::Record(which, amount) => drop(house.records(&[(FEATURES[*which], *amount)])),
        Step::Give(amount, days) => {
            let expires = days.map(|days| house.now.plus_days(days));
            house.adjusts("daily", Adjustment::Give(Amount::Of(*amount), expires)).unwrap();
        }
        Step::Subscribe(which, months, status) => {
            let name = if *which { "sub_1" } else { "sub_2" };
            let all = [Status::Active, Status::PastDue, Status::Unpaid, Status::Canceled];
            house.has_subscription(name, *months, all[*status]);
        }
        Step::Move(which) => {
            let zone = ["UTC", "Asia/Seoul", "America/New_York", "Pacific/Apia"][*which];
            let zone = Some(Zone::parse(zone).unwrap());
            let settings = Settings { account: alice(), zone, caps: None };
            house.performs(Command::Settings(settings)).unwrap();
        }
        Step::Hold(which, amount, seconds) => {
            drop(house.holds(&[(FEATURES[*which], *amount)], *seconds));
        }
        Step::Pass => drop(house.passes()),
    }
}
