//! A denial in words.

use std::fmt;

use super::denied::DeniedCall;
use crate::text::excerpt;

/// What a layer is called, and where a statement that it lacks belongs.
const LAYERS: [(&str, &str, &str); 7] = [
    (
        "ControlPolicy",
        "a control policy of the resource directory",
        "the control policy of each level",
    ),
    (
        "SessionPolicy",
        "the session policy",
        "the session policy, when the session is opened",
    ),
    (
        "AssumeRolePolicy",
        "the trust policy of the role",
        "the trust policy of the role",
    ),
    (
        "AccountLevelIdentityBasedPolicy",
        "the policies attached to the caller for the account",
        "a policy attached to the caller, a group of it or its role",
    ),
    (
        "ResourceGroupLevelIdentityBasedPolicy",
        "the policies attached to the caller for the resource group",
        "a policy attached to the caller, a group of it or its role",
    ),
    (
        "ResourceBasedPolicy",
        "the bucket policy",
        "the bucket policy",
    ),
    (
        "IdentityBasedPolicy",
        "the policies attached to the caller",
        "a policy attached to the caller, a group of it or its role",
    ),
];

/// Returns which policies a layer of a denial consists of; `None` for an unknown layer.
///
/// ```
/// use rolewright_core::denial::layer_in_words;
///
/// assert_eq!(layer_in_words("AssumeRolePolicy"), Some("the trust policy of the role"));
/// assert_eq!(layer_in_words("OtherPolicy"), None);
/// ```
#[must_use]
pub fn layer_in_words(layer: &str) -> Option<&'static str> {
    find(layer).map(|(_, words, _)| *words)
}

fn find(layer: &str) -> Option<&'static (&'static str, &'static str, &'static str)> {
    LAYERS.iter().find(|(name, ..)| *name == layer)
}

impl fmt::Display for DeniedCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let short = |text: &str| excerpt(text, 300);
        let layer = find(&self.layer);
        let place = layer.map_or("an unknown layer", |(_, place, _)| place);
        let verdict = if self.explicit {
            "ExplicitDeny"
        } else {
            "ImplicitDeny"
        };
        let by = if self.explicit {
            format!("denied by {place}")
        } else {
            format!("not allowed by {place}")
        };
        write!(f, "{verdict}: {}", short(&self.action))?;
        match &self.resource {
            Some(resource) => writeln!(f, " on {}: {by}", short(resource))?,
            None => writeln!(f, ": {by}")?,
        }
        let caller = self.caller.as_deref().unwrap_or(&self.principal);
        writeln!(
            f,
            "caller: {} {} of account {}",
            short(&self.principal_type),
            short(caller),
            short(&self.account)
        )?;
        for policy in &self.policies {
            writeln!(
                f,
                "{} by {} policy {}, version {}, attached to {} in scope {}",
                short(&policy.effect),
                short(&policy.policy_type),
                short(&policy.name),
                short(&policy.version),
                short(&policy.attached_to),
                short(&policy.scope)
            )?;
        }
        for condition in &self.conditions {
            let values = short(&condition.values.join(", "));
            writeln!(f, "condition key {}: {values}", short(&condition.key))?;
        }
        match (&self.statement, self.explicit) {
            (Some(statement), true) => writeln!(f, "the Deny statement:\n{statement:#}"),
            (None, _) => writeln!(f, "the Deny statement is not known"),
            (Some(statement), false) => {
                let target = layer.map_or("a policy of the caller", |(.., target)| target);
                writeln!(f, "the missing statement, for {target}:\n{statement:#}")
            }
        }
    }
}
