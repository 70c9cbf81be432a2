//! How badly webhooks are delivered.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// What is done to every delivery. Nothing by default: each once, in order, at once.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Chaos {
    /// Extra copies of every delivery, at most 1,000.
    pub(crate) duplicate: u16,
    /// How long each waits, at most a minute.
    pub(crate) delay_ms: u64,
    /// Whether deliveries overtake each other.
    pub(crate) shuffle: bool,
    /// The probability, 0 to 1, that a delivery is lost for good: it is never tried.
    pub(crate) drop: f64,
    /// What decides which deliveries are lost: the same seed loses the same ones, counted from the
    /// moment when it was set.
    pub(crate) drop_seed: Option<u64>,
    /// Whether the API answers nothing but 503 and deliveries wait until it is over.
    pub(crate) outage: bool,
}

impl Chaos {
    /// Reads what a person asked for; what is left out is off.
    pub(crate) fn parse(body: &[u8]) -> Result<Self, String> {
        let asked: Map<String, Value> =
            serde_json::from_slice(body).map_err(|cause| cause.to_string())?;
        let chaos: Self =
            serde_json::from_value(Value::Object(asked)).map_err(|cause| cause.to_string())?;
        if chaos.duplicate > 1_000 {
            return Err("duplicate: at most 1000 extra copies".to_owned());
        }
        if chaos.delay_ms > 60_000 {
            return Err("delay_ms: at most 60000".to_owned());
        }
        if !(0.0..=1.0).contains(&chaos.drop) {
            return Err("drop: a probability from 0 to 1".to_owned());
        }
        Ok(chaos)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_makes_no_sense_is_refused() {
        for bad in [
            "",
            "[]",
            "{\"drop\": 1.5}",
            "{\"drop\": -0.1}",
            "{\"duplicate\": -1}",
            "{\"duplicate\": 1001}",
            "{\"delay_ms\": 1.5}",
            "{\"shuffle\": 1}",
            "{\"dorp\": 1}",
            "{\"drop_seed\": -1}",
            "{\"outage\": 1}",
        ] {
            assert!(Chaos::parse(bad.as_bytes()).is_err(), "{bad}");
        }
        assert!(Chaos::parse(br#"{"duplicate": 2, "drop": 0.05, "shuffle": true}"#).is_ok());
    }
}
