//! The trusted principals, as a form beside the trust policy as JSON.

use maud::{Markup, html};
use rolewright::lint::{LintFinding, Severity};
use rolewright::text::excerpt;

use super::field::FieldErrors;
use super::{MOST_LINE, code};
use crate::draft::Draft;
use crate::trust::{TOKEN_KEYS, Trusted};

/// The trusted principals of a draft.
#[derive(Debug)]
pub(crate) struct Principals {
    /// The id of the account; empty if it can't be read.
    pub(crate) account: String,
    /// The trust policy of each role, with the linter's findings.
    pub(crate) policies: Vec<Trust>,
    /// The trust policy as fields, as it was last readable; `None` if it contains what they can't show.
    pub(crate) fields: Option<Trusted>,
}

/// A trust policy and the linter's findings.
#[derive(Debug)]
pub(crate) struct Trust {
    /// The name of the role; empty for the only one.
    pub(crate) role: String,
    pub(crate) text: String,
    pub(crate) findings: Vec<LintFinding>,
}

pub(crate) fn trust(state: &Principals, draft: &Draft, errors: &FieldErrors) -> Markup {
    if !draft.has_trust() {
        return html! {
            p { "The recipe defines the trusted principals." }
            @for one in &state.policies {
                @if !one.role.is_empty() { h3 { (excerpt(&one.role, MOST_LINE)) } }
                pre tabindex="0" { (one.text) }
                (findings(one))
            }
        };
    }
    let marks = errors.of("trust", Some("findings"));
    html! {
        div.panes {
            fieldset {
                legend { "As a form" }
                @match &state.fields {
                    Some(trusted) => {
                        @if !draft.is_trust_readable() {
                            p.inconclusive { "The JSON is not a valid trust policy, so the form has the earlier principals. \
                                Correct the JSON, or change the form to replace it." }
                        }
                        (principals(trusted, &state.account, errors))
                    }
                    None => { p { "The trust policy contains parts that the form can't show. Edit it as JSON." } }
                }
            }
            @for one in &state.policies {
                div {
                    p.field {
                        label for="trust" { "As JSON" }
                        (marks.text())
                        textarea id="trust" name="trust" rows="18" spellcheck="false" aria-invalid=[marks.invalid()]
                            aria-describedby=[marks.described_by()] autofocus[marks.is_first] { "\n" (one.text) }
                    }
                    div id="findings" { (findings(one)) }
                }
            }
        }
        p.soft { "Change either one; the other follows when the form is saved." }
    }
}

fn principals(trusted: &Trusted, account: &str, errors: &FieldErrors) -> Markup {
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
    let marks = errors.of("trust_service", None);
    html! {
        input type="hidden" name="has_form" value="1";
        p.field { label { input type="checkbox" id="trust_service" name="trust_service" checked[trusted.service]
                aria-invalid=[marks.invalid()] aria-describedby=[marks.described_by()] autofocus[marks.is_first];
                " Cloud service " code { (rolewright::recipe::container_registry::SERVICE) } }
            (marks.text()) }
        p { label { input type="checkbox" name="trust_current" checked[trusted.current];
            " Current account " code { (excerpt(account, 40)) } ": each of its users and roles" } }
        @for (name, label, values) in lists { (text(errors, name, label, &values.join(", "))) }
        (text(errors, "trust_provider", "Identity provider, by ARN", &trusted.provider))
        details open[!trusted.provider.is_empty()] {
            summary { "Conditions on the tokens of an OIDC provider" }
            @for (key, value) in tokens {
                p.field { label for=(key) { code { (key) } } input id=(key) name=(key) value=(value) spellcheck="false"; }
            }
        }
    }
}

fn text(errors: &FieldErrors, name: &str, label: &str, value: &str) -> Markup {
    let marks = errors.of(name, None);
    html! {
        p.field { label for=(name) { (label) }
            (marks.text())
            input id=(name) name=(name) value=(value) spellcheck="false" aria-invalid=[marks.invalid()]
                aria-describedby=[marks.described_by()] autofocus[marks.is_first]; }
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
