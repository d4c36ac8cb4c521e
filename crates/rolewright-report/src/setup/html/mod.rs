//! A report as a self-contained HTML page, without scripts and external resources.

mod expected;
mod requirements;
mod state;
#[cfg(test)]
mod tests;

use jiff::Timestamp;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use rolewright_core::error::Problem;
use rolewright_core::fleet::RoleReport;
use rolewright_core::remedy::{Remedy, Terms};
use rolewright_core::setup::{
    Change, Finding, Level, Outcome, Report, RequirementId, Sign, Status,
};
use rolewright_core::text::excerpt;

use expected::status;
pub use expected::{is_expected, status_class, status_word};

use super::differences::untold_findings;
use super::matrix;
use super::summary::{self, MAX_LINE, MAX_STATEMENTS};
use crate::style::Style;
use crate::{Display, Paint};

/// The style sheet of all pages: light, dark, narrow and printed.
pub const STYLE: &str = include_str!("style.css");

/// Forbids scripts, fonts and images, as a second protection after escaping.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'";

/// The maximum number of buckets in the title.
const MOST_IN_TITLE: usize = 5;

/// What a page shows besides the report.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Page<'a> {
    /// When the report was made.
    pub made: Timestamp,
    /// The command or function that made it, without secrets.
    pub command: &'a str,
}

impl<'a> Page<'a> {
    /// A page with a report that this command or function made.
    #[must_use]
    pub fn new(made: Timestamp, command: &'a str) -> Self {
        Self { made, command }
    }
}

/// Renders the report as a self-contained HTML page; `terms` are the front end's names in remedies.
#[must_use]
pub fn html(report: &Report, page: Page<'_>, terms: &dyn Terms) -> String {
    let body = html! {
        (head(report, page, terms, true))
        main { (sections(report, Numbers::default(), terms)) }
    };
    document(&title(report), CONTENT_SECURITY_POLICY, &body)
}

/// Renders the reports of several roles as one page, those that have not passed first; `problem` is why
/// there are none.
#[must_use]
pub fn roles_html(
    title: &str,
    roles: &[RoleReport],
    problem: Option<&Problem>,
    page: Page<'_>,
    terms: &dyn Terms,
) -> String {
    let mut roles: Vec<_> = roles.iter().collect();
    roles.sort_by_key(|role| role.report.as_ref().is_some_and(Report::is_ok));
    let mut numbers = Numbers::default();
    let body = html! {
        main {
            h1 { (excerpt(title, MAX_LINE)) }
            @if let Some(problem) = problem { (stopped(problem, terms)) }
            @for role in roles {
                article {
                    h2 { "Role " (excerpt(&role.role, MAX_LINE)) }
                    @if let Some(problem) = &role.error { (stopped(problem, terms)) }
                    @if let Some(report) = &role.report {
                        (head(report, page, terms, false))
                        (sections(report, numbers.take(report), terms))
                    }
                }
            }
        }
    };
    document(title, CONTENT_SECURITY_POLICY, &body)
}

/// Renders the verdict and the sections of each role's report, for a page of another front end, with what
/// `more` renders in between. Headings start at the second level.
#[must_use]
pub fn roles_sections(
    roles: &[RoleReport],
    terms: &dyn Terms,
    more: impl Fn(&Report) -> Markup,
) -> Markup {
    let mut numbers = Numbers::default();
    let several = roles.len() > 1;
    html! {
        @for role in roles {
            @if several { h2 { "Role " (excerpt(&role.role, MAX_LINE)) } }
            @if let Some(problem) = &role.error { (stopped(problem, terms)) }
            @if let Some(report) = &role.report {
                p.verdict.(status_class(report, verdict_status(report))) { (verdict(report)) }
                @if let Some(problem) = &report.error { (stopped(problem, terms)) }
                (more(report))
                (sections(report, numbers.take(report), terms))
            }
        }
    }
}

/// The numbers of the first requirement and the first cause, for links within the page.
#[derive(Clone, Copy, Debug, Default)]
struct Numbers {
    requirement: usize,
    cause: usize,
}

impl Numbers {
    /// Takes the numbers that a report needs.
    fn take(&mut self, report: &Report) -> Self {
        let own = *self;
        self.requirement += report.requirements.len();
        self.cause += report.causes.len();
        own
    }
}

/// A whole page.
pub(crate) fn document(title: &str, security: &str, body: &Markup) -> String {
    let markup = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(security);
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body { (body) }
        }
    };
    markup.into_string()
}

/// The error that ended a run.
fn stopped(problem: &Problem, terms: &dyn Terms) -> Markup {
    let help = problem.remedy.as_ref();
    let help = help.map(|remedy| excerpt(&remedy.in_terms(terms), matrix::MAX_REASON));
    html! {
        div.box {
            p { strong.(status(Status::Failed)) { "the run stopped" } " " (prose(&problem.message)) }
            @if let Some(help) = help { p { "help: " (prose(&help)) } }
        }
    }
}

/// The verdict of a report and what it is about. The title is a heading in a page of one report.
fn head(report: &Report, page: Page<'_>, terms: &dyn Terms, is_alone: bool) -> Markup {
    let title = html! {
        @if report.provider.simulated { span.badge { "SIMULATED" } " " }
        "Role for " (excerpt(&report.service, MAX_LINE))
    };
    html! {
        header {
            @if is_alone { h1 { (title) } } @else { p { (title) } }
            p.verdict.(status_class(report, verdict_status(report))) { (verdict(report)) }
            (about(report, page))
            @if let Some(problem) = &report.error { (stopped(problem, terms)) }
        }
    }
}

/// The parts of a report below its verdict.
fn sections(report: &Report, numbers: Numbers, terms: &dyn Terms) -> Markup {
    let style = Style::of(report, Display::PLAIN, terms);
    let subjects = requirements::subjects(report, numbers.requirement);
    let mut findings: Vec<_> = untold_findings(report).collect();
    findings.sort_by_key(|finding| finding.level == Level::Info);
    let is_partial = report.outcome == Outcome::Partial;
    let first = numbers.cause;
    html! {
        (section("Causes", requirements::causes(report, &subjects, first, style)))
        (section("Pending changes", report.changes.iter().filter(|c| !c.done).map(change)))
        (section("Changes made", report.changes.iter().filter(|c| c.done).map(change)))
        (section("Further changes when narrowing", report.offers.iter().map(change)))
        (section(requirements::title(report), subjects.iter().map(|one| requirements::subject(one, report, first, style))))
        (section("Findings", findings.into_iter().map(|one| finding(one, style))))
        @if !is_partial { (section("State", [state::state(&report.state)])) }
    }
}

/// The verdict in short, the command, the account and the buckets.
fn title(report: &Report) -> String {
    let simulated = if report.provider.simulated {
        "SIMULATED "
    } else {
        ""
    };
    let outcome = summary::display_word(report.outcome);
    let kind = summary::display_word(report.kind);
    let account = excerpt(&report.account, MAX_LINE);
    let title = format!("{simulated}{outcome}: rolewright {kind}, account {account}");
    let buckets = buckets(report);
    let (shown, others) = buckets.split_at(buckets.len().min(MOST_IN_TITLE));
    let more = (!others.is_empty()).then(|| format!("{} more", others.len()));
    let shown = shown.iter().map(|name| excerpt(name, MAX_LINE)).chain(more);
    [title]
        .into_iter()
        .chain(shown)
        .collect::<Vec<_>>()
        .join(", ")
}

/// The buckets that were judged; without requirements, those that the policy grants.
fn buckets(report: &Report) -> Vec<&str> {
    let of_bucket =
        |id: &RequirementId| *id == RequirementId::Access || id.as_str().starts_with("bucket_");
    let judged = report.requirements.iter().filter(|one| of_bucket(&one.id));
    let mut buckets: Vec<&str> = judged.filter_map(|one| one.subject.as_deref()).collect();
    if report.requirements.is_empty() {
        let policies = report
            .state
            .policy
            .iter()
            .chain(&report.state.further_policies);
        buckets.extend(
            policies
                .flat_map(|policy| &policy.subjects)
                .map(String::as_str),
        );
    }
    let mut seen = std::collections::BTreeSet::new();
    buckets.retain(|bucket| seen.insert(*bucket));
    buckets
}

fn verdict(report: &Report) -> String {
    if is_expected(report) {
        return summary::plan_summary(&report.changes);
    }
    let parts = [
        summary::headline(report, Paint::PLAIN),
        summary::summary(report, Paint::PLAIN),
    ];
    let parts: Vec<_> = parts.iter().map(|part| part.trim()).collect();
    let verdict = parts.join(" ");
    match verdict.trim() {
        "" => summary::display_word(report.outcome),
        verdict => verdict.to_owned(),
    }
}

fn verdict_status(report: &Report) -> Status {
    match report.outcome {
        Outcome::Partial => Status::Failed,
        _ if report.requirements.is_empty() && !report.is_ok() => Status::Inconclusive,
        _ if report.requirements.is_empty() => Status::Passed,
        _ => Status::worst(&report.requirements),
    }
}

fn about(report: &Report, page: Page<'_>) -> Markup {
    let buckets = buckets(report).join(", ");
    let hosts = report.provider.hosts.iter();
    let hosts: Vec<_> = hosts.map(|one| excerpt(&one.host, 255)).collect();
    html! {
        dl {
            (row("account", &report.account))
            @if !buckets.is_empty() { (row("buckets", &buckets)) }
            @if !report.caller.is_empty() { (row("caller", &report.caller)) }
            (row("target", &summary::target(&report.provider, &report.account)))
            @if !hosts.is_empty() { (row("hosts", &hosts.join(", "))) }
            (row("command", page.command))
            (row("created", &format!("{:.0}", page.made)))
            (row("version", concat!("rolewright ", env!("CARGO_PKG_VERSION"))))
            (row("outcome", &summary::display_word(report.outcome)))
            @if let Some(waited) = summary::wait_summary(report) { (row("waiting", &waited)) }
        }
    }
}

/// A section, unless it is empty.
fn section(title: &str, parts: impl IntoIterator<Item = Markup>) -> Markup {
    let mut parts = parts.into_iter().peekable();
    html! {
        @if parts.peek().is_some() {
            section { h2 { (title) } @for part in parts { (part) } }
        }
    }
}

pub(crate) fn row(name: &str, value: &str) -> Markup {
    html! { dt { (name) } dd { (excerpt(value, MAX_LINE)) } }
}

fn callout(
    how: Status,
    word: &str,
    text: &str,
    remedy: Option<&Remedy>,
    style: Style<'_>,
) -> Markup {
    let help = style.help(remedy, matrix::MAX_REASON);
    html! {
        div.box {
            p { strong.(status(how)) { (word) } " " (prose(text)) }
            @if let Some(help) = help { p { "help: " (prose(&help)) } }
        }
    }
}

/// Text with backticks as code.
pub(crate) fn prose(text: &str) -> Markup {
    let text = excerpt(text, MAX_STATEMENTS);
    let parts = text.split('`').enumerate();
    html! {
        @for (index, part) in parts { @if index % 2 == 0 { (part) } @else { code { (part) } } }
    }
}

fn finding(finding: &Finding, style: Style<'_>) -> Markup {
    let (how, word) = match finding.level {
        Level::Info => (Status::NotChecked, "note"),
        Level::Warning => (Status::Inconclusive, "warning"),
    };
    let accepted = finding.accepted.as_ref();
    let accepted = accepted.map(|reason| format!(" (accepted: {reason})"));
    let text = format!("{}{}", finding.text, accepted.unwrap_or_default());
    callout(how, word, &text, finding.remedy.as_ref(), style)
}

/// A change with its diff; the sign is a character as well, so that it needs no colour.
fn change(change: &Change) -> Markup {
    let class = match summary::change_symbol(change) {
        "+" => "add",
        "-" => "remove",
        _ => "modify",
    };
    html! {
        div.box {
            p { strong.(class) { (summary::change_symbol(change)) " " (excerpt(&change.summary, MAX_LINE)) } " "
                code.soft { (excerpt(&change.call.action, MAX_LINE)) } }
            @if !change.lines.is_empty() {
                pre tabindex="0" { @for line in &change.lines {
                    span.(sign(line.sign)) {
                        (Paint::PLAIN.signed(line.sign, &excerpt(&line.text, MAX_STATEMENTS)))
                    } "\n"
                } }
            }
        }
    }
}

/// The CSS class of a line of a diff.
fn sign(sign: Sign) -> &'static str {
    match sign {
        Sign::Add => "add",
        Sign::Remove => "remove",
        Sign::Keep => "soft",
    }
}
