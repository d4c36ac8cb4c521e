//! The form of a set-up: trusted principals, buckets and other values.

use maud::{Markup, html};
use rolewright::BucketFacts;
use rolewright::bucket::Fact;
use rolewright::error::Problem;
use rolewright::lint::{LintFinding, Severity};
use rolewright::recipe::file::Parameter;
use rolewright::recipe::library::Entry;
use rolewright::text::excerpt;

use super::{MOST_LINE, View, code, form_token, layout, problem};
use crate::draft::Draft;
use crate::trust::{TOKEN_KEYS, Trusted};

/// What the form shows.
#[derive(Debug)]
pub(crate) struct Form<'a> {
    /// The id of the draft; empty for a new one.
    pub(crate) id: &'a str,
    pub(crate) draft: &'a Draft,
    pub(crate) entry: &'a Entry,
    /// The id of the account; empty if it can't be read.
    pub(crate) account: String,
    pub(crate) problems: Vec<Problem>,
    /// The trust policy of each role, with the linter's findings.
    pub(crate) trusts: Vec<Trust>,
    /// The trust policy as fields; `None` if it contains what they can't show.
    pub(crate) trusted: Option<Trusted>,
    /// Each bucket with what was found; empty before the draft is checked.
    pub(crate) buckets: Vec<(String, Inspected)>,
    /// The principals for which the recipe has no source.
    pub(crate) assumed: Vec<String>,
}

/// A trust policy and the linter's findings.
#[derive(Debug)]
pub(crate) struct Trust {
    /// The name of the role; empty for the only one.
    pub(crate) role: String,
    pub(crate) text: String,
    pub(crate) findings: Vec<LintFinding>,
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
            p.soft { code { (excerpt(&state.entry.id, MOST_LINE)) } " for " (excerpt(&state.entry.service, MOST_LINE))
                @if let Some(page) = &state.entry.page { ", from " (excerpt(&page.source, MOST_LINE)) ", " (page.date) }
                " · " a href=(view.to("/setup")) { "another recipe" } }
            @for one in &state.problems { (problem(one)) }
            form method="post" action=(view.to("/setup/form")) {
                (form_token(view))
                input type="hidden" name="draft" value=(state.id);
                input type="hidden" name="recipe" value=(draft.recipe);
                section aria-labelledby="principals" {
                    h2 id="principals" { "1. Trusted principals" }
                    (trust(state))
                }
                section aria-labelledby="values" {
                    h2 id="values" { "2. Buckets and other values" }
                    @for (name, parameter) in &state.entry.parameters { (value(draft, name, parameter)) }
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
                    button.main name="next" value="plan" { "3. Plan" }
                }
            }
        },
    )
}

fn value(draft: &Draft, name: &str, parameter: &Parameter) -> Markup {
    let text = draft.values_of(name).join("\n");
    let id = format!("value-{name}");
    let hint = format!("{id}-hint");
    let is_required = !parameter.optional && parameter.default.is_none();
    html! {
        p.field {
            label for=(id) { code { (name) } " " (excerpt(&parameter.description, MOST_LINE)) }
            @if parameter.many {
                textarea id=(id) name={ "value." (name) } rows="3" spellcheck="false" aria-describedby=(hint) { (text) }
            } @else {
                input id=(id) name={ "value." (name) } value=(text) spellcheck="false" aria-describedby=(hint);
            }
            span.soft id=(hint) {
                @if is_required { "Required. " } @else { "Optional. " }
                @if parameter.many { "One per line. " }
                @if draft.has_trust() && name == "bucket" { "Write NAME@REGION to check that the bucket is in that region." }
                @if let Some(default) = &parameter.default { "Default: " code { (default) } }
            }
        }
    }
}

fn trust(state: &Form<'_>) -> Markup {
    if !state.draft.has_trust() {
        return html! {
            p { "The recipe defines the trusted principals." }
            @for one in &state.trusts {
                @if !one.role.is_empty() { h3 { (excerpt(&one.role, MOST_LINE)) } }
                pre tabindex="0" { (one.text) }
                (findings(one))
            }
        };
    }
    html! {
        div.panes {
            fieldset {
                legend { "As a form" }
                @match &state.trusted {
                    Some(trusted) => { (principals(trusted, state)) }
                    None => { p { "The trust policy contains parts that the form can't show. Edit it as JSON." } }
                }
            }
            @for one in &state.trusts {
                div {
                    p.field {
                        label for="trust" { "As JSON" }
                        textarea id="trust" name="trust" rows="18" spellcheck="false" aria-describedby="findings" { "\n" (one.text) }
                    }
                    div id="findings" { (findings(one)) }
                }
            }
        }
        p.soft { "Change either one; the other follows when the form is saved." }
    }
}

fn principals(trusted: &Trusted, state: &Form<'_>) -> Markup {
    let lists = [
        ("trust_accounts", "Other accounts, by id", &trusted.accounts),
        (
            "trust_users",
            "RAM users: NAME or ACCOUNT/NAME",
            &trusted.users,
        ),
        (
            "trust_roles",
            "RAM roles: NAME or ACCOUNT/NAME",
            &trusted.roles,
        ),
    ];
    let tokens = TOKEN_KEYS.iter().zip(&trusted.token);
    let account = if state.account.is_empty() {
        ""
    } else {
        &state.account
    };
    html! {
        input type="hidden" name="has_form" value="1";
        p { label { input type="checkbox" name="trust_service" checked[trusted.service];
            " Cloud service " code { (rolewright::recipe::container_registry::SERVICE) } } }
        p { label { input type="checkbox" name="trust_current" checked[trusted.current];
            " Current account " code { (excerpt(account, 40)) } ": each of its users and roles" } }
        @for (name, label, values) in lists {
            p.field { label for=(name) { (label) }
                input id=(name) name=(name) value=(values.join(", ")) spellcheck="false"; }
        }
        p.field { label for="trust_provider" { "Identity provider, by ARN" }
            input id="trust_provider" name="trust_provider" value=(trusted.provider) spellcheck="false"; }
        details open[!trusted.provider.is_empty()] {
            summary { "Conditions on the tokens of an OIDC provider" }
            @for (key, value) in tokens {
                p.field { label for=(key) { code { (key) } } input id=(key) name=(key) value=(value) spellcheck="false"; }
            }
        }
    }
}

fn findings(trust: &Trust) -> Markup {
    html! {
        @if trust.findings.is_empty() { p.passed { "The linter has no findings." } }
        @else { ul.plain { @for one in &trust.findings { li.box {
            p { strong.(severity(one.severity)) { (one.severity.as_str()) } " "
                button type="button" data-line=(one.line) data-of="trust" disabled { "line " (one.line) }
                " " (code(&excerpt(&one.message, MOST_LINE))) }
            @if let Some(line) = trust.text.lines().nth(one.line.saturating_sub(1)) {
                pre tabindex="0" { (excerpt(line, MOST_LINE)) }
            }
            p { "help: " (code(&excerpt(&one.help, MOST_LINE))) " " span.soft { (one.id) } }
        } } } }
    }
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error | Severity::Security => "failed",
        Severity::Warning => "inconclusive",
        Severity::Suggestion => "soft",
    }
}

fn buckets(all: &[(String, Inspected)]) -> Markup {
    html! {
        @if !all.is_empty() {
            div.wide tabindex="0" role="region" aria-label="Buckets" { table {
                thead { tr { @for name in ["Bucket", "State", "Region", "Storage class", "Encryption", "Owner"] {
                    th scope="col" { (name) } } } }
                tbody { @for (name, found) in all { tr {
                    th scope="row" { (excerpt(name, MOST_LINE)) }
                    (bucket(found))
                } } }
            } }
        }
    }
}

fn bucket(found: &Inspected) -> Markup {
    let facts = match found {
        Inspected::Facts(facts) => facts,
        Inspected::Missing => return html! { td.failed { "does not exist" } td colspan="4" {} },
        Inspected::NotChecked => {
            return html! { td.soft { "not checked: this provider does not inspect buckets" } td colspan="4" {} };
        }
        Inspected::Failed(error) => {
            return html! { td.inconclusive { (code(&excerpt(&error.message, MOST_LINE))) } td colspan="4" {} };
        }
    };
    let encryption = match &facts.encryption {
        Fact::Is(Some(encryption)) => encryption.algorithm.clone(),
        Fact::Is(None) => "none".to_owned(),
        Fact::NotChecked { .. } => "not checked".to_owned(),
    };
    html! {
        td.passed { "exists" }
        td { (fact(&facts.region)) }
        td { (fact(&facts.storage_class)) }
        td { (excerpt(&encryption, 80)) }
        td { (fact(&facts.owner)) }
    }
}

fn fact(fact: &Fact<String>) -> String {
    fact.known()
        .map_or_else(|| "not checked".to_owned(), |value| excerpt(value, 80))
}
