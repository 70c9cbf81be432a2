//! What members of organisations ask of its pool, and what is said of them meanwhile.

use shared::domain::amount::{Amount, Quantity};
use shared::domain::command::setup::{Enrol, Settings};
use shared::domain::command::{Adjust, Adjustment, Command, Operations, Spend, Use};
use shared::domain::entry::Note;
use shared::domain::id::AccountId;
use shared::domain::member::{CAPPED, Cap, Standing};
use shared::domain::moment::Moment;
use shared::domain::zone::Zone;

use crate::memory::chance::Chance;
use crate::simulation::asks::Ask;
use crate::simulation::catalog::ZONES;
use crate::simulation::plan::{MINUTE, Plan, feature, one_use};

/// The organisations.
const ORGS: [&str; 2] = ["org:2", "org:3"];

/// Everybody who is in any of them.
const PEOPLE: [&str; 3] = ["user:0", "user:1", "user:7"];

const DAY: i64 = 24 * 60 * MINUTE;

fn one_of(chance: &Chance, ids: &[&str]) -> AccountId {
    AccountId::parse(ids[chance.place(ids.len())]).unwrap()
}

impl Plan {
    /// Members use, hold and record; somebody says what they may.
    pub(super) fn of_members(&mut self, chance: &Chance, at: Moment) -> Ask {
        let account = one_of(chance, &ORGS);
        let user = one_of(chance, &PEOPLE);
        if chance.permille(150) {
            self.awaits_midnight(chance);
        }
        let first = self.operation(chance, &account);
        let spend = |uses: Vec<Use>| {
            let operations = Operations { first: first.clone(), others: Vec::new() };
            let note = Note { member: Some(user.clone()), ..Note::default() };
            Spend { operations, account: account.clone(), uses, note }
        };
        let credits = || one_use("credit", 1 + chance.below(3));
        let minutes = || one_use("minute", 1 + chance.below(12));
        Ask::Command(match chance.below(100) {
            0..=21 => Command::Consume(spend(vec![credits()])),
            22..=29 => Command::Consume(spend(vec![minutes()])),
            30..=34 => Command::Consume(spend(vec![minutes(), credits()])),
            35..=44 => self.hold(chance, at, spend(vec![credits()])),
            45..=48 => self.hold(chance, at, spend(vec![credits(), minutes()])),
            49..=63 => match self.end_hold(chance) {
                Some(end) => end,
                None => Command::Record(spend(vec![minutes()])),
            },
            64..=67 => Command::Record(spend(vec![credits()])),
            68..=70 => Command::Record(spend(vec![minutes(), credits()])),
            71..=80 => {
                let standing = chance.permille(600).then(|| standing(chance));
                let caps = chance.permille(600).then(|| caps(chance));
                Command::Enrol(Enrol { account, user, standing, caps })
            }
            81..=85 => {
                let caps = Some(caps(chance));
                Command::Settings(Settings { account, zone: None, caps })
            }
            86..=89 => {
                let zone = Zone::parse(ZONES[chance.place(ZONES.len())].0).ok();
                Command::Settings(Settings { account, zone, caps: None })
            }
            _ => {
                let (id, most) = if chance.permille(600) { ("credit", 25) } else { ("minute", 60) };
                let by = if chance.permille(850) {
                    Adjustment::Give(Amount::Of(1 + chance.below(most)), None)
                } else {
                    Adjustment::Take(Quantity::new(1 + chance.below(6)).unwrap())
                };
                let (feature, note) = (feature(id), Note::default());
                Command::Adjust(Adjust { operation: first, account, feature, by, note })
            }
        })
    }

    /// The next midnight of a place.
    fn awaits_midnight(&mut self, chance: &Chance) {
        let ahead = ZONES[chance.place(ZONES.len())].1 * MINUTE;
        let next = ((self.now + ahead).div_euclid(DAY) + 1) * DAY - ahead;
        self.awaits(vec![next]);
    }
}

fn standing(chance: &Chance) -> Standing {
    // Who is removed comes back soon, so that there is somebody to use anything.
    match chance.below(8) {
        0 | 1 => Standing::Removed,
        2 => Standing::Claimed,
        3 => Standing::Admin,
        _ => Standing::Member,
    }
}

/// Caps that are reached soon; now and then a member is free of one that everybody has.
fn caps(chance: &Chance) -> Vec<Cap> {
    let mut caps = Vec::new();
    for (id, most) in [("credit", [5, 9, 30]), ("minute", [20, 40, 120])] {
        for (every, most) in CAPPED.into_iter().zip(most) {
            if chance.permille(350) {
                let free = chance.permille(150);
                let units = Amount::Of(chance.below(most + 1));
                let amount = if free { Amount::Unlimited } else { units };
                caps.push(Cap { feature: feature(id), every, amount });
            }
        }
    }
    caps
}

/// The same for another member.
pub(super) fn of_another(spend: &mut Spend) {
    if let Some(user) = &mut spend.note.member {
        let place = PEOPLE.iter().position(|id| *id == user.as_str()).map_or(0, |at| at + 1);
        *user = AccountId::parse(PEOPLE[place % PEOPLE.len()]).unwrap();
    }
}
