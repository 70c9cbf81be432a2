//! Buying a pack by an invoice whose payment the buyer confirms in our own page: the order, and the
//! client secret for Stripe's scripts. Card data goes from the browser to Stripe.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Json as Answer, Response};
use serde::{Deserialize, Serialize};
use shared::app::During;
use shared::domain::catalog::{Catalog, Term};
use shared::domain::command::Order;
use shared::domain::hash::Hash;
use shared::domain::id::PackId;
use shared::domain::operation::Fingerprint;
use shared::domain::purchase::{Article, Purchase};
use shared::http::body::Json;
use shared::http::caller::Caller;
use shared::http::entry::told;
use shared::http::idempotency::IdempotencyKey;
use shared::http::path::Account;
use shared::http::problem::{Kind, Problem};
use shared::stripe::invoice::{ClientSecret, Payable};

use super::Checkout;
use super::buy::named;

/// What to buy.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct IntentBody {
    /// A pack of the catalog. Either this or a term.
    pub pack: Option<String>,
    /// `annual` or `quarterly`: the one pack that the catalog sells for that billing.
    pub term: Option<String>,
    /// How many, where the pack lets the buyer choose; 1 if not given.
    pub quantity: Option<u64>,
}

/// What is to be paid, and with what it is confirmed.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct IntentView {
    /// Our purchase, `pur_…`.
    pub purchase: String,
    /// Stripe's payment, `pi_…`; null where a balance at Stripe pays it all.
    pub payment_intent: Option<String>,
    /// With it and the publishable key Stripe's scripts confirm the payment. For the buyer alone.
    pub client_secret: Option<String>,
    /// Stripe's invoice, `in_…`.
    pub invoice: String,
    /// Where the payment stands, in Stripe's word: `requires_payment_method` at first.
    pub status: String,
    /// What is to be paid in minor units, tax included.
    pub amount: u64,
    /// ISO 4217 in lower case.
    pub currency: String,
    /// Stripe's publishable key, for the browser.
    pub publishable_key: Option<String>,
}

#[cfg_attr(feature = "openapi", utoipa::path(
    post, path = "/v1/accounts/{account}/payment-intents", operation_id = "payment_intent",
    tag = "checkout",
    summary = "Order a pack and get the client secret with which its payment is confirmed",
    params(
        ("account" = String, Path, description = "`user:<subject>`, `org:<id>` or `me`"),
        ("Idempotency-Key" = String, Header, description = "Names the order, for ever"),
    ),
    request_body = IntentBody,
    responses(
        (status = 201, body = IntentView, description = "Confirm it in the browser"),
        (status = 200, body = IntentView, description = "The same order again, or one that is open already"),
        (status = 409, description = "The order is paid or closed; order again under a new key"),
        (status = 502, description = "Stripe did not answer or refused; nothing was charged"),
        (status = "4XX", description = "A problem"),
    ),
))]
/// `POST …/payment-intents`
pub async fn create(
    State(checkout): State<Arc<Checkout>>,
    caller: Caller,
    during: During,
    Account(account): Account,
    key: IdempotencyKey,
    Json(body): Json<IntentBody>,
) -> Result<Response, Problem> {
    checkout.app.may_own(&caller, &account, &during).await?;
    let quantity = body.quantity.unwrap_or(1);
    let order = Order {
        purchase: named(&caller, &account, &key)?,
        account: account.clone(),
        article: Article::Pack(pack(&body, checkout.app.catalog())?),
        quantity,
        fingerprint: fingerprint(account.as_str(), &body, quantity),
    };
    let (purchase, replayed) = match checkout.open_order(&order, &during).await? {
        Some(open) => (open, true),
        None => checkout.order(order, &during).await?,
    };
    let (purchase, payable) = checkout.bill(purchase, &during).await?;
    let view = checkout.intent_view(&purchase, payable)?;
    let status = if replayed { StatusCode::OK } else { StatusCode::CREATED };
    Ok(told((status, Answer(view)), replayed))
}

/// What was asked for, in the buyer's words. An order at a checkout is never the same.
fn fingerprint(account: &str, body: &IntentBody, quantity: u64) -> Fingerprint {
    let word = |field: &Option<String>| field.clone().unwrap_or_default();
    let (pack, term) = (word(&body.pack), word(&body.term));
    let asked = ["payment-intent", account, &pack, &term, &quantity.to_string()];
    Fingerprint(Hash::of_parts(&asked))
}

fn pack(body: &IntentBody, catalog: &Catalog) -> Result<PackId, Problem> {
    match (&body.pack, &body.term) {
        (Some(pack), None) => {
            PackId::parse(pack.as_str()).map_err(|_| Problem::new(Kind::UnknownPack))
        }
        (None, Some(term)) => {
            let wrong = || Problem::invalid("/term", "must be `annual` or `quarterly`");
            let term = Term::parse(term).ok_or_else(wrong)?;
            let pack = catalog.pack_of_term(term);
            let none = || {
                let detail = "the catalog does not sell exactly one pack for it; name a `pack`";
                Problem::invalid("/term", detail)
            };
            pack.map(|pack| pack.id.clone()).ok_or_else(none)
        }
        _ => Err(Problem::invalid("", "name either a `pack` or a `term`")),
    }
}

impl Checkout {
    fn intent_view(
        &self,
        purchase: &Purchase,
        payable: Option<Payable>,
    ) -> Result<IntentView, Problem> {
        let internal = || Problem::new(Kind::Internal);
        let names = &purchase.provider;
        let view = IntentView {
            purchase: purchase.id.to_string(),
            payment_intent: None,
            client_secret: None,
            invoice: names.invoice.as_ref().ok_or_else(internal)?.to_string(),
            status: "succeeded".to_owned(),
            amount: 0,
            currency: purchase.price.currency.to_string(),
            publishable_key: self.publishable_key.clone(),
        };
        let Some(payable) = payable else { return Ok(view) };
        Ok(IntentView {
            payment_intent: Some(payable.id.to_string()),
            client_secret: Some(ClientSecret::reveal(payable.client_secret)),
            status: payable.status,
            amount: u64::try_from(payable.amount).map_err(|_| internal())?,
            currency: payable.currency,
            ..view
        })
    }
}
