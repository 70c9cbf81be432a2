//! `cargo run -- demo`: the whole story in the terminal, over real HTTP.

#![allow(clippy::indexing_slicing, reason = "a JSON value is null where it has nothing")]

mod proof;
mod teller;

use serde_json::json;

use crate::demo::teller::{Teller, Told};
use crate::stack::Stack;

const CREDIT: &str = "interview_credit";

/// Tells the story to a stack of its own; the error names the step that was not true.
pub async fn tell(stack: &Stack) -> Result<(), String> {
    let mut teller = Teller::at(stack).await?;
    buy(&mut teller).await?;
    spend(&mut teller).await?;
    refuse(&mut teller).await?;
    refund(&mut teller).await?;
    prove(&mut teller).await?;
    teller.end();
    Ok(())
}

async fn buy(teller: &mut Teller<'_>) -> Result<(), String> {
    teller.chapter("Alice buys the Popular pack");
    let catalog = teller.get(None, "/v1/catalog").await?;
    let packs = catalog.body["packs"].as_array().cloned().unwrap_or_default();
    let popular = packs.iter().find(|pack| pack["id"] == "pack-popular").cloned();
    let popular = popular.unwrap_or_default();
    teller.step(
        "the catalog sells 25 interview credits for 8.00 USD",
        popular["price"]["amount"] == 800 && popular["grants"][0]["amount"] == 25,
        &catalog,
    )?;
    let balance = teller.credits().await?;
    teller.step("her balance is 0", balance.body["available"] == 0, &balance)?;

    let order = teller.order("order-1", "pack-popular").await?;
    let pays_at = order.body["url"].as_str().unwrap_or_default().starts_with("http");
    teller.step(
        "she orders and is sent to Stripe's page",
        order.status == 201 && pays_at,
        &order,
    )?;
    let again = teller.order("order-1", "pack-popular").await?;
    let same = again.replayed && again.body == order.body;
    teller.step("asking twice is one order and one page", same, &again)?;

    let declined = teller.pay(&order, "4000000000000002").await?;
    teller.step("a card is declined", declined.status == 402, &declined)?;
    teller.settle().await?;
    let purchase = teller.purchase(&order).await?;
    let failed = purchase.body["state"] == "failed" && !purchase.body["reason"].is_null();
    teller.step("the purchase says so, and nothing is granted", failed, &purchase)?;

    let paid = teller.pay(&order, "4242424242424242").await?;
    teller.step("she pays with 4242 4242 4242 4242", paid.status == 200, &paid)?;
    teller.settle().await?;
    let balance = teller.credits().await?;
    teller.step("she has 25 credits", balance.body["available"] == 25, &balance)?;
    let copies = teller.redeliver_all().await?;
    teller.settle().await?;
    let balance = teller.credits().await?;
    teller.step(
        &format!("Stripe tells all {copies} events again: still 25"),
        copies > 0 && balance.body["available"] == 25,
        &balance,
    )
}

async fn spend(teller: &mut Teller<'_>) -> Result<(), String> {
    teller.chapter("Her interviews use them");
    let used = teller.consume("use-1", CREDIT, 5, Some("interview-7")).await?;
    let left = used.body["outcome"][0]["available"] == 20;
    teller.step("five credits for one session: 20 left", used.status == 200 && left, &used)?;
    let again = teller.consume("use-2", CREDIT, 5, Some("interview-7")).await?;
    let once = again.replayed && again.body == used.body;
    teller.step("the same session under another key draws nothing", once, &again)?;
    let other = teller.consume("use-3", CREDIT, 1, Some("interview-7")).await?;
    teller.step(
        "the same session with another amount is refused",
        other.is_problem(422, "idempotency-key-reused"),
        &other,
    )?;
    let rest = teller.consume("use-4", CREDIT, 20, None).await?;
    let none = rest.body["outcome"][0]["available"] == 0;
    teller.step("the other twenty go too", rest.status == 200 && none, &rest)
}

async fn refuse(teller: &mut Teller<'_>) -> Result<(), String> {
    teller.chapter("At zero");
    let refused = teller.consume("use-5", CREDIT, 1, None).await?;
    teller.step(
        "the next one is refused, with what is missing",
        refused.is_problem(402, "insufficient") && refused.body["available"] == 0,
        &refused,
    )?;
    let helps = refused.body["offers"][0]["pack"] == "pack-starter";
    teller.step("and with what would help: the Starter pack", helps, &refused)?;
    let other = teller.get(Some("bob"), "/v1/accounts/user:alice/balances").await?;
    let kept_out = other.is_problem(403, "forbidden");
    teller.step("Bob may not even look", kept_out, &other)?;

    let order = teller.order("order-2", "pack-starter").await?;
    teller.pay(&order, "4242424242424242").await?;
    teller.settle().await?;
    let tried = teller.consume("use-5", CREDIT, 1, None).await?;
    let worked = tried.status == 200 && !tried.replayed;
    teller.step("she tops up 10, and the refused request goes through", worked, &tried)
}

async fn refund(teller: &mut Teller<'_>) -> Result<(), String> {
    teller.chapter("Money goes back");
    let orders = teller.get(Some("alice"), "/v1/accounts/me/purchases").await?;
    let ids = [&orders.body["purchases"][0]["id"], &orders.body["purchases"][1]["id"]];
    let [starter, popular] = ids.map(|id| id.as_str().unwrap_or_default().to_owned());
    let refunded = teller.refund(&starter, 200).await?;
    teller.step("half of the Starter pack is refunded", refunded.status == 200, &refunded)?;
    teller.settle().await?;
    let balance = teller.credits().await?;
    let taken = balance.body["available"] == 4;
    teller.step("half of its credits are taken: 9 − 5 = 4", taken, &balance)?;

    teller.refund(&popular, 800).await?;
    teller.settle().await?;
    let balance = teller.credits().await?;
    let kept = balance.body["available"] == 4;
    teller.step("the spent Popular pack is refunded: nothing falls below zero", kept, &balance)?;
    let summary = teller.get(Some("alice"), "/v1/accounts/me/summary").await?;
    let owed = &summary.body["owed"][0];
    let noted = owed["amount"] == 25 && owed["purchase"] == json!(popular);
    teller.step("its 25 spent credits are noted as owed", noted, &summary)
}

async fn prove(teller: &mut Teller<'_>) -> Result<(), String> {
    teller.chapter("The proof");
    let verified = teller.get(Some("alice"), "/v1/accounts/me/verify").await?;
    let ok = verified.body["ok"] == true;
    teller.step("the ledger folds to exactly the stored balances", ok, &verified)?;
    let entries = teller.ledger().await?;
    let chained = proof::chain(&entries, verified.body["head"].as_str().unwrap_or_default());
    let seen = Told { status: 200, replayed: false, body: json!({ "chain": chained }) };
    teller.step(
        &format!("its {} entries, hashed here again, chain without a gap", entries.len()),
        chained.is_ok(),
        &seen,
    )
}
