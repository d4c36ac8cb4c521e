//! Who calls, and sessions of roles.

use rolewright_core::Arn;
use rolewright_core::operation::{
    AssumeRole, AssumeRoleOutput, AssumedRoleUser, CallerIdentity, Credentials, GetCallerIdentity,
};
use rolewright_core::provider::Secret;

use crate::account::{Account, RoleState};
use crate::clock::Moment;
use crate::document;
use crate::error::{Answer, refuse};

const DEFAULT_SECONDS: u32 = 3600;

pub(crate) fn get_caller_identity(
    account: &mut Account,
    moment: &Moment,
    _: &GetCallerIdentity,
) -> Answer<CallerIdentity> {
    moment.caller.identity(account)
}

pub(crate) fn assume_role(
    account: &mut Account,
    moment: &Moment,
    op: &AssumeRole,
) -> Answer<AssumeRoleOutput> {
    check_form(op)?;
    let (name, role) = find(account, &op.role_arn)?;
    let seconds = op.duration_seconds.unwrap_or(DEFAULT_SECONDS);
    if seconds > role.max_session_seconds {
        return Err(refuse("InvalidParameter.DurationSeconds"));
    }
    let trusted = document::trusts(
        account,
        &role.trust,
        &moment.caller,
        op.external_id.as_deref(),
    );
    if !trusted {
        return Err(refuse("NoPermission"));
    }
    let session = &op.role_session_name;
    let seed = moment.request_id.replace('-', "");
    Ok(AssumeRoleOutput {
        credentials: Credentials {
            access_key_id: format!("STS.{seed}"),
            access_key_secret: Secret::new(format!("secret-of-{seed}")),
            security_token: Secret::new(format!("token-of-{seed}")),
            expiration: moment.date_after(seconds),
        },
        assumed_role_user: AssumedRoleUser {
            arn: account.arn(&format!("role/{name}/{session}")),
            assumed_role_id: format!("{}:{session}", role.id),
        },
    })
}

/// Rule `session-errors` for what the page of `AssumeRole` does not list.
fn check_form(op: &AssumeRole) -> Answer<()> {
    let made_of = |text: &str, extra: &str| {
        text.chars()
            .all(|c| c.is_ascii_alphanumeric() || extra.contains(c))
    };
    let session = &op.role_session_name;
    let external_id = op.external_id.as_deref();
    let policy = op.policy.as_deref();
    let checks = [
        ("RoleArn", role_of(&op.role_arn).is_some()),
        (
            "RoleSessionName",
            (2..=64).contains(&session.len()) && made_of(session, ".@-_"),
        ),
        (
            "DurationSeconds",
            op.duration_seconds.is_none_or(|seconds| seconds >= 900),
        ),
        (
            "PolicySize",
            policy.is_none_or(|policy| policy.chars().count() <= 2048),
        ),
        ("PolicyGrammar", policy.is_none_or(document::is_policy)),
        (
            "ExternalId",
            external_id.is_none_or(|id| (2..=1224).contains(&id.len()) && made_of(id, "_+=,.@:/-")),
        ),
    ];
    match checks.iter().find(|(_, good)| !good) {
        Some((parameter, _)) => Err(refuse(format!("InvalidParameter.{parameter}"))),
        None => Ok(()),
    }
}

/// Account and name of the role that an ARN stands for.
fn role_of(arn: &str) -> Option<(String, String)> {
    let arn: Arn = arn.parse().ok()?;
    let name = arn
        .relative_id()
        .strip_prefix("role/")
        .filter(|name| !name.is_empty())?;
    (arn.service() == "ram").then(|| (arn.account().to_owned(), name.to_owned()))
}

/// The role of that ARN; its name's case does not count (rule `role-arn-case`), and there are no
/// other accounts here.
fn find<'a>(account: &'a Account, arn: &str) -> Answer<(&'a str, &'a RoleState)> {
    let (owner, name) = role_of(arn).ok_or_else(|| refuse("InvalidParameter.RoleArn"))?;
    let mut roles = account.roles.iter().filter(|_| owner == account.id);
    let found = roles.find(|(role, _)| role.eq_ignore_ascii_case(&name));
    found
        .map(|(name, role)| (name.as_str(), role))
        .ok_or_else(|| {
            let shown = format!("acs:ram::{owner}:role/{}", name.to_lowercase());
            refuse("EntityNotExist.Role").with_message(format!("The role not exists: {shown}"))
        })
}
