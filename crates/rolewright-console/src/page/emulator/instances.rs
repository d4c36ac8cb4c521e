//! The page of Container Registry instances.

use std::collections::BTreeMap;

use maud::{Markup, html};
use rolewright::error::Problem;
use rolewright::mock::{InstanceState, RefusedCall};
use rolewright::text::excerpt;

use crate::asked::Fields;
use crate::page::{MOST_LINE, View, code, form_token, layout, problem, row};

/// The number of refused calls that are shown at once.
const MOST_CALLS: usize = 5;

/// The recipe of an instance on a bucket of the account.
const RECIPE: &str = "container-registry/custom-bucket";

/// What the page shows.
#[derive(Debug)]
pub(crate) struct Instances<'a> {
    /// The id of the account; empty for the first.
    pub(crate) account: &'a str,
    pub(crate) first: &'a str,
    pub(crate) has_members: bool,
    /// The instances by region.
    pub(crate) instances: Result<BTreeMap<String, Vec<InstanceState>>, Problem>,
    /// The region of each bucket of the account.
    pub(crate) bucket_regions: BTreeMap<String, String>,
    /// The form that was sent, shown again after an error.
    pub(crate) form: &'a Fields,
    pub(crate) problem: Option<Problem>,
}

impl Instances<'_> {
    /// Whether the account is the first, to which the set-up pages belong.
    fn is_first(&self) -> bool {
        self.account.is_empty() || self.account == self.first
    }
}

pub(crate) fn page(view: &View<'_>, state: &Instances<'_>) -> Markup {
    layout(
        view,
        "/instances",
        "Instances",
        html! {
            @if let Some(error) = &state.problem { (problem(error)) }
            @if state.has_members { (account(view, state)) }
            @match &state.instances {
                Err(error) => { (problem(error)) }
                Ok(all) => {
                    p.soft { "Each time this page is opened, the service tries again to prepare the buckets of pending instances." }
                    @if all.values().all(Vec::is_empty) { p { "No instances." } }
                    @for (region, instances) in all { @for one in instances { (instance(view, state, region, one)) } }
                }
            }
            @if state.is_first() { (create(view, state.form)) }
        },
    )
}

fn account(view: &View<'_>, state: &Instances<'_>) -> Markup {
    html! {
        form method="get" action=(view.to("/instances")) {
            p.field { label for="account" { "Account" }
                input id="account" name="account" value=(state.account) placeholder=(state.first) spellcheck="false"
                    aria-describedby="account-hint";
                span.soft id="account-hint" { "The id of an account; empty for the first." } }
            p.buttons { button { "Show" } }
        }
    }
}

fn instance(view: &View<'_>, state: &Instances<'_>, region: &str, one: &InstanceState) -> Markup {
    let class = match one.status.as_str() {
        "RUNNING" => "passed",
        "PENDING" | "INIT_ERROR" => "failed",
        _ => "inconclusive",
    };
    // With the region, the plan also says if the bucket is in another one.
    let set_up = one
        .bucket
        .as_ref()
        .filter(|_| one.status == "PENDING" && state.is_first());
    let set_up = set_up.map(|bucket| format!("{bucket}@{region}"));
    let elsewhere = one.bucket.as_ref().and_then(|bucket| {
        let found = state.bucket_regions.get(bucket)?;
        (found != region).then_some((bucket, found))
    });
    html! {
        article.box aria-labelledby=(one.id) {
            h2 id=(one.id) { (excerpt(&one.name, MOST_LINE)) " " strong.(class) { (excerpt(&one.status, 40)) } }
            dl {
                (row("id", &one.id))
                (row("region", region))
                (row("edition", &one.specification))
                @if let Some(bucket) = &one.bucket { (row("bucket", bucket)) }
                @if let Some(issue) = &one.issue { (row("issue", issue)) }
            }
            @if !one.refused.is_empty() {
                h3 { "Why it does not run" }
                @if let Some((bucket, found)) = elsewhere {
                    p { strong.failed { "Bucket " code { (excerpt(bucket, MOST_LINE)) } " is in " (excerpt(found, MOST_LINE))
                        ", but the instance is in " (excerpt(region, MOST_LINE)) "." }
                        " An instance can use a bucket of its own region only: create an instance in "
                        (excerpt(found, MOST_LINE)) ", or on a bucket in " (excerpt(region, MOST_LINE)) "." }
                }
                @if one.refused.iter().any(is_assumption) { p { "Container Registry could not assume the role:" } }
                @else { p { "Container Registry made these calls with the role, and they were refused:" } }
                details open[one.refused.len() <= MOST_CALLS] {
                    summary { (one.refused.len()) " refused " @if one.refused.len() == 1 { "call" } @else { "calls" } }
                    ul { @for call in &one.refused { li { (refused(call)) } } }
                }
            }
            @if let Some(bucket) = &set_up {
                p { a href=(view.with("/setup/form", &[("recipe", RECIPE), ("bucket", bucket)])) {
                        "Set up the role for this bucket" } " · "
                    a href=(view.to("/instances")) { "Try again" } }
            }
        }
    }
}

/// A role that is missing, or doesn't trust the service, lacks no permission.
fn is_assumption(call: &RefusedCall) -> bool {
    call.call == "AssumeRole"
}

fn refused(call: &RefusedCall) -> Markup {
    html! {
        strong { (excerpt(&call.call, MOST_LINE)) } ": " (code(&excerpt(&call.message, MOST_LINE)))
        " (" (excerpt(&call.code, MOST_LINE)) ")"
        @if let Some(action) = call.action.as_ref().filter(|_| !is_assumption(call)) {
            ". It needs " code { (excerpt(action, MOST_LINE)) }
            @if let Some(resource) = &call.resource { " on " code { (excerpt(resource, MOST_LINE)) } } "."
        }
    }
}

fn create(view: &View<'_>, form: &Fields) -> Markup {
    let fields = [
        ("name", "Name", "images"),
        ("region", "Region", "cn-hangzhou"),
        ("bucket", "Bucket", "my-images"),
    ];
    html! {
        section aria-labelledby="create" {
            h2 id="create" { "Create an instance on a bucket" }
            p.soft { "On the real service this is possible when an instance is purchased. It runs once the service has all \
                      permissions on the bucket." }
            form method="post" action=(view.to("/instances")) {
                (form_token(view))
                @for (name, label, example) in fields {
                    p.field { label for={ "new-" (name) } { (label) }
                        input id={ "new-" (name) } name=(name) value=(form.get(name)) placeholder=(example) required spellcheck="false"; }
                }
                p.buttons { button.main { "Create" } }
            }
        }
    }
}
