//! What the functions read, asked of both databases at once.

use shared::domain::id::{AccountId, Label};
use shared::domain::moment::Moment;
use shared::domain::purchase::Purchase;
use shared::domain::world::{Item, Name};
use shared::perform::port::{Fault, Port};
use shared::store::Store;
use shared::store::items::api_key::ApiKeyItem;
use shared::store::reads::pages::Cursor;

use crate::dice::Dice;
use crate::twins::cast::{Cast, NOON, odd, place};

/// One reading; a key that is put is read back at once.
#[derive(Debug, Clone)]
pub enum Reading {
    /// Items by name.
    Load(Vec<Name>),
    /// One page of a ledger, or all pages one after the other.
    Ledger(AccountId, Option<u64>, u16, bool),
    /// One page of the purchases, or all pages one after the other.
    Purchases(AccountId, Option<Cursor>, u16, bool),
    /// All that somebody has whose pages are cut by their size, which each database does in its
    /// own way: purchases by pages of this many, and the ledger up to a version.
    Hoard(AccountId, u16, u64),
    /// The whole ledger, up to a version.
    History(AccountId, u64),
    /// The last entries up to a version, at least so many, and the account before them.
    Recent(AccountId, u64, u16),
    /// Every entry by a strong read.
    AllEntries(AccountId),
    /// An API key is put and read.
    ApiKey(ApiKeyItem),
}

/// Any reading.
pub fn reading(cast: &Cast, dice: &mut Dice) -> Reading {
    let account = cast.account(dice);
    let limits = [0, 1, 2, 7, 100, 1_000];
    let limit = limits[place(dice, limits.len())];
    if dice.one_in(40) {
        return Reading::Hoard(cast.hoarder.clone(), limit, cast.seq);
    }
    match dice.within(0..12) {
        0..=4 => {
            let counts = [0, 1, 1, 2, 5, 12, 99, 100, 101, 140];
            let count = counts[place(dice, counts.len())];
            Reading::Load((0..count).map(|_| cast.name(dice)).collect())
        }
        5 | 6 => {
            let before = dice.one_in(2).then(|| dice.within(0..cast.seq + 3));
            Reading::Ledger(account, before, limit, dice.one_in(3))
        }
        7 | 8 => {
            let after = dice.one_in(2).then(|| cursor(cast, dice));
            Reading::Purchases(account, after, limit, dice.one_in(3))
        }
        9 => Reading::History(account, cast.seq.min(dice.within(0..3_000))),
        10 if dice.one_in(2) => Reading::Recent(account, dice.within(0..cast.seq + 3), limit),
        10 => Reading::AllEntries(account),
        _ => {
            let at = place(dice, cast.keys.len());
            Reading::ApiKey(ApiKeyItem {
                hash: cast.keys[at],
                id: odd(dice, 100),
                scopes: (0..dice.within(0..3)).map(|_| odd(dice, 30)).collect(),
                revoked: dice.one_in(2),
                expires_at: dice.one_in(2).then_some(1_800_000_000),
            })
        }
    }
}

/// A cursor that was given out, or that somebody made up: of an odd millisecond.
fn cursor(cast: &Cast, dice: &mut Dice) -> Cursor {
    let purchase = cast.purchases[place(dice, cast.purchases.len())].clone();
    let id = Label::parse(purchase.as_str()).expect("a label");
    if let Some(Item::Purchase(stands)) = cast.stands.get(&Name::Purchase(purchase)) {
        return Cursor { created: stands.created, id };
    }
    let away = i64::try_from(dice.within(0..1_000)).expect("few") * 2 - 999;
    let created = Moment::from_millis(NOON + away).expect("a moment");
    Cursor { created, id }
}

impl Reading {
    /// Whether both databases answer it by the same requests.
    pub fn is_cut_alike(&self) -> bool {
        !matches!(self, Self::Hoard(..))
    }

    /// What a store answers, as text.
    pub async fn of(&self, store: &Store) -> String {
        match self {
            Self::Load(names) => answered(store.load(names).await),
            Self::Ledger(account, before, limit, all) => {
                let (mut told, mut before) = (String::new(), *before);
                loop {
                    let page = store.ledger(account, before, *limit).await;
                    before = page.as_ref().ok().and_then(|page| page.next);
                    told += &answered(page);
                    if before.is_none() || !all {
                        return told;
                    }
                }
            }
            Self::Purchases(account, after, limit, all) => {
                let (mut told, mut after) = (String::new(), after.clone());
                loop {
                    let page = store.purchases(account, after.as_ref(), *limit).await;
                    after = page.as_ref().ok().and_then(|page| page.next.clone());
                    told += &answered(page);
                    if after.is_none() || !all {
                        return told;
                    }
                }
            }
            Self::Hoard(account, limit, up_to) => {
                let purchases = answered(all_purchases(store, account, *limit).await);
                let history = answered(store.history(account, *up_to).await);
                purchases + &history + &answered(store.all_entries(account).await)
            }
            Self::History(account, up_to) => answered(store.history(account, *up_to).await),
            Self::Recent(account, up_to, count) => {
                answered(store.recent(account, *up_to, *count).await)
            }
            Self::AllEntries(account) => answered(store.all_entries(account).await),
            Self::ApiKey(key) => {
                let put = answered(store.put_api_key(key).await);
                put + &answered(store.api_key(&key.hash).await)
            }
        }
    }
}

/// All pages, one after the other.
async fn all_purchases(
    store: &Store,
    account: &AccountId,
    limit: u16,
) -> Result<Vec<Purchase>, Fault> {
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let page = store.purchases(account, after.as_ref(), limit).await?;
        all.extend(page.items);
        after = page.next;
        if after.is_none() {
            return Ok(all);
        }
    }
}

/// An answer as text; of a fault its kind, for its words are each database's own.
pub fn answered<T: std::fmt::Debug>(answer: Result<T, Fault>) -> String {
    match answer {
        Ok(answer) => format!("{answer:?}"),
        Err(Fault::Busy { doing, .. }) => format!("busy: {doing}"),
        Err(Fault::Unknown { doing, .. }) => format!("unknown: {doing}"),
        Err(Fault::Broken { doing, why }) => {
            format!("broken: {doing}: {}", why.split(':').next().unwrap_or_default())
        }
    }
}
