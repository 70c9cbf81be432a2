//! A client that buys, uses and refunds by the dice, until the stack is killed under it.

use crate::crash::deed::{Dead, Deed, Doors, PACK, PEOPLE};
use crate::crash::diary::Diary;
use crate::dice::Dice;

/// A refund takes back at most this part of the price, so that each payment can bear two.
const LARGEST_REFUND: u64 = PACK.1 / 2;

/// Acts until nobody answers any more.
pub async fn act(doors: Doors, diary: &Diary, life: usize, mut dice: Dice) {
    while !matches!(turn(&doors, diary, life, &mut dice).await, Err(Dead)) {}
}

/// One deed by the dice, or an order and its payment.
pub async fn turn(doors: &Doors, diary: &Diary, life: usize, dice: &mut Dice) -> Result<(), Dead> {
    let key = format!("{:016x}", dice.number());
    let person = usize::try_from(dice.within(0..PEOPLE.try_into().unwrap())).unwrap();
    match dice.within(0..20) {
        0..11 => {
            let session = dice.one_in(4).then(|| format!("talk-{key}"));
            let (already, amount) = (dice.one_in(5), dice.within(1..21));
            once(doors, diary, life, Deed::Use { already, key, person, amount, session }).await?;
        }
        11 => drop(once(doors, diary, life, Deed::Verify { person }).await?),
        12..18 => {
            let order = once(doors, diary, life, Deed::Order { key, person }).await?;
            let told = diary.change(|pages| pages[order].told.clone()).expect("an answer");
            if let Some(session) = told.body["session"].as_str() {
                let pay = Deed::Pay { session: session.to_owned() };
                once(doors, diary, life, pay).await?;
            }
        }
        _ => {
            if let Some(intent) = refundable(diary, dice) {
                let amount = dice.within(1..LARGEST_REFUND + 1);
                once(doors, diary, life, Deed::Refund { key, intent, amount }).await?;
            }
        }
    }
    Ok(())
}

async fn once(doors: &Doors, diary: &Diary, life: usize, deed: Deed) -> Result<usize, Dead> {
    let number = diary.begin(deed.clone());
    let told = doors.perform(&deed).await?;
    diary.end(number, life, told);
    Ok(number)
}

/// The intent of some payment that was answered and can bear another refund.
fn refundable(diary: &Diary, dice: &mut Dice) -> Option<String> {
    let pages = diary.pages();
    let refunds = |wanted: &str| {
        let of = |deed: &Deed| matches!(deed, Deed::Refund { intent, .. } if intent == wanted);
        pages.iter().filter(|page| of(&page.deed)).count()
    };
    let paid = pages.iter().filter(|page| matches!(page.deed, Deed::Pay { .. }));
    let intents = paid.filter_map(|page| page.told.as_ref()?.body["payment_intent"].as_str());
    let open: Vec<_> = intents.filter(|intent| refunds(intent) < 2).collect();
    let end = u64::try_from(open.len()).ok().filter(|count| *count > 0)?;
    open.get(usize::try_from(dice.within(0..end)).ok()?).map(|intent| (*intent).to_owned())
}
