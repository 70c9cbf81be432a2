//! Prices that are kept in Stripe and found by a lookup key, so that they change there and not
//! here.

use std::num::NonZeroUsize;
use std::sync::{Mutex, PoisonError};

use ::stripe::RequestStrategy;
use lru::LruCache;
use serde::{Deserialize, Serialize};
use stripe_client_core::{RequestBuilder, StripeMethod};

use super::amount::optional_amount;
use super::client::StripeClient;
use super::fault::StripeFault;
use super::id::StripeId;

/// For how long, in seconds, a price is believed without asking again.
pub const PRICE_SECONDS: i64 = 300;

/// More than any catalog has.
const KEPT: NonZeroUsize = match NonZeroUsize::new(256) {
    Some(kept) => kept,
    None => NonZeroUsize::MIN,
};

/// A price, narrowed to what we read. <https://docs.stripe.com/api/prices/object>
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Price {
    /// `price_…`
    pub id: StripeId,
    /// Three letters in lower case.
    pub currency: String,
    /// Minor units for one; none for prices in tiers or in fractions of a cent.
    #[serde(default, deserialize_with = "optional_amount")]
    pub unit_amount: Option<i64>,
}

/// The prices found lately, by lookup key, each with the second of finding it.
#[derive(Debug)]
pub(super) struct PriceCache(Mutex<LruCache<String, (i64, Price)>>);

impl Default for PriceCache {
    fn default() -> Self {
        Self(Mutex::new(LruCache::new(KEPT)))
    }
}

impl PriceCache {
    fn get(&self, lookup_key: &str, now_seconds: i64) -> Option<Price> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (found, price) = kept.get(lookup_key)?;
        let age = now_seconds.checked_sub(*found)?;
        (0..PRICE_SECONDS).contains(&age).then(|| price.clone())
    }

    fn put(&self, lookup_key: &str, now_seconds: i64, price: Price) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.put(lookup_key.to_owned(), (now_seconds, price));
    }
}

impl StripeClient {
    /// The active price under `lookup_key`, as it was at most [`PRICE_SECONDS`] before
    /// `now_seconds`; none if Stripe has none. One that is not there is asked for again each time.
    pub(super) async fn price(
        &self,
        lookup_key: &str,
        now_seconds: i64,
    ) -> Result<Option<Price>, StripeFault> {
        #[derive(Serialize)]
        struct Wanted<'a> {
            active: bool,
            limit: u8,
            lookup_keys: [&'a str; 1],
        }
        #[derive(Deserialize)]
        struct Page {
            data: Vec<Price>,
        }
        if let Some(price) = self.prices.get(lookup_key, now_seconds) {
            return Ok(Some(price));
        }
        let wanted = Wanted { active: true, limit: 1, lookup_keys: [lookup_key] };
        let request = RequestBuilder::new(StripeMethod::Get, "/prices").query(&wanted);
        let doing = format!("looking for the price `{lookup_key}`");
        let page: Page = self.ask(doing, request, RequestStrategy::Once).await?;
        let found = page.data.into_iter().next();
        if let Some(price) = &found {
            self.prices.put(lookup_key, now_seconds, price.clone());
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::stand_in::StandIn;

    #[tokio::test]
    async fn a_price_is_asked_for_once_in_five_minutes() {
        let price =
            |amount| json!({"data": [{"id": "price_1", "currency": "usd", "unit_amount": amount}]});
        let none = json!({"data": []});
        let answers = vec![(200, none), (200, price(800)), (200, price(900))];
        let (stripe, client) = StandIn::answering(answers).await;
        let amount = async |now| {
            let found = client.price("popular pack", now).await.unwrap();
            found.and_then(|price| price.unit_amount)
        };
        assert_eq!(amount(1_000).await, None);
        assert_eq!(amount(1_000).await, Some(800));
        assert_eq!(amount(1_299).await, Some(800));
        assert_eq!(amount(1_300).await, Some(900));
        let asked = stripe.asked();
        assert_eq!(asked.len(), 3);
        let query = asked[0].line.split_once('?').unwrap().1.to_owned();
        let query: Vec<_> = url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        let wanted = [("active", "true"), ("limit", "1"), ("lookup_keys[0]", "popular pack")];
        assert_eq!(query, wanted.map(|(name, value)| (name.to_owned(), value.to_owned())));
    }
}
