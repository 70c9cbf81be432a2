//! What chance writes at once: one item or many, expected rightly or wrongly, small or as large as
//! the table takes.

use shared::domain::hash::Hash;
use shared::domain::world::{Expect, Item, Name};
use shared::perform::port::Write;
use shared::store::size::{MAX_COMMIT_BYTES, MAX_ITEM_BYTES};
use shared::store::writes::{MAX_WRITES, prepared};

use crate::dice::Dice;
use crate::twins::cast::{Cast, LARGE, place};
use crate::twins::items;

/// The writes of one transaction.
pub fn transaction(cast: &mut Cast, dice: &mut Dice) -> Vec<Write> {
    match dice.within(0..200) {
        0 => largest(cast, dice),
        1 => vec![one_large(cast, dice)],
        3..=5 => {
            let item = items::long(cast, dice);
            vec![Write { item, expect: Expect::Absent }]
        }
        2 => {
            // The most there may be, and one more.
            let count = MAX_WRITES + usize::from(dice.one_in(3));
            ordinary(cast, count, 200, dice)
        }
        6..=60 => ordinary(cast, 1, 5, dice),
        61..=80 => {
            let count = 2 + place(dice, 11);
            ordinary(cast, count, 2, dice)
        }
        _ => {
            let count = 2 + place(dice, 11);
            ordinary(cast, count, 40, dice)
        }
    }
}

/// So many writes of small items; one in `wrong` expects something else than what stands there.
fn ordinary(cast: &mut Cast, count: usize, wrong: u64, dice: &mut Dice) -> Vec<Write> {
    let mut names: Vec<Name> = Vec::new();
    for _ in 0..count {
        names.push(name(cast, &names, wrong, dice));
    }
    let mut writes = Vec::new();
    for name in names {
        let (truth, _) = cast.expectation(&name);
        let expect = if dice.one_in(wrong) { anything(dice) } else { truth };
        writes.push(Write { item: items::item(cast, &name, dice), expect });
    }
    writes
}

/// A name that was not taken yet; mostly one that may be written.
fn name(cast: &Cast, taken: &[Name], wrong: u64, dice: &mut Dice) -> Name {
    for _ in 0..10_000 {
        let name = cast.name(dice);
        let (_, holds) = cast.expectation(&name);
        if !taken.contains(&name) && (holds || dice.one_in(wrong)) {
            return name;
        }
    }
    panic!("every name is taken");
}

fn anything(dice: &mut Dice) -> Expect {
    match dice.within(0..4) {
        0 => Expect::Absent,
        1 => Expect::Nonce(Hash::of(&dice.number().to_be_bytes())),
        2 => Expect::Version(u64::MAX - dice.within(0..3)),
        _ => Expect::Version(dice.within(0..4)),
    }
}

/// One item of the largest size, or one byte more, or a little less.
fn one_large(cast: &mut Cast, dice: &mut Dice) -> Write {
    let sizes = [MAX_ITEM_BYTES, MAX_ITEM_BYTES + 1, MAX_ITEM_BYTES - 1, MAX_ITEM_BYTES - 900];
    let at = place(dice, LARGE);
    large(cast, at, sizes[place(dice, sizes.len())], dice)
}

/// As many bytes as a commit holds, or one more; and one item expected wrongly now and then.
fn largest(cast: &mut Cast, dice: &mut Dice) -> Vec<Write> {
    let sent = |writes: &[Write]| -> usize {
        let one = |write: &Write| prepared(std::slice::from_ref(write)).expect("a put");
        writes.iter().flat_map(one).map(|put| put.bytes()).sum()
    };
    // The last two share what the others leave, so that no item is too small to be one.
    let others = LARGE - 2;
    let mut writes: Vec<_> = (0..others).map(|at| large(cast, at, MAX_ITEM_BYTES, dice)).collect();
    writes.truncate(MAX_COMMIT_BYTES / MAX_ITEM_BYTES - 1);
    let half = (MAX_COMMIT_BYTES - sent(&writes)) / 2;
    writes.push(large(cast, others, half.min(MAX_ITEM_BYTES), dice));
    if dice.one_in(3) {
        let at = place(dice, writes.len());
        writes[at].expect = anything(dice);
    }
    let last = large(cast, others + 1, MAX_ITEM_BYTES / 2, dice);
    let condition = sent(std::slice::from_ref(&last)) - MAX_ITEM_BYTES / 2;
    let left = MAX_COMMIT_BYTES - sent(&writes) - condition + usize::from(dice.one_in(4));
    writes.push(large(cast, others + 1, left, dice));
    writes
}

fn large(cast: &mut Cast, at: usize, bytes: usize, dice: &mut Dice) -> Write {
    let id = cast.purchases[at].clone();
    let (expect, _) = cast.expectation(&Name::Purchase(id.clone()));
    Write { item: items::large(cast, &id, bytes, dice), expect }
}

/// A write in few words.
pub fn told(write: &Write) -> String {
    let kind = match &write.item {
        Item::Account(_) => "account",
        Item::Profile(_) => "profile",
        Item::Member(_) => "member",
        Item::Entry(_) => "entry",
        Item::Also(_) => "second name",
        Item::Refused(_) => "mark",
        Item::Purchase(_) => "purchase",
        Item::Alias(_) => "alias",
        Item::Subscription(_) => "subscription",
        Item::Event(_) => "event",
    };
    format!("{kind} if {:?}", write.expect)
}
