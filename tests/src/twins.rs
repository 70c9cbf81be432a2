//! The same random transactions through the shipped store on two databases, the embedded one and
//! another: every answer and every item must be the same.

mod accounts;
pub mod cases;
pub mod cast;
pub mod engine;
pub mod exchange;
pub mod items;
pub mod liar;
mod postings;
pub mod promise;
pub mod reads;
pub mod tally;
pub mod transaction;
pub mod values;

use std::collections::BTreeMap;

use dev::template::Template;
use dev::template::table::Table;
use serde_json::Value;
use shared::perform::port::{Committed, Port, Write};

use crate::dice::Dice;
use crate::house::table_of_ones_own;
use crate::twins::cases::short;
use crate::twins::cast::Cast;
use crate::twins::engine::Engine;
use crate::twins::exchange::{Answer, costs_as_known};
use crate::twins::promise::promised;
use crate::twins::reads::{Reading, answered, reading};
use crate::twins::tally::Tally;
use crate::twins::transaction::transaction;

/// So many transactions go into one table before the next pair of tables is begun.
pub const PER_TABLE: u64 = 250;

/// Two tables that ought to be the same.
pub struct Twins {
    /// The embedded database.
    pub embedded: Engine,
    /// The other one.
    pub other: Engine,
    tally: Tally,
}

impl Twins {
    /// Makes a table in each database.
    pub async fn open(embedded: &str, other: &str) -> Self {
        let (table, name) = (table(), table_of_ones_own());
        Self {
            embedded: Engine::open(embedded, &table, &name).await,
            other: Engine::open(other, &table, &name).await,
            tally: Tally::default(),
        }
    }

    /// So many transactions that follow from a seed, with readings in between.
    pub async fn live(&mut self, seed: u64, transactions: u64) {
        let mut dice = Dice::seeded(seed);
        let mut cast = Cast::of(&mut dice);
        for number in 1..=transactions {
            let writes = transaction(&mut cast, &mut dice);
            self.commit(&mut cast, &writes, &format!("seed {seed}, transaction {number}")).await;
            if dice.one_in(3) {
                let reading = reading(&cast, &mut dice);
                self.read(&reading, &format!("seed {seed}, after transaction {number}")).await;
            }
            if number == transactions || number.is_multiple_of(100) {
                self.compare_tables(&format!("seed {seed}, after transaction {number}")).await;
            }
        }
    }

    /// One transaction.
    async fn commit(&mut self, cast: &mut Cast, writes: &[Write], place: &str) {
        let (one, two) =
            tokio::join!(self.embedded.store.commit(writes), self.other.store.commit(writes));
        self.tally.transactions += 1;
        let told: Vec<_> = writes.iter().map(transaction::told).collect();
        let told = format!("{place}: {told:?}");
        if let Ok(one) = &one {
            self.same(&format!("{told}: promised"), one, &promised(&cast.stands, writes));
        }
        match &one {
            Ok(Committed::Done) => {
                self.tally.written += 1;
                let named = |write: &Write| (write.item.name(), write.item.clone());
                cast.stands.extend(writes.iter().map(named));
            }
            Ok(Committed::Lost { .. }) => self.tally.lost += 1,
            Err(_) => self.tally.refused += 1,
        }
        self.same(&told, &answered(one), &answered(two));
        self.compare_exchanges(place);
    }

    async fn read(&mut self, reading: &Reading, place: &str) {
        let (one, two) =
            tokio::join!(reading.of(&self.embedded.store), reading.of(&self.other.store));
        self.tally.readings += 1;
        self.same(&format!("{place}: {reading:?}"), &one, &two);
        if reading.is_cut_alike() {
            self.compare_exchanges(place);
        } else {
            drop((self.embedded.heard(), self.other.heard()));
        }
    }

    /// Compares what went over the wire since the last time.
    fn compare_exchanges(&mut self, place: &str) {
        let one: Vec<_> = self.embedded.heard().into_iter().map(Answer::of).collect();
        let two: Vec<_> = self.other.heard().into_iter().map(Answer::of).collect();
        self.same(&format!("{place}: requests"), &one.len(), &two.len());
        for (one, two) in one.into_iter().zip(two) {
            self.tally.requests += 1;
            self.same(&format!("{place}: request"), &one.request, &two.request);
            self.answers(place, &one, &two);
        }
    }

    /// Asks every single request of both.
    pub async fn try_cases(&mut self) {
        for case in cases::all() {
            for (number, (operation, request)) in case.steps.iter().enumerate() {
                self.tally.edges += 1;
                let (one, two) = tokio::join!(
                    self.embedded.ask(operation, request),
                    self.other.ask(operation, request)
                );
                let last = number + 1 == case.steps.len();
                match case.known.filter(|_| last) {
                    None => self.answers(&format!("{}, step {number}", case.name), &one, &two),
                    Some(known) => {
                        let place = format!("{}, a known difference", case.name);
                        self.same(&place, &short(&one).as_str(), &known.embedded);
                        self.same(&place, &short(&two).as_str(), &known.local);
                    }
                }
            }
        }
    }

    /// Compares two answers.
    fn answers(&mut self, place: &str, one: &Answer, two: &Answer) {
        self.same(&format!("{place}: {}", one.operation), &one.status, &two.status);
        let body = format!("{place}: {}", one.operation);
        self.same(&body, &one.without_units(), &two.without_units());
        if !costs_as_known(one, two) {
            let units = |answer: &Answer| answer.body["ConsumedCapacity"].to_string();
            self.tally.differences.push(difference(
                &format!("{body}: units"),
                &units(one),
                &units(two),
            ));
        } else if one.units() != two.units() {
            self.tally.known += 1;
        }
    }

    /// Compares table and indexes item by item.
    async fn compare_tables(&mut self, place: &str) {
        for index in [None, Some("GSI1"), Some("GSI2")] {
            let (one, two) =
                tokio::join!(self.embedded.everything(index), self.other.everything(index));
            let (one, two) = (by_key(one), by_key(two));
            let place = format!("{place}: {}", index.unwrap_or("table"));
            self.same(&format!("{place}: items"), &one.len(), &two.len());
            for (key, item) in &one {
                self.tally.items += 1;
                self.same(&format!("{place}: {key}"), &Some(item), &two.get(key));
            }
        }
    }

    fn same<T: PartialEq + std::fmt::Debug>(&mut self, place: &str, one: &T, two: &T) {
        if one != two {
            self.tally.differences.push(difference(
                place,
                &format!("{one:?}"),
                &format!("{two:?}"),
            ));
        }
    }

    /// Removes the tables; what was compared.
    pub async fn close(self) -> Tally {
        self.embedded.close().await;
        self.other.close().await;
        self.tally
    }
}

/// The table as the template has it.
fn table() -> Table {
    let template = dev::options::Options::default().template;
    Template::read(&template, &BTreeMap::new()).expect("the template").table
}

fn by_key(items: Vec<Value>) -> BTreeMap<String, Value> {
    items.into_iter().map(|item| (format!("{} {}", item["pk"], item["sk"]), item)).collect()
}

/// Where, and both answers around the first character that differs.
fn difference(place: &str, one: &str, two: &str) -> String {
    let same = one.chars().zip(two.chars()).take_while(|(one, two)| one == two).count();
    let cut = |text: &str| text.chars().skip(same.saturating_sub(80)).take(300).collect::<String>();
    let place: String = place.chars().take(600).collect();
    format!("{place}\n  embedded: {}\n  other:    {}", cut(one), cut(two))
}

#[cfg(test)]
mod tests;
