//! The desk: where one request works. It sees its own changes; the house commits them all at once.

use std::collections::{BTreeMap, HashSet};

use serde_json::{Value, json};

use crate::Settings;
use crate::fresh::Fresh;
use crate::object::{changed_from, set, text};
use crate::state::{Answer, Change, Record, Sending, State};

/// The API version of the shapes, which every event carries.
pub(crate) const API_VERSION: &str = "2026-09-30.endive";

/// One request at work.
#[derive(Debug)]
pub(crate) struct Desk<'a> {
    state: &'a State,
    fresh: &'a mut Fresh,
    settings: &'a Settings,
    now: i64,
    /// What caused the events: the API request, or nothing for what happens by itself.
    pub(crate) cause: Value,
    /// The API version that the request names, if it names one.
    pub(crate) version: Option<String>,
    changed: BTreeMap<String, Record>,
    extra: Vec<Change>,
    last: u64,
}

impl<'a> Desk<'a> {
    pub(crate) fn new(
        state: &'a State,
        fresh: &'a mut Fresh,
        settings: &'a Settings,
        now: i64,
    ) -> Self {
        let last = state.last();
        let cause = json!({ "id": null, "idempotency_key": null });
        let (version, changed, extra) = (None, BTreeMap::new(), vec![]);
        Self { state, fresh, settings, now, cause, version, changed, extra, last }
    }

    /// The moment of this request, in Unix seconds.
    pub(crate) fn now(&self) -> i64 {
        self.now
    }

    /// The year and the month.
    pub(crate) fn today(&self) -> (i64, i64) {
        let moment = jiff::Timestamp::from_second(self.now).unwrap_or_default();
        let day = moment.to_zoned(jiff::tz::TimeZone::UTC).date();
        (i64::from(day.year()), i64::from(day.month()))
    }

    /// Whether the request is of an API version of this date or later; one that names none is not.
    pub(crate) fn speaks(&self, date: &str) -> bool {
        self.version.as_deref().is_some_and(|version| version >= date)
    }

    pub(crate) fn settings(&self) -> &Settings {
        self.settings
    }

    /// A new id of 24 letters behind its prefix.
    pub(crate) fn fresh(&mut self, prefix: &str) -> String {
        self.fresh.id(prefix, 24)
    }

    /// A new id of any length.
    pub(crate) fn fresh_of(&mut self, prefix: &str, length: usize) -> String {
        self.fresh.id(prefix, length)
    }

    fn record(&self, id: &str) -> Option<&Record> {
        self.changed.get(id).or_else(|| self.state.record(id))
    }

    /// An object of this kind, as it is now.
    pub(crate) fn find(&self, kind: &str, id: &str) -> Option<Value> {
        let object = &self.record(id)?.object;
        (text(object, "object") == kind).then(|| object.clone())
    }

    /// An object of any kind.
    pub(crate) fn any(&self, id: &str) -> Option<Value> {
        Some(self.record(id)?.object.clone())
    }

    /// What is remembered beside an object.
    pub(crate) fn hidden(&self, id: &str) -> Value {
        self.record(id).map(|record| record.hidden.clone()).unwrap_or_default()
    }

    /// When time changes an object.
    pub(crate) fn due(&self, id: &str) -> Option<i64> {
        self.record(id)?.due
    }

    /// The objects of a kind as they were before this request, newest first.
    pub(crate) fn newest(&self, kind: &str) -> impl Iterator<Item = &Value> {
        self.state.newest(kind)
    }

    /// The objects of a kind that are wanted, as this request sees them, newest first.
    pub(crate) fn seen(&self, kind: &str, wanted: impl Fn(&Value) -> bool) -> Vec<Value> {
        let new = self.changed.iter().filter(|(id, record)| {
            text(&record.object, "object") == kind && self.state.record(id).is_none()
        });
        let mut new: Vec<&Record> = new.map(|(_, record)| record).collect();
        new.sort_by_key(|record| std::cmp::Reverse(record.seq));
        let new = new.into_iter().map(|record| &record.object);
        let old = self.newest(kind).map(|object| {
            self.changed.get(text(object, "id")).map_or(object, |record| &record.object)
        });
        new.chain(old).filter(|object| wanted(object)).cloned().collect()
    }

    /// Writes an object; what is remembered beside it and when it is due stay.
    pub(crate) fn put(&mut self, object: &Value) {
        let hidden = self.hidden(text(object, "id"));
        let due = self.due(text(object, "id"));
        self.keep(object, hidden, due);
    }

    /// Writes an object, what is remembered beside it, and when time changes it.
    pub(crate) fn keep(&mut self, object: &Value, hidden: Value, due: Option<i64>) {
        let id = text(object, "id").to_owned();
        let seq = match self.record(&id) {
            Some(record) => record.seq,
            None => self.next(),
        };
        self.changed.insert(id, Record { seq, object: object.clone(), hidden, due });
    }

    fn next(&mut self) -> u64 {
        self.last = self.last.saturating_add(1);
        self.last
    }

    /// Tells the webhook that something happened to an object, with the object as it is now.
    pub(crate) fn emit(&mut self, kind: &str, object: &Value) {
        self.tell(kind, json!({ "object": object }));
    }

    /// Tells the webhook that an object changed and what its changed fields were before; nothing
    /// when none did.
    pub(crate) fn emit_changed(&mut self, kind: &str, before: &Value, after: &Value) {
        let previous = changed_from(before, after);
        if previous != json!({}) {
            self.tell(kind, json!({ "object": after, "previous_attributes": previous }));
        }
    }

    fn tell(&mut self, kind: &str, data: Value) {
        let mut event = json!({
            "id": self.fresh("evt_1"), "object": "event", "api_version": API_VERSION,
            "created": self.now, "livemode": false, "pending_webhooks": 1, "request": self.cause,
            "type": kind,
        });
        set(&mut event, "data", data);
        self.put(&event);
        self.send(text(&event, "id"), false);
    }

    /// Puts a stored event on its way to the webhook.
    pub(crate) fn send(&mut self, event: &str, plain: bool) {
        let number = self.next();
        self.extra.push(Change::Send(Sending { number, event: event.to_owned(), plain }));
    }

    pub(crate) fn answer(&self, key: &str) -> Option<&Answer> {
        self.state.answer(key)
    }

    pub(crate) fn keep_answer(&mut self, key: &str, answer: Answer) {
        self.extra.push(Change::Answer { key: key.to_owned(), answer: Box::new(answer) });
    }

    /// Time has come to an object; one that it left as it was is not woken again.
    pub(crate) fn woken(&mut self, id: &str) {
        let now = self.now;
        let left = self.record(id).filter(|record| record.due.is_some_and(|due| due <= now));
        if let Some(record) = left.cloned() {
            self.keep(&record.object, record.hidden, None);
        }
    }

    /// The events that are still on their way, and those that never arrived.
    pub(crate) fn undelivered(&self) -> HashSet<&str> {
        self.state.undelivered()
    }

    /// Forgets every change: a refused request leaves nothing behind.
    pub(crate) fn forget(&mut self) {
        self.changed.clear();
        self.extra.clear();
    }

    /// What is to be committed: the objects in the order of their creation, then the rest.
    pub(crate) fn into_changes(self) -> Vec<Change> {
        let mut records: Vec<Record> = self.changed.into_values().collect();
        records.sort_by_key(|record| record.seq);
        let records = records.into_iter().map(|record| Change::Put(Box::new(record)));
        records.chain(self.extra).collect()
    }
}
