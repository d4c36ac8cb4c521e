//! How dangerous a statement is, from the checks of the linter.

use super::finding::{LintFinding, Severity};
use super::options::{Kind, LintOptions};
use super::run::lint;
use crate::account_id::AccountId;
use crate::model::{Effect, PolicyDocument, Statement};

/// Checks that report danger, the worst first.
const WORST_FIRST: [&str; 13] = [
    "trust-wildcard-principal",
    "trust-foreign-account",
    "trust-account-root",
    "trust-service-of-other-account",
    "admin-star",
    "allow-notaction",
    "unsupported-element",
    "service-star",
    "privilege-escalation",
    "credentials-exposure",
    "passrole-star",
    "over-broad",
    "sensitive-read",
];

/// The danger of a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Danger {
    /// Id of the check that reports the worst danger.
    pub id: &'static str,
    /// Severity of that check: [`Severity::Security`] or [`Severity::Error`].
    pub severity: Severity,
    /// What is dangerous.
    pub message: String,
    /// The actions of the statement: the dangerous ones first, the worst of them at the start; then
    /// the others in their order.
    pub actions: Vec<String>,
}

impl Danger {
    /// Returns its place in the order of dangers; the worst one is 0.
    #[must_use]
    pub fn rank(&self) -> usize {
        let mut ids = WORST_FIRST.iter();
        ids.position(|id| *id == self.id).unwrap_or(usize::MAX)
    }
}

/// Returns how dangerous a statement is; none for a Deny and for a statement without danger.
/// `account` is the account that owns the policy, if known.
///
/// ```
/// use rolewright_policy::Statement;
/// use rolewright_policy::lint::{Severity, danger};
///
/// let statement = Statement::allow(["oss:ListBuckets", "ram:AttachPolicyToUser"]).on(["*"]);
/// let danger = danger(&statement, None).unwrap();
/// assert_eq!((danger.id, danger.severity), ("privilege-escalation", Severity::Security));
/// assert_eq!(danger.actions, ["ram:AttachPolicyToUser", "oss:ListBuckets"]);
/// ```
#[must_use]
pub fn danger(statement: &Statement, account: Option<&AccountId>) -> Option<Danger> {
    if statement.effect != Effect::Allow {
        return None;
    }
    let text = PolicyDocument::new([statement.clone()]).to_compact();
    let kind = match statement.principals {
        Some(_) => Kind::Trust,
        None => Kind::Identity,
    };
    let options = LintOptions {
        kind: Some(kind),
        account: account.cloned(),
        ..LintOptions::default()
    };
    let rank = |finding: &LintFinding| WORST_FIRST.iter().position(|id| *id == finding.id);
    let found = lint(&text, &options).into_iter();
    let mut found: Vec<_> = found.filter_map(|one| Some((rank(&one)?, one))).collect();
    found.sort_by_key(|(rank, _)| *rank);
    let listed = || {
        statement
            .action_list()
            .into_iter()
            .flat_map(|list| list.iter())
    };
    let at = |finding: &LintFinding| text.get(finding.span.start..finding.span.end);
    let mut actions: Vec<String> = Vec::new();
    let named = found
        .iter()
        .filter_map(|(_, finding)| serde_json::from_str::<String>(at(finding)?).ok());
    let is_listed = |action: &String| listed().any(|known| known.as_str() == action);
    for action in named
        .filter(is_listed)
        .chain(listed().map(|action| action.as_str().to_owned()))
    {
        if !actions.contains(&action) {
            actions.push(action);
        }
    }
    let (_, worst) = found.into_iter().next()?;
    Some(Danger {
        id: worst.id,
        severity: worst.severity,
        message: worst.message,
        actions,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::CHECKS;

    fn of(text: &str) -> Option<Danger> {
        let document = format!(r#"{{"Version":"1","Statement":[{text}]}}"#);
        let document = PolicyDocument::parse_either(&document).unwrap();
        danger(&document.statements()[0], None)
    }

    #[test]
    fn each_kind_of_danger_is_a_check_of_at_least_security() {
        for id in WORST_FIRST {
            let check = CHECKS.iter().copied().flatten().find(|one| one.id == id);
            assert!(
                check.is_some_and(|check| check.severity >= Severity::Security),
                "{id}"
            );
        }
    }

    #[test]
    fn the_worst_danger_and_the_dangerous_actions_come_first() {
        let id = |text: &str| of(text).map(|danger| danger.id);
        let cases = [
            (
                r#"{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"RAM":["*"]}}"#,
                Some("trust-wildcard-principal"),
            ),
            (
                r#"{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"RAM":["acs:ram::1:root"]}}"#,
                Some("trust-account-root"),
            ),
            (
                r#"{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"RAM":["acs:ram::1:root"]},"Condition":{"StringEquals":{"sts:ExternalId":"x"}}}"#,
                None,
            ),
            (
                r#"{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"RAM":["acs:ram::1:root"]},"Condition":{"StringLike":{"sts:ExternalId":"*"}}}"#,
                Some("trust-account-root"),
            ),
            (
                r#"{"Effect":"Allow","Action":"*:*","Resource":"acs:*:*:*:*"}"#,
                Some("admin-star"),
            ),
            (
                r#"{"Effect":"Allow","Action":"?*","Resource":"a*"}"#,
                Some("admin-star"),
            ),
            (
                r#"{"Effect":"Allow","Action":"oss:?*","Resource":"acs:oss:*"}"#,
                Some("over-broad"),
            ),
            (
                r#"{"Effect":"Allow","Action":"o*","Resource":"*"}"#,
                Some("service-star"),
            ),
            (
                r#"{"Effect":"Allow","Action":"ram:*","Resource":"acs:ram:*:*:*"}"#,
                Some("service-star"),
            ),
            (
                r#"{"Effect":"Allow","Action":"ram:*Policy*","Resource":"*"}"#,
                Some("privilege-escalation"),
            ),
            (
                r#"{"Effect":"Allow","Action":"ram:AttachPolicyTo*","Resource":"*"}"#,
                Some("privilege-escalation"),
            ),
            (
                r#"{"Effect":"Allow","Action":"ram:UpdateRole","Resource":"acs:ram:*:*:role/?*"}"#,
                Some("privilege-escalation"),
            ),
            (
                r#"{"Effect":"Allow","Action":"sts:AssumeRole","Resource":"*"}"#,
                Some("credentials-exposure"),
            ),
            (
                r#"{"Effect":"Allow","NotAction":"ram:*","Resource":"*"}"#,
                Some("allow-notaction"),
            ),
            (
                r#"{"Effect":"Allow","Action":"oss:*","NotResource":"acs:oss:*:*:b"}"#,
                Some("unsupported-element"),
            ),
            (
                r#"{"Effect":"Allow","Action":"ram:PassRole","Resource":"*","Condition":{"StringLike":{"acs:Service":"*"}}}"#,
                Some("passrole-star"),
            ),
            (
                r#"{"Effect":"Allow","Action":"oss:GetObject","Resource":"acs:oss:*:*:my-images/*"}"#,
                None,
            ),
            (r#"{"Effect":"Deny","Action":"*","Resource":"*"}"#, None),
        ];
        let wrong: Vec<_> = cases
            .iter()
            .filter(|(text, expected)| id(text) != *expected)
            .map(|(text, expected)| (text, expected, of(text)))
            .collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
        let mixed = of(r#"{"Effect":"Allow","Action":["oss:GetObject","ecs:RunInstances","sts:AssumeRole","ram:UpdateRole"],"Resource":"*"}"#).unwrap();
        assert_eq!(
            mixed.actions,
            [
                "ram:UpdateRole",
                "sts:AssumeRole",
                "oss:GetObject",
                "ecs:RunInstances"
            ]
        );
    }
}
