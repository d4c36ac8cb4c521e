//! Trust policies of roles.

use super::document::{PolicyDocument, check_trust, read_with};
use super::principal::Principal;
use super::statement::{Actions, Effect, Statement};
use crate::error::Result;

/// The only action of a trust policy.
const ASSUME_ROLE: &str = "sts:AssumeRole";

/// The trust policy of a role: statements with principals and without resources, since the role
/// itself is the resource.
///
/// ```
/// use rolewright_policy::{Principal, TrustPolicy};
///
/// let service = Principal::Service("cr.aliyuncs.com".into());
/// let trust = TrustPolicy::of([service.clone()]);
/// assert!(trust.principals().contains(&service));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustPolicy(PolicyDocument);

impl TrustPolicy {
    /// Creates a trust policy with one statement that allows these principals to assume the role.
    pub fn of(principals: impl IntoIterator<Item = Principal>) -> Self {
        Self(PolicyDocument::new([
            Statement::allow([ASSUME_ROLE]).by(principals)
        ]))
    }

    /// Parses the trust policy of a role.
    ///
    /// # Errors
    /// As [`PolicyDocument::parse`]; every statement needs a principal and can't have a resource.
    pub fn parse(text: &str) -> Result<Self> {
        read_with(text, false, check_trust).map(Self)
    }

    /// Parses a trust policy from user input: also rejects placeholders.
    ///
    /// # Errors
    /// As [`parse`](Self::parse).
    pub fn parse_input(text: &str) -> Result<Self> {
        read_with(text, true, check_trust).map(Self)
    }

    /// Returns the document.
    #[must_use]
    pub fn document(&self) -> &PolicyDocument {
        &self.0
    }

    /// Returns the principals that may assume the role without a condition.
    #[must_use]
    pub fn principals(&self) -> Vec<Principal> {
        let mut all: Vec<_> = self
            .0
            .statements()
            .iter()
            .filter(|s| plainly_trusts(s))
            .flat_map(principals_of)
            .collect();
        all.sort();
        all.dedup();
        all
    }

    /// Returns this trust policy with the missing parts of another one: missing principals are
    /// added in a new statement, other statements as they are. Existing statements are kept
    /// unchanged.
    #[must_use]
    pub fn merged_with(&self, desired: &Self) -> Self {
        let known = self.principals();
        let mut missing: Vec<Principal> = Vec::new();
        let mut statements = self.0.statements().to_vec();
        for statement in desired.0.statements() {
            if only_trusts(statement) {
                let new =
                    |p: &Principal| !known.iter().chain(&missing).any(|known| known.same_as(p));
                let new: Vec<_> = principals_of(statement).into_iter().filter(new).collect();
                missing.extend(new);
            } else if !statements.contains(statement) {
                statements.push(statement.clone());
            }
        }
        if !missing.is_empty() {
            statements.push(Statement::allow([ASSUME_ROLE]).by(missing));
        }
        Self(self.0.with_statements(statements))
    }

    /// Returns this trust policy with what `part` returns for each statement.
    #[must_use]
    pub fn filter_map(&self, part: impl Fn(&Statement) -> Option<Statement>) -> Self {
        let statements = self.0.statements().iter().filter_map(part);
        Self(self.0.with_statements(statements.collect()))
    }

    /// Returns the statements that do more than allow principals to assume the role.
    pub fn other_statements(&self) -> impl Iterator<Item = &Statement> {
        self.0
            .statements()
            .iter()
            .filter(|statement| !only_trusts(statement))
    }
}

fn principals_of(statement: &Statement) -> Vec<Principal> {
    statement
        .principals
        .iter()
        .flat_map(|principals| principals.iter())
        .collect()
}

/// Whether a statement allows its principals to assume the role without a condition.
fn plainly_trusts(statement: &Statement) -> bool {
    let assumes = match &statement.actions {
        Actions::Action(actions) => actions.iter().any(|action| action.matches(ASSUME_ROLE)),
        Actions::NotAction(_) => false,
    };
    let always = statement.condition().is_none() && !statement.has_unknown_keys();
    statement.effect == Effect::Allow && assumes && always
}

/// Whether a statement does nothing else, so that its principals can move to another statement.
fn only_trusts(statement: &Statement) -> bool {
    let actions = statement.action_list();
    let one = actions.is_some_and(|list| list.iter().all(|action| action.as_str() == ASSUME_ROLE));
    plainly_trusts(statement) && one && statement.sid.is_none() && statement.extra.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn adding_a_principal_keeps_existing_statements() {
        let live = TrustPolicy::parse(
            r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"RAM":["acs:ram::1:root"]},"Condition":{"Bool":{"acs:MFAPresent":"true"}}}]}"#,
        )
        .unwrap();
        let service = Principal::Service("cr.aliyuncs.com".into());
        let merged = live.merged_with(&TrustPolicy::of([service.clone()]));
        assert!(
            merged
                .document()
                .statements()
                .contains(&live.document().statements()[0])
        );
        assert_eq!(merged.principals(), [service]);
        assert_eq!(merged.merged_with(&live), merged);
    }

    #[test]
    fn a_desired_statement_with_other_actions_is_added_unchanged() {
        let service = TrustPolicy::of([Principal::Service("cr.aliyuncs.com".into())]);
        let more = r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":["sts:AssumeRole","sts:TagSession"],"Principal":{"Service":["cr.aliyuncs.com"]}}]}"#;
        let merged = service.merged_with(&TrustPolicy::parse(more).unwrap());
        assert!(merged.document().to_compact().contains("sts:TagSession"));
        assert_eq!(merged.merged_with(&service), merged);
    }

    #[test]
    fn role_names_are_not_case_sensitive() {
        let live = TrustPolicy::of([Principal::Ram("acs:ram::1:role/ci".into())]);
        let desired = TrustPolicy::of([Principal::Ram("acs:ram::1:role/CI".into())]);
        assert_eq!(live.merged_with(&desired), live);
    }
}
