//! Everything the fake knows, changed only by applying changes, so a journal of them is enough.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::object::text;

/// One object, with what Stripe does not show of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Record {
    /// The order of creation.
    pub(crate) seq: u64,
    /// The object as the API returns it.
    pub(crate) object: Value,
    /// What is remembered beside it, such as a session's `payment_intent_data`.
    #[serde(default, skip_serializing_if = "Value::is_null")]
    pub(crate) hidden: Value,
    /// When the passing of time changes it, in Unix seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) due: Option<i64>,
}

/// An answer kept for its idempotency key.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Answer {
    pub(crate) fingerprint: String,
    pub(crate) request: String,
    pub(crate) at: i64,
    pub(crate) status: u16,
    pub(crate) body: Value,
}

/// An event on its way to the webhook.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Sending {
    pub(crate) number: u64,
    pub(crate) event: String,
    /// A delivery that was asked for by name is not disturbed by chaos.
    #[serde(default)]
    pub(crate) plain: bool,
}

/// One change of the state.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Change {
    Put(Box<Record>),
    Answer {
        key: String,
        answer: Box<Answer>,
    },
    Send(Sending),
    Sent {
        number: u64,
        /// Whether it never arrived and never will.
        #[serde(default, skip_serializing_if = "is_false")]
        lost: bool,
    },
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
fn is_false(switch: &bool) -> bool {
    !switch
}

/// Objects by id and in the order of their creation, stored answers, deliveries not yet done.
#[derive(Debug, Default)]
pub(crate) struct State {
    records: HashMap<String, Record>,
    order: BTreeMap<(String, u64), String>,
    due: BTreeSet<(i64, String)>,
    answers: HashMap<String, Answer>,
    sending: BTreeMap<u64, Sending>,
    /// The events that the webhook was never told.
    lost: HashSet<String>,
    last: u64,
}

impl State {
    pub(crate) fn apply(&mut self, change: &Change) {
        match change {
            Change::Put(record) => self.put(record),
            Change::Answer { key, answer } => {
                self.answers.insert(key.clone(), (**answer).clone());
            }
            Change::Send(sending) => {
                self.last = self.last.max(sending.number);
                self.sending.insert(sending.number, sending.clone());
            }
            Change::Sent { number, lost } => {
                let Some(sending) = self.sending.remove(number) else { return };
                if *lost {
                    self.lost.insert(sending.event);
                } else {
                    self.lost.remove(&sending.event);
                }
            }
        }
    }

    fn put(&mut self, record: &Record) {
        let id = text(&record.object, "id").to_owned();
        let kind = text(&record.object, "object").to_owned();
        self.last = self.last.max(record.seq);
        if let Some(due) = self.records.get(&id).and_then(|before| before.due) {
            self.due.remove(&(due, id.clone()));
        }
        if let Some(due) = record.due {
            self.due.insert((due, id.clone()));
        }
        self.order.insert((kind, record.seq), id.clone());
        self.records.insert(id, record.clone());
    }

    pub(crate) fn record(&self, id: &str) -> Option<&Record> {
        self.records.get(id)
    }

    pub(crate) fn answer(&self, key: &str) -> Option<&Answer> {
        self.answers.get(key)
    }

    pub(crate) fn sending(&self) -> &BTreeMap<u64, Sending> {
        &self.sending
    }

    /// The events that are still on their way, and those that never arrived.
    pub(crate) fn undelivered(&self) -> HashSet<&str> {
        let sending = self.sending.values().map(|sending| &sending.event);
        sending.chain(&self.lost).map(String::as_str).collect()
    }

    /// The highest number given so far.
    pub(crate) fn last(&self) -> u64 {
        self.last
    }

    /// The objects of a kind, newest first.
    pub(crate) fn newest(&self, kind: &str) -> impl Iterator<Item = &Value> {
        let span = (kind.to_owned(), 0)..=(kind.to_owned(), u64::MAX);
        self.order.range(span).rev().filter_map(|(_, id)| Some(&self.records.get(id)?.object))
    }

    /// The first object that the passing of time changes at or before `now`, and when.
    pub(crate) fn next_due(&self, now: i64) -> Option<(i64, String)> {
        self.due.first().filter(|(at, _)| *at <= now).cloned()
    }
}
