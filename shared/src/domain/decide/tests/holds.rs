//! What the rules of holding say, each as one sentence.

use super::house::{House, PACKS, TIERS, at, feature, outcome};

use crate::domain::amount::Amount;
use crate::domain::balance::Balance;
use crate::domain::command::{Actual, Adjustment, Command, EndHold, Ending, Request, Reserve};
use crate::domain::decide::decide;
use crate::domain::decide::end_hold::had_expired;
use crate::domain::entry::Outcome;
use crate::domain::hash::Hash;
use crate::domain::hold::{Hold, HoldId, MAX_HOLDS, MAX_PARTS, Part, Source};
use crate::domain::id::GrantId;
use crate::domain::operation::OperationKey;
use crate::domain::posting::Posting;
use crate::domain::refusal::Refusal;
use crate::domain::world::{Item, World};

const CREDIT: &str = "interview_credit";
pub const HOUR: u32 = 3600;

impl House {
    pub fn holds(&mut self, uses: &[(&str, u64)], seconds: u32) -> Result<HoldId, Refusal> {
        let spend = self.spend(uses);
        let id = HoldId(spend.operations.first.key());
        self.performs(Command::Hold(Reserve { spend, seconds })).map(|_| id)
    }

    pub fn ends(&mut self, hold: HoldId, how: Ending) -> Result<Vec<Outcome>, Refusal> {
        let account = self.id();
        self.performs(Command::EndHold(EndHold { account, hold, how })).map(outcome)
    }

    pub fn settles_hold(
        &mut self,
        hold: HoldId,
        uses: &[(&str, u64)],
    ) -> Result<Vec<Outcome>, Refusal> {
        let actual = |(id, amount): &(&str, u64)| Actual { feature: feature(id), amount: *amount };
        self.ends(hold, Ending::Settle(uses.iter().map(actual).collect()))
    }

    pub fn releases(&mut self, hold: HoldId) -> Vec<Outcome> {
        self.ends(hold, Ending::Release).unwrap()
    }

    pub fn held(&self, id: &str) -> u64 {
        Balance::of(self.account(), &self.catalog, &feature(id), self.now).held
    }

    pub fn left(&self, grant: &str) -> Option<Amount> {
        self.account().grants.iter().find(|it| it.id.as_str() == grant).map(|it| it.left)
    }
}

pub fn with_two_packs() -> House {
    let mut house = House::with(PACKS);
    house.buys("pur_1", "pack-starter", at("2026-01-01T00:00:00Z"));
    house.buys("pur_2", "pack-starter", at("2026-01-02T00:00:00Z"));
    house
}

///
#[test]
fn what_is_held_is_not_available_until_it_comes_back() {
    let mut house = with_two_packs();
    let hold = house.holds(&[(CREDIT, 12)], HOUR).unwrap();
    assert_eq!((house.available(CREDIT), house.held(CREDIT)), (Amount::Of(8), 12));
    let refused = house.consumes(&[(CREDIT, 9)]).unwrap_err();
    assert!(matches!(refused, Refusal::Insufficient(it) if it.available == Amount::Of(8)));
    let outcome = house.releases(hold);
    assert_eq!((outcome[0].amount, outcome[0].available), (Amount::Of(12), Amount::Of(20)));
    assert_eq!((house.available(CREDIT), house.held(CREDIT)), (Amount::Of(20), 0));
    assert_eq!(house.left("pur_1/interview_credit"), Some(Amount::Of(10)));
}

///
#[test]
fn a_hold_is_all_or_nothing() {
    let mut house = with_two_packs();
    let before = house.account().clone();
    let refused = house.holds(&[(CREDIT, 1), ("qa_generator", 1)], HOUR).unwrap_err();
    assert!(matches!(refused, Refusal::Insufficient(it) if it.feature == feature("qa_generator")));
    assert_eq!(*house.account(), before);
}

///
#[test]
fn a_settlement_uses_what_was_drawn_first_and_gives_the_rest_back() {
    let mut house = with_two_packs();
    let hold = house.holds(&[(CREDIT, 12)], HOUR).unwrap();
    let outcome = house.settles_hold(hold, &[(CREDIT, 7)]).unwrap();
    assert_eq!((outcome[0].amount, outcome[0].short), (Amount::Of(7), 0));
    assert_eq!(house.left("pur_1/interview_credit"), Some(Amount::Of(3)));
    assert_eq!(house.left("pur_2/interview_credit"), Some(Amount::Of(10)));
    assert!(house.account().holds.is_empty());
    assert!(!had_expired(house.last_entry()));
}

///
#[test]
fn a_settlement_with_more_draws_the_balance_and_keeps_the_rest_as_over() {
    let mut house = House::with(TIERS);
    house.adjusts("credit", Adjustment::Give(Amount::Of(4), None)).unwrap();
    let hold = house.holds(&[("credit", 2)], HOUR).unwrap();
    let outcome = house.settles_hold(hold, &[("credit", 11)]).unwrap();
    assert_eq!((outcome[0].amount, outcome[0].short), (Amount::Of(11), 2));
    let words: Vec<_> = house.last_entry().postings.iter().map(word).collect();
    assert_eq!(words, ["settled 2", "used 3", "drew 4", "over 2"]);
    assert_eq!((house.account().usage[0].used, house.account().usage[0].over), (5, 2));
}

pub fn word(posting: &Posting) -> String {
    match posting {
        Posting::Settled { amount, .. } => format!("settled {amount}"),
        Posting::Released { amount, .. } => format!("released {amount}"),
        Posting::Freed { amount, .. } => format!("freed {amount}"),
        Posting::Used { amount, .. } => format!("used {amount}"),
        Posting::Drew { amount, .. } => format!("drew {amount}"),
        Posting::Over { amount, .. } => format!("over {amount}"),
        Posting::Lapsed { .. } => "lapsed".to_owned(),
        Posting::Expired { amount, .. } => format!("expired {amount:?}"),
        other => format!("{other:?}"),
    }
}

///
#[test]
fn what_is_held_and_not_named_was_not_used_and_what_is_named_may_not_be_held() {
    let mut house = with_two_packs();
    house.buys("pur_3", "pack-qa-generator", at("2026-01-03T00:00:00Z"));
    let hold = house.holds(&[("qa_generator", 1)], HOUR).unwrap();
    let outcome = house.settles_hold(hold, &[(CREDIT, 3)]).unwrap();
    let told: Vec<_> = outcome.iter().map(|it| (it.feature.as_str(), it.amount)).collect();
    assert_eq!(told, [(CREDIT, Amount::Of(3)), ("qa_generator", Amount::NONE)]);
    assert_eq!(house.available("qa_generator"), Amount::Of(1));
    assert_eq!(house.available(CREDIT), Amount::Of(17));
}

#[test]
fn an_account_holds_a_hundred_times_at_most() {
    let mut house = House::with(PACKS);
    house.adjusts(CREDIT, Adjustment::Give(Amount::Of(500), None)).unwrap();
    let first = house.holds(&[(CREDIT, 1)], HOUR).unwrap();
    for _ in 1..MAX_HOLDS {
        house.holds(&[(CREDIT, 1)], HOUR).unwrap();
    }
    assert_eq!(house.holds(&[(CREDIT, 1)], HOUR), Err(Refusal::TooManyHolds));
    house.releases(first);
    house.holds(&[(CREDIT, 1)], HOUR).unwrap();
    house.now = house.now.plus_seconds(HOUR);
    house.holds(&[(CREDIT, 1)], HOUR).unwrap();
    assert_eq!(house.account().holds.len(), 1, "those that expired are not counted");
}

#[test]
fn what_is_held_of_very_many_grants_leaves_no_room_for_more() {
    let mut house = with_two_packs();
    for (parts, has_room) in [(MAX_PARTS - 1, true), (MAX_PARTS, false)] {
        let mut account = house.account().clone();
        let part =
            |n| Part { from: Source::Grant(GrantId::parse(format!("g{n}")).unwrap()), amount: 1 };
        let id = HoldId(OperationKey(Hash::ZERO));
        let expires = house.now.plus_seconds(HOUR);
        account.holds =
            vec![Hold { id, seat: None, expires, parts: (0..parts).map(part).collect() }];
        let mut world = World::default();
        world.put(Item::Account(account));
        let spend = house.spend(&[(CREDIT, 1)]);
        let command = Command::Hold(Reserve { spend, seconds: HOUR });
        let decided = decide(&house.catalog, &world, &Request { at: house.now, command });
        let refused = decided.err() == Some(Refusal::TooManyHolds);
        assert_eq!(refused, !has_room, "{parts}");
    }
}

#[test]
fn nobody_ends_what_nobody_held() {
    let mut house = with_two_packs();
    let never = HoldId(house.spend(&[(CREDIT, 1)]).operations.first.key());
    assert_eq!(house.settles_hold(never, &[(CREDIT, 1)]), Err(Refusal::UnknownHold));
    house.consumes(&[(CREDIT, 1)]).unwrap();
    let consumed = HoldId(house.last_entry().operation.key());
    assert_eq!(house.ends(consumed, Ending::Release), Err(Refusal::UnknownHold));
    let hold = house.holds(&[(CREDIT, 1)], HOUR).unwrap();
    let gold = Refusal::UnknownFeature(feature("gold"));
    assert_eq!(house.settles_hold(hold, &[("gold", 1)]), Err(gold));
    let switch = feature("qa_management");
    assert_eq!(house.settles_hold(hold, &[("qa_management", 1)]), Err(Refusal::NotCounted(switch)));
}
