//! What an id of Stripe's belongs to: by our own names first, then by what Stripe says of it.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Json as Answer;
use serde::{Deserialize, Serialize};
use shared::app::During;
use shared::domain::id::AccountId;
use shared::domain::purchase::Purchase;
use shared::domain::subscription::Subscription;
use shared::domain::world::{Alias, Item, Name, Target};
use shared::http::caller::Caller;
use shared::http::problem::{Kind, Problem};
use shared::http::purchase::PurchaseView;
use shared::http::query::Query;
use shared::http::subscription::SubscriptionView;
use shared::stripe::api::StripeApi;
use shared::stripe::id::StripeId;
use shared::stripe::notice;
use shared::stripe::related::{ObjectKind, Related};
use shared::stripe_door;

use super::Admin;
use super::events::{EventView, known};

/// What to look for.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
#[cfg_attr(feature = "openapi", into_params(parameter_in = Query))]
pub struct FindQuery {
    /// An id of Stripe's: `cs_…`, `pi_…`, `ch_…`, `py_…`, `re_…`, `du_…`, `in_…`, `cus_…`, `sub_…` or
    /// `evt_…`.
    pub stripe: String,
}

/// What belongs to an id of Stripe's.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FindView {
    /// The id that was asked about.
    pub stripe: String,
    /// Whose it is.
    pub account: Option<String>,
    /// What was ordered.
    pub purchase: Option<PurchaseView>,
    /// The subscription.
    pub subscription: Option<SubscriptionView>,
    /// The event.
    pub event: Option<EventView>,
}

impl FindView {
    fn of(stripe: &StripeId) -> Self {
        let (account, purchase, subscription, event) = (None, None, None, None);
        Self { stripe: stripe.to_string(), account, purchase, subscription, event }
    }
}

/// What of ours something leads to.
enum Lead {
    Purchase(Box<Purchase>),
    Subscription(Box<Subscription>),
    Account(AccountId),
}

#[cfg_attr(feature = "openapi", utoipa::path(
    get, path = "/v1/find", operation_id = "find",
    tag = "admin",
    summary = "The account, purchase, subscription or event that an id of Stripe's belongs to",
    params(FindQuery),
    responses(
        (status = 200, body = FindView),
        (status = 404, description = "Nothing of ours belongs to it"),
        (status = "4XX", description = "A problem"),
    ),
))]
/// `GET /v1/find`
pub async fn find(
    State(admin): State<Arc<Admin>>,
    caller: Caller,
    during: During,
    Query(query): Query<FindQuery>,
) -> Result<Answer<FindView>, Problem> {
    caller.may_administer()?;
    let wrong = || {
        let why = "must be an id of Stripe's that begins with cs_, pi_, ch_, py_, re_, pyr_, du_, dp_, \
                   in_, cus_, sub_ or evt_";
        Problem::invalid("stripe", why)
    };
    let id = StripeId::parse(&query.stripe).map_err(|_| wrong())?;
    let nothing = || Problem::because(Kind::NotFound, "Nothing of ours belongs to this id.");
    if id.as_str().starts_with("evt_") {
        let event = known(&admin, id.as_str(), &during).await?.ok_or_else(nothing)?;
        return Ok(Answer(FindView { event: Some(EventView::of(&event)), ..FindView::of(&id) }));
    }
    let kind = ObjectKind::of(&id).ok_or_else(wrong)?;
    let lead = match admin.ours(&[own(kind, &id)], &during).await? {
        Some(lead) => Some(lead),
        None => admin.asked(kind, &id, &during).await?,
    };
    admin.view(&id, lead.ok_or_else(nothing)?, &during).await.map(Answer)
}

/// The name under which we would know the object itself.
fn own(kind: ObjectKind, id: &StripeId) -> Option<Name> {
    let name = notice::name(id)?;
    Some(match kind {
        ObjectKind::Subscription => Name::Subscription(name),
        ObjectKind::Session
        | ObjectKind::Payment
        | ObjectKind::Charge
        | ObjectKind::Refund
        | ObjectKind::Dispute
        | ObjectKind::Invoice
        | ObjectKind::Customer => Name::Alias(name),
    })
}

/// The names that an object leads to, those that say most first.
fn names(related: &Related) -> [Option<Name>; 6] {
    let alias = |id: &Option<StripeId>| id.as_ref().and_then(notice::name).map(Name::Alias);
    let subscription = related.subscription.as_ref().and_then(notice::name);
    [
        related.metadata.purchase().and_then(notice::purchase).map(Name::Purchase),
        alias(&related.payment_intent),
        alias(&related.charge),
        subscription.map(Name::Subscription),
        alias(&related.customer),
        related.metadata.account().and_then(|id| AccountId::parse(id).ok()).map(Name::Account),
    ]
}

impl Admin {
    /// The first of these names that leads to something of ours.
    async fn ours(&self, names: &[Option<Name>], during: &During) -> Result<Option<Lead>, Problem> {
        let names: Vec<Name> = names.iter().flatten().cloned().collect();
        let world = self.events.app.read(&names, during).await?;
        for item in names.iter().filter_map(|name| world.get(name)) {
            match item {
                Item::Purchase(purchase) => return Ok(Some(Lead::Purchase(purchase.clone()))),
                Item::Subscription(found) => return Ok(Some(Lead::Subscription(found.clone()))),
                Item::Account(account) => return Ok(Some(Lead::Account(account.id.clone()))),
                Item::Alias(Alias { target: Target::Account(account), .. }) => {
                    return Ok(Some(Lead::Account(account.clone())));
                }
                Item::Alias(Alias { target: Target::Purchase(id), .. }) => {
                    if let Some(purchase) = self.events.app.purchase(id, during).await? {
                        return Ok(Some(Lead::Purchase(Box::new(purchase))));
                    }
                }
                Item::Entry(_)
                | Item::Also(_)
                | Item::Refused(_)
                | Item::Profile(_)
                | Item::Member(_)
                | Item::Event(_) => {}
            }
        }
        Ok(None)
    }

    /// What Stripe's object leads to, and where that says no more than whose it is, its payment.
    async fn asked(
        &self,
        kind: ObjectKind,
        id: &StripeId,
        during: &During,
    ) -> Result<Option<Lead>, Problem> {
        let Some(related) = self.related(kind, id).await? else { return Ok(None) };
        let lead = self.ours(&names(&related), during).await?;
        let payment = related.payment_intent.filter(|_| kind != ObjectKind::Payment);
        match (lead, payment) {
            (lead @ (None | Some(Lead::Account(_))), Some(payment)) => {
                let paid = self.related(ObjectKind::Payment, &payment).await?.unwrap_or_default();
                let further = self.ours(&names(&paid), during).await?;
                Ok(further.or(lead))
            }
            (lead, _) => Ok(lead),
        }
    }

    /// What an object at Stripe names; nothing where there is none.
    async fn related(&self, kind: ObjectKind, id: &StripeId) -> Result<Option<Related>, Problem> {
        match self.events.stripe.retrieve_related(kind, id).await {
            Ok(related) => Ok(Some(related)),
            Err(fault) if fault.is_not_found() => Ok(None),
            Err(fault) => Err(stripe_door::problem(&fault)),
        }
    }

    async fn view(&self, id: &StripeId, lead: Lead, during: &During) -> Result<FindView, Problem> {
        let view = FindView::of(id);
        Ok(match lead {
            Lead::Purchase(purchase) => {
                let account = &purchase.account;
                let world = self.events.app.read(&[Name::Account(account.clone())], during).await?;
                let told = PurchaseView::of(&purchase, world.account(account));
                FindView { account: Some(account.to_string()), purchase: Some(told), ..view }
            }
            Lead::Subscription(found) => {
                let grace = self.events.app.catalog().grace_days;
                let account = Some(found.account.to_string());
                let subscription = Some(SubscriptionView::of(&found, grace));
                FindView { account, subscription, ..view }
            }
            Lead::Account(account) => FindView { account: Some(account.to_string()), ..view },
        })
    }
}
