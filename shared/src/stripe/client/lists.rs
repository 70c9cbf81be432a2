//! Stripe's lists, page by page from the newest to the oldest.

use std::ops::RangeInclusive;

use ::stripe::RequestStrategy;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use stripe_client_core::{RequestBuilder, StripeMethod};

use super::StripeClient;
use crate::stripe::event::listed::{EventPage, Source};
use crate::stripe::fault::StripeFault;
use crate::stripe::id::StripeId;
use crate::stripe::page::Page;
use crate::stripe::payment::{Dispute, Refund};

/// As many as Stripe gives on one page.
const PAGE: u8 = 100;

/// After this many pages a list is taken to be endless.
pub(super) const MAX_PAGES: usize = 100;

/// What stands in a list that is read whole.
pub(super) trait Listed: DeserializeOwned {
    /// By which the next page is asked for.
    fn id(&self) -> &StripeId;
}

impl Listed for Refund {
    fn id(&self) -> &StripeId {
        &self.id
    }
}

impl Listed for Dispute {
    fn id(&self) -> &StripeId {
        &self.id
    }
}

impl StripeClient {
    /// Everything of one kind that belongs to a payment.
    pub(super) async fn all_of_payment<T: Listed>(
        &self,
        kinds: &str,
        payment: &StripeId,
    ) -> Result<Vec<T>, StripeFault> {
        #[derive(Serialize)]
        struct Wanted<'a> {
            payment_intent: &'a str,
            limit: u8,
            #[serde(skip_serializing_if = "Option::is_none")]
            starting_after: Option<&'a str>,
        }
        let doing = || format!("listing the {kinds} of {payment}");
        let mut all: Vec<T> = Vec::new();
        for _ in 0..MAX_PAGES {
            let starting_after = all.last().map(|last| last.id().as_str());
            let wanted = Wanted { payment_intent: payment.as_str(), limit: PAGE, starting_after };
            let page: Page<T> = self.page(doing(), kinds, &wanted).await?;
            let stands_still = page.data.is_empty();
            all.extend(page.data);
            match (page.has_more, stands_still) {
                (false, _) => return Ok(all),
                (true, true) => break,
                (true, false) => {}
            }
        }
        Err(StripeFault::Endless { doing: doing() })
    }

    /// A page of what happened within these seconds, after one of them.
    pub(super) async fn events(
        &self,
        source: Source,
        seconds: &RangeInclusive<i64>,
        after: Option<&StripeId>,
    ) -> Result<EventPage, StripeFault> {
        #[derive(Serialize)]
        struct Span {
            gte: i64,
            lte: i64,
        }
        #[derive(Serialize)]
        struct Wanted<'a> {
            created: Span,
            limit: u8,
            #[serde(skip_serializing_if = "Option::is_none")]
            status: Option<&'static str>,
            #[serde(skip_serializing_if = "Option::is_none")]
            starting_after: Option<&'a str>,
        }
        let (kinds, status) = (source.as_str(), source.status());
        let created = Span { gte: *seconds.start(), lte: *seconds.end() };
        let starting_after = after.map(StripeId::as_str);
        let wanted = Wanted { created, limit: PAGE, status, starting_after };
        let page: Page<Value> = self.page(format!("listing {kinds}"), kinds, &wanted).await?;
        let events = page.data.into_iter().map(|told| source.read(told)).collect();
        Ok(EventPage { events, more: page.has_more })
    }

    /// One page of a list, as it was asked for.
    pub(super) async fn page<T: DeserializeOwned>(
        &self,
        doing: String,
        kinds: &str,
        wanted: &impl Serialize,
    ) -> Result<Page<T>, StripeFault> {
        let request = RequestBuilder::new(StripeMethod::Get, format!("/{kinds}")).query(wanted);
        self.ask(doing, request, RequestStrategy::Once).await
    }
}
