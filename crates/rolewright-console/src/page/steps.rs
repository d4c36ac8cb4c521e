//! The steps of a set-up, shown on each of its pages.

use maud::{Markup, html};

use super::View;

/// A step of a set-up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    Recipe,
    Values,
    Plan,
    Apply,
    Verification,
}

/// The numbered steps; each links to its page, if the draft has one. `draft` is empty before the form is saved.
pub(crate) fn steps(view: &View<'_>, draft: &str, current: Option<Step>) -> Markup {
    let of_draft = |path| (!draft.is_empty()).then(|| view.with(path, &[("draft", draft)]));
    let steps = [
        (Step::Recipe, "Recipe", Some(view.to("/setup"))),
        (
            Step::Values,
            "Principals and buckets",
            of_draft("/setup/form"),
        ),
        (Step::Plan, "Plan", of_draft("/setup/plan")),
        // A run has a page of its own, to which its plan leads.
        (Step::Apply, "Apply", None),
        (
            Step::Verification,
            "Verification",
            of_draft("/setup/verify"),
        ),
    ];
    html! {
        nav aria-label="Steps" { ol.steps { @for ((step, name, address), number) in steps.into_iter().zip(1..) {
            li.current[Some(step) == current] { span.number { (number) } " "
                a href=[address] aria-current=[(Some(step) == current).then_some("step")] { (name) } }
        } } }
    }
}

/// The link to the texts of a draft to copy.
pub(crate) fn copy_link(view: &View<'_>, draft: &str) -> Markup {
    html! { a href=(view.with("/setup/copy", &[("draft", draft)])) { "Copy the set-up as command, file or Terraform" } }
}
