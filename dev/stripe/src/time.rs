//! What the passing of time does to an object whose moment has come.

use crate::desk::Desk;
use crate::resources::{dispute_life, dunning, sessions, subscription_time};

/// Wakes one object; the desk's moment is the one at which it was due.
pub(crate) fn comes(desk: &mut Desk<'_>, id: &str) {
    if let Some(session) = desk.find("checkout.session", id) {
        sessions::end(desk, session);
    } else if let Some(invoice) = desk.find("invoice", id) {
        dunning::retry(desk, invoice);
    } else if let Some(subscription) = desk.find("subscription", id) {
        subscription_time::comes(desk, &subscription);
    } else if let Some(charge) = desk.find("charge", id) {
        dispute_life::begin(desk, charge);
    } else if let Some(dispute) = desk.find("dispute", id) {
        dispute_life::decide(desk, &dispute);
    }
    desk.woken(id);
}
