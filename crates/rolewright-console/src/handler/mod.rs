//! Handlers: read what a page needs, then render it.

pub(crate) mod access;
#[cfg(feature = "emulator")]
pub(crate) mod emulator;
pub(crate) mod form;
pub(crate) mod overview;
pub(crate) mod policies;
pub(crate) mod roles;
pub(crate) mod run;
pub(crate) mod setup;

use hyper::StatusCode;
use maud::Markup;
use rolewright::error::Problem;
use rolewright::{AccountId, Error, RamProviderExt, Result};

use crate::answer::{self, Answer};
use crate::console::Console;

pub(crate) fn ok(page: Markup) -> Answer {
    answer::page(StatusCode::OK, page)
}

#[expect(clippy::needless_pass_by_value, reason = "for `map_err`")]
pub(crate) fn problem(error: Error) -> Problem {
    Problem::from(&error)
}

/// Returns the account of the caller.
///
/// # Errors
/// That of `GetCallerIdentity`.
pub(crate) async fn account(console: &Console) -> Result<AccountId> {
    let identity = console.cloud.provider.get_caller_identity().await?;
    Ok(identity.account_id.parse()?)
}
