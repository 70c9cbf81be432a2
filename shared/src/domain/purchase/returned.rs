//! Money that goes back: refunds, which the seller makes, and disputes, which the buyer's bank opens.
//! Each is a fact by its own id. Later states win over earlier ones, in whatever order they are told.

use crate::domain::id::Label;
use crate::domain::planted::{Bug, planted};
use crate::domain::purchase::Purchase;

/// One refund.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refund {
    /// Its name at the provider.
    pub id: Label,
    /// The payment that it gives back, where that was told.
    pub intent: Option<Label>,
    /// How much in minor units.
    pub amount: u64,
    /// Whether the money goes back.
    pub state: RefundState,
}

/// How far a refund is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RefundState {
    /// Under way; it counts.
    Pending,
    /// Done; it counts.
    Succeeded,
    /// It failed or was cancelled, perhaps after it had succeeded; it does not count.
    Failed,
}

impl RefundState {
    /// The word used in storage and answers.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
        }
    }

    /// Reads the word back.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Pending, Self::Succeeded, Self::Failed]
            .into_iter()
            .find(|state| state.as_str() == word)
    }

    /// Whether the money counts as gone back.
    pub fn counts(self) -> bool {
        match self {
            Self::Pending | Self::Succeeded => true,
            Self::Failed => false,
        }
    }
}

/// One dispute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dispute {
    /// Its name at the provider.
    pub id: Label,
    /// The payment that is disputed, where that was told.
    pub intent: Option<Label>,
    /// How much in minor units; none where it is told in another currency, and counts whole.
    pub amount: Option<u64>,
    /// Who has the money.
    pub state: DisputeState,
}

/// How far a dispute is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DisputeState {
    /// The bank asks, no money has moved and perhaps never will; it does not count.
    Inquiry,
    /// The bank has the money until it has decided; it counts.
    Open,
    /// The buyer has the money; it counts.
    Lost,
    /// The seller has it again, perhaps after it was lost; it does not count.
    Won,
}

impl DisputeState {
    /// The word used in storage and answers.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Inquiry => "inquiry",
            Self::Open => "open",
            Self::Lost => "lost",
            Self::Won => "won",
        }
    }

    /// Reads the word back.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Inquiry, Self::Open, Self::Lost, Self::Won]
            .into_iter()
            .find(|state| state.as_str() == word)
    }

    /// Whether the money counts as gone back.
    pub fn counts(self) -> bool {
        match self {
            Self::Inquiry => planted(Bug::InquiryTakes),
            Self::Open | Self::Lost => true,
            Self::Won => planted(Bug::WonIsLost),
        }
    }
}

impl Purchase {
    /// Whether this payment is the one that paid it, as far as both are known. Another payment
    /// brought nothing, so that it goes back takes nothing.
    fn was_paid_by(&self, intent: Option<&Label>) -> bool {
        match (intent, &self.provider.intent) {
            (Some(told), Some(paying)) => told == paying,
            (None, _) | (_, None) => true,
        }
    }

    /// How much money went back: never more than was charged, though a payment that was refunded may
    /// be disputed too.
    pub fn returned(&self) -> u64 {
        self.at_most_charged(self.told_refunded().saturating_add(self.told_disputed()))
    }

    /// How much of it was refunded.
    pub fn refunded(&self) -> u64 {
        self.at_most_charged(self.told_refunded())
    }

    /// How much of it is disputed and not won.
    pub fn disputed(&self) -> u64 {
        self.at_most_charged(self.told_disputed())
    }

    fn at_most_charged(&self, told: u64) -> u64 {
        told.min(self.charged().unwrap_or(told))
    }

    fn told_refunded(&self) -> u64 {
        let of_it =
            |refund: &&Refund| refund.state.counts() && self.was_paid_by(refund.intent.as_ref());
        let refunds = self.refunds.iter().filter(of_it);
        refunds.fold(0_u64, |sum, refund| sum.saturating_add(refund.amount))
    }

    fn told_disputed(&self) -> u64 {
        let of_it = |dispute: &&Dispute| {
            let any = planted(Bug::StrangersDispute);
            dispute.state.counts() && (any || self.was_paid_by(dispute.intent.as_ref()))
        };
        let whole = self.charged().unwrap_or(u64::MAX);
        let disputes = self.disputes.iter().filter(of_it);
        disputes.fold(0_u64, |sum, dispute| sum.saturating_add(dispute.amount.unwrap_or(whole)))
    }

    /// Notes a fact about a refund. What is told late or twice changes nothing.
    pub fn note_refund(&mut self, told: &Refund) {
        match self.refunds.iter_mut().find(|known| known.id == told.id) {
            Some(known) => {
                let last = planted(Bug::LastToldWins);
                known.state = if last { told.state } else { known.state.max(told.state) };
                known.intent = known.intent.take().or_else(|| told.intent.clone());
            }
            None => self.refunds.push(told.clone()),
        }
        self.refunds.sort_by(|a, b| a.id.cmp(&b.id));
    }

    /// Notes a fact about a dispute, in the same way. Of two amounts the larger one stands.
    pub fn note_dispute(&mut self, told: &Dispute) {
        match self.disputes.iter_mut().find(|known| known.id == told.id) {
            Some(known) => {
                let last = planted(Bug::LastVerdictWins);
                known.state = if last { told.state } else { known.state.max(told.state) };
                let (both, last) = (known.amount.zip(told.amount), planted(Bug::LastAmountStands));
                known.amount = both.map(|(known, told)| if last { told } else { known.max(told) });
                known.intent = known.intent.take().or_else(|| told.intent.clone());
            }
            None => self.disputes.push(told.clone()),
        }
        self.disputes.sort_by(|a, b| a.id.cmp(&b.id));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_of_a_refund_has_its_word_and_is_read_by_it() {
        for (state, word) in [
            (RefundState::Pending, "pending"),
            (RefundState::Succeeded, "succeeded"),
            (RefundState::Failed, "failed"),
        ] {
            assert_eq!(state.as_str(), word);
            assert_eq!(RefundState::parse(word), Some(state));
        }
        assert_eq!(RefundState::parse("lost"), None);
    }

    /// W11: an inquiry and a won dispute count nothing, an open and a lost one do.
    #[test]
    fn every_state_of_a_dispute_has_its_word_and_counts_or_not() {
        for (state, word, counts) in [
            (DisputeState::Inquiry, "inquiry", false),
            (DisputeState::Open, "open", true),
            (DisputeState::Lost, "lost", true),
            (DisputeState::Won, "won", false),
        ] {
            assert_eq!((state.as_str(), state.counts()), (word, counts));
            assert_eq!(DisputeState::parse(word), Some(state));
        }
        assert_eq!(DisputeState::parse("failed"), None);
    }
}
