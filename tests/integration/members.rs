//! Members of an organisation: their roles, their caps, and what they use of its pool.

mod caps;
mod crowd;
mod roles;
mod told;

use serde_json::{Value, json};
use tests::actor::Actor;
use tests::house::House;

const ACME: &str = "org:acme";
const SESSION: &str = "interview_session";

/// A house that sells sessions, acme with so many, its admin, and the backend.
async fn with_pool(sessions: u64) -> (House, Actor, Actor) {
    let house = House::selling("institution").await;
    house.admin().gives("gift", ACME, SESSION, sessions).await;
    let (admin, backend) = (house.member("ada", "acme", "admin").await, house.backend());
    (house, admin, backend)
}

fn cap(every: &str, amount: i64) -> Value {
    json!({ "feature": SESSION, "every": every, "amount": amount })
}

/// What a member used today, this month and in all, as the admin sees it.
async fn used(admin: &Actor, member: &str) -> (u64, u64, u64) {
    let told = admin.get(&format!("/v1/accounts/{ACME}/members/{member}")).await;
    assert_eq!(told.status, 200, "{}", told.body);
    let used = &told.body["used"][0];
    let number = |name: &str| used[name].as_u64().unwrap_or_else(|| panic!("{}", told.body));
    (number("day"), number("month"), number("ever"))
}
