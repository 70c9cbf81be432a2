//! What Stripe's lists tell of the past: its events for 30 days, and for ever what is so now, each as
//! the event that would have told it.

use serde_json::{Value, json};

use crate::stripe::event::Event;
use crate::stripe::id::StripeId;
use crate::stripe::read::ReadError;

/// For so many days Stripe lists its events. <https://docs.stripe.com/api/events>
pub const LISTED_DAYS: u32 = 30;

/// A list of Stripe's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// What happened.
    Events,
    /// Checkout sessions that are complete, by the moment they were opened.
    Sessions,
    /// Payments, by the moment they were begun.
    Intents,
    /// Invoices that are paid, by the moment they were made.
    Invoices,
    /// Refunds, by the moment they were made.
    Refunds,
    /// Disputes, by the moment they were opened.
    Disputes,
}

impl Source {
    /// Every one, in the order in which they are asked.
    pub const ALL: [Self; 6] = [
        Self::Events,
        Self::Sessions,
        Self::Intents,
        Self::Invoices,
        Self::Refunds,
        Self::Disputes,
    ];

    /// What stands behind `/v1/` at Stripe; the word used in storage too.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Events => "events",
            Self::Sessions => "checkout/sessions",
            Self::Intents => "payment_intents",
            Self::Invoices => "invoices",
            Self::Refunds => "refunds",
            Self::Disputes => "disputes",
        }
    }

    /// The status of those that are asked for, where not all are.
    pub fn status(self) -> Option<&'static str> {
        match self {
            Self::Sessions => Some("complete"),
            Self::Invoices => Some("paid"),
            Self::Events | Self::Intents | Self::Refunds | Self::Disputes => None,
        }
    }

    /// Reads the word back.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|source| source.as_str() == word)
    }

    /// Reads one of the list. One that cannot be read stands in nobody's way.
    pub fn read(self, told: Value) -> Listed {
        let field = |name| told.get(name).cloned().unwrap_or_default();
        let id = told.get("id").and_then(Value::as_str);
        let id = id.and_then(|id| StripeId::parse(id).ok());
        let kind = match self {
            Self::Events => return Listed { id, event: Event::of(told) },
            Self::Sessions => "checkout.session.completed",
            Self::Intents if field("status") == "succeeded" => "payment_intent.succeeded",
            Self::Intents if field("status") == "canceled" => "payment_intent.canceled",
            Self::Intents => "payment_intent.open",
            Self::Invoices => "invoice.paid",
            Self::Refunds => "refund.updated",
            Self::Disputes => "charge.dispute.updated",
        };
        // A refund or a dispute goes on: each of its states is told by a name of its own.
        let state = match (self, field("status")) {
            (Self::Refunds | Self::Disputes, Value::String(state)) => format!("_{state}"),
            _ => String::new(),
        };
        let name = id.as_ref().map(|id| format!("swept_{id}{state}"));
        let (created, livemode) = (field("created"), field("livemode"));
        let event = json!({
            "id": name, "created": created, "livemode": livemode, "type": kind,
            "data": { "object": told },
        });
        Listed { id, event: Event::of(event) }
    }
}

/// Some of a list.
#[derive(Debug)]
pub struct EventPage {
    /// From the newest to the oldest.
    pub events: Vec<Listed>,
    /// Whether there are more after the last one.
    pub more: bool,
}

/// One of a list, as far as it can be read.
#[derive(Debug)]
pub struct Listed {
    /// Its id in the list; none of what has none.
    pub id: Option<StripeId>,
    /// The event, or what is wrong with it.
    pub event: Result<Event, ReadError>,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// what is so now is told as the event that would have told it, once for ever by its name.
    #[test]
    fn an_object_is_told_as_its_event() {
        let session = include_str!("../../../../events/stripe/checkout.session.completed.json");
        let session: Value = serde_json::from_str(session).unwrap();
        let told = Source::Sessions.read(session["data"]["object"].clone());
        let (id, event) = (told.id.unwrap(), told.event.unwrap());
        assert_eq!(event.id.as_str(), format!("swept_{id}"));
        assert_eq!(event.kind, Event::of(session).unwrap().kind);
        let intent = include_str!("../../../../events/stripe/payment_intent.succeeded.json");
        let intent: Value = serde_json::from_str(intent).unwrap();
        let mut object = intent["data"]["object"].clone();
        assert_eq!(
            Source::Intents.read(object.clone()).event.unwrap().kind,
            Event::of(intent).unwrap().kind
        );
        object["status"] = json!("processing");
        let open = Source::Intents.read(object).event.unwrap();
        assert_eq!(open.kind.name(), "payment_intent.open");
        let bad = Source::Invoices.read(json!(7));
        assert!(bad.id.is_none() && bad.event.is_err());
    }

    #[test]
    fn every_list_has_its_word_and_is_read_by_it() {
        for source in Source::ALL {
            assert_eq!(Source::parse(source.as_str()), Some(source));
        }
        assert_eq!(Source::parse("charges"), None);
        assert_eq!(Source::Sessions.status(), Some("complete"));
    }
}
