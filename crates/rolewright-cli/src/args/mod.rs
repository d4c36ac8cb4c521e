//! Arguments that several commands share.

mod desired;
mod fleet;
mod global;
mod role;
mod severity;

use std::str::FromStr;

use rolewright::Error;

pub(crate) use desired::{
    BucketArg, BucketArgs, ChangeArgs, DesiredArgs, FailOnArgs, Part, RecipeArgs, TrustArgs,
};
pub(crate) use fleet::{AccountsArgs, PaceArgs, SelectArgs};
pub(crate) use global::{Color, Format, GlobalArgs};
pub(crate) use severity::{FindingLevel, Level};

/// Validates a value that is stored as text, since it may also come from the configuration file.
pub(crate) fn checked<T: FromStr<Err: Into<Error>>>(text: &str) -> Result<String, Error> {
    let parsed = text.parse::<T>().map_err(Into::into);
    parsed.map(|_| text.to_owned())
}

pub(crate) fn pair(text: &str) -> Option<(String, String)> {
    let (key, value) = text.split_once('=')?;
    (!key.is_empty()).then(|| (key.to_owned(), value.to_owned()))
}
