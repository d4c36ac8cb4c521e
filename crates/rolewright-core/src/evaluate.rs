//! Whether policies allow an access, and which statement decides.
//!
//! Total: every input has a decision. A first evaluator: effects, `Action` and `NotAction`,
//! wildcards, and Deny before Allow. Conditions are not weighed, so a statement that has one
//! makes the answer "can't tell" wherever it could decide.

mod fit;

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::policy::{Effect, PolicyDocument, Principal, TrustPolicy};
use fit::{Fit, actions_fit, principal_fit, resource_fit, weighable};
pub(crate) use fit::{doubt, meets};

/// What somebody wants to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessRequest {
    /// For example `oss:GetObject`.
    pub action: String,
    /// A resource's ARN. A `*` in it stands for every text: then the answer holds for all.
    pub resource: String,
    /// Whether a `*` behind the account is the very text that the service checks, as it does for
    /// list operations (`acs:vpc:*:1234567890123456:vpc/*`): then a Deny on one of many does not
    /// count.
    pub literal: bool,
}

/// The answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// A statement allows it and none denies it.
    Allow,
    /// A statement denies it, whatever others allow.
    ExplicitDeny,
    /// Nothing allows it.
    ImplicitDeny,
    /// It depends on something that was not weighed, for example a condition.
    CannotTell,
}

/// A statement, by its policy's name and its place in it, counted from 0.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct StatementRef {
    /// The policy's name.
    pub policy: String,
    /// The statement's index.
    pub index: usize,
}

impl fmt::Display for StatementRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "statement {} of {}", self.index + 1, self.policy)
    }
}

/// An answer and the statement that it rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// The answer.
    pub verdict: Verdict,
    /// The statement that decided, or that could not be weighed; none for an implicit deny.
    pub statement: Option<StatementRef>,
}

/// Decides over all the policies that one identity has.
///
/// ```
/// use rolewright_core::evaluate::{AccessRequest, Verdict, evaluate};
/// use rolewright_core::policy::{PolicyDocument, Statement};
///
/// let document = PolicyDocument::new([Statement::allow(["oss:Get*"]).on(["acs:oss:*:*:my-images/*"])]);
/// let request = AccessRequest {
///     action: "oss:GetObject".into(),
///     resource: "acs:oss:*:1234567890123456:my-images/*".into(),
///     literal: false,
/// };
/// assert_eq!(evaluate([("demo", &document)], &request).verdict, Verdict::Allow);
/// ```
#[must_use]
pub fn evaluate<'a>(
    policies: impl IntoIterator<Item = (&'a str, &'a PolicyDocument)>,
    request: &AccessRequest,
) -> Decision {
    let mut tally = Tally::default();
    for (policy, document) in policies {
        for (index, statement) in document.statements().iter().enumerate() {
            // Most statements are about other actions, and resources are dear to compare.
            let fit = match actions_fit(statement, &request.action) {
                Fit::No => continue,
                fit => fit
                    .and(resource_fit(statement, request))
                    .and(weighable(statement)),
            };
            tally.take(statement.effect, fit, || StatementRef {
                policy: policy.to_owned(),
                index,
            });
        }
    }
    tally.decide()
}

/// Decides whether a trust policy lets a principal assume the role.
///
/// An ARN of a user or role is also let in by its whole account's `root`.
#[must_use]
pub fn evaluate_trust(trust: &TrustPolicy, principal: &Principal) -> Decision {
    let mut tally = Tally::default();
    for (index, statement) in trust.document().statements().iter().enumerate() {
        let fit = actions_fit(statement, "sts:AssumeRole")
            .and(principal_fit(statement, principal))
            .and(weighable(statement));
        let policy = || StatementRef {
            policy: "the trust policy".to_owned(),
            index,
        };
        tally.take(statement.effect, fit, policy);
    }
    tally.decide()
}

#[derive(Default)]
struct Tally {
    denies: Option<StatementRef>,
    may_deny: Option<StatementRef>,
    allows: Option<StatementRef>,
    may_allow: Option<StatementRef>,
}

impl Tally {
    fn take(&mut self, effect: Effect, fit: Fit, place: impl Fn() -> StatementRef) {
        let slot = match (effect, fit) {
            (_, Fit::No) => return,
            (Effect::Deny, Fit::Yes) => &mut self.denies,
            (Effect::Deny, Fit::Perhaps) => &mut self.may_deny,
            (Effect::Allow, Fit::Yes) => &mut self.allows,
            (Effect::Allow, Fit::Perhaps) => &mut self.may_allow,
        };
        slot.get_or_insert_with(place);
    }

    fn decide(self) -> Decision {
        let (verdict, statement) = match self {
            Self {
                denies: Some(deny), ..
            } => (Verdict::ExplicitDeny, Some(deny)),
            Self {
                allows: None,
                may_allow: None,
                ..
            } => (Verdict::ImplicitDeny, None),
            Self {
                may_deny: Some(deny),
                ..
            } => (Verdict::CannotTell, Some(deny)),
            Self {
                allows: Some(allow),
                ..
            } => (Verdict::Allow, Some(allow)),
            Self { may_allow, .. } => (Verdict::CannotTell, may_allow),
        };
        Decision { verdict, statement }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decide(statements: &[&str], action: &str, resource: &str) -> Verdict {
        let text = format!(
            r#"{{"Version":"1","Statement":[{}]}}"#,
            statements.join(",")
        );
        let document = PolicyDocument::parse(&text).unwrap();
        let request = AccessRequest {
            action: action.into(),
            resource: resource.into(),
            literal: resource.ends_with("vpc/*"),
        };
        evaluate([("p", &document)], &request).verdict
    }

    #[test]
    fn a_deny_on_another_resource_of_the_same_service_does_not_count() {
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
    fn whether_an_empty_region_means_every_region_is_not_told() {
        let allow = r#"{"Effect":"Allow","Action":"*","Resource":"acs:oss::*:bucket-a"}"#;
        let verdict = decide(&[allow], "oss:PutBucket", "acs:oss:*:1:bucket-a");
        assert_eq!(verdict, Verdict::CannotTell);
    }

    const ALLOW_ALL: &str = r#"{"Effect":"Allow","Action":"*","Resource":"*"}"#;

    #[test]
    fn deny_wins_and_nothing_is_allowed_by_itself() {
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
    fn letter_case_counts_in_resources_but_not_in_actions() {
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
    fn not_action_is_everything_else() {
        let allow = r#"{"Effect":"Allow","NotAction":"ram:*","Resource":"*"}"#;
        assert_eq!(decide(&[allow], "oss:GetObject", "*"), Verdict::Allow);
        assert_eq!(decide(&[allow], "ram:GetRole", "*"), Verdict::ImplicitDeny);
    }

    #[test]
    fn an_allow_must_cover_all_and_a_deny_needs_only_to_touch() {
        let some =
            r#"{"Effect":"Allow","Action":"oss:GetObject","Resource":"acs:oss:*:*:b/docker/*"}"#;
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
    fn a_condition_or_an_unknown_key_makes_the_answer_cannot_tell_only_where_it_could_decide() {
        let condition = r#""Condition":{"Bool":{"acs:SecureTransport":"true"}}"#;
        let allow = format!(r#"{{"Effect":"Allow","Action":"a:B","Resource":"*",{condition}}}"#);
        let deny = format!(r#"{{"Effect":"Deny","Action":"a:B","Resource":"*",{condition}}}"#);
        let odd = r#"{"Effect":"Allow","Action":"a:B","NotResource":"x"}"#;
        assert_eq!(decide(&[&allow], "a:B", "*"), Verdict::CannotTell);
        assert_eq!(decide(&[&allow, ALLOW_ALL], "a:B", "*"), Verdict::Allow);
        assert_eq!(decide(&[&deny, ALLOW_ALL], "a:B", "*"), Verdict::CannotTell);
        assert_eq!(decide(&[&deny], "a:B", "*"), Verdict::ImplicitDeny);
        assert_eq!(decide(&[odd], "a:B", "*"), Verdict::CannotTell);
        assert_eq!(decide(&[&allow], "a:C", "*"), Verdict::ImplicitDeny);
    }

    #[test]
    fn only_a_statement_for_the_service_lets_the_service_in() {
        let verdict = |principal: &str| {
            let text = format!(
                r#"{{"Version":"1","Statement":[{{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{principal}}}]}}"#
            );
            let trust = TrustPolicy::parse(&text).unwrap();
            evaluate_trust(&trust, &Principal::Service("cr.aliyuncs.com".into())).verdict
        };
        assert_eq!(
            verdict(r#"{"Service":["cr.aliyuncs.com"]}"#),
            Verdict::Allow
        );
        assert_eq!(
            verdict(r#"{"Service":"ecs.aliyuncs.com"}"#),
            Verdict::ImplicitDeny
        );
        assert_eq!(
            verdict(r#"{"RAM":"acs:ram::1:root"}"#),
            Verdict::ImplicitDeny
        );
        assert_eq!(
            verdict(r#"{"Service":"1@cr.aliyuncs.com"}"#),
            Verdict::CannotTell
        );
    }

    #[test]
    fn a_whole_account_lets_its_users_and_roles_in_and_nobody_elses() {
        let trust = TrustPolicy::of([Principal::Ram("acs:ram::1:root".into())]);
        let verdict = |arn: &str| evaluate_trust(&trust, &Principal::Ram(arn.into())).verdict;
        assert_eq!(verdict("acs:ram::1:user/alice"), Verdict::Allow);
        assert_eq!(verdict("acs:ram::1:role/ci"), Verdict::Allow);
        assert_eq!(verdict("acs:ram::12:user/alice"), Verdict::ImplicitDeny);
    }
}
