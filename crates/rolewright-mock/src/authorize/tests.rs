//! Tests of authorization.

#![allow(
    clippy::needless_pass_by_value,
    reason = "tests read better without references"
)]

use futures_util::FutureExt;
use rolewright_core::denial::DeniedCall;
use rolewright_core::evaluate::{Layer, Verdict};
use rolewright_core::operation::{
    AddUserToGroup, AttachPolicyToGroup, AttachPolicyToRole, AttachPolicyToUser, CreatePolicy,
    DeleteRole, GetRole, ListRoles, Operation,
};
use rolewright_core::{Access, Call, Service, operation::PolicyType, permission};

use super::Denial;
use crate::testing::Lab;
use crate::{Caller, MemoryProvider, Moment};

fn check(lab: &Lab, operation: impl Operation) -> Result<(), Box<Denial>> {
    let now = "2026-01-02T03:04:05Z".parse().unwrap();
    let moment = Moment::new(now, "R").with_caller(lab.caller.clone());
    lab.account.authorize(&Call::of(&operation), &moment)
}

fn get(name: &str) -> GetRole {
    GetRole {
        role_name: name.into(),
        ..Default::default()
    }
}

fn delete(name: &str) -> DeleteRole {
    DeleteRole {
        role_name: name.into(),
        ..Default::default()
    }
}

/// A lab with the user alice and a policy `p` with this statement.
fn lab(statement: &str) -> Lab {
    let mut lab = Lab::default()
        .with_user("alice")
        .with_group("g")
        .with_role("r");
    lab.ok(CreatePolicy {
        policy_name: "p".into(),
        policy_document: format!(r#"{{"Version":"1","Statement":[{statement}]}}"#),
        ..CreatePolicy::default()
    });
    lab
}

fn to_alice(lab: &mut Lab, policy_type: PolicyType, policy_name: &str) {
    lab.caller = Caller::Account;
    lab.ok(AttachPolicyToUser {
        policy_type,
        policy_name: policy_name.into(),
        user_name: "alice".into(),
        ..Default::default()
    });
    lab.caller = Caller::User("alice".into());
}

const ROLES: &str =
    r#"{"Effect":"Allow","Action":"ram:*Role","Resource":"acs:ram:*:*:role/team-*"}"#;

#[test]
fn a_user_has_its_attached_permissions_and_the_account_has_all() {
    let mut lab = lab(ROLES);
    assert!(check(&lab, get("other")).is_ok());
    lab.caller = Caller::User("alice".into());
    let denial = check(&lab, get("team-a")).unwrap_err();
    assert_eq!(denial.decision.verdict, Verdict::ImplicitDeny);
    assert_eq!(
        denial.message(),
        "You are not authorized to do this action. Resource: \
         acs:ram:*:1234567890123456:role/team-a Action: ram:GetRole"
    );
    let detail = denial.detail();
    assert_eq!(detail["AuthPrincipalType"], "SubUser");
    assert_eq!(detail["NoPermissionType"], "ImplicitDeny");
    assert_eq!(detail["PolicyType"], "AccountLevelIdentityBasedPolicy");
    to_alice(&mut lab, PolicyType::Custom, "p");
    assert!(check(&lab, get("team-a")).is_ok());
    assert!(check(&lab, get("other")).is_err());
    assert!(check(&lab, ListRoles::default()).is_err());
    to_alice(&mut lab, PolicyType::System, "AliyunRAMReadOnlyAccess");
    assert!(check(&lab, ListRoles::default()).is_ok());
    assert!(check(&lab, delete("other")).is_err());
}

#[test]
fn users_have_the_permissions_of_their_groups() {
    let mut lab = lab(ROLES);
    lab.ok(AttachPolicyToGroup {
        policy_type: PolicyType::Custom,
        policy_name: "p".into(),
        group_name: "g".into(),
        ..Default::default()
    });
    lab.caller = Caller::User("alice".into());
    assert!(check(&lab, get("team-a")).is_err());
    lab.ok(AddUserToGroup {
        user_name: "alice".into(),
        group_name: "g".into(),
        ..Default::default()
    });
    assert!(check(&lab, get("team-a")).is_ok());
}

#[test]
fn attaching_needs_both_the_policy_and_the_role() {
    let attach = || AttachPolicyToRole {
        policy_type: PolicyType::System,
        policy_name: "AliyunOSSReadOnlyAccess".into(),
        role_name: "r".into(),
        ..Default::default()
    };
    for (resources, allowed) in [
        (r#"["acs:ram:*:*:role/r"]"#, false),
        (r#"["acs:ram:*:system:policy/*"]"#, false),
        (
            r#"["acs:ram:*:*:role/r","acs:ram:*:system:policy/*"]"#,
            true,
        ),
    ] {
        let statement = r#"{"Effect":"Allow","Action":"ram:AttachPolicyToRole","Resource":"#;
        let mut lab = lab(&format!("{statement}{resources}}}"));
        to_alice(&mut lab, PolicyType::Custom, "p");
        assert_eq!(check(&lab, attach()).is_ok(), allowed, "{resources}");
    }
}

#[test]
fn a_session_has_its_roles_permissions_restricted_by_the_session_policy() {
    let mut lab = lab(ROLES).attached("p", "r");
    let session = |policy: Option<&str>| Caller::Session {
        role: "r".into(),
        session: "ci".into(),
        policy: policy.map(str::to_owned),
    };
    lab.caller = session(None);
    assert!(check(&lab, get("team-a")).is_ok());
    let narrow =
        r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"ram:GetRole","Resource":"*"}]}"#;
    lab.caller = session(Some(narrow));
    assert!(check(&lab, get("team-a")).is_ok());
    let denial = check(&lab, delete("team-a")).unwrap_err();
    assert_eq!(denial.decision.layer, Layer::SessionPolicy);
    assert_eq!(denial.detail()["AuthPrincipalType"], "AssumedRoleUser");
}

#[test]
fn conditions_use_the_call_time_and_a_deny_wins() {
    let until = |date: &str| {
        format!(
            r#"{{"Effect":"Allow","Action":"*","Resource":"*","Condition":{{"DateLessThan":{{"acs:CurrentTime":"{date}"}}}}}},
            {{"Effect":"Deny","Action":"ram:DeleteRole","Resource":"*"}}"#
        )
    };
    let mut later = lab(&until("2026-01-02T03:04:06Z"));
    to_alice(&mut later, PolicyType::Custom, "p");
    assert!(check(&later, get("r")).is_ok());
    let denial = check(&later, delete("r")).unwrap_err();
    assert_eq!(denial.decision.verdict, Verdict::ExplicitDeny);
    let mut over = lab(&until("2026-01-02T03:04:05Z"));
    to_alice(&mut over, PolicyType::Custom, "p");
    assert!(check(&over, get("r")).is_err());
}

#[test]
fn every_simulated_operation_but_get_caller_identity_needs_a_permission() {
    let free = crate::SIMULATED.iter().filter(|action| {
        let call = Call::new(Service::RAM, **action, Access::Read);
        permission::of(&call, "1", None).is_none()
    });
    assert_eq!(
        free.collect::<Vec<_>>(),
        [&"GetCallerIdentity", &"AssumeRoleWithOIDC"]
    );
}

/// Attaches the policy `p` to alice in a resource group.
fn in_group(lab: &mut Lab, action: &'static str, group: &str) -> rolewright_core::Result<()> {
    lab.caller = Caller::Account;
    let call = Call::new(Service::RAM, action, Access::Write)
        .with_param("PolicyType", "Custom")
        .with_param("PolicyName", "p")
        .with_param("UserName", "alice")
        .with_param("ResourceGroupId", group);
    let done = lab.call(&call).map(drop);
    lab.caller = Caller::User("alice".into());
    done
}

fn on_bucket(lab: &Lab, bucket: &str) -> bool {
    let now = "2026-01-02T03:04:05Z".parse().unwrap();
    let moment = Moment::new(now, "R").with_caller(lab.caller.clone());
    let resource = format!("acs:oss:*:{}:{bucket}/key", lab.account.id);
    let permission = permission::Permission::new("oss:GetObject", resource);
    lab.account.allow(&permission, None, &moment).is_ok()
}

#[test]
fn a_policy_attached_in_a_resource_group_grants_in_that_group_only() {
    let mut lab = lab(r#"{"Effect":"Allow","Action":"*","Resource":"*"}"#);
    lab.account.resource_groups.insert("rg-1".into());
    let buckets = lab.account.buckets.get_or_insert_default();
    let in_1 = crate::BucketState {
        resource_group: Some("rg-1".into()),
        ..Default::default()
    };
    let foreign = crate::BucketState {
        owner: Some("42".into()),
        ..in_1.clone()
    };
    buckets.insert("in-1".into(), in_1);
    buckets.insert("foreign".into(), foreign);
    buckets.insert("in-default".into(), Default::default());
    in_group(&mut lab, "AttachPolicyToUser", "rg-1").unwrap();
    assert!(on_bucket(&lab, "in-1"));
    for elsewhere in ["in-default", "absent", "foreign", "*"] {
        assert!(!on_bucket(&lab, elsewhere), "{elsewhere}");
    }
    assert!(check(&lab, get("r")).is_err());
    in_group(&mut lab, "AttachPolicyToUser", crate::DEFAULT_GROUP).unwrap();
    assert!(on_bucket(&lab, "in-default"));
    assert!(check(&lab, get("r")).is_err());
    in_group(&mut lab, "DetachPolicyFromUser", "rg-1").unwrap();
    assert!(!on_bucket(&lab, "in-1") && on_bucket(&lab, "in-default"));
}

#[test]
fn an_attachment_in_an_unknown_resource_group_is_refused() {
    let mut lab = lab(r#"{"Effect":"Allow","Action":"*","Resource":"*"}"#);
    for action in ["AttachPolicyToUser", "DetachPolicyFromUser"] {
        let error = in_group(&mut lab, action, "rg-1").unwrap_err();
        let service = error.service().unwrap();
        let got = (service.status, service.code.as_str());
        assert_eq!(got, (404, "EntityNotExists.ResourceGroup"), "{action}");
    }
    assert!(check(&lab, get("r")).is_err());
}

/// What the service says about a denial, and the account as it was then.
fn decoded(lab: &Lab, denial: &Denial) -> DeniedCall {
    let provider = MemoryProvider::builder()
        .account(lab.account.clone())
        .build();
    let detail = denial.detail();
    let encoded = detail["EncodedDiagnosticMessage"].as_str().unwrap();
    rolewright_core::denial::decode(encoded, &provider)
        .now_or_never()
        .unwrap()
        .unwrap()
}

#[test]
fn the_statement_that_denies_is_found_in_the_policy_that_the_service_names() {
    let allow = r#"{"Effect":"Allow","Action":"*","Resource":"*"}"#;
    let deny = r#"{"Effect":"Deny","Action":["ram:Get*"],"Resource":["acs:ram:*:*:role/team-*"]}"#;
    let mut lab = lab(&format!("{allow},{deny}"));
    to_alice(&mut lab, PolicyType::Custom, "p");
    let denied = decoded(&lab, &check(&lab, get("team-a")).unwrap_err());
    assert!(denied.explicit);
    assert_eq!(denied.policies[0].name, "p");
    assert_eq!(denied.statement, serde_json::from_str(deny).unwrap());
}

#[cfg(feature = "emulator")]
#[test]
fn the_name_of_a_user_whom_a_role_does_not_trust_is_found_by_its_id() {
    let mut lab = lab(ROLES);
    lab.caller = Caller::User("alice".into());
    let now = "2026-01-02T03:04:05Z".parse().unwrap();
    let moment = Moment::new(now, "R").with_caller(lab.caller.clone());
    let call = Call::of(&rolewright_core::operation::AssumeRole {
        role_arn: "acs:ram::1234567890123456:role/r".into(),
        role_session_name: "ci".into(),
        ..Default::default()
    });
    let denial = lab.account.trust_denial(&call, &moment).unwrap();
    let statement = decoded(&lab, &denial).statement.unwrap();
    let alice = "acs:ram::1234567890123456:user/alice";
    assert_eq!(statement["Principal"]["RAM"][0], alice);
}
