//! What a customer pays with and keeps for later, narrowed to what may be shown of it and to whose it
//! is.

use serde::{Deserialize, Deserializer};

use super::id::{StripeId, expandable};

/// A kept payment method. <https://docs.stripe.com/api/payment_methods/object>
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct PaymentMethod {
    /// `pm_…`
    pub id: StripeId,
    /// Stripe's word for its kind: `card`, `us_bank_account` and so on.
    #[serde(rename = "type")]
    pub kind: String,
    /// What may be shown of a card.
    pub card: Option<Card>,
    /// When it was made, in seconds since 1970.
    pub created: i64,
    /// Whose it is; nobody's any more once it was removed, or its customer deleted.
    #[serde(default, rename = "customer", deserialize_with = "owner")]
    pub owner: Option<Owner>,
}

/// The face of a card, as a person knows their own by.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Card {
    /// `visa`, `mastercard` and so on.
    pub brand: String,
    /// The last four digits.
    pub last4: String,
    /// The month in which it expires, 1 to 12.
    pub exp_month: u8,
    /// The year in which it expires.
    pub exp_year: u16,
    /// `credit`, `debit`, `prepaid` or `unknown`.
    pub funding: Option<String>,
}

/// The customer who keeps a payment method.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owner {
    /// `cus_…`
    pub id: StripeId,
    /// What the customer's invoices are paid with, where the customer was expanded.
    pub default: Option<StripeId>,
}

/// Reads `customer`: null, its id, or the customer itself, who may be deleted.
fn owner<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Owner>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged, expecting = "expected an id or a customer")]
    enum Customer {
        Id(StripeId),
        Object {
            id: StripeId,
            #[serde(default)]
            deleted: bool,
            #[serde(default)]
            invoice_settings: Option<InvoiceSettings>,
        },
    }
    #[derive(Deserialize)]
    struct InvoiceSettings {
        #[serde(default, deserialize_with = "expandable")]
        default_payment_method: Option<StripeId>,
    }
    Ok(match Option::<Customer>::deserialize(from)? {
        Some(Customer::Id(id)) => Some(Owner { id, default: None }),
        Some(Customer::Object { id, deleted: false, invoice_settings }) => {
            let default = invoice_settings.and_then(|settings| settings.default_payment_method);
            Some(Owner { id, default })
        }
        Some(Customer::Object { deleted: true, .. }) | None => None,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn read(customer: &Value) -> PaymentMethod {
        let method = json!({
            "id": "pm_1", "object": "payment_method", "type": "card", "created": 1_768_478_400,
            "card": { "brand": "visa", "last4": "4242", "exp_month": 8, "exp_year": 2030,
                "funding": "credit", "fingerprint": "AOB934RVNwzk6xtn" },
            "billing_details": { "email": "jenny@example.com" }, "customer": customer,
        });
        serde_json::from_value(method).unwrap()
    }

    #[test]
    fn a_card_is_read_for_its_face_and_its_owner() {
        let settings = json!({ "default_payment_method": "pm_2", "footer": null });
        let customer = json!({ "id": "cus_1", "email": "a@b.c", "invoice_settings": settings });
        let method = read(&customer);
        let owner = method.owner.clone().unwrap();
        assert_eq!((owner.id.as_str(), owner.default.unwrap().as_str()), ("cus_1", "pm_2"));
        let card = method.card.clone().unwrap();
        let shown = (card.brand.as_str(), card.last4.as_str(), card.exp_month, card.exp_year);
        assert_eq!(shown, ("visa", "4242", 8, 2030));
        let printed = format!("{method:?}");
        assert!(!printed.contains("jenny") && !printed.contains("AOB934"), "{printed}");
    }

    #[test]
    fn the_owner_is_read_in_each_shape_and_one_who_is_deleted_is_none() {
        let id = |customer: &Value| read(customer).owner.map(|owner| owner.id.to_string());
        assert_eq!(id(&json!("cus_1")).as_deref(), Some("cus_1"));
        assert_eq!(id(&json!({ "id": "cus_1" })).as_deref(), Some("cus_1"));
        assert_eq!(id(&json!({ "id": "cus_1", "object": "customer", "deleted": true })), None);
        assert_eq!(id(&json!(null)), None);
    }

    #[test]
    fn what_is_no_card_is_known_by_its_kind() {
        let debit = json!({ "id": "pm_1", "type": "us_bank_account", "created": 0,
            "us_bank_account": { "last4": "6789" } });
        let debit: PaymentMethod = serde_json::from_value(debit).unwrap();
        assert_eq!((debit.kind.as_str(), debit.card), ("us_bank_account", None));
    }
}
