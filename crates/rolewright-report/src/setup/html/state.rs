//! The live state.

use maud::{Markup, html};
use rolewright_core::setup::{LivePolicyState, LiveState};
use rolewright_core::text::excerpt;

use super::row;
use crate::setup::summary::MAX_LINE;

/// The maximum characters of a document; the limit of RAM is 6,144 bytes.
const MAX_DOCUMENT: usize = 65_536;

pub(super) fn state(state: &LiveState) -> Markup {
    let policies = state.policy.iter().chain(&state.further_policies);
    html! {
        @match &state.role {
            Some(role) => {
                dl { (row("role", &role.arn)) @for principal in &role.trusts { (row("trusts", principal)) } }
                (document("trust policy", &role.trust_policy))
            }
            None => { dl { (row("role", "does not exist")) } }
        }
        @for policy in policies { (live_policy(policy)) }
        dl { @for policy in &state.attached { (row("attached", policy)) } }
    }
}

fn live_policy(policy: &LivePolicyState) -> Markup {
    html! {
        dl {
            (row("policy", &policy.name))
            (row("default version", &format!("{}, {} bytes", policy.default_version, policy.bytes)))
            @if let Some(revision) = &policy.revision { (row("form", revision)) }
            @for subject in &policy.subjects { (row("grants", subject)) }
        }
        (document("document", &policy.document))
    }
}

fn document(name: &str, document: &serde_json::Value) -> Markup {
    let text = format!("{document:#}");
    let lines = text.lines().map(|line| excerpt(line, MAX_LINE) + "\n");
    let text: String = lines.collect();
    html! { details { summary { (name) } pre tabindex="0" { (text.chars().take(MAX_DOCUMENT).collect::<String>()) } } }
}
