//! The trust policy of a role: who may assume it.

use super::document::{PolicyDocument, check_trust, read_with};
use super::principal::Principal;
use super::statement::{Actions, Effect, Statement};
use crate::error::Result;

/// The one action of a trust policy.
const ASSUME_ROLE: &str = "sts:AssumeRole";

/// A role's trust policy: statements with a principal and without a resource, since the role
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
    /// A trust policy with one statement that lets these principals assume the role.
    pub fn of(principals: impl IntoIterator<Item = Principal>) -> Self {
        Self(PolicyDocument::new([
            Statement::allow([ASSUME_ROLE]).by(principals)
        ]))
    }

    /// Reads a trust policy, as a role may have it.
    ///
    /// # Errors
    /// As [`PolicyDocument::parse`]; every statement needs a principal and has no resource.
    pub fn parse(text: &str) -> Result<Self> {
        read_with(text, false, check_trust).map(Self)
    }

    /// Reads a trust policy that somebody wrote: placeholders are refused too.
    ///
    /// # Errors
    /// As [`parse`](Self::parse).
    pub fn parse_input(text: &str) -> Result<Self> {
        read_with(text, true, check_trust).map(Self)
    }

    /// The document.
    #[must_use]
    pub fn document(&self) -> &PolicyDocument {
        &self.0
    }

    /// Every principal that some statement lets assume the role without a condition.
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

    /// This trust policy and what it lacks of another: missing principals are added in a
    /// statement of their own, statements that say more than that as they are. Nothing that stands
    /// is touched.
    #[must_use]
    pub fn merged_with(&self, wanted: &Self) -> Self {
        let known = self.principals();
        let mut missing: Vec<Principal> = Vec::new();
        let mut statements = self.0.statements().to_vec();
        for statement in wanted.0.statements() {
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

    /// This trust policy without these principals, wherever a statement says nothing more than that
    /// they may assume the role.
    #[must_use]
    pub fn without(&self, principals: &[Principal]) -> Self {
        let mut statements = Vec::new();
        for statement in self.0.statements() {
            let mut left = principals_of(statement);
            left.retain(|known| !principals.iter().any(|gone| gone.same_as(known)));
            let touched = left.len() < principals_of(statement).len();
            if !touched || !only_trusts(statement) {
                statements.push(statement.clone());
            } else if !left.is_empty() {
                statements.push(statement.clone().by(left));
            }
        }
        Self(self.0.with_statements(statements))
    }

    /// The statements that say anything else than that principals may assume the role.
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

/// Whether its principals may assume the role, whatever else they may.
fn plainly_trusts(statement: &Statement) -> bool {
    let assumes = match &statement.actions {
        Actions::Action(actions) => actions.iter().any(|action| action.matches(ASSUME_ROLE)),
        Actions::NotAction(_) => false,
    };
    let always = statement.condition().is_none() && !statement.has_unknown_keys();
    statement.effect == Effect::Allow && assumes && always
}

/// Whether it says that and nothing more, so that its principals may move to another statement.
fn only_trusts(statement: &Statement) -> bool {
    let actions = statement.action_list();
    let one = actions.is_some_and(|list| list.iter().all(|action| action.as_str() == ASSUME_ROLE));
    plainly_trusts(statement) && one && statement.extra.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn adding_a_principal_keeps_all_that_stands() {
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
    fn a_wanted_statement_that_says_more_is_added_as_it_is() {
        let service = TrustPolicy::of([Principal::Service("cr.aliyuncs.com".into())]);
        let more = r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":["sts:AssumeRole","sts:TagSession"],"Principal":{"Service":["cr.aliyuncs.com"]}}]}"#;
        let merged = service.merged_with(&TrustPolicy::parse(more).unwrap());
        assert!(merged.document().to_compact().contains("sts:TagSession"));
        assert_eq!(merged.merged_with(&service), merged);
    }

    #[test]
    fn a_role_is_the_same_in_either_case() {
        let live = TrustPolicy::of([Principal::Ram("acs:ram::1:role/ci".into())]);
        let wanted = TrustPolicy::of([Principal::Ram("acs:ram::1:role/CI".into())]);
        assert_eq!(live.merged_with(&wanted), live);
    }
}
