//! How large an item is in the table's own reckoning.
//! <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html>

use aws_sdk_dynamodb::types::AttributeValue;

use crate::store::items::Attributes;

/// The largest item that the table takes: 400 KB with the names of its attributes.
pub const MAX_ITEM_BYTES: usize = 400 * 1024;

/// The most that one transaction may hold.
pub const MAX_COMMIT_BYTES: usize = 4 * 1024 * 1024;

/// The bytes of an item: the names and the values of its attributes.
pub fn item_bytes(attributes: &Attributes) -> usize {
    attributes
        .iter()
        .map(|(name, value)| name.len().saturating_add(value_bytes(value)))
        .fold(0, usize::saturating_add)
}

fn value_bytes(value: &AttributeValue) -> usize {
    match value {
        AttributeValue::S(text) => text.len(),
        // Two digits a byte and one more, a second one for the sign.
        AttributeValue::N(number) => number.len().div_ceil(2).saturating_add(2),
        AttributeValue::L(values) => values
            .iter()
            .map(|value| value_bytes(value).saturating_add(1))
            .fold(3, usize::saturating_add),
        AttributeValue::Bool(_) => 1,
        // We write no others.
        _ => 0,
    }
}
