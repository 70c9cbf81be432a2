//! The same pack ordered again under another key, as a second click does: it gets the page that is open
//! already, so that nobody has two of them to pay. Plans are not given out again: whether another may be
//! ordered is decided with the account.

use shared::app::{App, During};
use shared::domain::command::link::Join;
use shared::domain::command::{Command, Order};
use shared::domain::decide::Answer;
use shared::domain::decide::order::is_current;
use shared::domain::id::Label;
use shared::domain::moment::Moment;
use shared::domain::purchase::{Article, Purchase, PurchaseState};
use shared::domain::world::{Alias, Item, Name, Target};
use shared::http::problem::{Kind, Problem};

use super::Checkout;
use super::trouble::over;

/// For so long another key gets the same page. Stripe's own stays open for a day.
const SECONDS: u32 = 3600;

/// Among so many of the newest orders an open one is looked for.
const LOOKED_AT: u16 = 20;

impl Checkout {
    /// The open order that this one asks for again; or the one that this very request got before.
    pub async fn open_order(
        &self,
        order: &Order,
        during: &During,
    ) -> Result<Option<Purchase>, Problem> {
        if matches!(order.article, Article::Plan(..)) {
            return Ok(None);
        }
        let name = Label::parse(order.purchase.as_str());
        let name = name.map_err(|_| Problem::new(Kind::Internal))?;
        let names = [Name::Purchase(order.purchase.clone()), Name::Alias(name.clone())];
        let world = self.app.read(&names, during).await?;
        if world.purchase(&order.purchase).is_some() {
            return Ok(None);
        }
        if let Some(Item::Alias(Alias { target: Target::Purchase(id), .. })) =
            world.get(&Name::Alias(name.clone()))
        {
            let found = self.app.purchase(id, during).await?;
            let Some(found) = found.filter(|found| found.fingerprint == order.fingerprint) else {
                return Err(Problem::new(Kind::IdempotencyKeyReused));
            };
            return over(&found.state).map_or(Ok(Some(found)), Err);
        }
        let newest = self.app.store().purchases(&order.account, None, LOOKED_AT).await;
        let newest = newest.map_err(|fault| App::fault(&fault))?;
        let open = |it: &&Purchase| self.is_open(it, order, during.at);
        let Some(open) = newest.items.iter().find(open) else { return Ok(None) };
        // The index may lag behind: how it is now decides.
        let found = self.app.purchase(&open.id, during).await?;
        let Some(found) = found.filter(|it| self.is_open(it, order, during.at)) else {
            return Ok(None);
        };
        let join = Join { name, purchase: found.id.clone() };
        match self.app.perform(Command::Join(join), during).await?.answer {
            Answer::Purchase(found) => Ok(Some(*found)),
            Answer::Entry(_) | Answer::Done => Err(Problem::new(Kind::Internal)),
        }
    }

    fn is_open(&self, purchase: &Purchase, order: &Order, now: Moment) -> bool {
        let is_unpaid =
            matches!(purchase.state, PurchaseState::Pending | PurchaseState::Failed { .. });
        // Where it has no page yet, the first request is still at it, or never came back from Stripe.
        is_unpaid
            && purchase.fingerprint == order.fingerprint
            && now < purchase.created.plus_seconds(SECONDS)
            && is_current(self.app.catalog(), purchase)
    }
}
