//! The environment of a function: every variable is read here, once, at start.

use std::num::NonZeroU32;

use crate::catalog_file;
use crate::domain::catalog::Catalog;
use crate::http::limit::Rate;
use crate::store::{ATTEMPT_TIMEOUT, CONNECT_TIMEOUT, StoreSettings};

/// What is wrong with the environment. A function that has it does not start.
#[derive(Debug, thiserror::Error)]
#[error("{variable}: {why}")]
pub struct ConfigError {
    /// Which variable.
    pub variable: &'static str,
    /// What is wrong with it.
    pub why: String,
}

/// The variables of a process.
pub struct Environment(Box<Lookup>);

type Lookup = dyn Fn(&str) -> Option<String> + Send + Sync;

impl Environment {
    /// The environment of this process.
    pub fn of_process() -> Self {
        Self::of(|name| std::env::var(name).ok())
    }

    /// An environment from anywhere; what is set to nothing counts as not set.
    pub fn of(lookup: impl Fn(&str) -> Option<String> + Send + Sync + 'static) -> Self {
        Self(Box::new(move |name| lookup(name).filter(|value| !value.is_empty())))
    }

    /// A variable that may be missing.
    pub fn optional(&self, variable: &'static str) -> Option<String> {
        (self.0)(variable)
    }

    /// A variable that must be there.
    pub fn required(&self, variable: &'static str) -> Result<String, ConfigError> {
        self.optional(variable).ok_or_else(|| wrong(variable, "is not set"))
    }

    /// Where the table is: `TABLE`, `AWS_REGION` and the credentials that Lambda sets.
    pub fn store(&self) -> Result<StoreSettings, ConfigError> {
        Ok(StoreSettings {
            table: self.required("TABLE")?,
            region: self.required("AWS_REGION")?,
            endpoint: self.optional("AWS_ENDPOINT_URL_DYNAMODB"),
            access_key_id: self.required("AWS_ACCESS_KEY_ID")?,
            secret_access_key: self.required("AWS_SECRET_ACCESS_KEY")?,
            session_token: self.optional("AWS_SESSION_TOKEN"),
            connect_timeout: CONNECT_TIMEOUT,
            attempt_timeout: ATTEMPT_TIMEOUT,
        })
    }

    /// The catalog that `CATALOG` names, or the one compiled in.
    pub fn catalog(&self) -> Result<Catalog, ConfigError> {
        let text = match self.optional("CATALOG") {
            None => catalog_file::DEFAULT.to_owned(),
            Some(path) => std::fs::read_to_string(&path)
                .map_err(|error| wrong("CATALOG", format!("{path}: {error}")))?,
        };
        catalog_file::parse(&text).map_err(|error| wrong("CATALOG", error.to_string()))
    }

    /// How fast one caller may ask: `REQUESTS_PER_SECOND`, 50 if not set.
    pub fn rate(&self) -> Result<Rate, ConfigError> {
        const DEFAULT: u32 = 50;
        let text = self.optional("REQUESTS_PER_SECOND");
        let number = text.map_or(Ok(DEFAULT), |text| text.parse());
        let number = number.ok().and_then(NonZeroU32::new);
        number.map(Rate::per_second).ok_or_else(|| {
            wrong("REQUESTS_PER_SECOND", "must be a whole number from 1 to 4294967295")
        })
    }

    /// Whether money is real: `LIVEMODE`, `false` if not set.
    pub fn livemode(&self) -> Result<bool, ConfigError> {
        match self.optional("LIVEMODE").as_deref() {
            None | Some("false") => Ok(false),
            Some("true") => Ok(true),
            Some(_) => Err(wrong("LIVEMODE", "must be `true` or `false`")),
        }
    }
}

/// Says what is wrong with a variable; never its value, which may be a secret.
pub fn wrong(variable: &'static str, why: impl Into<String>) -> ConfigError {
    ConfigError { variable, why: why.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(variables: &'static [(&str, &str)]) -> Environment {
        Environment::of(move |name| {
            let found = variables.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn what_is_missing_is_named() {
        let error = with(&[("TABLE", "t")]).store().err().unwrap();
        assert_eq!(error.to_string(), "AWS_REGION: is not set");
        assert!(with(&[("TABLE", "")]).store().err().unwrap().to_string().contains("TABLE"));
    }

    #[test]
    fn a_rate_of_nothing_is_refused() {
        for text in [&[("REQUESTS_PER_SECOND", "0")], &[("REQUESTS_PER_SECOND", "many")]] {
            assert!(with(text).rate().is_err());
        }
        assert!(with(&[]).rate().is_ok());
    }

    #[test]
    fn livemode_is_said_in_full() {
        assert!(!with(&[]).livemode().unwrap());
        assert!(with(&[("LIVEMODE", "true")]).livemode().unwrap());
        assert!(with(&[("LIVEMODE", "1")]).livemode().is_err());
    }

    #[test]
    fn without_a_file_the_packs_are_sold() {
        assert_eq!(with(&[]).catalog().unwrap().packs.len(), 5);
        assert!(with(&[("CATALOG", "/nowhere")]).catalog().is_err());
    }
}
