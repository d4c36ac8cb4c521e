//! How a case ends, and checks of values that say what was expected and what came.

use std::fmt::{self, Debug, Display};

use rolewright_core::{Call, Error};

/// Why a case failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// What the rule expects.
    pub expected: String,
    /// What came instead.
    pub got: String,
}

/// What a case ends with.
pub type Outcome<T = ()> = std::result::Result<T, Failure>;

impl Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "  expected: {}\n  got:      {}", self.expected, self.got)
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self {
            expected: "a call that succeeds".into(),
            got: format!("{error:?}"),
        }
    }
}

/// Fails unless `good`.
///
/// # Errors
/// What was expected and what came.
pub fn ensure(good: bool, expected: impl Display, got: impl Debug) -> Outcome {
    if good {
        return Ok(());
    }
    Err(Failure {
        expected: expected.to_string(),
        got: format!("{got:?}"),
    })
}

/// Fails unless both are equal.
///
/// # Errors
/// What was expected and what came, each named by `what`.
pub fn equal<G, E>(what: &str, got: &G, expected: &E) -> Outcome
where
    G: PartialEq<E> + Debug + ?Sized,
    E: Debug + ?Sized,
{
    ensure(got == expected, format_args!("{what} {expected:?}"), got)
}

/// Returns the value.
///
/// # Errors
/// The value is missing.
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
