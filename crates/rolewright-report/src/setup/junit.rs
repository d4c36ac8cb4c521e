//! A report as JUnit XML, for the test views of CI services.

use maud::{Markup, PreEscaped, html};
use rolewright_core::fleet::RoleReport;
use rolewright_core::remedy::Terms;
use rolewright_core::setup::{Level, Report};
use rolewright_core::text::excerpt;

use super::checks::{Check, Verdict, checks, checks_of};
use super::summary::{display_word, unknown_hosts};

/// Renders the report as JUnit XML: a failed check is a failure, an inconclusive one an error, and one
/// that was not checked is skipped. A finding is a failure if it is drift or of at least the level `fail_on`,
/// else it is printed by a test case that passes.
#[must_use]
pub fn junit(report: &Report, fail_on: Option<Level>, terms: &dyn Terms) -> String {
    let checks = checks(report, fail_on, terms);
    let name = format!("rolewright {}", display_word(report.kind));
    document(&[Suite {
        name,
        properties: properties(report),
        checks,
    }])
}

/// Renders the reports of several roles as JUnit XML, with a suite for each role.
#[must_use]
pub fn roles_junit(roles: &[RoleReport], fail_on: Option<Level>, terms: &dyn Terms) -> String {
    let suites = roles.iter().map(|role| {
        let report = role.report.as_ref();
        let kind = report.map_or("run".to_owned(), |report| display_word(report.kind));
        let of_report = report.map(properties).unwrap_or_default();
        Suite {
            name: format!("rolewright {kind} {}", role.role),
            properties: [("role", role.role.to_string())]
                .into_iter()
                .chain(of_report)
                .collect(),
            checks: checks_of(role, fail_on, terms),
        }
    });
    document(&suites.collect::<Vec<_>>())
}

/// The checks of one report.
struct Suite {
    name: String,
    properties: Vec<(&'static str, String)>,
    checks: Vec<Check>,
}

impl Suite {
    fn count(&self, verdict: Verdict) -> usize {
        let checks = self.checks.iter();
        checks.filter(|check| check.verdict == verdict).count()
    }
}

fn properties(report: &Report) -> Vec<(&'static str, String)> {
    let mut properties = vec![
        ("account", report.account.clone()),
        ("recipe", report.recipe.clone()),
        ("provider", report.provider.name.clone()),
        ("simulated", report.provider.simulated.to_string()),
        ("outcome", display_word(report.outcome)),
    ];
    let hosts = unknown_hosts(&report.provider);
    if !hosts.is_empty() {
        properties.push(("unknown_hosts", hosts.join(", ")));
    }
    properties
}

fn document(suites: &[Suite]) -> String {
    let sum = |of: &dyn Fn(&Suite) -> usize| suites.iter().map(of).sum::<usize>();
    let tests = sum(&|suite| suite.checks.len());
    let failures = sum(&|suite| suite.count(Verdict::Failed));
    let errors = sum(&|suite| suite.count(Verdict::Error));
    let xml = html! {
        testsuites name="rolewright" tests=(tests) failures=(failures) errors=(errors) time="0" {
            @for suite in suites {
                testsuite name=(text(&suite.name)) tests=(suite.checks.len())
                    failures=(suite.count(Verdict::Failed)) errors=(suite.count(Verdict::Error))
                    skipped=(suite.count(Verdict::Skipped)) time="0" {
                    properties {
                        @for (name, value) in &suite.properties {
                            property name=(name) value=(text(value)) {}
                        }
                    }
                    @for check in &suite.checks { (testcase(&suite.name, check)) }
                }
            }
        }
    };
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{}\n",
        xml.into_string()
    )
}

fn testcase(suite: &str, check: &Check) -> Markup {
    let class = format!("{}.{}", suite.replace(' ', "."), check.id);
    let message = check
        .details
        .first()
        .map_or_else(|| text(&check.name), |line| text(line));
    let lines: Vec<_> = check.details.iter().map(|line| text(line)).collect();
    let lines = lines.join("\n");
    html! {
        (PreEscaped("\n"))
        testcase classname=(text(&class)) name=(text(&check.name)) time="0" {
            @match check.verdict {
                Verdict::Passed => {},
                Verdict::Failed => failure type=(check.id) message=(message) { (lines) },
                Verdict::Error => error type=(check.id) message=(message) { (lines) },
                Verdict::Skipped => skipped message=(message) {},
                Verdict::Found(Level::Warning) => system-out { "warning: " (lines) },
                Verdict::Found(Level::Info) | Verdict::Noted => system-out { "note: " (lines) },
            }
        }
    }
}

/// The text without characters that XML 1.0 forbids.
fn text(text: &str) -> String {
    let text = excerpt(text, usize::MAX);
    text.replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}")
}
