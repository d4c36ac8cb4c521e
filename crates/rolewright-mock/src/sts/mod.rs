//! The rules of Security Token Service.

pub(crate) mod oidc;
pub(crate) mod session;

use rolewright_core::Arn;

/// Returns account and name of the role in an ARN.
pub(crate) fn role_of(arn: &str) -> Option<(String, String)> {
    let arn: Arn = arn.parse().ok()?;
    let name = arn
        .relative_id()
        .strip_prefix("role/")
        .filter(|name| !name.is_empty())?;
    (arn.service() == "ram").then(|| (arn.account().to_owned(), name.to_owned()))
}
