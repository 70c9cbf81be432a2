//! Puts the prices that a catalog knows by lookup key into the fake Stripe, as a team does once in
//! its own account: without them nothing that has such a key could be bought.

use serde_json::{Value, json};
use shared::domain::catalog::Catalog;
use shared::domain::money::Money;
use shared::domain::plan::Interval;

use crate::fault::Fault;

const DOING: &str = "putting the catalog's prices into the fake Stripe";

/// A price with the key by which it is found.
struct Keyed<'a> {
    key: &'a str,
    name: &'a str,
    money: Money,
    interval: Option<Interval>,
}

/// Makes each price that is not there yet, or costs something else there.
pub async fn put(api: &str, secret_key: &str, catalog: &Catalog) -> Result<(), Fault> {
    let client = reqwest::Client::new();
    let ask = async |request: reqwest::RequestBuilder| -> Result<Value, Fault> {
        let answer =
            request.bearer_auth(secret_key).send().await.map_err(|error| refused(&error))?;
        let answer = answer.error_for_status().map_err(|error| refused(&error))?;
        answer.json().await.map_err(|error| refused(&error))
    };
    for price in keyed(catalog) {
        let wanted = [("lookup_keys[0]", price.key), ("active", "true")];
        let found = ask(client.get(format!("{api}/v1/prices")).query(&wanted)).await?;
        let there = |field: &str| found.pointer(&format!("/data/0/{field}")).cloned();
        let (amount, currency) = (there("unit_amount"), there("currency"));
        let wanted = (json!(price.money.minor), json!(price.money.currency.as_str()));
        if amount.zip(currency) == Some(wanted) {
            continue;
        }
        ask(client.post(format!("{api}/v1/prices")).form(&price.form())).await?;
    }
    Ok(())
}

/// Every price of the catalog that has a lookup key.
fn keyed(catalog: &Catalog) -> Vec<Keyed<'_>> {
    let packs = catalog.packs.iter().filter_map(|pack| {
        let key = pack.lookup_key.as_deref()?;
        Some(Keyed { key, name: &pack.name, money: pack.price, interval: None })
    });
    let plans = catalog.plans.iter().flat_map(|plan| {
        plan.prices.iter().filter_map(|price| {
            let (key, interval) = (price.lookup_key.as_deref()?, Some(price.interval));
            Some(Keyed { key, name: &plan.name, money: price.price, interval })
        })
    });
    packs.chain(plans).collect()
}

impl Keyed<'_> {
    fn form(&self) -> Vec<(&'static str, String)> {
        let mut form = vec![
            ("currency", self.money.currency.to_string()),
            ("unit_amount", self.money.minor.to_string()),
            ("lookup_key", self.key.to_owned()),
            ("transfer_lookup_key", "true".to_owned()),
            ("product_data[name]", self.name.to_owned()),
        ];
        let (interval, count) = match self.interval {
            None => return form,
            Some(Interval::Month) => ("month", "1"),
            Some(Interval::Quarter) => ("month", "3"),
            Some(Interval::Year) => ("year", "1"),
        };
        form.push(("recurring[interval]", interval.to_owned()));
        form.push(("recurring[interval_count]", count.to_owned()));
        form
    }
}

fn refused(error: &reqwest::Error) -> Fault {
    Fault::Refused(format!("{DOING}: {error}"))
}
