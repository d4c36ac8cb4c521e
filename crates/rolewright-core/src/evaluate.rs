//! Whether policies allow an access, and which statement decides.
//!
//! Total: every input has a decision. A first evaluator: effects, `Action` and `NotAction`,
//! wildcards, and Deny before Allow. Conditions are not weighed, so a statement that has one
//! makes the answer "can't tell" wherever it could decide.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::policy::{Actions, Effect, Glob, PolicyDocument, Principal, Statement, TrustPolicy};

/// What somebody wants to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessRequest {
    /// For example `oss:GetObject`.
    pub action: String,
    /// A resource's ARN. A `*` in it stands for every text: then the answer holds for all of
    /// them, as the service's own checks of `instance/*` do.
    pub resource: String,
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
/// };
/// assert_eq!(evaluate([("demo", &document)], &request).verdict, Verdict::Allow);
/// ```
#[must_use]
pub fn evaluate<'a>(
    policies: impl IntoIterator<Item = (&'a str, &'a PolicyDocument)>,
    request: &AccessRequest,
) -> Decision {
    let resources = request_resources(&request.resource);
    let mut tally = Tally::default();
    for (policy, document) in policies {
        for (index, statement) in document.statements().iter().enumerate() {
            let fit = actions_fit(statement, &request.action)
                .and(resource_fit(statement, &resources))
                .and(weighable(statement));
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

/// Whether a statement fits a request.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    No,
    Perhaps,
    Yes,
}

impl Fit {
    fn and(self, other: Self) -> Self {
        self.min(other)
    }

    fn of(fits: bool) -> Self {
        if fits { Self::Yes } else { Self::No }
    }
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

fn actions_fit(statement: &Statement, action: &str) -> Fit {
    match &statement.actions {
        Actions::Action(list) => Fit::of(list.iter().any(|pattern| pattern.matches(action))),
        Actions::NotAction(list) => Fit::of(!list.iter().any(|pattern| pattern.matches(action))),
    }
}

/// The forms under which a request's resource is looked for: for a service without regions an
/// empty region and `*` are the same.
fn request_resources(resource: &str) -> Vec<Glob> {
    let mut forms = vec![Glob::new(resource)];
    let mut parts = resource.splitn(4, ':');
    if let (Some("acs"), Some(service), Some(region), Some(rest)) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    {
        match region {
            "" => forms.push(Glob::new(&format!("acs:{service}:*:{rest}"))),
            "*" => forms.push(Glob::new(&format!("acs:{service}::{rest}"))),
            _ => {}
        }
    }
    forms
}

/// An Allow must cover all that the request stands for; a Deny counts where it meets any of it.
fn resource_fit(statement: &Statement, request: &[Glob]) -> Fit {
    let Some(resources) = &statement.resources else {
        return Fit::Perhaps;
    };
    let fits = resources.iter().any(|pattern| {
        let pattern = pattern.glob();
        request.iter().any(|request| match statement.effect {
            Effect::Allow => pattern.covers(request),
            Effect::Deny => pattern.meets(request),
        })
    });
    Fit::of(fits)
}

fn principal_fit(statement: &Statement, principal: &Principal) -> Fit {
    let Some(principals) = &statement.principals else {
        return Fit::Perhaps;
    };
    let fits = principals
        .iter()
        .map(|known| one_principal_fit(&known, principal))
        .max();
    fits.unwrap_or(Fit::No)
}

fn one_principal_fit(known: &Principal, asked: &Principal) -> Fit {
    match (known, asked) {
        (Principal::Ram(known), Principal::Ram(asked)) => {
            let root = known.strip_suffix(":root");
            let inside = root
                .and_then(|root| asked.strip_prefix(root))
                .is_some_and(|rest| {
                    rest.starts_with(":user/") || rest.starts_with(":role/") || rest == ":root"
                });
            // Role names are shown in lower case by the live service, so their case can't count.
            let role = asked.contains(":role/") && known.eq_ignore_ascii_case(asked);
            Fit::of(known == asked || inside || role)
        }
        (Principal::Service(known), Principal::Service(asked)) if known != asked => {
            // `<account>@<service>` means the service acting for that one account.
            let qualified = known
                .split_once('@')
                .is_some_and(|(_, service)| service == asked);
            if qualified { Fit::Perhaps } else { Fit::No }
        }
        (Principal::Other(..), _) => Fit::Perhaps,
        (known, asked) => Fit::of(known == asked),
    }
}

/// A statement that holds something this evaluator can't weigh fits at most perhaps.
fn weighable(statement: &Statement) -> Fit {
    let unknown = statement
        .extra
        .iter()
        .any(|(key, _)| key != "Sid" && key != "Id");
    if statement.condition().is_some() || unknown {
        Fit::Perhaps
    } else {
        Fit::Yes
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
        };
        evaluate([("p", &document)], &request).verdict
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
