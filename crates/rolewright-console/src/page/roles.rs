//! The pages of roles.

use maud::{Markup, html};
use rolewright::error::Problem;
use rolewright::operation::{AttachedPolicy, Role, RoleSummary};
use rolewright::text::excerpt;

use super::table::{self, table};
use super::{MOST_LINE, View, copyable, json, layout, links, problem, row};

/// A page of a list.
#[derive(Debug)]
pub(crate) struct Listed<'a, T> {
    /// The text that the names contain.
    pub(crate) find: &'a str,
    pub(crate) items: Result<Vec<T>, Problem>,
    /// The marker of the next page.
    pub(crate) next: Option<String>,
    /// Whether the search stopped before the end of the list.
    pub(crate) is_cut: bool,
}

/// The words of a list.
pub(crate) struct Words<const COLUMNS: usize> {
    pub(crate) path: &'static str,
    pub(crate) title: &'static str,
    /// What an item is, in singular and plural.
    pub(crate) nouns: [&'static str; 2],
    pub(crate) headings: [&'static str; COLUMNS],
}

/// A list with a filter, one page of it.
pub(crate) fn list<T, const COLUMNS: usize>(
    view: &View<'_>,
    words: &Words<COLUMNS>,
    state: &Listed<'_, T>,
    cells: impl Fn(&T) -> [Markup; COLUMNS],
) -> Markup {
    let next = |marker: &str| view.with(words.path, &[("find", state.find), ("marker", marker)]);
    let [one, many] = words.nouns;
    let noun = |count: usize| if count == 1 { one } else { many };
    layout(
        view,
        words.path,
        words.title,
        html! {
            form method="get" role="search" {
                p { label for="find" { "Name contains" } " "
                    input type="search" id="find" name="find" value=(state.find) maxlength="128"; " "
                    button { "Find" } }
            }
            @match &state.items {
                Err(error) => { (problem(error)) }
                Ok(items) => {
                    p.soft aria-live="polite" { (items.len()) " " (noun(items.len()))
                        @if state.next.is_some() { " on this page" } }
                    @if state.is_cut { p.inconclusive { "The search stopped before the end of the list; continue on the next page." } }
                    @if !items.is_empty() {
                        (table(many, words.title, &words.headings, || html! {
                            tbody role="rowgroup" { @for item in items { (table::row(&words.headings, cells(item))) } }
                        }))
                    }
                    p.buttons {
                        @if let Some(marker) = &state.next { a href=(next(marker)) { "Next page" } }
                    }
                }
            }
        },
    )
}

const ROLES: Words<3> = Words {
    path: "/roles",
    title: "Roles",
    nouns: ["role", "roles"],
    headings: ["Role", "Description", "Created"],
};

pub(crate) fn roles(view: &View<'_>, state: &Listed<'_, RoleSummary>) -> Markup {
    list(view, &ROLES, state, |role| {
        let description = role.description.as_deref().unwrap_or_default();
        [
            links::role(view.base, &role.role_name),
            html! { (excerpt(description, MOST_LINE)) },
            html! { (excerpt(&role.create_date, 40)) },
        ]
    })
}

/// What the page of a role shows.
#[derive(Debug)]
pub(crate) struct RoleState<'a> {
    pub(crate) name: &'a str,
    pub(crate) role: Result<Role, Problem>,
    pub(crate) attached: Result<Vec<AttachedPolicy>, Problem>,
}

pub(crate) fn role(view: &View<'_>, state: &RoleState<'_>) -> Markup {
    let who = format!("role:{}", state.name);
    layout(
        view,
        "/roles",
        &format!("Role {}", excerpt(state.name, 80)),
        html! {
            @match &state.role {
                Err(error) => { (problem(error)) }
                Ok(role) => {
                    dl {
                        (row("ARN", &role.arn))
                        @if let Some(text) = &role.description { (row("description", text)) }
                        (row("created", &role.create_date))
                        @if let Some(date) = &role.update_date { (row("changed", date)) }
                        @if let Some(seconds) = role.max_session_duration {
                            (row("maximum session", &format!("{seconds} s")))
                        }
                    }
                    (copyable("trust", "Trust policy", &json(&role.assume_role_policy_document)))
                }
            }
            h2 { "Attached policies" }
            @match &state.attached {
                Err(error) => { (problem(error)) }
                Ok(all) if all.is_empty() => { p { "No policy is attached." } }
                Ok(all) => { ul { @for one in all {
                    @let kind = one.policy_type.to_string();
                    li { (links::policy(view.base, &one.policy_name, Some(&kind)))
                        " " span.soft { (kind) ", default version " (excerpt(&one.default_version, 20)) } }
                } } }
            }
            p { a href=(view.with("/access", &[("who", &who)])) { "Check what the role can do" } }
        },
    )
}
