//! The page of a run.

use maud::{Markup, html};
use rolewright::text::excerpt;
use rolewright_report::setup::roles_sections;

use super::matrix::matrix;
use super::steps::{Step, copy_link, steps};
use super::{MOST_LINE, View, code, layout, problem};
use crate::runs::{Ended, Progress};
use crate::terms::ConsoleTerms;

pub(crate) fn page(view: &View<'_>, id: &str, draft: &str, progress: &Progress) -> Markup {
    let title = match &progress.ended {
        None => "Applying",
        Some(Ended::Failed(_)) => "Not applied",
        Some(Ended::Reports(roles)) => {
            let is_ok = |report: &rolewright::setup::Report| report.is_ok();
            let all = roles
                .iter()
                .all(|role| role.report.as_ref().is_some_and(is_ok));
            if all { "Applied" } else { "Applied in part" }
        }
    };
    let events = progress
        .ended
        .is_none()
        .then(|| view.with("/run/events", &[("id", id)]));
    layout(
        view,
        "/setup",
        title,
        html! {
            (steps(view, draft, Some(Step::Apply)))
            div id="live" data-events=[events] {
                @if progress.ended.is_none() {
                    p aria-live="polite" { (excerpt(&progress.now, MOST_LINE)) }
                    noscript { p { a href=(view.with("/run", &[("id", id)])) { "Reload" } " to see the progress." } }
                }
                @if !progress.steps.is_empty() {
                    h2 { "Progress" }
                    ol { @for step in &progress.steps { li {
                        @match &step.error {
                            None => { strong.passed { "done" } }
                            Some(_) => { strong.failed { "failed" } }
                        }
                        " " (excerpt(&step.summary, MOST_LINE))
                        @if let Some(error) = &step.error { ": " (code(&excerpt(error, MOST_LINE))) }
                    } } }
                }
                @match &progress.ended {
                    None => {}
                    Some(Ended::Failed(error)) => { (problem(error)) }
                    Some(Ended::Reports(roles)) => {
                        p { a href=(view.with("/run/report", &[("id", id)])) { "Download the report" } " · "
                            a href=(view.with("/setup/verify", &[("draft", draft)])) { "Verify again" } " · "
                            (copy_link(view, draft)) }
                        (roles_sections(roles, &ConsoleTerms, matrix))
                    }
                }
            }
        },
    )
}

/// The page when another run is in progress.
pub(crate) fn busy(view: &View<'_>, id: &str) -> Markup {
    layout(
        view,
        "/setup",
        "Another run is in progress",
        html! {
            (steps(view, "", Some(Step::Apply)))
            p { "Nothing was started. One run is made at a time." }
            p { a href=(view.with("/run", &[("id", id)])) { "Show the run in progress" } }
        },
    )
}
