//! Sends a commit and reads the answer.

pub mod reasons;

use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::{Put, ReturnValuesOnConditionCheckFailure, TransactWriteItem};

use crate::domain::world::Item;
use crate::perform::port::{Committed, Fault, Write};
use crate::store::Store;
use crate::store::commit::reasons::{Reason, Verdict, judge};
use crate::store::failure::{broken, fault};
use crate::store::items::{self, Attributes};
use crate::store::writes::{Prepared, prepared};

const DOING: &str = "writing";

/// What became of a single put.
#[derive(Debug)]
pub(super) enum Attempt {
    /// It was written.
    Done,
    /// Something else stood there than was expected; perhaps it is told what.
    Lost(Option<Attributes>),
}

impl Store {
    /// Writes everything or nothing. One item is a plain put at half the price of a transaction.
    pub(super) async fn send(&self, writes: &[Write]) -> Result<Committed, Fault> {
        let mut puts = prepared(writes)?;
        match (puts.pop(), puts.is_empty()) {
            (None, _) => Ok(Committed::Done),
            (Some(only), true) => match self.put(only).await? {
                Attempt::Done => Ok(Committed::Done),
                Attempt::Lost(found) => lost(vec![found.as_ref()]),
            },
            (Some(last), false) => {
                puts.push(last);
                self.transact(puts).await
            }
        }
    }

    /// Puts one item under its condition.
    pub(super) async fn put(&self, put: Prepared) -> Result<Attempt, Fault> {
        let sent = self
            .client
            .put_item()
            .table_name(&self.table)
            .set_item(Some(put.item))
            .condition_expression(put.condition)
            .set_expression_attribute_values(put.values)
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .send()
            .await;
        let Err(error) = sent else {
            return Ok(Attempt::Done);
        };
        match error.as_service_error() {
            Some(PutItemError::ConditionalCheckFailedException(failed)) => {
                Ok(Attempt::Lost(failed.item().cloned()))
            }
            _ => Err(fault(DOING, error)),
        }
    }

    async fn transact(&self, puts: Vec<Prepared>) -> Result<Committed, Fault> {
        let count = puts.len();
        let puts = puts.into_iter().map(|put| self.transacted(put));
        let sent = self
            .client
            .transact_write_items()
            .set_transact_items(Some(puts.collect::<Result<_, _>>()?))
            .send()
            .await;
        let Err(error) = sent else {
            return Ok(Committed::Done);
        };
        let Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) =
            error.as_service_error()
        else {
            return Err(fault(DOING, error));
        };
        let told = cancelled.cancellation_reasons();
        let reasons = told.iter().map(|reason| Reason::of(reason.code(), reason.item()));
        match judge(reasons, count) {
            Verdict::Lost(seen) => lost(seen),
            Verdict::Invalid(at) => {
                let message = told.get(at).and_then(|reason| reason.message());
                let why = message.unwrap_or("the store finds a write invalid");
                Err(broken(DOING, &format!("write {at}: {why}")))
            }
            Verdict::Busy => Err(Fault::Busy { doing: DOING, cause: Some(Box::new(error)) }),
        }
    }

    fn transacted(&self, put: Prepared) -> Result<TransactWriteItem, Fault> {
        let put = Put::builder()
            .table_name(&self.table)
            .set_item(Some(put.item))
            .condition_expression(put.condition)
            .set_expression_attribute_values(put.values)
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
            .build()
            .map_err(|error| broken(DOING, &error))?;
        Ok(TransactWriteItem::builder().put(put).build())
    }
}

fn lost(seen: Vec<Option<&Attributes>>) -> Result<Committed, Fault> {
    let seen: Result<Vec<Option<Item>>, _> = seen
        .into_iter()
        .map(|item| item.filter(|item| !item.is_empty()).map(items::read).transpose())
        .collect();
    let seen = seen.map_err(|error| broken("reading what was found instead", &error))?;
    Ok(Committed::Lost { seen })
}
