//! The caller, and sessions of roles.

use rolewright_core::operation::{
    AssumeRole, AssumeRoleOutput, CreateRole, GetCallerIdentity, UpdateRole,
};
use rolewright_core::provider::Secret;
use rolewright_core::{Access, Call, RamProvider, RamProviderExt, Result, Service};

use crate::case::cases;
use crate::expect::{Outcome, ensure, equal, refused, refuses, refuses_call};
use crate::fixture::ops::{delete_user, get_user, update_role};
use crate::fixture::{TRUST, ensure_date, make_role, role, user, wire};

cases! { sts:
    the_caller_belongs_to_the_account,
    a_user_reads_its_own_identity by "caller" needs(Users) assumed "session-identity",
    a_user_opens_a_session_of_a_role_that_trusts_the_account by "caller" needs(Sessions),
    a_user_opens_a_session_of_a_role_that_trusts_it by "caller" needs(Sessions),
    a_role_that_trusts_only_a_service_is_not_assumed_by_a_user by "caller" needs(Users, Sessions),
    a_session_of_a_missing_role_is_not_found by "caller" needs(Sessions),
    a_session_needs_a_role_and_a_name by "caller" needs(Sessions),
    malformed_session_values_are_refused by "caller" needs(Sessions),
    a_session_lasts_as_long_as_the_role_allows by "caller" needs(Sessions),
    a_session_that_is_too_long_for_its_role_is_refused by "caller"
        needs(Sessions)
        assumed "session-errors",
    the_case_of_the_role_in_an_arn_is_ignored by "caller"
        needs(Sessions)
        assumed "role-arn-case",
    a_trust_policy_may_require_an_external_id by "caller"
        needs(Sessions)
        assumed "trust-conditions",
    a_user_may_do_everything by "caller" assumed "no-permission-checks",
    a_deleted_user_can_not_call by "caller" needs(Users) assumed "deleted-caller",
}

async fn account(ram: &dyn RamProvider) -> Result<String> {
    Ok(ram.get_caller_identity().await?.account_id)
}

/// Creates a role that trusts this principal of the account, such as `root` or `user/caller`.
async fn make_trusting(ram: &dyn RamProvider, name: &str, principal: &str) -> Result<AssumeRole> {
    let account = account(ram).await?;
    let trusted = format!(r#"{{"RAM":["acs:ram::{account}:{principal}"]}}"#);
    let trust = TRUST.replace(r#"{"Service":["cr.aliyuncs.com"]}"#, &trusted);
    let made = ram
        .send(CreateRole {
            assume_role_policy_document: trust,
            ..role(name)
        })
        .await?;
    Ok(session_of(&made.role.arn))
}

fn session_of(arn: &str) -> AssumeRole {
    AssumeRole {
        role_arn: arn.into(),
        role_session_name: "a.b@c-d_e".into(),
        ..AssumeRole::default()
    }
}

fn ensure_session(session: &AssumeRoleOutput) -> Outcome {
    let credentials = &session.credentials;
    ensure(
        !credentials.access_key_id.is_empty(),
        "an AccessKeyId",
        credentials,
    )?;
    ensure(
        credentials.access_key_secret != Secret::default(),
        "a secret",
        credentials,
    )?;
    ensure(
        credentials.security_token != Secret::default(),
        "a token",
        credentials,
    )?;
    ensure_date("Expiration", &credentials.expiration)
}

/// `GetCallerIdentity` returns flat fields and needs no parameter. API model of the STS SDK 1.2.0.
async fn the_caller_belongs_to_the_account(ram: &dyn RamProvider) -> Outcome {
    let caller = ram.get_caller_identity().await?;
    let digits =
        !caller.account_id.is_empty() && caller.account_id.chars().all(|c| c.is_ascii_digit());
    ensure(digits, "AccountId is a decimal number", &caller)?;
    let prefix = format!("acs:ram::{}:", caller.account_id);
    ensure(
        caller.arn.starts_with(&prefix),
        format_args!("an Arn from {prefix}"),
        &caller,
    )?;
    ensure(!caller.principal_id.is_empty(), "a PrincipalId", &caller)?;
    let known = ["Account", "RAMUser", "AssumedRoleUser"].contains(&&*caller.identity_type);
    ensure(
        known,
        "IdentityType Account, RAMUser or AssumedRoleUser",
        &caller,
    )?;
    let answer = wire(ram, GetCallerIdentity::default()).await?;
    equal(
        "AccountId on the wire",
        &answer.get("AccountId").and_then(|id| id.as_str()),
        &Some(&*caller.account_id),
    )
}

/// `UserId` is optional in the model.
async fn a_user_reads_its_own_identity(ram: &dyn RamProvider) -> Outcome {
    let caller = ram.get_caller_identity().await?;
    equal("IdentityType", &caller.identity_type, "RAMUser")?;
    equal(
        "Arn",
        &caller.arn,
        &format!("acs:ram::{}:user/caller", caller.account_id),
    )?;
    let user = ram.send(get_user("caller")).await?.user;
    equal("UserId", &caller.user_id, &Some(user.user_id))?;
    equal("RoleId", &caller.role_id, &None)
}

/// `AssumeRole` returns a key, a token and the session's identity. API page and STS SDK 1.2.0.
async fn a_user_opens_a_session_of_a_role_that_trusts_the_account(
    ram: &dyn RamProvider,
) -> Outcome {
    let assume = make_trusting(ram, "demo", "root").await?;
    let session = ram.send(assume.clone()).await?;
    ensure_session(&session)?;
    let who = &session.assumed_role_user;
    let arn = format!("{}/{}", assume.role_arn, assume.role_session_name);
    ensure(
        who.arn.eq_ignore_ascii_case(&arn),
        format_args!("Arn {arn}"),
        who,
    )?;
    let id = format!("{}:a.b@c-d_e", ram.get_role("demo").await?.role_id);
    equal("AssumedRoleId", &who.assumed_role_id, &id)?;
    let next = ram.send(assume).await?;
    ensure(
        session.credentials != next.credentials,
        "a new key each time",
        next,
    )
}

/// A trust policy may name a user. Trust policy page.
async fn a_user_opens_a_session_of_a_role_that_trusts_it(ram: &dyn RamProvider) -> Outcome {
    let assume = make_trusting(ram, "demo", "user/caller").await?;
    ensure_session(&ram.send(assume).await?)
}

/// `NoPermission`, 403. API page of `CreateRole`: a service's role can't be assumed by a user.
async fn a_role_that_trusts_only_a_service_is_not_assumed_by_a_user(
    ram: &dyn RamProvider,
) -> Outcome {
    let arn = make_role(ram, "demo").await?.arn;
    refuses(ram, session_of(&arn), 403, "NoPermission").await?;
    ram.send(user("other")).await?;
    let assume = make_trusting(ram, "of-other", "user/other").await?;
    refuses(ram, assume, 403, "NoPermission").await
}

/// `EntityNotExist.Role`, 404. API page of `AssumeRole`.
async fn a_session_of_a_missing_role_is_not_found(ram: &dyn RamProvider) -> Outcome {
    let arn = format!("acs:ram::{}:role/gone", account(ram).await?);
    refuses(ram, session_of(&arn), 404, "EntityNotExist.Role").await
}

/// `MissingParameter.RoleArn` and so on, 400. API page of `AssumeRole`.
async fn a_session_needs_a_role_and_a_name(ram: &dyn RamProvider) -> Outcome {
    let bare = || Call::new(Service::STS, "AssumeRole", Access::Write);
    let arn = make_trusting(ram, "demo", "root").await?.role_arn;
    let unnamed = bare().with_param("RoleArn", arn);
    refuses_call(ram, unnamed, 400, "MissingParameter.RoleSessionName").await?;
    let of_nothing = bare().with_param("RoleSessionName", "me");
    refuses_call(ram, of_nothing, 400, "MissingParameter.RoleArn").await
}

/// `InvalidParameter.RoleArn` and so on, 400. API page of `AssumeRole`.
async fn malformed_session_values_are_refused(ram: &dyn RamProvider) -> Outcome {
    let good = make_trusting(ram, "demo", "root").await?;
    let long = Some("x".repeat(2_049));
    let cases = [
        (
            "RoleArn",
            AssumeRole {
                role_arn: "demo".into(),
                ..good.clone()
            },
        ),
        (
            "RoleSessionName",
            AssumeRole {
                role_session_name: "a".into(),
                ..good.clone()
            },
        ),
        (
            "RoleSessionName",
            AssumeRole {
                role_session_name: "a b".into(),
                ..good.clone()
            },
        ),
        (
            "RoleSessionName",
            AssumeRole {
                role_session_name: "x".repeat(65),
                ..good.clone()
            },
        ),
        (
            "DurationSeconds",
            AssumeRole {
                duration_seconds: Some(899),
                ..good.clone()
            },
        ),
        (
            "PolicySize",
            AssumeRole {
                policy: long,
                ..good.clone()
            },
        ),
        (
            "PolicyGrammar",
            AssumeRole {
                policy: Some("no policy".into()),
                ..good
            },
        ),
    ];
    for (name, assume) in cases {
        refuses(ram, assume, 400, &format!("InvalidParameter.{name}")).await?;
    }
    Ok(())
}

/// 900 seconds up to the role's `MaxSessionDuration`. STS SDK 1.2.0.
async fn a_session_lasts_as_long_as_the_role_allows(ram: &dyn RamProvider) -> Outcome {
    let assume = make_trusting(ram, "demo", "root").await?;
    let update = UpdateRole {
        new_max_session_duration: Some(7200),
        ..update_role("demo")
    };
    ram.send(update).await?;
    let mut ends = Vec::new();
    for seconds in [900, 3600, 7200] {
        let assume = AssumeRole {
            duration_seconds: Some(seconds),
            ..assume.clone()
        };
        ends.push(ram.send(assume).await?.credentials.expiration);
    }
    ensure(ends.is_sorted(), "the longer session ends later", ends)
}

/// The codes are not documented.
async fn a_session_that_is_too_long_for_its_role_is_refused(ram: &dyn RamProvider) -> Outcome {
    let good = make_trusting(ram, "demo", "root").await?;
    let longer = AssumeRole {
        duration_seconds: Some(3601),
        ..good.clone()
    };
    refuses(ram, longer, 400, "InvalidParameter.DurationSeconds").await?;
    let id = AssumeRole {
        external_id: Some("a b".into()),
        ..good
    };
    refuses(ram, id, 400, "InvalidParameter.ExternalId").await?;
    let elsewhere = session_of("acs:ram::1000000000000001:role/demo");
    refuses(ram, elsewhere, 404, "EntityNotExist.Role").await
}

/// The service has role names in lower case in ARNs.
async fn the_case_of_the_role_in_an_arn_is_ignored(ram: &dyn RamProvider) -> Outcome {
    let good = make_trusting(ram, "DemoRole", "root").await?;
    let role_arn = good.role_arn.to_lowercase();
    ensure_session(&ram.send(AssumeRole { role_arn, ..good }).await?)
}

/// The key's spelling is not confirmed.
async fn a_trust_policy_may_require_an_external_id(ram: &dyn RamProvider) -> Outcome {
    let principal = format!(r#"{{"RAM":["acs:ram::{}:root"]}}"#, account(ram).await?);
    let condition = r#","Condition":{"StringEquals":{"sts:ExternalId":"us"}}}]}"#;
    let trust = TRUST
        .replace(r#"{"Service":["cr.aliyuncs.com"]}"#, &principal)
        .replace("}]}", condition);
    let made = ram
        .send(CreateRole {
            assume_role_policy_document: trust,
            ..role("demo")
        })
        .await?;
    let with = |id: Option<&str>| AssumeRole {
        external_id: id.map(str::to_owned),
        ..session_of(&made.role.arn)
    };
    for wrong in [None, Some("them")] {
        refuses(ram, with(wrong), 403, "NoPermission").await?;
    }
    ensure_session(&ram.send(with(Some("us"))).await?)
}

/// The simulation is for set-up, not for authorization.
async fn a_user_may_do_everything(ram: &dyn RamProvider) -> Outcome {
    make_role(ram, "demo").await?;
    ram.get_role("demo").await?;
    Ok(())
}

/// Keys are deleted with their user; the code is the gateway's for an unknown key.
async fn a_deleted_user_can_not_call(ram: &dyn RamProvider) -> Outcome {
    ram.send(delete_user("caller")).await?;
    refused(
        ram.get_caller_identity().await,
        404,
        "InvalidAccessKeyId.NotFound",
    )?;
    refused(
        ram.get_role("demo").await,
        404,
        "InvalidAccessKeyId.NotFound",
    )
}
