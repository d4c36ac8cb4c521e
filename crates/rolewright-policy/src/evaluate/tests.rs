//! Tests of the evaluator.

use super::*;
use crate::model::{PolicyDocument, Principal, TrustPolicy};

fn decide(statements: &[&str], action: &str, resource: &str) -> Verdict {
    decision(statements, action, resource).verdict
}

/// The verdict at worst and at best.
fn range(statements: &[&str], action: &str, resource: &str) -> (Verdict, Verdict) {
    let decision = decision(statements, action, resource);
    (decision.verdict, decision.at_best)
}

fn trusts(trust: &TrustPolicy, principal: Principal) -> (Verdict, Verdict) {
    let set = PolicySet::new().trust("trust", trust);
    let decision = set.decide_trust(&principal.into(), &Context::unknown());
    (decision.verdict, decision.at_best)
}

const UNDECIDED_ALLOW: (Verdict, Verdict) = (Verdict::ImplicitDeny, Verdict::Allow);
const UNDECIDED_DENY: (Verdict, Verdict) = (Verdict::ExplicitDeny, Verdict::Allow);

fn decision(statements: &[&str], action: &str, resource: &str) -> Decision {
    let text = format!(
        r#"{{"Version":"1","Statement":[{}]}}"#,
        statements.join(",")
    );
    let document = PolicyDocument::parse(&text).unwrap();
    let request = Request {
        stars: if resource.ends_with("vpc/*") {
            Stars::EveryButId
        } else {
            Stars::Every
        },
        context: Context::unknown(),
        ..Request::new(action, resource)
    };
    PolicySet::new().identity("p", &document).decide(&request)
}

#[test]
fn a_deny_on_another_resource_of_the_same_service_does_not_apply() {
    let deny = r#"{"Effect":"Deny","Action":"*","Resource":["acs:oss:*:*:finance-data","acs:oss:*:*:finance-data/*","acs:vpc:*:*:vpc/vpc-123"]}"#;
    let verdict = |resource| decide(&[ALLOW_ALL, deny], "oss:GetObject", resource);
    for resource in [
        "acs:oss:*:1:bucket-a",
        "acs:oss:*:1:bucket-a/*",
        "acs:vpc:*:1:vpc/*",
    ] {
        assert_eq!(verdict(resource), Verdict::Allow, "{resource}");
    }
    assert_eq!(verdict("acs:oss:*:1:finance-data/*"), Verdict::ExplicitDeny);
    assert_eq!(verdict("acs:oss:*:1:*"), Verdict::ExplicitDeny);
}

#[test]
fn an_empty_region_in_a_policy_is_undecided() {
    let allow = r#"{"Effect":"Allow","Action":"*","Resource":"acs:oss::*:bucket-a"}"#;
    let range = range(&[allow], "oss:PutBucket", "acs:oss:*:1:bucket-a");
    assert_eq!(range, UNDECIDED_ALLOW);
}

const ALLOW_ALL: &str = r#"{"Effect":"Allow","Action":"*","Resource":"*"}"#;

#[test]
fn deny_overrides_allow_and_the_default_is_deny() {
    let deny = r#"{"Effect":"Deny","Action":"bss:*","Resource":"*"}"#;
    assert_eq!(
        decide(&[ALLOW_ALL, deny], "bss:PayOrder", "*"),
        Verdict::ExplicitDeny
    );
    assert_eq!(
        decide(&[deny, ALLOW_ALL], "ecs:RunInstances", "*"),
        Verdict::Allow
    );
    assert_eq!(decide(&[], "ecs:RunInstances", "*"), Verdict::ImplicitDeny);
    assert_eq!(
        decide(&[deny], "ecs:RunInstances", "*"),
        Verdict::ImplicitDeny
    );
}

#[test]
fn resources_are_case_sensitive_and_actions_are_not() {
    let allow = r#"{"Effect":"Allow","Action":"OSS:getobject","Resource":"acs:oss:*:*:b/Key"}"#;
    assert_eq!(
        decide(&[allow], "oss:GetObject", "acs:oss:*:1:b/Key"),
        Verdict::Allow
    );
    assert_eq!(
        decide(&[allow], "oss:GetObject", "acs:oss:*:1:b/key"),
        Verdict::ImplicitDeny
    );
}

#[test]
fn not_action_matches_all_other_actions() {
    let allow = r#"{"Effect":"Allow","NotAction":"ram:*","Resource":"*"}"#;
    assert_eq!(decide(&[allow], "oss:GetObject", "*"), Verdict::Allow);
    assert_eq!(decide(&[allow], "ram:GetRole", "*"), Verdict::ImplicitDeny);
}

#[test]
fn an_allow_must_cover_all_resources_and_a_deny_only_one() {
    let some = r#"{"Effect":"Allow","Action":"oss:GetObject","Resource":"acs:oss:*:*:b/docker/*"}"#;
    assert_eq!(
        decide(&[some], "oss:GetObject", "acs:oss:*:1:b/*"),
        Verdict::ImplicitDeny
    );
    let deny = r#"{"Effect":"Deny","Action":"oss:*","Resource":"acs:oss:*:*:b/secret/*"}"#;
    assert_eq!(
        decide(&[ALLOW_ALL, deny], "oss:GetObject", "acs:oss:*:1:b/*"),
        Verdict::ExplicitDeny
    );
}

#[test]
fn an_unknown_condition_or_key_is_undecided_only_where_it_matters() {
    let condition = r#""Condition":{"Bool":{"acs:SecureTransport":"true"}}"#;
    let allow = format!(r#"{{"Effect":"Allow","Action":"a:B","Resource":"*",{condition}}}"#);
    let deny = format!(r#"{{"Effect":"Deny","Action":"a:B","Resource":"*",{condition}}}"#);
    let unknown_key = r#"{"Effect":"Allow","Action":"a:B","NotResource":"x"}"#;
    assert_eq!(range(&[&allow], "a:B", "*"), UNDECIDED_ALLOW);
    assert_eq!(decide(&[&allow, ALLOW_ALL], "a:B", "*"), Verdict::Allow);
    assert_eq!(range(&[&deny, ALLOW_ALL], "a:B", "*"), UNDECIDED_DENY);
    assert_eq!(
        range(&[&deny], "a:B", "*"),
        (Verdict::ExplicitDeny, Verdict::ImplicitDeny)
    );
    assert_eq!(range(&[unknown_key], "a:B", "*"), UNDECIDED_ALLOW);
    assert_eq!(decide(&[&allow], "a:C", "*"), Verdict::ImplicitDeny);
}

#[test]
fn only_trust_in_the_service_lets_it_assume_the_role() {
    let verdict = |principal: &str| {
        let text = format!(
            r#"{{"Version":"1","Statement":[{{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{principal}}}]}}"#
        );
        let trust = TrustPolicy::parse(&text).unwrap();
        trusts(&trust, Principal::Service("cr.aliyuncs.com".into()))
    };
    assert_eq!(
        verdict(r#"{"Service":["cr.aliyuncs.com"]}"#),
        (Verdict::Allow, Verdict::Allow)
    );
    assert_eq!(
        verdict(r#"{"Service":"ecs.aliyuncs.com"}"#),
        (Verdict::ImplicitDeny, Verdict::ImplicitDeny)
    );
    assert_eq!(
        verdict(r#"{"RAM":"acs:ram::1:root"}"#),
        (Verdict::ImplicitDeny, Verdict::ImplicitDeny)
    );
    assert_eq!(
        verdict(r#"{"Service":"1@cr.aliyuncs.com"}"#),
        UNDECIDED_ALLOW
    );
}

#[test]
fn trust_in_an_account_covers_its_users_and_roles_only() {
    let trust = TrustPolicy::of([Principal::Ram("acs:ram::1:root".into())]);
    let verdict = |arn: &str| trusts(&trust, Principal::Ram(arn.into())).0;
    assert_eq!(verdict("acs:ram::1:user/alice"), Verdict::Allow);
    assert_eq!(verdict("acs:ram::1:role/ci"), Verdict::Allow);
    assert_eq!(verdict("acs:ram::12:user/alice"), Verdict::ImplicitDeny);
}

#[test]
fn role_names_ignore_case_and_an_empty_region_equals_a_star() {
    let allow = r#"{"Effect":"Allow","Action":"ram:PassRole","Resource":"acs:ram::1:role/MyRole"}"#;
    let document = PolicyDocument::parse(&format!(r#"{{"Version":"1","Statement":[{allow}]}}"#));
    let set = PolicySet::new().identity("p", &document.unwrap());
    let verdict = |resource: &str| set.decide(&Request::new("ram:PassRole", resource)).verdict;
    assert_eq!(verdict("acs:ram::1:role/myrole"), Verdict::Allow);
    assert_eq!(verdict("acs:ram:*:1:role/MYROLE"), Verdict::Allow);
    assert_eq!(verdict("acs:ram:*:1:role/other"), Verdict::ImplicitDeny);
    assert_eq!(verdict("acs:ram:*:1:user/MyRole"), Verdict::ImplicitDeny);
}

#[test]
fn every_resource_of_a_request_must_be_allowed() {
    let allow = r#"{"Effect":"Allow","Action":"*","Resource":"acs:vpc:*:*:vpc/*"}"#;
    let document = PolicyDocument::parse(&format!(r#"{{"Version":"1","Statement":[{allow}]}}"#));
    let set = PolicySet::new().identity("p", &document.unwrap());
    let request = Request::new("vpc:CreateVSwitch", "acs:vpc:cn-beijing:1:vpc/a");
    assert_eq!(set.decide(&request).verdict, Verdict::Allow);
    let decision = set.decide(&request.also_on("acs:vpc:cn-beijing:1:vswitch/*"));
    assert_eq!(
        (decision.verdict, decision.resource),
        (Verdict::ImplicitDeny, 1)
    );
}

#[test]
fn a_session_matches_as_its_role() {
    let trust = TrustPolicy::of([Principal::Ram("acs:ram::1:role/ci".into())]);
    let session = Principal::Ram("acs:sts::1:assumed-role/CI/build-7".into());
    assert_eq!(trusts(&trust, session).0, Verdict::Allow);
}

#[test]
fn a_federated_caller_is_decided_by_the_trust_policy_alone() {
    let provider = "acs:ram::1:oidc-provider/ack";
    let trust = TrustPolicy::of([Principal::Federated(provider.into())]);
    let set = PolicySet::new().trust("trust", &trust);
    let request = Request::new("sts:AssumeRoleWithOIDC", "acs:ram::1:role/ci");
    let verdict = |by: &str| set.decide(&request.clone().by(by.parse().unwrap())).verdict;
    assert_eq!(verdict(provider), Verdict::Allow);
    assert_eq!(
        verdict("acs:ram::1:oidc-provider/other"),
        Verdict::ImplicitDeny
    );
    assert_eq!(verdict("acs:ram::1:user/alice"), Verdict::ImplicitDeny);
}

#[test]
fn only_the_bucket_policy_grants_access_to_another_accounts_bucket() {
    let all = PolicyDocument::parse(&format!(r#"{{"Version":"1","Statement":[{ALLOW_ALL}]}}"#));
    let set = PolicySet::new().identity("p", &all.unwrap());
    let caller: Caller = "acs:ram::2:user/u".parse().unwrap();
    let request = Request::new("oss:GetObject", "acs:oss:*:1:b/o").by(Caller {
        id: Some("77".into()),
        ..caller
    });
    assert_eq!(set.decide(&request).verdict, Verdict::ImplicitDeny);
    let bucket = crate::model::BucketPolicy::parse(
        r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"oss:GetObject","Principal":["77"],"Resource":"acs:oss:*:1:b/*"}]}"#,
    );
    let decision = set.bucket("bucket", &bucket.unwrap()).decide(&request);
    assert_eq!(decision.verdict, Verdict::Allow);
    assert_eq!(decision.layer, Layer::ResourceBasedPolicy);
}

#[test]
fn an_account_level_allow_ends_the_evaluation_by_default() {
    let of = |statement| {
        PolicyDocument::parse(&format!(r#"{{"Version":"1","Statement":[{statement}]}}"#)).unwrap()
    };
    let (allow, deny) = (
        of(ALLOW_ALL),
        of(r#"{"Effect":"Deny","Action":"*","Resource":"*"}"#),
    );
    for (resource_group_deny_wins, expected) in
        [(false, Verdict::Allow), (true, Verdict::ExplicitDeny)]
    {
        let rules = Rules {
            resource_group_deny_wins,
            ..Rules::default()
        };
        let set = PolicySet::with_rules(rules).identity("account", &allow);
        let decision = set
            .resource_group("group", &deny)
            .decide(&Request::new("ecs:StopInstance", "*"));
        assert_eq!(decision.verdict, expected);
    }
}

#[test]
fn every_level_of_control_policies_must_allow() {
    let of =
        |action: &str| PolicyDocument::new([crate::model::Statement::allow([action]).on(["*"])]);
    let (all, ecs) = (of("*"), of("ecs:*"));
    let set = PolicySet::new().identity("p", &all);
    let set = set
        .control_level([("folder", &all)])
        .control_level([("root", &ecs)])
        // A level without control policies is skipped.
        .control_level([]);
    let layer = |action: &str| set.decide(&Request::new(action, "*")).layer;
    assert_eq!(
        layer("ecs:StopInstance"),
        Layer::AccountLevelIdentityBasedPolicy
    );
    assert_eq!(layer("oss:GetObject"), Layer::ControlPolicy);
}
