//! Everything that was answered is asked for again: the answer must be the first one.

use crate::answer::Answer;
use crate::crash::audit::{Findings, audit};
use crate::crash::deed::{Dead, Deed, Doors};
use crate::crash::diary::{Diary, Page};
use crate::dice::Dice;

/// Of what was answered in earlier lives, so much is asked for again each time.
const ASKED_AGAIN: usize = 40;

/// Once Stripe has told everything, asks again for what was answered in this life and for some of
/// what was before it, and compares everything with the diary. Gives how much was asked for.
pub async fn look_back(
    doors: &Doors,
    diary: &Diary,
    life: usize,
    dice: &mut Dice,
    findings: &mut Findings,
) -> Result<usize, Dead> {
    doors.settle().await?;
    let pages = diary.pages();
    let (latest, earlier): (Vec<_>, Vec<_>) = pages.iter().partition(|page| page.life == life);
    let mut again = latest;
    for _ in 0..ASKED_AGAIN.min(earlier.len()) {
        let chosen = dice.within(0..u64::try_from(earlier.len()).unwrap());
        again.push(earlier[usize::try_from(chosen).unwrap()]);
    }
    for page in &again {
        replay(doors, page, findings).await?;
    }
    audit(doors, &pages, findings).await?;
    Ok(again.len())
}

/// Asks once more for what was answered: it must be the first answer again.
pub async fn replay(doors: &Doors, page: &Page, findings: &mut Findings) -> Result<(), Dead> {
    let Some(told) = page.told.as_ref().filter(|told| told.status < 400) else { return Ok(()) };
    if let Deed::Pay { .. } | Deed::Verify { .. } = page.deed {
        // A second payment of a session is refused; the audit looks for the first at Stripe.
        // And what was verified has changed since.
        return Ok(());
    }
    let again = doors.perform(&page.deed).await?;
    let same = again.status < 400 && again.body == told.body;
    findings.hold(same, || format!("{:?}: {} then {}", page.deed, told.body, again.body));
    if !again.is_replay() && !is_stripes(&again) {
        findings.doubled.push(format!("{:?} is done anew: {}", page.deed, again.body));
    }
    Ok(())
}

/// Stripe has its own word for an answer that is given again.
fn is_stripes(told: &Answer) -> bool {
    told.header("idempotent-replayed") == Some("true")
}
