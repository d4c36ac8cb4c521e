//! The live state as text.

use std::fmt::Write as _;

use rolewright_core::setup::{LivePolicyState, LiveState};
use rolewright_core::text::excerpt;

use super::summary::MAX_LINE;
use crate::Paint;

/// Renders the role, its policies and its attachments.
pub(super) fn state(state: &LiveState, paint: Paint) -> String {
    let LiveState {
        role,
        policy,
        further_policies,
        attached,
        ..
    } = state;
    let mut out = String::new();
    match role {
        Some(role) => {
            let _ = writeln!(
                out,
                "role      {}",
                paint.bold(&excerpt(&role.arn, MAX_LINE))
            );
            for principal in &role.trusts {
                let _ = writeln!(out, "  trusts  {}", excerpt(principal, MAX_LINE));
            }
        }
        None => out.push_str("role      does not exist\n"),
    }
    match policy {
        Some(policy) => out.push_str(&policy_text(policy, paint)),
        None => out.push_str("policy    does not exist\n"),
    }
    for policy in further_policies {
        out.push_str(&policy_text(policy, paint));
    }
    for policy in attached {
        let _ = writeln!(out, "attached  {}", excerpt(policy, MAX_LINE));
    }
    out
}

fn policy_text(policy: &LivePolicyState, paint: Paint) -> String {
    let form = match &policy.revision {
        Some(revision) => format!(", {}", excerpt(revision, MAX_LINE)),
        None => String::new(),
    };
    let mut out = format!(
        "policy    {}, default version {}, {} bytes{form}\n",
        paint.bold(&excerpt(&policy.name, MAX_LINE)),
        excerpt(&policy.default_version, MAX_LINE),
        policy.bytes
    );
    for subject in &policy.subjects {
        let _ = writeln!(out, "  grants  {}", excerpt(subject, MAX_LINE));
    }
    out
}
