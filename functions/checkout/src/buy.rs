//! Buying a pack: the order is stored first, then Stripe is asked for its page.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Json as Answer, Response};
use serde::{Deserialize, Serialize};
use shared::app::During;
use shared::domain::catalog::Pack;
use shared::domain::command::{Command, Link, Order};
use shared::domain::decide;
use shared::domain::hash::Hash;
use shared::domain::id::{AccountId, Label, PackId, PurchaseId};
use shared::domain::operation::{Fingerprint, OperationId, Scope};
use shared::domain::purchase::{Purchase, PurchaseState};
use shared::http::body::Json;
use shared::http::caller::Caller;
use shared::http::entry::told;
use shared::http::idempotency::IdempotencyKey;
use shared::http::path::Account;
use shared::http::problem::{Kind, Problem};
use shared::stripe::checkout::{CheckoutPrice, CheckoutRequest};
use shared::stripe::key::IdempotencyKey as StripeKey;
use shared::stripe::return_url::ReturnUrl;

use super::Checkout;
use super::trouble::{internal, stripe};

/// What to buy.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BuyBody {
    /// A pack of the catalog.
    pub pack: String,
    /// How many, where the pack lets the buyer choose; 1 if not given.
    pub quantity: Option<u64>,
    /// Where the buyer goes when done, on an allowed origin; `{CHECKOUT_SESSION_ID}` in it becomes
    /// the session's id.
    pub success_url: String,
    /// Where the buyer goes when not.
    pub cancel_url: String,
}

/// Where to pay.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CheckoutView {
    /// Our purchase, `pur_…`.
    pub purchase: String,
    /// Stripe's session, `cs_…`.
    pub session: String,
    /// Stripe's page, to which the buyer is sent.
    pub url: String,
}

#[cfg_attr(feature = "openapi", utoipa::path(
    post, path = "/v1/accounts/{account}/checkout", operation_id = "checkout",
    tag = "checkout",
    summary = "Order a pack and get the address of Stripe's payment page",
    params(
        ("account" = String, Path, description = "`user:<subject>`, `org:<id>` or `me`"),
        ("Idempotency-Key" = String, Header, description = "Names the order, for ever"),
    ),
    request_body = BuyBody,
    responses(
        (status = 201, body = CheckoutView, description = "Send the buyer to `url`"),
        (status = 200, body = CheckoutView, description = "The same order again"),
        (status = 502, description = "Stripe did not answer or refused; nothing was charged"),
        (status = "4XX", description = "A problem"),
    ),
))]
/// `POST …/checkout`
pub async fn buy(
    State(checkout): State<Arc<Checkout>>,
    caller: Caller,
    during: During,
    Account(account): Account,
    key: IdempotencyKey,
    Json(body): Json<BuyBody>,
) -> Result<Response, Problem> {
    caller.may_own(account.as_str())?;
    let (success, cancel) = checkout.returns(&body)?;
    let order = order(&caller, &account, &key, &body)?;
    let (purchase, replayed) = checkout.order(order, &during).await?;
    let purchase = if purchase.provider.session.is_some() {
        purchase
    } else {
        checkout.open(purchase, success, cancel, &during).await?
    };
    if purchase.state == PurchaseState::Expired {
        let detail = "The checkout of this order expired unpaid; order again under a new key.";
        return Err(Problem::because(Kind::Conflict, detail));
    }
    let view = view(&purchase)?;
    let status = if replayed { StatusCode::OK } else { StatusCode::CREATED };
    Ok(told((status, Answer(view)), replayed))
}

fn view(purchase: &Purchase) -> Result<CheckoutView, Problem> {
    let names = &purchase.provider;
    match (&names.session, &names.url) {
        (Some(session), Some(url)) => Ok(CheckoutView {
            purchase: purchase.id.to_string(),
            session: session.to_string(),
            url: url.clone(),
        }),
        _ => Err(Problem::new(Kind::Internal)),
    }
}

fn order(
    caller: &Caller,
    account: &AccountId,
    key: &IdempotencyKey,
    body: &BuyBody,
) -> Result<Order, Problem> {
    let (scope, principal) = caller.operation_scope();
    let scope = Scope::parse(scope).ok_or(Problem::new(Kind::Internal))?;
    let operation = OperationId::keyed(scope, &principal, key.as_str());
    let purchase = PurchaseId::of_operation(account, &operation.key());
    let pack = PackId::parse(body.pack.as_str()).map_err(|_| Problem::new(Kind::UnknownPack))?;
    let quantity = body.quantity.unwrap_or(1);
    let asked = [
        account.as_str(),
        pack.as_str(),
        &quantity.to_string(),
        body.success_url.as_str(),
        body.cancel_url.as_str(),
    ];
    let fingerprint = Fingerprint(Hash::of_parts(&asked));
    Ok(Order {
        purchase: purchase.ok_or(Problem::new(Kind::Internal))?,
        account: account.clone(),
        pack,
        quantity,
        fingerprint,
    })
}

impl Checkout {
    fn returns(&self, body: &BuyBody) -> Result<(ReturnUrl, ReturnUrl), Problem> {
        let check = |text: &str, pointer: &str| {
            self.returns.check(text).map_err(|error| {
                Problem::new(Kind::InvalidReturnUrl).error(pointer, error.to_string())
            })
        };
        Ok((check(&body.success_url, "/success_url")?, check(&body.cancel_url, "/cancel_url")?))
    }

    async fn order(&self, order: Order, during: &During) -> Result<(Purchase, bool), Problem> {
        let performed = self.app.perform(Command::Order(order), during).await?;
        match performed.answer {
            decide::Answer::Purchase(purchase) => Ok((*purchase, performed.replayed)),
            decide::Answer::Entry(_) | decide::Answer::Done => Err(Problem::new(Kind::Internal)),
        }
    }

    /// Asks Stripe for its page. Killed anywhere in here, the same request finds the same order,
    /// the same customer and, by Stripe's idempotency key, the same session.
    async fn open(
        &self,
        purchase: Purchase,
        success_url: ReturnUrl,
        cancel_url: ReturnUrl,
        during: &During,
    ) -> Result<Purchase, Problem> {
        if purchase.state != PurchaseState::Pending {
            return Err(Problem::new(Kind::Conflict));
        }
        let customer = self.customer(&purchase, during).await?;
        let pack = self.app.catalog().pack(&purchase.pack);
        let pack = pack.ok_or(Problem::new(Kind::UnknownPack))?;
        let request = CheckoutRequest {
            purchase: purchase.id.to_string(),
            customer,
            price: self.price(pack, &purchase, during).await?,
            quantity: purchase.quantity,
            success_url,
            cancel_url,
            allow_promotion_codes: false,
        };
        let key = StripeKey::parse(&format!("checkout/{}", purchase.id)).map_err(internal)?;
        let opened = self
            .stripe
            .create_checkout_session(&request, &key)
            .await
            .map_err(|fault| stripe(&fault))?;
        let link = Link {
            purchase: purchase.id.clone(),
            session: Label::parse(opened.id.as_str()).map_err(internal)?,
            url: opened.url,
        };
        match self.app.perform(Command::Link(link), during).await?.answer {
            decide::Answer::Purchase(purchase) => Ok(*purchase),
            decide::Answer::Entry(_) | decide::Answer::Done => Err(Problem::new(Kind::Internal)),
        }
    }

    /// By lookup key where the catalog gives one, if it costs there what it costs here; otherwise
    /// the price itself.
    async fn price(
        &self,
        pack: &Pack,
        purchase: &Purchase,
        during: &During,
    ) -> Result<CheckoutPrice, Problem> {
        let currency = purchase.price.currency.to_string();
        let each = purchase.price.minor.checked_div(purchase.quantity);
        let unit_amount = each.and_then(|minor| i64::try_from(minor).ok());
        let unit_amount = unit_amount.ok_or(Problem::new(Kind::Internal))?;
        let Some(key) = &pack.lookup_key else {
            let product_name = pack.name.clone();
            return Ok(CheckoutPrice::Inline { currency, unit_amount, product_name });
        };
        let found = self.stripe.price_by_lookup_key(key, during.at.seconds()).await;
        match found.map_err(|fault| stripe(&fault))? {
            Some(price) if price.currency == currency && price.unit_amount == Some(unit_amount) => {
                Ok(CheckoutPrice::InStripe(price.id))
            }
            _ => {
                tracing::error!(pack = %pack.id, "the price at Stripe is not the catalog's");
                Err(Problem::new(Kind::StripeRefused))
            }
        }
    }
}
