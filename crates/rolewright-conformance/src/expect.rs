//! Checks that return the expected and the actual result instead of panicking.

use std::fmt::Debug;

use rolewright_core::{Call, Error, ErrorKind, Operation, RamProvider, Result};

pub use crate::outcome::{Failure, Outcome, ensure, equal, present};
use crate::snapshot::snapshot;

/// Checks that the service refused the call with this status and code: an error of the matching
/// kind, with a request id, that rules out a change.
///
/// # Errors
/// The expected and the actual result.
pub fn refused<T: Debug>(answer: Result<T>, status: u16, code: &str) -> Outcome {
    let kind = kind_of(code);
    let expected = format!("{kind:?} (http {status} {code}) with a request id");
    let error = match answer {
        Ok(value) => return ensure(false, expected, format_args!("success: {value:?}")),
        Err(error) => error,
    };
    let good = error.kind() == kind
        && !error.maybe_applied()
        && error.service().is_some_and(|service| {
            service.status == status && service.code == code && service.request_id.is_some()
        });
    ensure(good, expected, error)
}

/// Returns the error of a refused call.
///
/// # Errors
/// The value of a call that succeeded.
pub fn refusal<T: Debug>(answer: Result<T>) -> Outcome<Error> {
    match answer {
        Err(error) => Ok(error),
        Ok(value) => Err(Failure {
            expected: "a refusal".into(),
            got: format!("success: {value:?}"),
        }),
    }
}

/// Returns the error kind of a code, by its family.
fn kind_of(code: &str) -> ErrorKind {
    if code == "AuthenticationFail.NoPermission" {
        return ErrorKind::PermissionDenied;
    }
    match code.split('.').next() {
        Some("EntityNotExist" | "INSTANCE_NOT_EXIST") => ErrorKind::NotFound,
        Some("EntityAlreadyExists") => ErrorKind::AlreadyExists,
        Some("DeleteConflict") => ErrorKind::Conflict,
        Some("LimitExceeded") => ErrorKind::LimitExceeded,
        Some("NoPermission") => ErrorKind::PermissionDenied,
        Some("InvalidAccessKeyId" | "AuthenticationFail") => ErrorKind::CredentialInvalid,
        Some("InvalidAction") => ErrorKind::Unsupported,
        _ => ErrorKind::InvalidInput,
    }
}

/// Checks that the operation is refused with this status and code and leaves the account
/// unchanged.
///
/// # Errors
/// As [`refused`], or the first change of the account.
pub async fn refuses<O: Operation>(
    ram: &dyn RamProvider,
    operation: O,
    status: u16,
    code: &str,
) -> Outcome {
    refuses_call(ram, Call::of(&operation), status, code).await
}

/// As [`refuses`], for a call.
///
/// # Errors
/// As [`refuses`].
pub async fn refuses_call(ram: &dyn RamProvider, call: Call, status: u16, code: &str) -> Outcome {
    refuses_each(ram, [call], status, code).await
}

/// As [`refuses`], for each of the calls.
///
/// # Errors
/// As [`refuses`], for the first call that fails the check.
pub async fn refuses_each<C>(ram: &dyn RamProvider, calls: C, status: u16, code: &str) -> Outcome
where
    C: IntoIterator<Item = Call, IntoIter: Send>,
{
    let before = snapshot(ram).await?;
    for call in calls {
        let answer = ram.execute(call.clone()).await;
        let answer = answer.map(|reply| String::from_utf8_lossy(reply.body()).into_owned());
        let named = |failure: Failure| failure.in_call(&call);
        refused(answer, status, code).map_err(named)?;
        before.ensure_same(&snapshot(ram).await?).map_err(named)?;
    }
    Ok(())
}
