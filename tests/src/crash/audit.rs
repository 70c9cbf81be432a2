//! What must be true after a kill, asked of the stack, of Stripe, and of the client's own memory.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::crash::deed::{Dead, Deed, Doors, FEATURE, PACK, PEOPLE, account};
use crate::crash::diary::Page;

/// What was not as it must be, in words.
#[derive(Debug, Default)]
pub struct Findings {
    /// What was acknowledged or paid, and is not there.
    pub lost: Vec<String>,
    /// What happened more often than once.
    pub doubled: Vec<String>,
}

impl Findings {
    /// Compares how often a thing happened with how often it must have.
    fn count(&mut self, what: &str, found: usize, wanted: usize) {
        if found < wanted {
            self.lost.push(format!("{what}: {found} in place of {wanted}"));
        } else if found > wanted {
            self.doubled.push(format!("{what}: {found} in place of {wanted}"));
        }
    }

    /// Whatever else is not as it must be counts as lost.
    pub fn hold(&mut self, holds: bool, what: impl FnOnce() -> String) {
        if !holds {
            self.lost.push(what());
        }
    }
}

/// Compares ledgers, payments, refunds and balances with everything that was told.
pub async fn audit(doors: &Doors, pages: &[Page], findings: &mut Findings) -> Result<(), Dead> {
    let mut ledgers = Vec::new();
    for person in 0..PEOPLE {
        ledgers.push(ledger(doors, person).await?);
    }
    uses(pages, &ledgers, findings);
    let sessions = doors.listed("checkout/sessions").await?;
    let intents = doors.listed("payment_intents").await?;
    let refunds = doors.listed("refunds").await?;
    for page in pages {
        if let (Deed::Verify { .. }, Some(told)) = (&page.deed, &page.told) {
            // While others write, too; 404 is an account that nobody has used yet.
            let proved = told.status == 404 || told.body["ok"] == true;
            findings.hold(proved, || format!("{:?}: {}", page.deed, told.body));
        }
        let (Deed::Pay { session }, Some(_)) = (&page.deed, &page.told) else { continue };
        let paid =
            sessions.iter().any(|it| it["id"] == **session && it["payment_status"] == "paid");
        findings.hold(paid, || format!("{session} was paid, and is not"));
    }
    let paid = sessions.iter().filter(|session| session["payment_status"] == "paid").count();
    let succeeded = intents.iter().filter(|intent| intent["status"] == "succeeded").count();
    findings.count("payments", succeeded, paid);
    let told = |page: &&Page| {
        let done = page.told.as_ref().is_some_and(|told| told.status < 400);
        done && matches!(page.deed, Deed::Refund { .. })
    };
    findings.count("refunds", refunds.len(), pages.iter().filter(told).count());

    let mut left = [0_i64; PEOPLE];
    let ordered = pages.iter().filter_map(|page| match &page.deed {
        Deed::Order { person, .. } => Some((*person, page.told.as_ref()?)),
        _ => None,
    });
    let ordered: Vec<_> = ordered.collect();
    findings.count("sessions", sessions.len(), ordered.len());
    for (person, told) in ordered {
        let session = sessions.iter().find(|it| it["id"] == told.body["session"]);
        let Some(session) = session else {
            findings.lost.push(format!("the order {}", told.body));
            continue;
        };
        let order = Order { person, purchase: told.text("purchase"), session };
        left[person] += order.audit(doors, &ledgers[person], &refunds, findings).await?;
    }
    for (person, ledger) in ledgers.iter().enumerate() {
        let used: i64 = ledger.iter().filter(|entry| is_use(entry)).map(drawn).sum();
        let account = account(person);
        let path = format!("/v1/accounts/{account}/balances/{FEATURE}");
        let available = doors.read(&path).await?["available"].as_i64();
        let wanted = left[person] - used;
        findings.hold(available == Some(wanted), || {
            format!("{account} has {available:?} in place of {wanted}")
        });
        if !ledger.is_empty() {
            let proof = doors.read(&format!("/v1/accounts/{account}/verify")).await?;
            findings.hold(proof["ok"] == true, || format!("{account}: {proof}"));
        }
    }
    Ok(())
}

fn is_use(entry: &Value) -> bool {
    entry["kind"] == "consume" || entry["kind"] == "record"
}

/// What a use took of what was there.
fn drawn(entry: &Value) -> i64 {
    let number = |name: &str| entry["outcome"][0][name].as_i64().unwrap();
    number("amount") - number("short")
}

/// Every use that was told stands in the ledger once; what was refused, and what nobody asked for,
/// does not.
fn uses(pages: &[Page], ledgers: &[Vec<Value>], findings: &mut Findings) {
    let mut found: BTreeMap<&str, usize> = BTreeMap::new();
    for entry in ledgers.iter().flatten().filter(|entry| is_use(entry)) {
        *found.entry(entry["reference"].as_str().unwrap_or_default()).or_default() += 1;
    }
    for page in pages {
        let (Deed::Use { already, key, .. }, Some(told)) = (&page.deed, &page.told) else {
            continue;
        };
        let fits = told.status == 200 || told.status == 402 && !already;
        findings.hold(fits, || format!("{:?} was told {}", page.deed, told.body));
        let times = found.remove(key.as_str()).unwrap_or_default();
        findings.count(&format!("{:?}", page.deed), times, usize::from(told.status == 200));
    }
    for (key, times) in found {
        findings.count(&format!("the use {key} that nobody asked for"), times, 0);
    }
}

/// An order with what Stripe says of it.
struct Order<'a> {
    person: usize,
    purchase: &'a str,
    session: &'a Value,
}

impl Order<'_> {
    /// Gives what it leaves to use: granted, less what went back with the money.
    async fn audit(
        &self,
        doors: &Doors,
        ledger: &[Value],
        refunds: &[Value],
        findings: &mut Findings,
    ) -> Result<i64, Dead> {
        let paid = self.session["payment_status"] == "paid";
        let of = |entry: &&Value| entry["kind"] == "fulfil" && entry["reference"] == *self.purchase;
        let granted = ledger.iter().filter(of).count();
        findings.count(&format!("grants of {}", self.purchase), granted, usize::from(paid));
        let path = format!("/v1/accounts/{}/purchases/{}", account(self.person), self.purchase);
        let told = doors.read(&path).await?;
        let state = if paid { "paid" } else { "pending" };
        findings.hold(told["state"] == state, || format!("{told} is not {state}"));
        if !paid {
            return Ok(0);
        }
        let same = |refund: &&Value| refund["payment_intent"] == self.session["payment_intent"];
        let amounts = refunds.iter().filter(same).filter_map(|refund| refund["amount"].as_u64());
        let returned: u64 = amounts.sum();
        findings
            .hold(told["refunded"] == returned, || format!("Stripe returned {returned} of {told}"));
        let lot = &told["grants"][0];
        let number = |name: &str| lot[name].as_u64().unwrap_or_default();
        let target = (PACK.2 * returned).div_ceil(PACK.1);
        findings.hold(number("taken") + number("owed") == target, || {
            format!("{target} should be taken back of {told}")
        });
        Ok(i64::try_from(number("amount")).unwrap() - i64::try_from(number("taken")).unwrap())
    }
}

async fn ledger(doors: &Doors, person: usize) -> Result<Vec<Value>, Dead> {
    let path = format!("/v1/accounts/{}/ledger?limit=100", account(person));
    let mut entries: Vec<Value> = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = doors.read(&format!("{path}{cursor}")).await?;
        entries.extend(page["entries"].as_array().expect("entries").iter().cloned());
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return Ok(entries),
        }
    }
}
