//! The name of an effect, for ever: who did it and which of theirs it was.

use std::fmt;

use crate::domain::hash::Hash;
use crate::domain::id::{FeatureId, Label};
use crate::domain::planted::{Bug, planted};

/// Whose names these are. No scope can name another's operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// A person, by their token.
    User,
    /// The team's own backend, by its key.
    Service,
    /// The payment provider's notifications.
    Stripe,
    /// The house itself: schedules and repairs.
    House,
}

impl Scope {
    /// The word used in ledgers and keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Service => "service",
            Self::Stripe => "stripe",
            Self::House => "house",
        }
    }

    /// Reads the word back.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::User, Self::Service, Self::Stripe, Self::House]
            .into_iter()
            .find(|scope| scope.as_str() == word)
    }
}

/// Names one effect: (scope, principal, name).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OperationId {
    /// Whose namespace.
    pub scope: Scope,
    /// Who within it.
    pub principal: String,
    /// Which of theirs.
    pub name: String,
}

impl OperationId {
    /// The fingerprint of an operation of which its name says all.
    pub fn fingerprint(&self) -> Fingerprint {
        Fingerprint(Hash::of_parts(&[&self.principal, &self.name]))
    }

    /// An operation that the caller named with an `Idempotency-Key`.
    pub fn keyed(scope: Scope, principal: &str, key: &str) -> Self {
        Self { scope, principal: principal.to_owned(), name: format!("key/{key}") }
    }

    /// The use of a feature in a session: the same whatever key the request carries, and the same
    /// for every key of the backend, so that two of its servers draw once.
    pub fn of_session(verb: &str, feature: &FeatureId, session: &Label) -> Self {
        Self {
            scope: Scope::Service,
            principal: "session".to_owned(),
            name: format!("{verb}/{feature}/{session}"),
        }
    }

    /// Where its entry stands.
    pub fn key(&self) -> OperationKey {
        if planted(Bug::NoNamespace) {
            return OperationKey(Hash::of_parts(&[&self.name]));
        }
        OperationKey(Hash::of_parts(&[self.scope.as_str(), &self.principal, &self.name]))
    }
}

/// The hash of an operation's name: the sort key of its entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OperationKey(pub Hash);

impl fmt::Display for OperationKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What a request asked for, so that the same name with another request is noticed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fingerprint(pub Hash);

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_scope_or_principal_can_name_anothers_operation() {
        let ids = [
            OperationId::keyed(Scope::User, "user:a", "k"),
            OperationId::keyed(Scope::Service, "user:a", "k"),
            OperationId::keyed(Scope::User, "user:ak", ""),
            OperationId::keyed(Scope::User, "user:a", "l"),
        ];
        let keys: std::collections::BTreeSet<_> = ids.iter().map(OperationId::key).collect();
        assert_eq!(keys.len(), ids.len());
    }

    #[test]
    fn a_key_cannot_spell_a_session() {
        let session = OperationId::of_session(
            "consume",
            &FeatureId::parse("credit").unwrap(),
            &Label::parse("s1").unwrap(),
        );
        let spelled = OperationId::keyed(Scope::Service, "session", "consume/credit/s1");
        assert_ne!(session.key(), spelled.key());
    }
}
