//! The Checkout Session of a purchase: what Stripe is told, our own id on everything that can come
//! back.

use std::collections::HashMap;

use serde::Deserialize;
use stripe_checkout::checkout_session::{
    CreateCheckoutSession, CreateCheckoutSessionInvoiceCreation, CreateCheckoutSessionLineItems,
    CreateCheckoutSessionLineItemsPriceData, CreateCheckoutSessionLineItemsPriceDataRecurring,
    CreateCheckoutSessionLineItemsPriceDataRecurringInterval,
    CreateCheckoutSessionPaymentIntentData, CreateCheckoutSessionSubscriptionData, ProductData,
};
use stripe_shared::CheckoutSessionMode;
use stripe_types::Currency;

use super::id::StripeId;
use super::metadata::PURCHASE_MARK;
use super::return_url::ReturnUrl;
use crate::domain::plan::Interval;

/// A purchase that was stored and is now to be paid, once, on Stripe's page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckoutRequest {
    /// Our id of it, at most 200 characters. Events find the purchase by it.
    pub purchase: String,
    /// Who pays: always a customer that we made before.
    pub customer: StripeId,
    /// What one costs.
    pub price: CheckoutPrice,
    /// How many.
    pub quantity: u64,
    /// How often it is paid; none is once.
    pub recurring: Option<Interval>,
    /// Where the customer goes when done.
    pub success_url: ReturnUrl,
    /// Where the customer goes when not.
    pub cancel_url: ReturnUrl,
    /// Whether the page takes promotion codes.
    pub allow_promotion_codes: bool,
}

/// What one of a purchase costs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CheckoutPrice {
    /// The catalog says it.
    Inline {
        /// Three letters in lower case.
        currency: String,
        /// Minor units for one.
        unit_amount: i64,
        /// What the page calls it.
        product_name: String,
    },
    /// Stripe says it: `price_…`, found by its lookup key.
    InStripe(StripeId),
}

/// An open session.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct OpenedCheckout {
    /// `cs_…`
    pub id: StripeId,
    /// Stripe's page, to which the customer is sent.
    pub url: String,
    /// When it ends, in seconds since 1970.
    pub expires_at: i64,
}

impl CheckoutRequest {
    /// In Stripe's words. The same request gives the same words, as an idempotency key asks for.
    pub(super) fn parameters(&self) -> CreateCheckoutSession {
        let mark = HashMap::from([(PURCHASE_MARK.to_owned(), self.purchase.clone())]);
        let request = CreateCheckoutSession::new();
        let request = if self.recurring.is_some() {
            let mut subscription = CreateCheckoutSessionSubscriptionData::new();
            subscription.metadata = Some(mark.clone());
            request.mode(CheckoutSessionMode::Subscription).subscription_data(subscription)
        } else {
            let mut payment = CreateCheckoutSessionPaymentIntentData::new();
            payment.metadata = Some(mark.clone());
            // A subscription has invoices anyway; so all that was bought is found among them.
            request
                .mode(CheckoutSessionMode::Payment)
                .payment_intent_data(payment)
                .invoice_creation(CreateCheckoutSessionInvoiceCreation::new(true))
        };
        request
            .client_reference_id(self.purchase.as_str())
            .metadata(mark)
            .customer(self.customer.as_str())
            .line_items(vec![self.line()])
            .success_url(self.success_url.as_str())
            .cancel_url(self.cancel_url.as_str())
            .allow_promotion_codes(self.allow_promotion_codes)
    }

    fn line(&self) -> CreateCheckoutSessionLineItems {
        let mut line = CreateCheckoutSessionLineItems::new();
        line.quantity = Some(self.quantity);
        match &self.price {
            CheckoutPrice::Inline { currency, unit_amount, product_name } => {
                // A code that the library does not know is sent as it is, for Stripe to judge.
                let known = currency.parse().unwrap_or(Currency::Unknown(currency.clone()));
                let mut price = CreateCheckoutSessionLineItemsPriceData::new(known);
                price.unit_amount = Some(*unit_amount);
                price.recurring = self.recurring.map(recurring);
                price.product_data = Some(ProductData::new(product_name.as_str()));
                line.price_data = Some(price);
            }
            CheckoutPrice::InStripe(price) => line.price = Some(price.as_str().to_owned()),
        }
        line
    }
}

/// Stripe has no quarter: it is three months.
fn recurring(interval: Interval) -> CreateCheckoutSessionLineItemsPriceDataRecurring {
    type Every = CreateCheckoutSessionLineItemsPriceDataRecurringInterval;
    let (every, count) = match interval {
        Interval::Month => (Every::Month, None),
        Interval::Quarter => (Every::Month, Some(3)),
        Interval::Year => (Every::Year, None),
    };
    let mut recurring = CreateCheckoutSessionLineItemsPriceDataRecurring::new(every);
    recurring.interval_count = count;
    recurring
}

#[cfg(test)]
mod tests {
    use ::stripe::StripeRequest;

    use super::super::return_url::ReturnUrls;
    use super::*;

    fn request(price: CheckoutPrice) -> CheckoutRequest {
        let urls = ReturnUrls::parse("https://app.example").unwrap();
        CheckoutRequest {
            purchase: "pur_1".to_owned(),
            customer: StripeId::parse("cus_1").unwrap(),
            price,
            quantity: 2,
            recurring: None,
            success_url: urls
                .check("https://app.example/done?session={CHECKOUT_SESSION_ID}&plus=a+b%26c")
                .unwrap(),
            cancel_url: urls.check("https://app.example/back").unwrap(),
            allow_promotion_codes: false,
        }
    }

    fn inline() -> CheckoutPrice {
        CheckoutPrice::Inline {
            currency: "usd".to_owned(),
            unit_amount: 4_999,
            product_name: "Popular & “big” pack: 25 = 25".to_owned(),
        }
    }

    /// The parameters as Stripe decodes them.
    fn sent(request: &CheckoutRequest) -> Vec<(String, String)> {
        let body = request.parameters().build().body.unwrap();
        let mut pairs: Vec<(String, String)> =
            url::form_urlencoded::parse(body.as_bytes()).into_owned().collect();
        pairs.sort();
        pairs
    }

    #[test]
    fn everything_that_can_come_back_carries_our_id() {
        let sent = sent(&request(inline()));
        let expected = [
            ("allow_promotion_codes", "false"),
            ("cancel_url", "https://app.example/back"),
            ("client_reference_id", "pur_1"),
            ("customer", "cus_1"),
            ("invoice_creation[enabled]", "true"),
            ("line_items[0][price_data][currency]", "usd"),
            ("line_items[0][price_data][product_data][name]", "Popular & “big” pack: 25 = 25"),
            ("line_items[0][price_data][unit_amount]", "4999"),
            ("line_items[0][quantity]", "2"),
            ("metadata[tallystick_purchase]", "pur_1"),
            ("mode", "payment"),
            ("payment_intent_data[metadata][tallystick_purchase]", "pur_1"),
            ("success_url", "https://app.example/done?session={CHECKOUT_SESSION_ID}&plus=a+b%26c"),
        ];
        let sent: Vec<(&str, &str)> = sent.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
        assert_eq!(sent, expected);
    }

    #[test]
    fn a_price_kept_in_stripe_is_named_and_nothing_else_said_about_it() {
        let price = CheckoutPrice::InStripe(StripeId::parse("price_1").unwrap());
        let sent = sent(&CheckoutRequest { allow_promotion_codes: true, ..request(price) });
        let of_line: Vec<_> =
            sent.iter().filter(|(key, _)| key.starts_with("line_items")).collect();
        assert_eq!(of_line.len(), 2);
        assert!(sent.contains(&("line_items[0][price]".to_owned(), "price_1".to_owned())));
        assert!(sent.contains(&("allow_promotion_codes".to_owned(), "true".to_owned())));
    }

    #[test]
    fn the_same_request_is_said_in_the_same_words() {
        let words = || request(inline()).parameters().build().body;
        assert_eq!(words(), words());
    }
}
