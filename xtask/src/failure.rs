//! How a command ends: 0 done; 1 the document, or the check, is at fault; 2 wrong usage.

use std::io::Write as _;
use std::process::ExitCode;

/// Why a command did not do what it was asked.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// The document, a check or a file is at fault. What is wrong, if it has not been said yet.
    Fault(Option<String>),
    /// The command line is wrong.
    Usage(String),
}

impl Failure {
    /// A fault that is still to be told.
    pub(crate) fn fault(message: impl Into<String>) -> Self {
        Self::Fault(Some(message.into()))
    }

    /// What is wrong; empty where it has been said.
    pub(crate) fn message(&self) -> &str {
        match self {
            Self::Fault(message) => message.as_deref().unwrap_or_default(),
            Self::Usage(message) => message,
        }
    }

    /// Says what is wrong, if it has not been said, and gives the exit status.
    pub(crate) fn report(self) -> ExitCode {
        match self {
            Self::Fault(message) => {
                if let Some(message) = message {
                    warn(&format!("error: {message}"));
                }
                ExitCode::from(1)
            }
            Self::Usage(message) => {
                warn(&format!("error: {message}\n\nRun `cargo xtask help` for the commands and their options."));
                ExitCode::from(2)
            }
        }
    }
}

impl From<lexopt::Error> for Failure {
    fn from(error: lexopt::Error) -> Self {
        Self::Usage(error.to_string())
    }
}

/// Prints a line to standard output. A reader that has gone away is no reason to fail.
pub(crate) fn print(text: &str) {
    let _ = writeln!(std::io::stdout().lock(), "{}", text.trim_end());
}

/// Prints a line to standard error.
pub(crate) fn warn(text: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{}", text.trim_end());
}
