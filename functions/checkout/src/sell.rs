//! Selling a pack or a plan: the order is stored, the buyer is known at Stripe, Stripe's page is open.

use shared::domain::command::link::Link;
use shared::domain::command::{Command, Order};
use shared::domain::decide::Answer;
use shared::domain::id::Label;
use shared::domain::plan::Interval;
use shared::domain::purchase::{Article, Purchase, PurchaseState};
use shared::http::problem::{Kind, Problem};
use shared::perform::pace::Pace;
use shared::perform::port::Port;
use shared::stripe::api::StripeApi;
use shared::stripe::checkout::{CheckoutPrice, CheckoutRequest};
use shared::stripe::key::IdempotencyKey as StripeKey;
use shared::stripe::return_url::ReturnUrl;
use shared::stripe_customer::customer;
use shared::stripe_door::{self, internal};

use super::Checkout;
use super::trouble::over;

/// What is sold, in the catalog's words.
struct Ware<'a> {
    name: &'a str,
    lookup_key: Option<&'a str>,
    recurring: Option<Interval>,
}

impl<P: Port, S: StripeApi> Checkout<P, S> {
    /// The order with its open page at Stripe, and whether it had been ordered before.
    pub async fn sell(
        &self,
        order: Order,
        success_url: ReturnUrl,
        cancel_url: ReturnUrl,
        during: &impl Pace,
    ) -> Result<(Purchase, bool), Problem> {
        let (purchase, replayed) = self.order(order, during).await?;
        let purchase = if purchase.provider.session.is_some() {
            purchase
        } else {
            self.open(purchase, success_url, cancel_url, during).await?
        };
        over(&purchase.state).map_or(Ok((purchase, replayed)), Err)
    }

    pub(super) async fn order(
        &self,
        order: Order,
        during: &impl Pace,
    ) -> Result<(Purchase, bool), Problem> {
        let performed = self.app.perform(Command::Order(order), during).await?;
        match performed.answer {
            Answer::Purchase(purchase) => Ok((*purchase, performed.replayed)),
            Answer::Entry(_) | Answer::Done => Err(Problem::new(Kind::Internal)),
        }
    }

    /// Asks Stripe for its page. Killed anywhere in here, the same request finds the same order,
    /// the same customer and, by Stripe's idempotency key, the same session.
    pub(super) async fn open(
        &self,
        purchase: Purchase,
        success_url: ReturnUrl,
        cancel_url: ReturnUrl,
        during: &impl Pace,
    ) -> Result<Purchase, Problem> {
        match purchase.state {
            // A payment that failed may be tried again.
            PurchaseState::Pending | PurchaseState::Failed { .. } => {}
            PurchaseState::Expired | PurchaseState::Canceled | PurchaseState::Paid { .. } => {
                return Err(Problem::new(Kind::Conflict));
            }
        }
        let (account, cause) = (&purchase.account, purchase.id.as_str());
        let customer = customer(&self.app, &self.stripe, account, cause, during).await?;
        let ware = self.ware(&purchase)?;
        let request = CheckoutRequest {
            purchase: purchase.id.to_string(),
            customer,
            price: self.price(&ware, &purchase, during).await?,
            quantity: purchase.quantity,
            recurring: ware.recurring,
            success_url,
            cancel_url,
            allow_promotion_codes: false,
        };
        let key = StripeKey::parse(&format!("checkout/{}", purchase.id)).map_err(internal)?;
        let opened = self
            .stripe
            .create_checkout_session(&request, &key)
            .await
            .map_err(|fault| stripe_door::problem(&fault))?;
        let link = Link {
            purchase: purchase.id.clone(),
            session: Label::parse(opened.id.as_str()).map_err(internal)?,
            url: opened.url,
        };
        match self.app.perform(Command::Link(link), during).await?.answer {
            Answer::Purchase(purchase) => Ok(*purchase),
            Answer::Entry(_) | Answer::Done => Err(Problem::new(Kind::Internal)),
        }
    }

    /// What the catalog says of the article.
    fn ware(&self, purchase: &Purchase) -> Result<Ware<'_>, Problem> {
        let catalog = self.app.catalog();
        match &purchase.article {
            Article::Pack(id) => {
                let pack = catalog.pack(id).ok_or(Problem::new(Kind::UnknownPack))?;
                let lookup_key = pack.lookup_key.as_deref();
                Ok(Ware { name: &pack.name, lookup_key, recurring: None })
            }
            Article::Plan(id, every) => {
                let unknown = || Problem::new(Kind::UnknownPlan);
                let plan = catalog.plan(id).ok_or_else(unknown)?;
                let lookup_key = plan.price(*every).ok_or_else(unknown)?.lookup_key.as_deref();
                Ok(Ware { name: &plan.name, lookup_key, recurring: Some(*every) })
            }
        }
    }

    /// By lookup key where the catalog gives one, if it costs there what it costs here; otherwise
    /// the price itself.
    async fn price(
        &self,
        ware: &Ware<'_>,
        purchase: &Purchase,
        during: &impl Pace,
    ) -> Result<CheckoutPrice, Problem> {
        let currency = purchase.price.currency.to_string();
        let each = purchase.price.minor.checked_div(purchase.quantity);
        let unit_amount = each.and_then(|minor| i64::try_from(minor).ok());
        let unit_amount = unit_amount.ok_or(Problem::new(Kind::Internal))?;
        let Some(key) = ware.lookup_key else {
            let product_name = ware.name.to_owned();
            return Ok(CheckoutPrice::Inline { currency, unit_amount, product_name });
        };
        let found = self.stripe.price_by_lookup_key(key, during.at().seconds()).await;
        match found.map_err(|fault| stripe_door::problem(&fault))? {
            Some(price) if price.currency == currency && price.unit_amount == Some(unit_amount) => {
                Ok(CheckoutPrice::InStripe(price.id))
            }
            _ => {
                tracing::error!(ware = ware.name, "the price at Stripe is not the catalog's");
                Err(Problem::new(Kind::StripeRefused))
            }
        }
    }
}
