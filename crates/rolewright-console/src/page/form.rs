//! The form of a set-up: trusted principals, buckets and other values.

use maud::{Markup, html};
use rolewright::BucketFacts;
use rolewright::bucket::Fact;
use rolewright::error::Problem;
use rolewright::recipe::file::Parameter;
use rolewright::recipe::library::Entry;
use rolewright::text::excerpt;

use super::field::FieldErrors;
use super::principals::{Principals, trust};
use super::steps::{Step, steps};
use super::{MOST_LINE, View, code, form_token, layout, problem};
use crate::draft::Draft;
use crate::terms::ConsoleTerms;

/// What the form shows.
#[derive(Debug)]
pub(crate) struct Form<'a> {
    /// The id of the draft; empty for a new one.
    pub(crate) id: &'a str,
    pub(crate) draft: &'a Draft,
    pub(crate) entry: &'a Entry,
    /// What is wrong with none of the fields.
    pub(crate) problems: Vec<Problem>,
    pub(crate) errors: FieldErrors,
    pub(crate) principals: Principals,
    /// The buckets with what was found; empty before the draft is checked.
    pub(crate) buckets: Vec<Bucket>,
    /// The principals for which the recipe has no source.
    pub(crate) assumed: Vec<String>,
}

/// A bucket with what was found.
#[derive(Debug)]
pub(crate) struct Bucket {
    pub(crate) name: String,
    /// The regions that it may be in; empty for any.
    pub(crate) regions: Vec<String>,
    pub(crate) found: Inspected,
}

/// What is known of a bucket.
#[derive(Debug)]
pub(crate) enum Inspected {
    Missing,
    /// The provider has no bucket inspector.
    NotChecked,
    Facts(Box<BucketFacts>),
    Failed(Problem),
}

pub(crate) fn page(view: &View<'_>, state: &Form<'_>) -> Markup {
    let draft = state.draft;
    layout(
        view,
        "/setup",
        &excerpt(&state.entry.title, MOST_LINE),
        html! {
            (steps(view, state.id, Some(Step::Values)))
            p.soft { code { (excerpt(&state.entry.id, MOST_LINE)) } " for " (excerpt(&state.entry.service, MOST_LINE))
                @if let Some(page) = &state.entry.page { ", from " (excerpt(&page.source, MOST_LINE)) ", " (page.date) } }
            (state.errors.summary())
            @for one in &state.problems { (problem(one)) }
            form method="post" action=(view.to("/setup/form")) {
                (form_token(view))
                input type="hidden" name="draft" value=(state.id);
                input type="hidden" name="recipe" value=(draft.recipe);
                section aria-labelledby="principals" {
                    h2 id="principals" { "Trusted principals" }
                    (trust(&state.principals, draft, &state.errors))
                }
                section aria-labelledby="values" {
                    h2 id="values" { "Buckets and other values" }
                    @for (name, parameter) in &state.entry.parameters { (value(state, name, parameter)) }
                    @if state.entry.parameters.is_empty() { p { "This recipe has no values to set." } }
                    (buckets(&state.buckets))
                }
                @if !state.assumed.is_empty() {
                    section aria-labelledby="assumed" {
                        h2 id="assumed" { "Trust without a source" }
                        p { "No page names these principals as trusted: "
                            @for one in &state.assumed { code { (excerpt(one, MOST_LINE)) } " " } }
                        p { label { input type="checkbox" name="accept_assumed" checked[draft.accept_assumed];
                            " Trust them" } }
                    }
                }
                p.buttons {
                    button name="next" value="form" { "Save and check" } " "
                    button.main name="next" value="plan" { "Plan" }
                }
            }
        },
    )
}

fn value(state: &Form<'_>, name: &str, parameter: &Parameter) -> Markup {
    let draft = state.draft;
    let text = draft.values_of(name).join("\n");
    let id = value_id(name);
    let hint = format!("{id}-hint");
    let marks = state.errors.of(&id, Some(&hint));
    let is_required = !parameter.optional && parameter.default.is_none();
    html! {
        p.field {
            label for=(id) { code { (name) } " " (excerpt(&parameter.description, MOST_LINE)) }
            (marks.text())
            @if parameter.many {
                textarea id=(id) name={ "value." (name) } rows="3" spellcheck="false" aria-invalid=[marks.invalid()]
                    aria-describedby=[marks.described_by()] autofocus[marks.is_first] { (text) }
            } @else {
                input id=(id) name={ "value." (name) } value=(text) spellcheck="false" aria-invalid=[marks.invalid()]
                    aria-describedby=[marks.described_by()] autofocus[marks.is_first];
            }
            span.soft id=(hint) {
                @if is_required { "Required. " } @else { "Optional. " }
                @if parameter.many { "One per line. " }
                @if draft.has_trust() && name == "bucket" { "Write NAME@REGION to check that the bucket is in that region." }
                @if draft.has_trust() && name == "region" { "A bucket without a region of its own must be in one of them." }
                @if let Some(default) = &parameter.default { "Default: " code { (default) } }
            }
        }
    }
}

/// Returns the id of a parameter's field.
pub(crate) fn value_id(name: &str) -> String {
    format!("value-{name}")
}

fn buckets(all: &[Bucket]) -> Markup {
    html! {
        @if !all.is_empty() {
            div.wide tabindex="0" role="region" aria-label="Buckets" { table {
                thead { tr { @for name in ["Bucket", "State", "Region", "Storage class", "Encryption", "Owner"] {
                    th scope="col" { (name) } } } }
                tbody { @for one in all { tr {
                    th scope="row" { (excerpt(&one.name, MOST_LINE)) }
                    (bucket(one))
                } } }
            } }
        }
    }
}

fn bucket(bucket: &Bucket) -> Markup {
    let facts = match &bucket.found {
        Inspected::Facts(facts) => facts,
        Inspected::Missing => return html! { td.failed { "does not exist" } td colspan="4" {} },
        Inspected::NotChecked => {
            return html! { td.soft { "not checked: this provider does not inspect buckets" } td colspan="4" {} };
        }
        Inspected::Failed(error) => {
            let help = error.remedy.as_ref();
            let help = help.map(|remedy| excerpt(&remedy.in_terms(&ConsoleTerms), MOST_LINE));
            return html! {
                td.inconclusive colspan="5" { (code(&excerpt(&error.message, MOST_LINE)))
                    @if let Some(help) = help { ". help: " (code(&help)) } }
            };
        }
    };
    let encryption = match &facts.encryption {
        Fact::Is(Some(encryption)) => encryption.algorithm.clone(),
        Fact::Is(None) => "none".to_owned(),
        Fact::NotChecked { .. } => "not checked".to_owned(),
    };
    html! {
        td.passed { "exists" }
        td { (region(&facts.region, &bucket.regions)) }
        td { (fact(&facts.storage_class)) }
        td { (excerpt(&encryption, 80)) }
        td { (fact(&facts.owner)) }
    }
}

fn region(found: &Fact<String>, required: &[String]) -> Markup {
    let is_wrong = |region: &String| !required.is_empty() && !required.contains(region);
    html! {
        @if found.known().is_some_and(is_wrong) {
            strong.failed { (fact(found)) ", but " (excerpt(&required.join(" or "), MOST_LINE)) " is required" }
        } @else { (fact(found)) }
    }
}

fn fact(fact: &Fact<String>) -> String {
    fact.known()
        .map_or_else(|| "not checked".to_owned(), |value| excerpt(value, 80))
}
