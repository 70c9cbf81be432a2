//! Why the dev stack could not start: what it was doing, and the cause.

/// Why [`crate::stack::Stack::start`] gave up.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The options or the environment ask for something the stack will not do.
    #[error("{0}")]
    Refused(String),
    /// A file, a socket or a process could not be had.
    #[error("{doing}")]
    Io {
        /// What was being done.
        doing: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// The template could not be read.
    #[error("reading the template: {0}")]
    Template(String),
    /// Cargo did not build the functions.
    #[error("building the functions: {0}")]
    Build(String),
    /// The database could not be reached.
    #[error("calling DynamoDB's {operation}")]
    Unreachable {
        /// The operation that was called.
        operation: String,
        /// What the client said.
        source: reqwest::Error,
    },
    /// The database refused.
    #[error("DynamoDB's {operation} answered {kind}: {message}")]
    Database {
        /// The operation that was called.
        operation: String,
        /// The kind of the error, as `ResourceInUseException`.
        kind: String,
        /// What it said about it.
        message: String,
    },
    /// A key could not be made or read.
    #[error("{0}")]
    Key(&'static str),
}

impl Fault {
    /// Wraps an I/O error with what was being done.
    pub fn io(doing: impl Into<String>) -> impl FnOnce(std::io::Error) -> Self {
        let doing = doing.into();
        move |source| Self::Io { doing, source }
    }

    /// The fault and all its causes in one line, for a person at a terminal.
    pub fn told(&self) -> String {
        let mut told = self.to_string();
        let mut cause = std::error::Error::source(self);
        while let Some(error) = cause {
            told.push_str(": ");
            told.push_str(&error.to_string());
            cause = error.source();
        }
        told
    }
}
