//! Who and what the transactions are about: few names with odd characters, so that they meet.

use std::collections::BTreeMap;

use shared::domain::hash::Hash;
use shared::domain::id::{AccountId, EventId, Label, PurchaseId};
use shared::domain::moment::Moment;
use shared::domain::operation::{OperationId, Scope};
use shared::domain::world::{Expect, Item, Name};

use crate::dice::Dice;

/// Pieces of identifiers: what parts keys, what is escaped, what has several bytes, what looks
/// like a key, both directions of writing.
const PIECES: [&str; 20] = [
    "a",
    "Z",
    "0",
    "#",
    "/",
    "%",
    "%2F",
    " ",
    "é",
    "ß",
    "日本",
    "🦀",
    "\u{202e}",
    "שלום",
    "e\u{301}",
    "ACCOUNT",
    "'",
    "\"",
    "\\",
    "attribute_not_exists(pk)",
];

/// A text of odd characters, not empty and at most so many bytes long.
pub fn odd(dice: &mut Dice, most: usize) -> String {
    let pieces = if dice.one_in(12) { 400 } else { dice.within(1..7) };
    let mut text = String::new();
    for _ in 0..pieces {
        let piece = PIECES[place(dice, PIECES.len())];
        if text.len() + piece.len() > most {
            break;
        }
        text.push_str(piece);
    }
    // So that no two throws of these few pieces are the same by chance.
    let end = format!("{:x}", dice.within(0..1 << 24));
    while text.len() + end.len() > most {
        text.pop();
    }
    text + &end
}

/// A label of odd characters.
pub fn label(dice: &mut Dice) -> Label {
    Label::parse(odd(dice, 255)).expect("a label")
}

/// A place in something of this length.
pub fn place(dice: &mut Dice, length: usize) -> usize {
    let length = u64::try_from(length).expect("a length");
    usize::try_from(dice.within(0..length)).expect("a place")
}

/// The names of one table, and what stands there.
pub struct Cast {
    /// The accounts.
    pub accounts: Vec<AccountId>,
    /// Whose purchases are large; of this account pages are not compared, only all of them.
    pub hoarder: AccountId,
    /// The operations of every account.
    pub operations: Vec<OperationId>,
    /// The purchases; the first few are the large ones.
    pub purchases: Vec<PurchaseId>,
    /// The payment provider's names.
    pub aliases: Vec<Label>,
    /// The notifications.
    pub events: Vec<EventId>,
    /// The hashes of API keys.
    pub keys: Vec<Hash>,
    /// What was written.
    pub stands: BTreeMap<Name, Item>,
    /// The number of the last entry; no two entries of an account have the same.
    pub seq: u64,
    /// When the last purchase was ordered; no two are of the same moment, because the order of
    /// those in the index is each database's own.
    pub ordered: i64,
}

/// So many purchases are large: their sum is more than a transaction holds.
pub const LARGE: usize = 12;

impl Cast {
    /// Names that follow from the dice.
    pub fn of(dice: &mut Dice) -> Self {
        let account = |dice: &mut Dice| {
            let kind = if dice.one_in(2) { "user:" } else { "org:" };
            AccountId::parse(format!("{kind}{}", odd(dice, 240))).expect("an account")
        };
        let scopes = [Scope::User, Scope::Service, Scope::Stripe, Scope::House];
        let operation = |dice: &mut Dice| {
            OperationId::keyed(scopes[place(dice, 4)], &odd(dice, 255), &odd(dice, 255))
        };
        let purchase = |dice: &mut Dice| PurchaseId::parse(odd(dice, 255)).expect("a purchase");
        Self {
            accounts: (0..5).map(|_| account(dice)).collect(),
            hoarder: account(dice),
            operations: (0..60).map(|_| operation(dice)).collect(),
            purchases: (0..LARGE + 24).map(|_| purchase(dice)).collect(),
            aliases: (0..40).map(|_| label(dice)).collect(),
            events: (0..40).map(|_| EventId::parse(odd(dice, 255)).expect("an event")).collect(),
            keys: (0..4).map(|_| Hash::of(&dice.number().to_be_bytes())).collect(),
            stands: BTreeMap::new(),
            seq: 0,
            ordered: 0,
        }
    }

    /// Any account.
    pub fn account(&self, dice: &mut Dice) -> AccountId {
        self.accounts[place(dice, self.accounts.len())].clone()
    }

    /// Any name; of the purchases only small ones.
    pub fn name(&self, dice: &mut Dice) -> Name {
        let account = self.account(dice);
        match dice.within(0..13) {
            0 | 1 => Name::Account(account),
            2 => Name::Profile(account),
            3..=7 => {
                let operation = &self.operations[place(dice, self.operations.len())];
                Name::Receipt(account, operation.key())
            }
            8 | 9 => {
                let small = place(dice, self.purchases.len() - LARGE);
                Name::Purchase(self.purchases[LARGE + small].clone())
            }
            10 => Name::Alias(self.aliases[place(dice, self.aliases.len())].clone()),
            11 => Name::Subscription(self.aliases[place(dice, self.aliases.len())].clone()),
            _ => Name::Event(self.events[place(dice, self.events.len())].clone()),
        }
    }

    /// What a writer expects who has read everything, and whether that will hold.
    pub fn expectation(&self, name: &Name) -> (Expect, bool) {
        let stands = self.stands.get(name);
        let expect = stands.map_or(Expect::Absent, Item::expectation);
        (expect, stands.is_none() || expect != Expect::Absent)
    }

    /// The number of the next entry.
    pub fn next_seq(&mut self, dice: &mut Dice) -> u64 {
        self.seq += if dice.one_in(50) { dice.within(1..1_000_000) } else { 1 };
        self.seq
    }

    /// When the next purchase is ordered: an even millisecond.
    pub fn next_order(&mut self, dice: &mut Dice) -> Moment {
        self.ordered += 2;
        // Some are the other way round, so that the last one is not the newest.
        let away = if dice.one_in(2) { self.ordered } else { -self.ordered };
        Moment::from_millis(NOON + away).expect("a moment")
    }
}

/// Around which moment purchases are ordered.
pub const NOON: i64 = 1_767_225_600_000;
