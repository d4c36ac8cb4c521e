//! The trust policy of a role: who may assume it.

use super::document::{PolicyDocument, read_with};
use super::principal::Principal;
use super::reader::Node;
use super::statement::{Actions, Effect, Statement};
use crate::error::Result;

/// The one action of a trust policy.
const ASSUME_ROLE: &str = "sts:AssumeRole";

/// A role's trust policy: statements with a principal and without a resource, since the role
/// itself is the resource.
///
/// ```
/// use rolewright_core::policy::{Principal, TrustPolicy};
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
    /// statement of their own, statements with conditions as they are. Nothing that stands is
    /// touched.
    #[must_use]
    pub fn merged_with(&self, wanted: &Self) -> Self {
        let known = self.principals();
        let missing: Vec<_> = wanted
            .principals()
            .into_iter()
            .filter(|p| !known.contains(p))
            .collect();
        let mut statements = self.0.statements().to_vec();
        if !missing.is_empty() {
            statements.push(Statement::allow([ASSUME_ROLE]).by(missing));
        }
        for statement in wanted.0.statements().iter().filter(|s| !plainly_trusts(s)) {
            if !statements.contains(statement) {
                statements.push(statement.clone());
            }
        }
        Self(self.0.with_statements(statements))
    }

    /// The statements that do anything else than let a principal assume the role plainly.
    pub fn other_statements(&self) -> impl Iterator<Item = &Statement> {
        self.0
            .statements()
            .iter()
            .filter(|statement| !plainly_trusts(statement))
    }
}

fn principals_of(statement: &Statement) -> Vec<Principal> {
    statement
        .principals
        .iter()
        .flat_map(|principals| principals.iter())
        .collect()
}

fn plainly_trusts(statement: &Statement) -> bool {
    let assumes = match &statement.actions {
        Actions::Action(actions) => actions.iter().any(|action| action.matches(ASSUME_ROLE)),
        Actions::NotAction(_) => false,
    };
    statement.effect == Effect::Allow && assumes && statement.condition().is_none()
}

fn check_trust(node: &Node<'_, '_>, statement: &Statement) -> Result<()> {
    if statement.resources.is_some() {
        return Err(node.error(
            "a trust policy's statement has no `Resource`",
            "take it out; the role itself is the resource",
        ));
    }
    if statement
        .principals
        .as_ref()
        .is_none_or(|principals| principals.iter().next().is_none())
    {
        return Err(node.error(
            "the statement has no `Principal`",
            "say who may assume the role, for example {\"Service\": [\"cr.aliyuncs.com\"]}",
        ));
    }
    Ok(())
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
}
