//! An invoice as the person sees it who is billed, narrowed to what is shown and to whose it is.

use serde::Deserialize;

use super::id::{StripeId, expandable};
use super::metadata::Metadata;

/// An invoice. <https://docs.stripe.com/api/invoices/object>
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Billed {
    /// `in_…`
    pub id: StripeId,
    /// Whose it is, `cus_…`.
    #[serde(default, deserialize_with = "expandable")]
    pub customer: Option<StripeId>,
    /// The number on the paper; a draft has none.
    pub number: Option<String>,
    /// Stripe's word: `draft`, `open`, `paid`, `uncollectible` or `void`.
    pub status: Option<String>,
    /// Three letters in lower case.
    pub currency: String,
    /// What is asked, in minor units.
    pub amount_due: i64,
    /// What of it is paid.
    pub amount_paid: i64,
    /// What of it is not.
    pub amount_remaining: i64,
    /// When it was made, in seconds since 1970.
    pub created: i64,
    /// What it is for.
    pub description: Option<String>,
    /// Stripe's page, on which it can be seen and paid.
    pub hosted_invoice_url: Option<String>,
    /// The paper itself.
    pub invoice_pdf: Option<String>,
    #[serde(default)]
    metadata: Metadata,
    #[serde(default)]
    parent: Option<Parent>,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
struct Parent {
    #[serde(default)]
    subscription_details: Option<Details>,
}

/// The subscription's metadata as they were when the invoice was made.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
struct Details {
    #[serde(default)]
    metadata: Metadata,
}

impl Billed {
    /// Whether it may still be changed, and is shown to nobody.
    pub fn is_draft(&self) -> bool {
        self.status.as_deref() == Some("draft")
    }

    /// The id of our purchase, where the invoice or its subscription carries our mark.
    pub fn purchase(&self) -> Option<&str> {
        let of_parent = || self.parent.as_ref()?.subscription_details.as_ref()?.metadata.purchase();
        self.metadata.purchase().or_else(of_parent)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn read(more: &Value) -> Billed {
        let mut invoice = json!({
            "id": "in_1", "customer": "cus_1", "number": "AB-1", "status": "paid",
            "currency": "usd", "amount_due": 1000, "amount_paid": 1000, "amount_remaining": 0,
            "created": 1_768_478_400, "description": null, "hosted_invoice_url": null,
            "invoice_pdf": null, "metadata": {}, "customer_email": "jenny@example.com",
        });
        for (name, value) in more.as_object().unwrap() {
            invoice[name] = value.clone();
        }
        serde_json::from_value(invoice).unwrap()
    }

    #[test]
    fn our_mark_is_found_on_the_invoice_and_on_its_subscription() {
        let mark = json!({ "tallystick_purchase": "pur_1" });
        let own = read(&json!({ "metadata": mark }));
        let details = json!({ "subscription": "sub_1", "metadata": mark });
        let of_plan = read(&json!({ "parent": { "subscription_details": details } }));
        assert_eq!((own.purchase(), of_plan.purchase()), (Some("pur_1"), Some("pur_1")));
        let parent = json!({ "subscription_details": null, "quote_details": null });
        assert_eq!(read(&json!({ "parent": parent })).purchase(), None);
        assert_eq!(read(&json!({ "parent": null, "metadata": null })).purchase(), None);
    }

    #[test]
    fn a_draft_is_told_from_what_is_billed_and_no_address_is_kept() {
        let draft =
            read(&json!({ "status": "draft", "number": null, "customer": { "id": "cus_2" } }));
        assert!(draft.is_draft() && !read(&json!({})).is_draft());
        assert_eq!(draft.customer.as_ref().map(StripeId::as_str), Some("cus_2"));
        assert!(!format!("{draft:?}").contains("jenny"));
    }
}
