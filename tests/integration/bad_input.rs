//! Everything a caller can send wrong: each is told what it is, none is our fault, none writes.

mod addresses;
mod amounts;
mod bodies;
mod holds;
mod ids;
mod keys;

use serde_json::{Value, json};
use tests::actor::Actor;
use tests::answer::Answer;
use tests::house::House;

/// A house whose alice has ten credits, and proof afterwards that nothing came of what was sent.
pub struct Unmoved {
    /// The house.
    pub house: House,
    /// The team's backend.
    pub backend: Actor,
    /// Alice.
    pub alice: Actor,
    before: Value,
}

/// Where alice's credits are used.
pub const CONSUME: &str = "/v1/accounts/user:alice/consume";

/// Where alice orders.
pub const CHECKOUT: &str = "/v1/accounts/user:alice/checkout";

/// A use that would succeed.
pub fn good() -> Value {
    json!({ "uses": [{ "feature": "interview_credit", "amount": 1 }] })
}

impl Unmoved {
    /// Opens the house.
    pub async fn open() -> Self {
        let house = House::open().await;
        let (alice, backend) = (house.person("alice").await, house.backend());
        alice.buys("order-1", "pack-starter").await;
        let before = state(&backend).await;
        Self { house, backend, alice, before }
    }

    /// The answer has this status and problem type.
    pub fn told(answer: &Answer, status: u16, problem: &str, what: &str) {
        assert_eq!((answer.status, answer.problem()), (status, problem), "{what}: {answer:?}");
        assert_eq!(answer.body["status"], status, "{what}");
        assert!(answer.text("instance").starts_with("urn:tallystick:request:"), "{what}");
    }

    /// Nothing of alice's was written, and no function failed.
    pub async fn closes(self) {
        assert_eq!(state(&self.backend).await, self.before);
        self.backend.verifies("user:alice").await;
        for line in self.house.stack.logs() {
            let text = format!("{line:?}");
            assert!(!text.contains("panicked"), "{text}");
        }
    }
}

async fn state(backend: &Actor) -> Value {
    let mut state = Vec::new();
    for path in ["ledger", "purchases", "balances"] {
        let told = backend.get(&format!("/v1/accounts/user:alice/{path}")).await;
        assert_eq!(told.status, 200, "{}", told.body);
        state.push(told.body);
    }
    Value::Array(state)
}
