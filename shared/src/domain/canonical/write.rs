//! From an entry to its canonical text.

use std::fmt::Display;

use crate::domain::amount::Amount;
use crate::domain::canonical::VERSION;
use crate::domain::canonical::wire::escape;
use crate::domain::entry::{Entry, Outcome};
use crate::domain::hold::Source;
use crate::domain::moment::Moment;
use crate::domain::posting::Posting;

/// The canonical text of an entry.
pub fn entry(entry: &Entry) -> String {
    let mut out = Text::default();
    out.line("v", VERSION);
    out.line("account", &entry.account);
    out.line("seq", entry.seq);
    out.line("prev", entry.prev);
    out.line("at", entry.at.millis());
    out.line("kind", entry.kind.as_str());
    out.line("scope", entry.operation.scope.as_str());
    out.line("principal", &entry.operation.principal);
    out.line("name", &entry.operation.name);
    out.line("fingerprint", entry.fingerprint);
    out.line_if("session", entry.note.session.as_ref());
    out.line_if("member", entry.note.member.as_ref());
    out.line_if("reference", entry.note.reference.as_ref());
    out.line_if("reason", entry.note.reason.as_ref());
    for one in &entry.postings {
        posting(&mut out, one);
    }
    for one in &entry.answer {
        outcome(&mut out, one);
    }
    out.0
}

#[allow(clippy::too_many_lines, reason = "one arm for each posting, and no rule in them")]
fn posting(out: &mut Text, posting: &Posting) {
    match posting {
        Posting::Opened { plan } => {
            out.word("posting", "opened").field_if("plan", plan.as_ref()).end();
        }
        Posting::Lapsed { feature, every, index } => {
            let line = out.word("posting", "lapsed").field("feature", feature);
            line.field("every", every.as_str()).field("index", index).end();
        }
        Posting::Expired { grant, amount: lost } => {
            out.word("posting", "expired").field("grant", grant).amount("amount", *lost).end();
        }
        Posting::Granted { grant, feature, amount, granted, expires, priority } => {
            let line = out.word("posting", "granted").field("grant", grant);
            let line = line.field("feature", feature).amount("amount", *amount);
            let line = line.field("granted", granted.millis());
            let line = line.field_if("expires", expires.map(Moment::millis));
            line.field("priority", priority).end();
        }
        Posting::Used { feature, every, index, amount } => {
            let line = out.word("posting", "used").field("feature", feature);
            let line = line.field("every", every.as_str()).field("index", index);
            line.field("amount", amount).end();
        }
        Posting::Drew { grant, amount } => {
            out.word("posting", "drew").field("grant", grant).field("amount", amount).end();
        }
        Posting::Over { feature, every, index, amount } => {
            let line = out.word("posting", "over").field("feature", feature);
            let line = line.field("every", every.as_str()).field("index", index);
            line.field("amount", amount).end();
        }
        Posting::Held { hold, member, expires, from, amount } => {
            let line = out.word("posting", "held").field("hold", hold);
            let line = line.field_if("member", member.as_ref());
            let line = line.field("expires", expires.millis());
            line.source(from).field("amount", amount).end();
        }
        Posting::Settled { hold, from, amount } => {
            let line = out.word("posting", "settled").field("hold", hold);
            line.source(from).field("amount", amount).end();
        }
        Posting::Released { hold, from, amount } => {
            let line = out.word("posting", "released").field("hold", hold);
            line.source(from).field("amount", amount).end();
        }
        Posting::Freed { hold, from, amount } => {
            let line = out.word("posting", "freed").field("hold", hold);
            line.source(from).field("amount", amount).end();
        }
        Posting::Took { grant, amount } => {
            out.word("posting", "took").field("grant", grant).amount("amount", *amount).end();
        }
        Posting::Restored { grant, amount } => {
            out.word("posting", "restored").field("grant", grant).amount("amount", *amount).end();
        }
        Posting::Owes { purchase, feature, total } => {
            let line = out.word("posting", "owes").field("purchase", purchase);
            line.field("feature", feature).field("total", total).end();
        }
        Posting::Subscribed { subscription, plan, anchor, until } => {
            let line = out.word("posting", "subscribed").field("subscription", subscription);
            let line = line.field("plan", plan).field("anchor", anchor.millis());
            line.field("until", until.millis()).end();
        }
        Posting::Unsubscribed { subscription } => {
            out.word("posting", "unsubscribed").field("subscription", subscription).end();
        }
        Posting::Capped { feature, every, amount } => {
            let line = out.word("posting", "capped").field("feature", feature);
            line.field("every", every.as_str()).amount("amount", *amount).end();
        }
        Posting::Zoned { zone } => out.word("posting", "zoned").field("zone", zone).end(),
    }
}

fn outcome(out: &mut Text, outcome: &Outcome) {
    let line = out.word("outcome", outcome.feature.as_str()).amount("amount", outcome.amount);
    line.field("short", outcome.short).amount("available", outcome.available).end();
}

#[derive(Default)]
struct Text(String);

impl Text {
    fn line(&mut self, name: &str, value: impl Display) {
        self.word(name, &value.to_string()).end();
    }

    fn line_if(&mut self, name: &str, value: Option<impl Display>) {
        if let Some(value) = value {
            self.line(name, value);
        }
    }

    fn word(&mut self, name: &str, value: &str) -> &mut Self {
        self.0.push_str(name);
        self.0.push('=');
        self.0.push_str(&escape(value));
        self
    }

    fn field(&mut self, name: &str, value: impl Display) -> &mut Self {
        self.0.push(' ');
        self.word(name, &value.to_string())
    }

    fn field_if(&mut self, name: &str, value: Option<impl Display>) -> &mut Self {
        match value {
            Some(value) => self.field(name, value),
            None => self,
        }
    }

    fn amount(&mut self, name: &str, amount: Amount) -> &mut Self {
        match amount {
            Amount::Of(units) => self.field(name, units),
            Amount::Unlimited => self.field(name, "unlimited"),
        }
    }

    fn source(&mut self, from: &Source) -> &mut Self {
        match from {
            Source::Grant(grant) => self.field("grant", grant),
            Source::Allowance { feature, every, index } => {
                self.field("feature", feature).field("every", every.as_str()).field("index", index)
            }
        }
    }

    fn end(&mut self) {
        self.0.push('\n');
    }
}
