//! Identifiers, parsed once at the door and never checked again.

use std::fmt;

/// The longest identifier in bytes.
pub const MAX_ID_BYTES: usize = 255;

/// Why a text is no identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    /// Nothing was given.
    #[error("must not be empty")]
    Empty,
    /// More than 255 bytes.
    #[error("must be at most 255 bytes long")]
    TooLong,
    /// A control character stands in it, a newline or NUL for example.
    #[error("must not contain control characters")]
    Control,
    /// An account that is neither a person nor an organisation.
    #[error("must be `user:<subject>` or `org:<id>`")]
    AccountKind,
    /// A name of the catalog with other characters than its grammar allows.
    #[error("must start with a letter and hold only lower-case letters, digits, `_` and `-`")]
    Name,
}

fn check(text: &str) -> Result<(), IdError> {
    if text.is_empty() {
        Err(IdError::Empty)
    } else if text.len() > MAX_ID_BYTES {
        Err(IdError::TooLong)
    } else if text.chars().any(char::is_control) {
        Err(IdError::Control)
    } else {
        Ok(())
    }
}

fn check_account(text: &str) -> Result<(), IdError> {
    check(text)?;
    match text.split_once(':') {
        Some(("user" | "org", rest)) if !rest.is_empty() => Ok(()),
        _ => Err(IdError::AccountKind),
    }
}

fn check_name(text: &str) -> Result<(), IdError> {
    check(text)?;
    let starts_well = text.starts_with(|c: char| c.is_ascii_lowercase());
    let holds = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '-');
    if starts_well && text.chars().all(holds) { Ok(()) } else { Err(IdError::Name) }
}

macro_rules! identifier {
    ($(#[$doc:meta])* $name:ident by $check:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            /// Reads one; says which rule the text breaks.
            pub fn parse(text: impl Into<String>) -> Result<Self, IdError> {
                let text = text.into();
                $check(&text)?;
                Ok(Self(text))
            }

            /// The identifier as it was given.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

identifier! {
    /// Who holds: a person `user:<subject>` or an organisation `org:<id>`; 1–255 bytes.
    AccountId by check_account
}
identifier! {
    /// A feature of the catalog: `[a-z][a-z0-9_-]*`.
    FeatureId by check_name
}
identifier! {
    /// A plan of the catalog.
    PlanId by check_name
}
identifier! {
    /// A pack of the catalog.
    PackId by check_name
}
identifier! {
    /// One payment, named by us before anybody is asked to pay.
    PurchaseId by check
}
identifier! {
    /// A grant, named after its cause so that making it twice does nothing.
    GrantId by check
}
identifier! {
    /// A notification of the payment provider.
    EventId by check
}
identifier! {
    /// A short text of the caller's: a session, a reference, a reason.
    Label by check
}

impl Label {
    /// A text cut and cleaned so that it fits: for reasons that others word.
    pub fn cut(text: &str) -> Self {
        let clean = text.chars().filter(|c| !c.is_control());
        let mut kept = String::new();
        for c in clean {
            if kept.len().saturating_add(c.len_utf8()) > MAX_ID_BYTES {
                break;
            }
            kept.push(c);
        }
        Self(if kept.is_empty() { "unknown".to_owned() } else { kept })
    }
}

impl AccountId {
    /// Whether this is an organisation's account.
    pub fn is_organisation(&self) -> bool {
        self.0.starts_with("org:")
    }
}

/// What the grant of a greeting is named after, and that of an adjustment.
const WELCOME: &str = "welcome";
const ADJUSTMENT: &str = "adjustment";

impl GrantId {
    /// The grant that a purchase brings for one feature.
    pub fn of_purchase(purchase: &PurchaseId, feature: &FeatureId) -> Self {
        Self(format!("{purchase}/{feature}"))
    }

    /// The grant that greets a new account.
    pub fn of_welcome(feature: &FeatureId) -> Self {
        Self(format!("{WELCOME}/{feature}"))
    }

    /// The grant that an adjustment brings, named by its operation.
    pub fn of_adjustment(operation: &crate::domain::operation::OperationKey) -> Self {
        Self(format!("{ADJUSTMENT}/{operation}"))
    }

    /// Whether it greeted a new account.
    pub fn is_welcome(&self) -> bool {
        self.begins_with(WELCOME)
    }

    /// Whether an adjustment brought it.
    pub fn is_adjustment(&self) -> bool {
        self.begins_with(ADJUSTMENT)
    }

    fn begins_with(&self, word: &str) -> bool {
        self.0.strip_prefix(word).is_some_and(|rest| rest.starts_with('/'))
    }

    /// What stands before the feature, where it is named after one.
    pub fn before(&self, feature: &FeatureId) -> Option<&str> {
        self.0.strip_suffix(feature.as_str())?.strip_suffix('/')
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_a_person_or_an_organisation() {
        assert!(AccountId::parse("user:alice").is_ok());
        assert!(AccountId::parse("org:acme").is_ok_and(|id| id.is_organisation()));
        for text in ["alice", "user:", "team:x", ":x", "USER:alice"] {
            assert_eq!(AccountId::parse(text), Err(IdError::AccountKind), "{text}");
        }
    }

    #[test]
    fn control_characters_and_long_texts_are_refused() {
        assert_eq!(AccountId::parse("user:a\0b"), Err(IdError::Control));
        assert_eq!(Label::parse("a\nb"), Err(IdError::Control));
        assert_eq!(Label::parse(""), Err(IdError::Empty));
        assert_eq!(Label::parse("x".repeat(256)), Err(IdError::TooLong));
        assert!(Label::parse("x".repeat(255)).is_ok());
    }

    #[test]
    fn a_person_is_no_organisation() {
        assert!(AccountId::parse("user:org:acme").is_ok_and(|id| !id.is_organisation()));
    }

    #[test]
    fn a_text_is_cut_where_it_no_longer_fits_and_cleaned() {
        assert_eq!(Label::cut("card\ndeclined\0").as_str(), "carddeclined");
        assert_eq!(Label::cut("\n").as_str(), "unknown");
        assert_eq!(Label::cut(&"x".repeat(255)).as_str(), "x".repeat(255));
        assert_eq!(Label::cut(&"x".repeat(256)).as_str(), "x".repeat(255));
        // The last letter takes two bytes, and one is left.
        let long = format!("{}é", "x".repeat(254));
        assert_eq!(Label::cut(&long).as_str(), "x".repeat(254));
    }

    #[test]
    fn names_of_the_catalog_keep_to_their_grammar() {
        assert!(FeatureId::parse("interview_credit").is_ok());
        assert!(FeatureId::parse("a1-b_2").is_ok());
        for text in ["Interview", "1st", "-a", "_a", "a b", "a#b", "aB", "é"] {
            assert_eq!(FeatureId::parse(text), Err(IdError::Name), "{text}");
        }
    }
}
