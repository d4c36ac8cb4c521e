//! The pages of a set-up: recipe, plan, verification, texts to copy.

use maud::{Markup, html};
use rolewright::error::Problem;
use rolewright::fleet::RoleReport;
use rolewright::recipe::library::Entry;
use rolewright::text::excerpt;
use rolewright_report::setup::roles_sections;

use super::matrix::matrix;
use super::steps::{Step, copy_link, steps};
use super::{MOST_LINE, View, code, copyable, form_token, layout, problem, row};
use crate::terms::ConsoleTerms;

/// The recipes that match a text.
pub(crate) fn choose(view: &View<'_>, text: &str, found: &[&Entry]) -> Markup {
    layout(
        view,
        "/setup",
        "Choose a recipe",
        html! {
            (steps(view, "", Some(Step::Recipe)))
            form method="get" role="search" {
                p { label for="find" { "Service, role or error message" } " "
                    input type="search" id="find" name="find" value=(text) maxlength="400"; " "
                    button { "Find" } }
            }
            p.soft aria-live="polite" { (found.len()) " " @if found.len() == 1 { "recipe" } @else { "recipes" } }
            @if found.is_empty() { p { "No recipe matches. " a href=(view.to("/setup")) { "All recipes" } } }
            ul.recipes { @for entry in found { li.box {
                p { a href=(view.with("/setup/form", &[("recipe", &entry.id)])) { (excerpt(&entry.title, MOST_LINE)) " "
                    code { (excerpt(&entry.id, MOST_LINE)) } } }
                p.soft { (excerpt(&entry.service, MOST_LINE)) " · " (entry.roles.len()) " "
                    @if entry.roles.len() == 1 { "role" } @else { "roles" } }
            } } }
        },
    )
}

/// What a plan or a verification shows.
#[derive(Debug)]
pub(crate) struct Judged<'a> {
    /// The id of the draft.
    pub(crate) draft: &'a str,
    /// Whether it is a plan; else it is a verification.
    pub(crate) is_plan: bool,
    pub(crate) account: String,
    pub(crate) roles: Vec<RoleReport>,
    pub(crate) problem: Option<Problem>,
    /// The id under which the plan can be applied, and the command that applies it.
    pub(crate) apply: Option<Apply>,
}

/// How a plan is applied.
#[derive(Debug)]
pub(crate) struct Apply {
    /// The id of the plan; none where the console doesn't write.
    pub(crate) plan: Option<String>,
    pub(crate) command: String,
    /// What the command does otherwise than the console.
    pub(crate) note: Option<&'static str>,
}

pub(crate) fn judged(view: &View<'_>, state: &Judged<'_>) -> Markup {
    let (title, step, of) = if state.is_plan {
        ("Plan", Step::Plan, "plan")
    } else {
        ("Verification", Step::Verification, "verification")
    };
    layout(
        view,
        "/setup",
        title,
        html! {
            (steps(view, state.draft, Some(step)))
            dl { (row("account", &state.account)) (row("provider", &view.provider.name)) }
            @if let Some(one) = &state.problem { (problem(one)) }
            @if let Some(apply) = &state.apply { (apply_form(view, state, apply)) }
            (roles_sections(&state.roles, &ConsoleTerms, matrix))
            @if state.problem.is_none() {
                p { a href=(view.with("/setup/report", &[("draft", state.draft), ("of", of)])) { "Download the " (of) " as a report" }
                    " · " (copy_link(view, state.draft)) }
            }
        },
    )
}

fn apply_form(view: &View<'_>, state: &Judged<'_>, apply: &Apply) -> Markup {
    let reports = state.roles.iter().filter_map(|role| role.report.as_ref());
    let summaries: Vec<&str> = reports
        .flat_map(|report| &report.changes)
        .map(|change| change.summary.as_str())
        .collect();
    let changes = summaries.len();
    html! {
        @if changes > 0 { ol { @for summary in summaries { li { (excerpt(summary, MOST_LINE)) } } } }
        @match &apply.plan {
            Some(id) => {
                form method="post" action=(view.to("/setup/apply")) data-once="" {
                    (form_token(view))
                    input type="hidden" name="plan" value=(id);
                    p.buttons { button.main { "Apply " (changes) " " @if changes == 1 { "change" } @else { "changes" } } }
                }
            }
            None if changes == 0 => { p { "No changes." } }
            None => { p { "The console makes no changes in this account. Run the command to apply the plan:" } }
        }
        (command(&apply.command, apply.note))
    }
}

fn command(command: &str, note: Option<&str>) -> Markup {
    html! {
        (copyable("command", "Command", command))
        @if let Some(note) = note { p.soft { (code(note)) } }
    }
}

/// The texts of a set-up to copy.
#[derive(Debug)]
pub(crate) struct Copied<'a> {
    pub(crate) draft: &'a str,
    pub(crate) command: String,
    /// What the command does otherwise than the console.
    pub(crate) note: Option<&'static str>,
    pub(crate) toml: String,
    pub(crate) terraform: Result<String, Problem>,
    /// The trust policy, if it is a file of its own.
    pub(crate) trust: Option<String>,
}

pub(crate) fn copy(view: &View<'_>, state: &Copied<'_>) -> Markup {
    layout(
        view,
        "/setup",
        "Copy the set-up",
        html! {
            (steps(view, state.draft, None))
            @if let Some(trust) = &state.trust { (copyable("trust", crate::copied::TRUST_FILE, trust)) }
            (command(&state.command, state.note))
            (copyable("toml", "rolewright.toml", &state.toml))
            @match &state.terraform {
                Ok(text) => { (copyable("terraform", "Terraform", text)) }
                Err(error) => { h2 { "Terraform" } (problem(error)) }
            }
        },
    )
}

/// A page for what can't be shown.
pub(crate) fn failed(view: &View<'_>, title: &str, error: &Problem) -> Markup {
    layout(
        view,
        "/setup",
        title,
        html! {
            (steps(view, "", None))
            (problem(error))
            p { a href=(view.to("/setup")) { "Choose a recipe" } }
        },
    )
}
