//! How an account is set up, and who is in an organisation.

use crate::domain::id::AccountId;
use crate::domain::member::{Cap, Standing};
use crate::domain::zone::Zone;

/// Sets an account up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Which account.
    pub account: AccountId,
    /// Where its days and months begin; none leaves that as it is.
    pub zone: Option<Zone>,
    /// An organisation's caps for everybody who has none of their own, all of them; none leaves them
    /// as they are.
    pub caps: Option<Vec<Cap>>,
}

/// Says what a person is in an organisation; what is absent stays as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enrol {
    /// The organisation.
    pub account: AccountId,
    /// The person.
    pub user: AccountId,
    /// What they are in it.
    pub standing: Option<Standing>,
    /// Their own caps, all of them.
    pub caps: Option<Vec<Cap>>,
}
