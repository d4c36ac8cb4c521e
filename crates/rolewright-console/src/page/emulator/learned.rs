//! The smallest policy of a caller.

use maud::{Markup, html};
use rolewright::error::Problem;
use rolewright::policy::PolicyDocument;

use super::requests::CURRENT;
use crate::page::{View, copyable, layout, problem};

/// What the page of the smallest policy shows.
#[derive(Debug)]
pub(crate) struct Learned<'a> {
    pub(crate) caller: &'a str,
    /// The callers with requests that needed a permission.
    pub(crate) callers: Vec<&'a str>,
    /// The policy; `None` before a caller is chosen.
    pub(crate) policy: Option<Result<PolicyDocument, Problem>>,
}

pub(crate) fn page(view: &View<'_>, state: &Learned<'_>) -> Markup {
    layout(
        view,
        CURRENT,
        "Smallest policy of a caller",
        html! {
            form method="get" {
                p.field { label for="caller" { "Caller" }
                    input id="caller" name="caller" value=(state.caller) list="callers" required spellcheck="false"
                        aria-describedby="caller-hint";
                    span.soft id="caller-hint" { "An ARN. That of a role means all its sessions." } }
                datalist id="callers" { @for one in &state.callers { option value=(one) {} } }
                p.buttons { button { "Show" } }
            }
            @match &state.policy {
                None if state.callers.is_empty() => { p { "No request needed a permission yet." } }
                None => {}
                Some(Err(error)) => { (problem(error)) }
                Some(Ok(policy)) => {
                    p { "It allows what the caller requested, refused requests included, and nothing else." }
                    (copyable("policy", "Policy", &policy.to_pretty()))
                }
            }
            p { a href=(view.to(CURRENT)) { "All requests" } }
        },
    )
}
