//! What callers ask: drawn at random, asked again, asked twice at once, in any order.

mod again;
mod holds;
mod members;

use shared::domain::amount::{Amount, Quantity};
use shared::domain::command::setup::Settings;
use shared::domain::command::{Adjust, Adjustment, Command, Open, Operations, Order, Spend, Use};
use shared::domain::entry::Note;
use shared::domain::hash::Hash;
use shared::domain::hold::HoldId;
use shared::domain::id::{AccountId, FeatureId, Label, PackId, PurchaseId};
use shared::domain::moment::Moment;
use shared::domain::operation::{Fingerprint, OperationId, Scope};
use shared::domain::purchase::Article;
use shared::domain::zone::Zone;

use crate::memory::chance::Chance;
use crate::simulation::asks::{Ask, Asked};
use crate::simulation::catalog::{PACKS, ZONES};

/// Whose accounts there are.
const ACCOUNTS: [&str; 3] = ["user:0", "user:1", "org:2"];

/// How many of the last requests are asked again most often.
const AGAIN: usize = 24;

/// The hour at which every story begins: 2026-01-01T00:00:00Z.
const BEGINNING: i64 = 1_767_225_600_000;

const MINUTE: i64 = 60_000;

/// Draws requests, and lets time pass between them.
pub struct Plan {
    now: i64,
    count: u64,
    asked: Vec<Ask>,
    /// Every hold that was asked for.
    held: Vec<(AccountId, HoldId)>,
    /// Moments at which something ends by itself.
    ends: Vec<i64>,
    /// Whether organisations have members.
    peopled: bool,
}

impl Default for Plan {
    fn default() -> Self {
        let (asked, held, ends) = (Vec::new(), Vec::new(), Vec::new());
        Self { now: BEGINNING, count: 0, asked, held, ends, peopled: false }
    }
}

/// A feature of the catalog.
pub fn feature(id: &str) -> FeatureId {
    FeatureId::parse(id).unwrap()
}

fn one_use(id: &str, amount: u64) -> Use {
    Use { feature: feature(id), amount: Quantity::new(amount).unwrap() }
}

impl Plan {
    /// The plan of a story: in every fourth one organisations have members.
    pub fn of_seed(seed: u64) -> Self {
        Self { peopled: seed % 4 == 1, ..Self::default() }
    }

    /// The second that it is.
    pub fn second(&self) -> i64 {
        self.now / 1000
    }

    /// By a clock that is right.
    pub fn moment(&self) -> Moment {
        Moment::from_millis(self.now).unwrap()
    }

    /// Time passes: hours, up to forty days, or exactly to where something ends.
    pub fn jump(&mut self, chance: &Chance) {
        self.ends.retain(|end| *end > self.now);
        if !self.ends.is_empty() && chance.permille(400) {
            self.now = self.ends[chance.place(self.ends.len())];
            return;
        }
        let hours = if chance.permille(850) { chance.below(30) } else { chance.below(960) };
        self.now += i64::try_from(hours).unwrap() * 60 * MINUTE;
    }

    /// An hour passes.
    pub fn waits(&mut self) {
        self.now += 60 * MINUTE;
    }

    /// Something ends by itself at these moments.
    pub fn awaits(&mut self, ends: Vec<i64>) {
        self.ends.extend(ends);
        self.ends.sort_unstable();
        self.ends.dedup();
    }

    fn clock(&self, chance: &Chance) -> Moment {
        let skew = match chance.below(4) {
            0 | 1 => 0,
            2 => 5 * MINUTE,
            _ => -5 * MINUTE,
        };
        Moment::from_millis(self.now + skew).unwrap()
    }

    /// The next request.
    pub fn draw(&mut self, chance: &Chance) -> Asked {
        self.count += 1;
        let at = self.clock(chance);
        let recent = self.asked.len().saturating_sub(AGAIN);
        let known = &self.asked[recent..];
        let ask = match chance.below(100) {
            0..=29 if !known.is_empty() => known[chance.place(known.len())].clone(),
            30..=32 if !known.is_empty() => self.asked[chance.place(self.asked.len())].clone(),
            33..=36 if !known.is_empty() => again::other_body(&known[chance.place(known.len())]),
            37..=45 => Ask::Read(account(chance)),
            46 | 47 => Ask::Command(Command::Pass(account(chance))),
            48 => {
                let zone = Zone::parse(ZONES[chance.place(ZONES.len())].0).unwrap();
                Ask::Command(Command::Settings(Settings {
                    account: account(chance),
                    zone: Some(zone),
                    caps: None,
                }))
            }
            _ if self.peopled && chance.permille(800) => self.of_members(chance, at),
            _ => self.fresh(chance, at),
        };
        if !matches!(ask, Ask::Read(_)) {
            self.asked.push(ask.clone());
        }
        Asked { at, ask }
    }

    fn operation(&self, chance: &Chance, account: &AccountId) -> OperationId {
        // Others choose the same names now and then.
        let back = if chance.permille(100) { chance.below(20) } else { 0 };
        let name = format!("k{}", self.count.saturating_sub(back));
        match chance.below(10) {
            0..=5 => OperationId::keyed(Scope::Service, "key:1", &name),
            6 | 7 => OperationId::keyed(Scope::Service, "key:2", &name),
            _ => OperationId::keyed(Scope::User, account.as_str(), &name),
        }
    }

    fn fresh(&mut self, chance: &Chance, at: Moment) -> Ask {
        let account = account(chance);
        let operation = self.operation(chance, &account);
        let spend = |uses: Vec<Use>| {
            let operations = Operations { first: operation.clone(), others: Vec::new() };
            Spend { operations, account: account.clone(), uses, note: Note::default() }
        };
        Ask::Command(match chance.below(100) {
            0..=2 => Command::Open(Open { operation, account }),
            3..=24 => Command::Consume(spend(vec![one_use("credit", 1 + chance.below(6))])),
            25..=29 => {
                let uses = vec![one_use("credit", 1 + chance.below(10))];
                self.hold(chance, at, spend(uses))
            }
            30..=32 => {
                let uses = vec![
                    one_use("minute", 1 + chance.below(25)),
                    one_use("credit", 1 + chance.below(3)),
                ];
                self.hold(chance, at, spend(uses))
            }
            33..=44 => match self.end_hold(chance) {
                Some(end) => end,
                None => Command::Open(Open { operation, account }),
            },
            45..=49 => Command::Consume(spend(vec![one_use("minute", 1 + chance.below(25))])),
            50..=59 => self.session(chance, at, account),
            60..=65 => Command::Record(spend(vec![one_use("minute", 1 + chance.below(9))])),
            66..=69 => Command::Record(spend(vec![one_use("credit", 1 + chance.below(9))])),
            70..=81 => {
                let amount = 1 + chance.below(6);
                let until = chance.permille(500).then(|| at.plus_days(1 + days(chance)));
                self.ends.extend(until.map(Moment::millis));
                let by = if chance.permille(600) {
                    Adjustment::Give(Amount::Of(amount), until)
                } else {
                    Adjustment::Take(Quantity::new(amount).unwrap())
                };
                let feature = feature("credit");
                Command::Adjust(Adjust { operation, account, feature, by, note: Note::default() })
            }
            _ => return self.order(chance, account, &operation),
        })
    }

    /// One session uses one feature or both, whatever the key.
    fn session(&mut self, chance: &Chance, at: Moment, account: AccountId) -> Command {
        let session = Label::parse(format!("s{}", self.count / 40)).unwrap();
        let all: [&[&str]; 4] =
            [&["credit"], &["minute"], &["credit", "minute"], &["minute", "credit"]];
        let ids = all[chance.place(all.len())];
        let uses: Vec<_> = ids.iter().map(|id| one_use(id, 2)).collect();
        let verb = ["consume", "consume", "consume", "hold", "record"][chance.place(5)];
        let name = |one: &Use| OperationId::of_session(verb, &one.feature, &session);
        let operations =
            Operations { first: name(&uses[0]), others: uses[1..].iter().map(name).collect() };
        let note = Note { session: Some(session), ..Note::default() };
        let spend = Spend { operations, account, uses, note };
        match verb {
            "consume" => Command::Consume(spend),
            "hold" => self.hold(chance, at, spend),
            _ => Command::Record(spend),
        }
    }

    fn order(&mut self, chance: &Chance, account: AccountId, operation: &OperationId) -> Ask {
        let pack = &PACKS[chance.place(PACKS.len())];
        let quantity = 1 + chance.below(pack.most);
        let end = |days: i64| self.now + days * 24 * 60 * MINUTE;
        self.ends.extend(pack.days.map(end));
        let purchase = PurchaseId::of_operation(&account, &operation.key()).unwrap();
        let fingerprint = Fingerprint(Hash::of_parts(&[pack.id, &quantity.to_string()]));
        let article = Article::Pack(PackId::parse(pack.id).unwrap());
        Ask::Sell(Order { purchase, account, article, quantity, fingerprint })
    }
}

fn account(chance: &Chance) -> AccountId {
    AccountId::parse(ACCOUNTS[chance.place(ACCOUNTS.len())]).unwrap()
}

fn days(chance: &Chance) -> u32 {
    u32::try_from(chance.below(4)).unwrap()
}
