//! The caller's identity, and sessions of roles.

use rolewright_core::evaluate::Context;
use rolewright_core::operation::{
    AssumeRole, AssumeRoleOutput, AssumedRoleUser, CallerIdentity, Credentials, GetCallerIdentity,
};

use super::role_of;
use crate::account::{Account, Caller, Moment, RoleState, Session, of_key, token};
use crate::error::{Answer, refuse};
use crate::ram::document;

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
    let principal = moment.caller.principal(account);
    assume_role_as(account, moment, op, principal.as_deref())
}

/// Opens a session for a user or role of any account; `None` is an account itself.
pub(crate) fn assume_role_as(
    account: &Account,
    moment: &Moment,
    op: &AssumeRole,
    principal: Option<&str>,
) -> Answer<AssumeRoleOutput> {
    check_format(op)?;
    let (name, role) = find(account, &op.role_arn)?;
    let seconds = seconds(role, op.duration_seconds)?;
    let context = context(moment, op.external_id.as_deref());
    let trusts = |arn| document::trusts(&role.trust, arn, &context);
    if !principal.is_some_and(trusts) {
        return Err(refuse("NoPermission"));
    }
    let request = SessionRequest {
        role: name,
        session: &op.role_session_name,
        policy: op.policy.as_deref(),
        seconds,
    };
    Ok(open(account, moment, &request))
}

/// Returns the session duration, up to the role's maximum.
pub(super) fn seconds(role: &RoleState, requested: Option<u32>) -> Answer<u32> {
    let seconds = Some(requested.unwrap_or(DEFAULT_SECONDS));
    let allowed = seconds.filter(|seconds| *seconds <= role.max_session_seconds);
    allowed.ok_or_else(|| refuse("InvalidParameter.DurationSeconds"))
}

/// A session to open.
pub(crate) struct SessionRequest<'a> {
    pub(crate) role: &'a str,
    pub(crate) session: &'a str,
    pub(crate) policy: Option<&'a str>,
    pub(crate) seconds: u32,
}

/// Opens a session for a trusted caller.
pub(super) fn open(
    account: &Account,
    moment: &Moment,
    request: &SessionRequest<'_>,
) -> AssumeRoleOutput {
    let SessionRequest { role, session, .. } = *request;
    let (policy, seconds) = (request.policy, request.seconds);
    let role_id = account.roles.get(role).map_or("", |role| role.id.as_str());
    let access_key_id = format!("STS.{}", moment.request_id.replace('-', ""));
    let session_data = Session {
        role_id: role_id.to_owned(),
        caller: Caller::Session {
            role: role.to_owned(),
            session: session.to_owned(),
            policy: policy.map(str::to_owned),
        },
        expires: moment.now.as_second().saturating_add(seconds.into()),
        access_key_id: access_key_id.clone(),
    };
    AssumeRoleOutput {
        credentials: Credentials {
            access_key_secret: of_key(account, &access_key_id),
            security_token: token(account, &session_data),
            access_key_id,
            expiration: moment.date_after(seconds),
            ..Default::default()
        },
        assumed_role_user: AssumedRoleUser {
            arn: account.arn(format_args!("role/{role}/{session}")),
            assumed_role_id: format!("{role_id}:{session}"),
            ..Default::default()
        },
        ..Default::default()
    }
}

/// Returns the condition keys for trust policies (rule `trust-conditions`).
pub(crate) fn context(moment: &Moment, external_id: Option<&str>) -> Context {
    let mut context = Context::default();
    context.insert("acs:CurrentTime", moment.date());
    if let Some(id) = external_id {
        context.insert("sts:ExternalId", id);
    }
    context
}

/// Validates the parameters; undocumented errors are rule `session-errors`.
pub(super) fn check_format(op: &AssumeRole) -> Answer<()> {
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

/// Returns the account's role with this ARN. The case of its name is ignored (rule `role-arn-case`).
pub(super) fn find<'a>(account: &'a Account, arn: &str) -> Answer<(&'a str, &'a RoleState)> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{DOCUMENT, Lab, TRUST, trusting};
    use rolewright_core::operation::CreateRole;

    const ALICE: &str = "acs:ram::1234567890123456:user/alice";
    const ROOT: &str = "acs:ram::1234567890123456:root";

    /// Users alice and bob, and a role with this trust policy; alice is the caller.
    fn lab(trust: &str) -> Lab {
        let mut lab = Lab::default().with_user("alice").with_user("bob");
        lab.ok(CreateRole {
            role_name: "Builder".into(),
            assume_role_policy_document: trust.into(),
            ..CreateRole::default()
        });
        lab.caller = Caller::User("alice".into());
        lab
    }

    fn assume() -> AssumeRole {
        AssumeRole {
            role_arn: "acs:ram::1234567890123456:role/builder".into(),
            role_session_name: "ci".into(),
            ..AssumeRole::default()
        }
    }

    #[test]
    fn a_trusted_user_gets_a_session_that_expires() {
        let mut lab = lab(&trusting(ALICE, ""));
        let session = lab.ok(AssumeRole {
            duration_seconds: Some(900),
            ..assume()
        });
        assert_eq!(session.credentials.expiration, "2026-01-02T03:19:09Z");
        assert_eq!(session.credentials.access_key_id, "STS.R4");
        assert_eq!(
            session.assumed_role_user.arn,
            "acs:ram::1234567890123456:role/Builder/ci"
        );
        let id = &lab.account.roles["Builder"].id;
        assert_eq!(
            session.assumed_role_user.assumed_role_id,
            format!("{id}:ci")
        );
        let session_data = lab
            .account
            .session(session.credentials.security_token.expose());
        let session_data = session_data.unwrap();
        assert_eq!(
            lab.account.session_secret(&session_data),
            session.credentials.access_key_secret
        );
        assert_eq!(session_data.expires - 900, 1_767_323_049);
        let another = lab.ok(assume());
        assert_eq!(another.credentials.expiration, "2026-01-02T04:04:10Z");
        assert_ne!(
            another.credentials.security_token,
            session.credentials.security_token
        );
    }

    #[test]
    fn only_trusted_callers_can_assume_a_role() {
        let deny = format!(
            r#"{{"Version":"1","Statement":[{},{}]}}"#,
            r#"{"Effect":"Allow","Action":"sts:*","Principal":{"RAM":"acs:ram::1234567890123456:root"}}"#,
            r#"{"Effect":"Deny","Action":"sts:AssumeRole","Principal":{"RAM":"acs:ram::1234567890123456:user/alice"}}"#
        );
        let bob = Caller::User("bob".into());
        let session = Caller::Session {
            role: "Builder".into(),
            session: "x".into(),
            policy: None,
        };
        for (trust, caller, let_in) in [
            (trusting(ALICE, ""), None, true),
            (trusting(ALICE, ""), Some(bob.clone()), false),
            (trusting(ROOT, ""), Some(bob.clone()), true),
            (trusting(ROOT, ""), Some(session.clone()), true),
            (trusting(ROOT, ""), Some(Caller::Account), false),
            (trusting(ALICE, ""), Some(session), false),
            (trusting("acs:ram::9:root", ""), None, false),
            (TRUST.into(), None, false),
            (deny.clone(), None, false),
            (deny, Some(bob), true),
            (
                trusting(ALICE, "").replace("sts:AssumeRole", "sts:Other"),
                None,
                false,
            ),
            (
                trusting(ALICE, r#","Condition":{"Bool":{"acs:MFAPresent":"true"}}"#),
                None,
                false,
            ),
        ] {
            let mut lab = lab(&trust);
            lab.caller = caller.unwrap_or(lab.caller);
            let expected = if let_in {
                "executed"
            } else {
                "403 NoPermission"
            };
            assert_eq!(lab.refusal(assume()), expected, "{trust} {:?}", lab.caller);
        }
    }

    #[test]
    fn sessions_of_a_trusted_role_can_assume_a_role_in_any_case() {
        let mut lab = lab(TRUST);
        let trust = trusting("acs:ram::1234567890123456:role/BUILDER", "");
        lab.account.roles.get_mut("Builder").unwrap().trust = trust;
        assert_eq!(lab.refusal(assume()), "403 NoPermission");
        lab.caller = Caller::Session {
            role: "Builder".into(),
            session: "x".into(),
            policy: None,
        };
        lab.ok(assume());
    }

    #[test]
    fn a_required_external_id_must_be_set() {
        let condition = r#","Condition":{"StringEquals":{"sts:ExternalId":["a","b"]}}"#;
        let mut lab = lab(&trusting(ALICE, condition));
        let with = |id: &str| AssumeRole {
            external_id: Some(id.into()),
            ..assume()
        };
        assert_eq!(lab.refusal(assume()), "403 NoPermission");
        assert_eq!(lab.refusal(with("cc")), "403 NoPermission");
        let condition = condition.replace("\"b\"", "\"bb\"");
        lab.account.roles.get_mut("Builder").unwrap().trust = trusting(ALICE, &condition);
        lab.ok(with("bb"));
    }

    #[test]
    fn malformed_parameters_are_refused_first() {
        let mut lab = lab(TRUST);
        let arn = |arn: &str| AssumeRole {
            role_arn: arn.into(),
            ..assume()
        };
        let name = |name: &str| AssumeRole {
            role_session_name: name.into(),
            ..assume()
        };
        let policy = |text: &str| AssumeRole {
            policy: Some(text.into()),
            ..assume()
        };
        let external = |id: &str| AssumeRole {
            external_id: Some(id.into()),
            ..assume()
        };
        let seconds = |seconds| AssumeRole {
            duration_seconds: Some(seconds),
            ..assume()
        };
        for (request, code) in [
            (arn(""), "400 MissingParameter.RoleArn"),
            (name(""), "400 MissingParameter.RoleSessionName"),
            (arn("Builder"), "400 InvalidParameter.RoleArn"),
            (
                arn("acs:oss::1:role/Builder"),
                "400 InvalidParameter.RoleArn",
            ),
            (arn(ALICE), "400 InvalidParameter.RoleArn"),
            (name("x"), "400 InvalidParameter.RoleSessionName"),
            (name("x y"), "400 InvalidParameter.RoleSessionName"),
            (
                name(&"x".repeat(65)),
                "400 InvalidParameter.RoleSessionName",
            ),
            (seconds(899), "400 InvalidParameter.DurationSeconds"),
            (seconds(3601), "400 InvalidParameter.DurationSeconds"),
            (policy("{}"), "400 InvalidParameter.PolicyGrammar"),
            (policy(&" ".repeat(2049)), "400 InvalidParameter.PolicySize"),
            (policy(DOCUMENT), "403 NoPermission"),
            (external("x"), "400 InvalidParameter.ExternalId"),
            (external("x y"), "400 InvalidParameter.ExternalId"),
            (
                arn("acs:ram::1234567890123456:role/gone"),
                "404 EntityNotExist.Role",
            ),
            (arn("acs:ram::9:role/Builder"), "404 EntityNotExist.Role"),
        ] {
            assert_eq!(lab.refusal(request), code);
        }
        let error = lab
            .send(arn("acs:ram::1234567890123456:role/Gone"))
            .unwrap_err();
        assert_eq!(
            error.message(),
            "The role not exists: acs:ram::1234567890123456:role/gone"
        );
    }

    #[test]
    fn every_caller_can_read_its_identity() {
        let mut lab = lab(TRUST);
        let who = |lab: &mut Lab| {
            let who = lab.ok(GetCallerIdentity::default());
            (
                who.identity_type,
                who.arn,
                who.user_id.is_some(),
                who.role_id.is_some(),
            )
        };
        assert_eq!(who(&mut lab), ("RAMUser".into(), ALICE.into(), true, false));
        lab.caller = Caller::Account;
        assert_eq!(who(&mut lab), ("Account".into(), ROOT.into(), true, false));
        lab.caller = Caller::Session {
            role: "Builder".into(),
            session: "ci".into(),
            policy: None,
        };
        let arn = "acs:ram::1234567890123456:assumed-role/Builder/ci";
        let session = ("AssumedRoleUser".into(), arn.into(), false, true);
        assert_eq!(who(&mut lab), session);
    }

    #[test]
    fn a_deleted_caller_is_refused() {
        let mut lab = lab(TRUST);
        lab.account.users.clear();
        let refusal = lab.refusal(GetCallerIdentity::default());
        assert_eq!(refusal, "404 InvalidAccessKeyId.NotFound");
    }
}
