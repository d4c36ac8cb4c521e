//! The outcome of a case, and checks that return the expected and the actual value.

use std::fmt::{self, Debug, Display};

use rolewright_core::{Call, Error};

/// Why a case failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The expected result.
    pub expected: String,
    /// The actual result.
    pub got: String,
}

/// The outcome of a case.
pub type Outcome<T = ()> = std::result::Result<T, Failure>;

impl Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "  expected: {}\n  got:      {}", self.expected, self.got)
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self {
            expected: "a successful call".into(),
            got: format!("{error:?}"),
        }
    }
}

/// Checks that `good` is true.
///
/// # Errors
/// The expected and the actual value.
pub fn ensure(good: bool, expected: impl Display, got: impl Debug) -> Outcome {
    if good {
        return Ok(());
    }
    Err(Failure {
        expected: expected.to_string(),
        got: format!("{got:?}"),
    })
}

/// Checks that both values are equal.
///
/// # Errors
/// The expected value, described by `what`, and the actual value.
pub fn equal<G, E>(what: &str, got: &G, expected: &E) -> Outcome
where
    G: PartialEq<E> + Debug + ?Sized,
    E: Debug + ?Sized,
{
    ensure(got == expected, format_args!("{what} {expected:?}"), got)
}

/// Returns the value of an option.
///
/// # Errors
/// The value is absent.
pub fn present<T>(what: &str, value: Option<T>) -> Outcome<T> {
    let failure = || Failure {
        expected: format!("{what} is present"),
        got: "nothing".into(),
    };
    value.ok_or_else(failure)
}

impl Failure {
    /// Adds the call that failed.
    #[must_use]
    pub fn in_call(mut self, call: &Call) -> Self {
        let params: String = format!("{:?}", call.params).chars().take(300).collect();
        self.expected = format!("{} {params}: {}", call.action, self.expected);
        self
    }
}
