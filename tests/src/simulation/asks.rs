//! What is asked, as the scheduler and the auditor see it.

use std::fmt;

use shared::domain::account::Account;
use shared::domain::command::{Command, Order};
use shared::domain::id::AccountId;
use shared::domain::moment::Moment;
use shared::domain::purchase::Purchase;
use shared::http::problem::Kind;
use shared::perform::{Failure, Performed};

use crate::simulation::stripe::post::Bringing;

/// One thing that is asked.
#[derive(Debug, Clone)]
pub enum Ask {
    /// A command, by whoever may give it.
    Command(Command),
    /// How an account stands.
    Read(AccountId),
    /// An order with its page at Stripe.
    Sell(Order),
    /// Stripe tells something.
    Bring(Bringing),
    /// The schedule asks what Stripe has told.
    Sweep,
}

/// What is asked, and when by a clock that may be wrong.
#[derive(Debug, Clone)]
pub struct Asked {
    /// When.
    pub at: Moment,
    /// What.
    pub ask: Ask,
}

/// What came of it.
#[derive(Debug)]
pub enum Heard {
    /// A command.
    Performed(Result<Performed, Failure>),
    /// The account as it was read.
    Read(Result<Option<Account>, Failure>),
    /// An order, or the kind of problem.
    Sold(Result<Purchase, Kind>),
    /// The status that Stripe sees.
    Answered(u16),
    /// Whether the sweep came to its end.
    Swept(bool),
}

impl fmt::Display for Ask {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Command(command) => write!(f, "{command:?}"),
            Self::Read(account) => write!(f, "read {account}"),
            Self::Sell(order) => write!(f, "{order:?}"),
            Self::Sweep => f.write_str("sweep"),
            Self::Bring(bringing) => {
                let forged = if bringing.forged { "forged " } else { "" };
                write!(f, "{forged}event {}", bringing.letter)
            }
        }
    }
}
