//! The pages of policies.

use maud::{Markup, html};
use rolewright::error::Problem;
use rolewright::operation::{ListEntitiesForPolicyOutput, Policy, PolicyVersion};
use rolewright::setup::{DiffLine, Sign};
use rolewright::text::excerpt;

use super::roles::{Listed, Words, list};
use super::{MOST_LINE, View, copyable, json, layout, links, problem, row};

const POLICIES: Words<4> = Words {
    path: "/policies",
    title: "Custom policies",
    nouns: ["policy", "policies"],
    headings: ["Policy", "Default version", "Attachments", "Description"],
};

pub(crate) fn policies(view: &View<'_>, state: &Listed<'_, Policy>) -> Markup {
    list(view, &POLICIES, state, |policy| {
        let kind = policy.policy_type.to_string();
        let description = policy.description.as_deref().unwrap_or_default();
        [
            links::policy(view.base, &policy.policy_name, Some(&kind)),
            html! { (excerpt(&policy.default_version, 20)) },
            html! { @if let Some(count) = policy.attachment_count { (count) } },
            html! { (excerpt(description, MOST_LINE)) },
        ]
    })
}

/// What the page of a policy shows.
#[derive(Debug)]
pub(crate) struct PolicyState<'a> {
    pub(crate) name: &'a str,
    pub(crate) kind: String,
    pub(crate) policy: Result<Policy, Problem>,
    /// The versions, as listed.
    pub(crate) versions: Result<Vec<PolicyVersion>, Problem>,
    /// The versions side by side: the earlier one and the later one.
    pub(crate) sides: Vec<Result<PolicyVersion, Box<Problem>>>,
    /// The differences in meaning; `None` if a side can't be parsed, or there is one side.
    pub(crate) changes: Option<Vec<DiffLine>>,
    pub(crate) attached: Result<ListEntitiesForPolicyOutput, Problem>,
}

pub(crate) fn policy(view: &View<'_>, state: &PolicyState<'_>) -> Markup {
    layout(
        view,
        "/policies",
        &format!("Policy {}", excerpt(state.name, 128)),
        html! {
            @match &state.policy {
                Err(error) => { (problem(error)) }
                Ok(policy) => { dl {
                    (row("type", &state.kind))
                    (row("default version", &policy.default_version))
                    (row("created", &policy.create_date))
                    @if let Some(date) = &policy.update_date { (row("changed", date)) }
                    @if let Some(text) = &policy.description { (row("description", text)) }
                } }
            }
            h2 { "Versions" }
            @match &state.versions {
                Err(error) => { (problem(error)) }
                Ok(all) if all.len() > 1 => { (compare_form(state, all)) }
                Ok(_) => {}
            }
            @if let Some(changes) = &state.changes {
                h3 { "Differences in meaning" }
                @if changes.is_empty() { p { "Both versions mean the same." } }
                @else { (diff(changes)) }
            }
            div.panes { @for (index, side) in state.sides.iter().enumerate() {
                @match side {
                    Err(error) => { (problem(error)) }
                    Ok(version) => {
                        @let default = if version.is_default_version { " (default)" } else { "" };
                        (copyable(&format!("version-{index}"), &format!("{}{default}", excerpt(&version.version_id, 20)),
                            &json(&version.policy_document)))
                    }
                }
            } }
            h2 { "Attached to" }
            @match &state.attached {
                Err(error) => { (problem(error)) }
                Ok(attached) => { (entities(view, attached)) }
            }
        },
    )
}

fn compare_form(state: &PolicyState<'_>, all: &[PolicyVersion]) -> Markup {
    let shown: Vec<_> = state
        .sides
        .iter()
        .map(|side| side.as_ref().map(|one| one.version_id.as_str()).ok())
        .collect();
    html! {
        form method="get" {
            input type="hidden" name="name" value=(state.name);
            input type="hidden" name="type" value=(state.kind);
            p { @for (index, (name, label)) in [("from", "Earlier"), ("to", "Later")].into_iter().enumerate() {
                label for=(name) { (label) } " "
                select id=(name) name=(name) { @for one in all {
                    option value=(one.version_id) selected[shown.get(index).copied().flatten() == Some(&one.version_id)] {
                        (excerpt(&one.version_id, 20)) " " (excerpt(&one.create_date, 40))
                        @if one.is_default_version { " (default)" } }
                } } " "
            } button { "Compare" } }
        }
    }
}

/// Lines of a difference; the sign is a character as well, so that it needs no colour.
pub(crate) fn diff(lines: &[DiffLine]) -> Markup {
    html! {
        pre tabindex="0" { @for line in lines {
            @let (class, sign) = match line.sign { Sign::Add => ("add", "+ "), Sign::Remove => ("remove", "- "), Sign::Keep => ("soft", "  ") };
            span.(class) { (sign) (excerpt(&line.text, 4_000)) } "\n"
        } }
    }
}

fn entities(view: &View<'_>, all: &ListEntitiesForPolicyOutput) -> Markup {
    let (roles, users, groups) = (&all.roles.role, &all.users.user, &all.groups.group);
    html! {
        @if roles.is_empty() && users.is_empty() && groups.is_empty() { p { "Nothing." } }
        @else { ul {
            @for one in roles { li { "role " (links::role(view.base, &one.role_name)) } }
            @for one in users { li { "user " (excerpt(&one.user_name, MOST_LINE)) } }
            @for one in groups { li { "group " (excerpt(&one.group_name, MOST_LINE)) } }
        } }
    }
}
