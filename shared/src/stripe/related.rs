//! An object of Stripe's of any kind that leads to a payment, narrowed to what it names.

use serde::Deserialize;

use super::id::{StripeId, expandable};
use super::metadata::Metadata;
use super::subscription::InvoiceNamed;

/// The kinds of objects that lead to a payment, a subscription or a customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ObjectKind {
    /// `cs_…`
    Session,
    /// `pi_…`
    Payment,
    /// `ch_…`, or `py_…` where it was no card.
    Charge,
    /// `re_…`, or `pyr_…` where it was no card.
    Refund,
    /// `du_…`, or `dp_…` as it was.
    Dispute,
    /// `in_…`
    Invoice,
    /// `cus_…`
    Customer,
    /// `sub_…`
    Subscription,
}

impl ObjectKind {
    /// The kind that an id is of, by its beginning.
    pub fn of(id: &StripeId) -> Option<Self> {
        let (prefix, _) = id.as_str().split_once('_')?;
        Some(match prefix {
            "cs" => Self::Session,
            "pi" => Self::Payment,
            "ch" | "py" => Self::Charge,
            "re" | "pyr" => Self::Refund,
            "du" | "dp" => Self::Dispute,
            "in" => Self::Invoice,
            "cus" => Self::Customer,
            "sub" => Self::Subscription,
            _ => return None,
        })
    }

    /// Where the API has objects of this kind.
    pub(super) fn path(self) -> &'static str {
        match self {
            Self::Session => "checkout/sessions",
            Self::Payment => "payment_intents",
            Self::Charge => "charges",
            Self::Refund => "refunds",
            Self::Dispute => "disputes",
            Self::Invoice => "invoices",
            Self::Customer => "customers",
            Self::Subscription => "subscriptions",
        }
    }
}

/// What an object names.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(from = "Wire")]
pub struct Related {
    /// `pi_…`
    pub payment_intent: Option<StripeId>,
    /// `ch_…`
    pub charge: Option<StripeId>,
    /// `cus_…`
    pub customer: Option<StripeId>,
    /// `sub_…`
    pub subscription: Option<StripeId>,
    /// Our marks, where it has them.
    pub metadata: Metadata,
}

/// The object as it stands in the answer.
#[derive(Deserialize)]
struct Wire {
    #[serde(default, deserialize_with = "expandable")]
    payment_intent: Option<StripeId>,
    #[serde(default, deserialize_with = "expandable")]
    charge: Option<StripeId>,
    #[serde(default, deserialize_with = "expandable")]
    latest_charge: Option<StripeId>,
    #[serde(default, deserialize_with = "expandable")]
    customer: Option<StripeId>,
    // A session names its subscription where an invoice of old did.
    #[serde(flatten)]
    invoice: InvoiceNamed,
    #[serde(default)]
    metadata: Metadata,
}

impl From<Wire> for Related {
    fn from(wire: Wire) -> Self {
        Self {
            payment_intent: wire.payment_intent,
            charge: wire.charge.or(wire.latest_charge),
            customer: wire.customer,
            subscription: wire.invoice.subscription(),
            metadata: wire.metadata,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn id(text: &str) -> StripeId {
        StripeId::parse(text).unwrap()
    }

    fn read(object: Value) -> Related {
        serde_json::from_value(object).unwrap()
    }

    #[test]
    fn the_kind_of_an_id_is_its_beginning() {
        for (text, path) in [
            ("cs_test_1", "checkout/sessions"),
            ("pi_1", "payment_intents"),
            ("ch_1", "charges"),
            ("py_1", "charges"),
            ("re_1", "refunds"),
            ("pyr_1", "refunds"),
            ("du_1", "disputes"),
            ("dp_1", "disputes"),
            ("in_1", "invoices"),
            ("cus_1", "customers"),
            ("sub_1", "subscriptions"),
        ] {
            assert_eq!(ObjectKind::of(&id(text)).map(ObjectKind::path), Some(path), "{text}");
        }
        for text in ["evt_1", "price_1", "pi", "pur_1"] {
            assert_eq!(ObjectKind::of(&id(text)), None, "{text}");
        }
    }

    #[test]
    fn every_object_is_read_for_what_it_names() {
        let payment = read(json!({
            "id": "pi_1", "amount": 800, "latest_charge": {"id": "ch_1"}, "customer": "cus_1",
            "metadata": {"tallystick_purchase": "pur_1"},
        }));
        assert_eq!((payment.payment_intent, payment.charge), (None, Some(id("ch_1"))));
        assert_eq!(payment.metadata.purchase(), Some("pur_1"));
        let refund = read(json!({"id": "re_1", "payment_intent": "pi_1", "charge": "ch_1"}));
        assert_eq!((refund.payment_intent, refund.charge), (Some(id("pi_1")), Some(id("ch_1"))));
        let parent = json!({"subscription_details": {"subscription": "sub_1"}});
        for invoice in [json!({"id": "in_1", "parent": parent}), json!({"subscription": "sub_1"})] {
            assert_eq!(read(invoice).subscription, Some(id("sub_1")));
        }
        let customer = read(json!({"id": "cus_1", "metadata": {"tallystick_account": "user:a"}}));
        assert_eq!(customer.metadata.account(), Some("user:a"));
        assert_eq!(read(json!({"id": "cus_2", "deleted": true})), Related::default());
    }
}
