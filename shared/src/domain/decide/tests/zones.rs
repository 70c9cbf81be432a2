//! Days and months where the account is, and that moving gives none of them twice.

use proptest::prelude::*;

use super::house::{House, TIERS, at, feature};
use crate::domain::amount::Amount;
use crate::domain::balance::Balance;
use crate::domain::command::Command;
use crate::domain::command::setup::Settings;
use crate::domain::entry::EntryKind;
use crate::domain::id::AccountId;
use crate::domain::moment::Moment;
use crate::domain::zone::Zone;

impl House {
    fn moves_to(&mut self, zone: &str) {
        let zone = Zone::parse(zone).unwrap();
        let account = AccountId::parse("user:alice").unwrap();
        self.performs(Command::Settings(Settings { account, zone: Some(zone), caps: None }))
            .unwrap();
    }

    fn resets(&self) -> String {
        let balance = Balance::of(self.account(), &self.catalog, &feature("credit"), self.now);
        balance.resets().unwrap().to_string()
    }
}

/// five a day, spent, and back at midnight in Seoul, or in New York across a change of clocks.
#[test]
fn a_day_begins_where_the_account_is() {
    for (zone, now, midnight) in [
        ("Asia/Seoul", "2026-03-08T03:00:00Z", "2026-03-08T15:00:00Z"),
        ("America/New_York", "2026-03-08T06:30:00Z", "2026-03-09T04:00:00Z"),
        ("America/New_York", "2026-11-01T12:00:00Z", "2026-11-02T05:00:00Z"),
    ] {
        let mut house = House::with(TIERS);
        house.now = at(now);
        house.moves_to(zone);
        house.consumes(&[("credit", 5)]).unwrap();
        assert_eq!(house.resets(), midnight, "{zone}");
        house.now = Moment::from_millis(at(midnight).millis() - 1).unwrap();
        assert_eq!(house.available("credit"), Amount::NONE, "{zone}");
        house.now = at(midnight);
        assert_eq!(house.available("credit"), Amount::Of(5), "{zone}");
    }
}

/// Who moves west has a longer day, and who moves east one that began already; nobody has one twice.
#[test]
fn moving_gives_no_day_twice() {
    let mut house = House::with(TIERS);
    house.now = at("2026-03-10T16:00:00Z");
    house.moves_to("Asia/Seoul");
    house.consumes(&[("credit", 5)]).unwrap();
    house.moves_to("America/New_York");
    assert_eq!(
        house.available("credit"),
        Amount::NONE,
        "it is the 10th there, and the 11th is used"
    );
    assert_eq!(house.resets(), "2026-03-12T04:00:00Z");
    house.moves_to("Asia/Seoul");
    assert_eq!(house.available("credit"), Amount::NONE);
    assert_eq!(house.resets(), "2026-03-11T15:00:00Z");
}

const ZONES: [&str; 6] = [
    "UTC",
    "Asia/Seoul",
    "America/New_York",
    "Pacific/Kiritimati",
    "Etc/GMT+12",
    "America/St_Johns",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// However often somebody moves, they get as many days as there are dates, and one more at most.
    #[test]
    fn moving_all_the_time_gives_no_more_than_the_dates_there_are(
        moves in proptest::collection::vec((0_usize..6, 0_i64..20), 1..60),
    ) {
        let mut house = House::with(TIERS);
        house.now = at("2026-03-10T10:00:00Z");
        let begun = house.now.millis();
        let mut used = 0;
        for (zone, hours) in moves {
            house.moves_to(ZONES[zone]);
            while house.consumes(&[("credit", 5)]).is_ok() {
                used += 1;
            }
            house.now = Moment::from_millis(house.now.millis() + hours * 3_600_000).unwrap();
        }
        // From the first date at its earliest place to the last one at its own.
        let days = (house.now.millis() - begun) / 86_400_000;
        prop_assert!(used <= days + 3, "{used} days in {days}");
    }
}

/// A zone that is told twice is written once.
#[test]
fn settings_say_how_it_shall_be() {
    let mut house = House::with(TIERS);
    let settings = || {
        Command::Settings(Settings {
            account: AccountId::parse("user:alice").unwrap(),
            zone: Some(Zone::parse("Asia/Seoul").unwrap()),
            caps: None,
        })
    };
    house.performs(settings()).unwrap();
    house.performs(settings()).unwrap();
    assert_eq!((house.entries.len(), house.last_entry().kind), (1, EntryKind::Settings));
    assert_eq!(house.account().zone.name(), "Asia/Seoul");
}

/// Without a subscription a billing period is a month, and moving gives none of them twice either.
#[test]
fn moving_gives_no_billing_period_twice() {
    let mut house = House::with(&TIERS.replace("\"day\"", "\"billing_period\""));
    house.now = at("2026-03-10T16:00:00Z");
    house.consumes(&[("credit", 5)]).unwrap();
    for zone in ["Asia/Seoul", "America/New_York", "UTC", "Asia/Seoul"] {
        house.moves_to(zone);
        assert_eq!(house.available("credit"), Amount::NONE, "{zone}");
    }
    assert_eq!(house.resets(), "2026-03-31T15:00:00Z");
    house.now = at("2026-03-31T15:00:00Z");
    house.consumes(&[("credit", 5)]).unwrap();
    house.moves_to("America/New_York");
    assert_eq!(house.available("credit"), Amount::NONE, "it is March there, and April is used");
}
