//! Postings that chance makes up.

use shared::domain::period::Every;
use shared::domain::posting::Posting;
use shared::domain::zone::Zone;

use crate::dice::Dice;
use crate::twins::accounts::plan;
use crate::twins::cast::label;
use crate::twins::values::{amount, feature, grant_id, hold_id, moment, person, source};

/// Any posting.
pub fn posting(dice: &mut Dice) -> Posting {
    match dice.within(0..10) {
        9 => Posting::Capped { feature: feature(dice), every: Every::Day, amount: amount(dice) },
        7 => Posting::Held {
            hold: hold_id(dice),
            member: dice.one_in(3).then(|| person(dice)),
            expires: moment(dice),
            from: source(dice),
            amount: dice.within(1..1_000),
        },
        8 => Posting::Released {
            hold: hold_id(dice),
            from: source(dice),
            amount: dice.within(1..1_000),
        },
        0 => Posting::Opened { plan: None },
        4 => Posting::Unsubscribed { subscription: label(dice) },
        5 => Posting::Zoned { zone: Zone::parse("Asia/Seoul").expect("a zone") },
        6 => Posting::Subscribed {
            subscription: label(dice),
            plan: plan(),
            anchor: moment(dice),
            until: moment(dice),
        },
        1 => Posting::Lapsed { feature: feature(dice), every: Every::Month, index: 24_312 },
        2 => Posting::Drew { grant: grant_id(dice), amount: dice.within(1..1_000) },
        _ => Posting::Granted {
            grant: grant_id(dice),
            feature: feature(dice),
            amount: amount(dice),
            granted: moment(dice),
            expires: dice.one_in(2).then(|| moment(dice)),
            priority: 100,
        },
    }
}
