//! What Stripe tells: letters that are written once, and brought late, twice or in any order.

use ring::hmac;
use serde_json::{Value, json};

use crate::hex::hex;
use crate::memory::chance::Chance;
use crate::simulation::stripe::Truth;

/// What our webhook's letters are signed with.
pub const SECRET: &str = "whsec_of_the_stories";

/// A letter is brought so often at most, besides what is brought again for want of an answer.
const COPIES: u32 = 5;

/// Where letters are lost, it is one of so many.
pub const LOST_OF: usize = 7;

/// What a letter is about, as the auditor judges it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// This sale is paid.
    Paid(usize),
    /// Something else about this sale.
    Sale(usize),
    /// This refund is at least so far.
    Back(usize, &'static str),
    /// This dispute is at least in this one of its states.
    Quarrel(usize, usize),
    /// Something about this subscription.
    Sub(usize),
    /// Nothing of ours.
    Nothing,
}

/// One event. <https://docs.stripe.com/api/events/object>
#[derive(Debug, Clone)]
pub struct Letter {
    /// `evt_…`
    pub id: String,
    /// In which second it was written.
    pub created: i64,
    /// What happened.
    pub kind: &'static str,
    /// What it is about.
    pub about: About,
    /// What it says.
    pub body: Vec<u8>,
    /// Whether it is lost on its way, whenever it is brought.
    pub lost: bool,
    /// Whether it was answered with 200.
    pub answered: bool,
    /// How often it was brought.
    pub brought: u32,
}

/// A letter on its way.
#[derive(Debug, Clone)]
pub struct Bringing {
    /// Which one.
    pub letter: usize,
    /// Its `Stripe-Signature`.
    pub signature: String,
    /// What it says.
    pub body: Vec<u8>,
    /// Somebody else wrote or changed it.
    pub forged: bool,
}

impl Truth {
    /// Writes a letter.
    pub fn write(&mut self, kind: &'static str, about: About, object: &Value) {
        self.write_of(None, kind, about, object);
    }

    /// Writes a letter of a connected account.
    pub fn write_of(
        &mut self,
        account: Option<&str>,
        kind: &'static str,
        about: About,
        object: &Value,
    ) {
        let id = format!("evt_{}", self.letters.len());
        let body = json!({
            "id": id, "object": "event", "api_version": "2026-01-28", "created": self.now,
            "livemode": false, "account": account, "type": kind, "data": {"object": object},
        });
        let body = serde_json::to_vec(&body).unwrap();
        let created = self.now;
        let lost = self.loses.is_some_and(|nth| self.letters.len() % LOST_OF == nth);
        let (answered, brought) = (false, 0);
        self.letters.push(Letter { id, created, kind, about, body, lost, answered, brought });
    }

    /// A letter that is brought now: one without an answer, or any again; now and then forged.
    pub fn bring(&mut self, chance: &Chance) -> Option<Bringing> {
        let open = |letter: &Letter| !letter.answered && !letter.lost;
        let mut places: Vec<usize> = if chance.permille(750) {
            (0..self.letters.len()).filter(|place| open(&self.letters[*place])).collect()
        } else {
            (0..self.letters.len()).collect()
        };
        places.retain(|place| !self.letters[*place].lost);
        places.retain(|place| self.letters[*place].brought < COPIES || open(&self.letters[*place]));
        if places.is_empty() {
            return None;
        }
        let letter = places[chance.place(places.len())];
        Some(self.sign(letter, chance.permille(30)))
    }

    /// A letter with its signature of this second.
    pub fn sign(&mut self, letter: usize, forged: bool) -> Bringing {
        self.letters[letter].brought += 1;
        let body = self.letters[letter].body.clone();
        let secret = if forged { "whsec_of_nobody" } else { SECRET };
        let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
        let mut signed = hmac::Context::with_key(&key);
        signed.update(format!("{}.", self.now).as_bytes());
        signed.update(&body);
        let signature = format!("t={},v1={}", self.now, hex(signed.sign().as_ref()));
        Bringing { letter, signature, body, forged }
    }
}
