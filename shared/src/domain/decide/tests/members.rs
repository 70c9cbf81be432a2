//! What the rules of members say, each as one sentence.

mod edges;

use super::holds::HOUR;
use super::house::{House, at, feature, outcome};

use crate::domain::amount::Amount;
use crate::domain::command::setup::{Enrol, Settings};
use crate::domain::command::{Command, Reserve, Spend};
use crate::domain::entry::Outcome;
use crate::domain::hold::HoldId;
use crate::domain::id::AccountId;
use crate::domain::member::{Cap, Member, Standing};
use crate::domain::period::Every;
use crate::domain::refusal::Refusal;
use crate::domain::verify::{MemberFlaw, used_by_members, verify_member};

const INSTITUTION: &str = include_str!("../../../../catalogs/institution.toml");
const SESSION: &str = "interview_session";
const ANN: &str = "user:ann";
const BEN: &str = "user:ben";

fn user(id: &str) -> AccountId {
    AccountId::parse(id).unwrap()
}

fn cap(every: Every, amount: u64) -> Cap {
    Cap { feature: feature(SESSION), every, amount: Amount::Of(amount) }
}

fn free(every: Every) -> Cap {
    Cap { amount: Amount::Unlimited, ..cap(every, 0) }
}

impl House {
    fn of_members(sessions: u64) -> Self {
        let mut house = Self::of_organisation(INSTITUTION);
        let given = crate::domain::command::Adjustment::Give(Amount::Of(sessions), None);
        house.adjusts(SESSION, given).unwrap();
        house
    }

    fn spend_of(&mut self, member: &str, amount: u64) -> Spend {
        let mut spend = self.spend(&[(SESSION, amount)]);
        spend.note.member = Some(user(member));
        spend
    }

    fn uses(&mut self, member: &str, amount: u64) -> Result<Vec<Outcome>, Refusal> {
        let spend = self.spend_of(member, amount);
        self.performs(Command::Consume(spend)).map(outcome)
    }

    fn holds_for(&mut self, member: &str, amount: u64) -> Result<HoldId, Refusal> {
        let spend = self.spend_of(member, amount);
        let id = HoldId(spend.operations.first.key());
        self.performs(Command::Hold(Reserve { spend, seconds: HOUR })).map(|_| id)
    }

    fn enrols(&mut self, member: &str, standing: Option<Standing>, caps: Option<Vec<Cap>>) {
        let enrol = Enrol { account: self.id(), user: user(member), standing, caps };
        self.performs(Command::Enrol(enrol)).unwrap();
    }

    fn caps_all(&mut self, caps: &[Cap]) {
        let caps = Some(caps.to_vec());
        let settings = Settings { account: self.id(), zone: None, caps };
        self.performs(Command::Settings(settings)).unwrap();
    }

    fn member(&self, member: &str) -> Member {
        self.world.member(&self.id(), &user(member)).unwrap().clone()
    }

    fn used_in_all(&self, member: &str) -> u64 {
        let used = used_by_members(&self.entries);
        let record = self.member(member);
        let lines = used.get(&user(member)).cloned().unwrap_or_default();
        assert_eq!(verify_member(&record, &lines, self.account().version), Ok(()));
        record.in_all(&feature(SESSION))
    }
}

fn is_capped(refused: Result<Vec<Outcome>, Refusal>, left: u64) -> bool {
    matches!(refused, Err(Refusal::Capped(it)) if it.available == Amount::Of(left))
}

///
#[test]
fn a_member_uses_the_pool_up_to_their_cap() {
    let mut house = House::of_members(100);
    house.enrols(ANN, None, Some(vec![cap(Every::Ever, 2)]));
    house.uses(ANN, 1).unwrap();
    house.uses(ANN, 1).unwrap();
    assert!(is_capped(house.uses(ANN, 1), 0));
    house.uses(BEN, 5).unwrap();
    assert_eq!(house.available(SESSION), Amount::Of(93));
    assert_eq!((house.used_in_all(ANN), house.used_in_all(BEN)), (2, 5));
}

///
#[test]
fn the_cap_is_looked_at_before_the_pool() {
    let mut house = House::of_members(1);
    house.enrols(ANN, None, Some(vec![cap(Every::Ever, 2)]));
    assert!(is_capped(house.uses(ANN, 3), 2));
    assert!(matches!(house.uses(ANN, 2), Err(Refusal::Insufficient(_))));
}

/// from midnight on a day's cap is new, from the first on a month's, and one in all never.
#[test]
fn caps_are_of_a_day_a_month_and_in_all() {
    let mut house = House::of_members(100);
    house.now = at("2026-01-31T23:00:00Z");
    house.caps_all(&[cap(Every::Day, 2), cap(Every::Month, 3), cap(Every::Ever, 6)]);
    house.uses(ANN, 2).unwrap();
    assert!(is_capped(house.uses(ANN, 1), 0));
    house.now = at("2026-02-01T00:00:00Z");
    house.uses(ANN, 2).unwrap();
    house.now = at("2026-02-02T00:00:00Z");
    house.uses(ANN, 1).unwrap();
    assert!(is_capped(house.uses(ANN, 1), 0), "the month's");
    house.now = at("2026-03-01T00:00:00Z");
    house.uses(ANN, 1).unwrap();
    assert!(is_capped(house.uses(ANN, 1), 0), "in all");
    assert_eq!(house.used_in_all(ANN), 6);
}

///
#[test]
fn a_members_own_cap_stands_in_the_place_of_everybodys() {
    let mut house = House::of_members(100);
    house.caps_all(&[cap(Every::Day, 1), cap(Every::Month, 4)]);
    house.enrols(ANN, None, Some(vec![cap(Every::Day, 3)]));
    house.enrols(BEN, None, Some(vec![free(Every::Day), free(Every::Month)]));
    house.uses(ANN, 3).unwrap();
    assert!(is_capped(house.uses(ANN, 1), 0));
    house.now = at("2026-01-11T12:00:00Z");
    assert!(is_capped(house.uses(ANN, 2), 1), "the month's is everybody's");
    house.uses(BEN, 50).unwrap();
    house.caps_all(&[]);
    house.uses(ANN, 2).unwrap();
}

///
#[test]
fn who_was_removed_uses_nothing_until_taken_back() {
    let mut house = House::of_members(100);
    house.uses(ANN, 2).unwrap();
    house.enrols(ANN, Some(Standing::Removed), None);
    assert_eq!(house.uses(ANN, 1), Err(Refusal::Removed(user(ANN))));
    assert_eq!(house.holds_for(ANN, 1), Err(Refusal::Removed(user(ANN))));
    let spend = house.spend_of(ANN, 1);
    assert!(matches!(house.performs(Command::Record(spend)), Err(Refusal::Removed(_))));
    house.enrols(ANN, Some(Standing::Member), None);
    house.uses(ANN, 1).unwrap();
    assert_eq!(house.used_in_all(ANN), 3);
}

/// use after the fact may pass a cap, and counts.
#[test]
fn what_is_recorded_passes_the_cap_and_counts() {
    let mut house = House::of_members(3);
    house.caps_all(&[cap(Every::Ever, 2)]);
    let spend = house.spend_of(ANN, 5);
    house.performs(Command::Record(spend)).unwrap();
    assert_eq!(house.used_in_all(ANN), 5);
    assert!(is_capped(house.uses(ANN, 1), 0));
}

///
#[test]
fn what_is_held_counts_against_the_cap_until_it_comes_back() {
    let mut house = House::of_members(100);
    house.caps_all(&[cap(Every::Day, 2)]);
    let hold = house.holds_for(ANN, 2).unwrap();
    assert!(is_capped(house.uses(ANN, 1), 0));
    assert!(matches!(house.holds_for(ANN, 1), Err(Refusal::Capped(_))));
    house.uses(BEN, 2).unwrap();
    house.settles_hold(hold, &[(SESSION, 1)]).unwrap();
    assert_eq!(house.used_in_all(ANN), 1);
    house.uses(ANN, 1).unwrap();
    house.now = at("2026-01-11T00:00:00Z");
    let hold = house.holds_for(ANN, 1).unwrap();
    house.releases(hold);
    assert_eq!(house.used_in_all(ANN), 2);
}

/// at its expiry a hold holds nothing, of the cap neither.
#[test]
fn a_hold_that_has_expired_frees_the_cap() {
    let mut house = House::of_members(100);
    house.caps_all(&[cap(Every::Ever, 2)]);
    let hold = house.holds_for(ANN, 2).unwrap();
    house.now = house.now.plus_seconds(HOUR);
    house.uses(ANN, 2).unwrap();
    house.settles_hold(hold, &[(SESSION, 1)]).unwrap();
    assert_eq!(house.used_in_all(ANN), 3, "a settlement is never refused, and counts");
    assert_eq!(house.last_entry().note.member, Some(user(ANN)));
}

#[test]
fn a_record_that_does_not_count_is_seen() {
    let mut house = House::of_members(100);
    house.uses(ANN, 2).unwrap();
    let old = house.member(ANN);
    house.uses(ANN, 3).unwrap();
    let used = used_by_members(&house.entries);
    let (lines, version) = (&used[&user(ANN)], house.account().version);
    let uncounted = MemberFlaw::Uncounted { member: user(ANN), seq: 3 };
    assert_eq!(verify_member(&old, lines, version), Err(uncounted));
    let mut wrong = house.member(ANN);
    wrong.used.iter_mut().for_each(|tally| tally.used += 1);
    let flaw = verify_member(&wrong, lines, version).unwrap_err();
    assert!(matches!(flaw, MemberFlaw::Sum { entries: 5, record: 6, .. }), "{flaw}");
}

#[test]
fn to_say_it_again_changes_nothing() {
    let mut house = House::of_members(100);
    house.caps_all(&[cap(Every::Day, 2)]);
    house.enrols(ANN, Some(Standing::Admin), Some(vec![cap(Every::Day, 2)]));
    let (entries, member) = (house.entries.len(), house.member(ANN));
    house.caps_all(&[cap(Every::Day, 2), free(Every::Month)]);
    house.enrols(ANN, Some(Standing::Admin), None);
    assert_eq!((house.entries.len(), house.member(ANN)), (entries, member));
}
