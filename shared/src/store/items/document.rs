//! How single values stand in a JSON document: ids as texts, moments as milliseconds, an amount
//! as a number or the word `unlimited`.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::domain::amount::Amount;
use crate::domain::hash::Hash;
use crate::domain::hold::HoldId;
use crate::domain::id::{AccountId, FeatureId, GrantId, Label, PackId, PlanId, PurchaseId};
use crate::domain::member::Standing;
use crate::domain::moment::Moment;
use crate::domain::money::Currency;
use crate::domain::period::Every;
use crate::domain::plan::Interval;
use crate::domain::purchase::returned::{DisputeState, RefundState};
use crate::domain::subscription::Status;
use crate::domain::zone::Zone;

/// A value with one written form.
pub trait Text: Sized {
    /// Writes it.
    fn written(&self) -> String;
    /// Reads what was written.
    fn read(text: &str) -> Option<Self>;
}

macro_rules! text {
    ($($name:ident),*) => {$(
        impl Text for $name {
            fn written(&self) -> String {
                self.to_string()
            }

            fn read(text: &str) -> Option<Self> {
                Self::parse(text).ok()
            }
        }
    )*};
}

text!(AccountId, Currency, FeatureId, GrantId, Label, PackId, PlanId, PurchaseId, Zone);

impl Text for Hash {
    fn written(&self) -> String {
        self.to_string()
    }

    fn read(text: &str) -> Option<Self> {
        Self::parse(text)
    }
}

impl Text for HoldId {
    fn written(&self) -> String {
        self.to_string()
    }

    fn read(text: &str) -> Option<Self> {
        Self::parse(text)
    }
}

macro_rules! word {
    ($($name:ident),*) => {$(
        impl Text for $name {
            fn written(&self) -> String {
                self.as_str().to_owned()
            }

            fn read(text: &str) -> Option<Self> {
                Self::parse(text)
            }
        }
    )*};
}

word!(DisputeState, Every, Interval, RefundState, Standing, Status);

/// A value as its text.
pub mod text {
    use super::{Deserialize, Deserializer, Serializer, Text};
    use serde::de::Error as _;

    /// Writes it.
    pub fn serialize<T: Text, S: Serializer>(value: &T, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&value.written())
    }

    /// Reads it.
    pub fn deserialize<'de, T: Text, D: Deserializer<'de>>(from: D) -> Result<T, D::Error> {
        let text = String::deserialize(from)?;
        T::read(&text).ok_or_else(|| D::Error::custom("a text that is no such value"))
    }
}

/// A value that may be missing, as its text.
pub mod text_if {
    use super::{Deserializer, Serializer, Text, text};

    /// Writes it; a missing one is skipped before it comes here.
    pub fn serialize<T: Text, S: Serializer>(value: &Option<T>, to: S) -> Result<S::Ok, S::Error> {
        match value {
            Some(value) => text::serialize(value, to),
            None => to.serialize_none(),
        }
    }

    /// Reads it.
    pub fn deserialize<'de, T: Text, D: Deserializer<'de>>(from: D) -> Result<Option<T>, D::Error> {
        text::deserialize(from).map(Some)
    }
}

/// A moment as it stands in a document.
#[derive(Debug, Clone, Copy)]
pub struct Millis(pub Moment);

impl Serialize for Millis {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_i64(self.0.millis())
    }
}

impl<'de> Deserialize<'de> for Millis {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let moment = Moment::from_millis(i64::deserialize(from)?);
        moment.map(Self).ok_or_else(|| D::Error::custom("a moment outside the years 1970 to 9999"))
    }
}

/// An amount as it stands in a document.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Units {
    /// So many.
    Of(u64),
    /// No limit.
    Word(Word),
}

/// The amount that is no number.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Word {
    /// No limit.
    Unlimited,
}

impl From<Amount> for Units {
    fn from(amount: Amount) -> Self {
        match amount {
            Amount::Of(units) => Self::Of(units),
            Amount::Unlimited => Self::Word(Word::Unlimited),
        }
    }
}

impl From<Units> for Amount {
    fn from(units: Units) -> Self {
        match units {
            Units::Of(units) => Self::Of(units),
            Units::Word(Word::Unlimited) => Self::Unlimited,
        }
    }
}
