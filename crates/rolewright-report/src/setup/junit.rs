//! A report as JUnit XML, for the test views of CI services.

use maud::{Markup, PreEscaped, html};
use rolewright_core::remedy::Terms;
use rolewright_core::setup::Report;
use rolewright_core::text::excerpt;

use super::checks::{Check, Verdict, checks};
use super::summary::display_word;
use crate::Display;
use crate::style::Style;

/// Renders the report as JUnit XML: a failed check is a failure, an inconclusive one an error, and one
/// that was not checked is skipped.
#[must_use]
pub fn junit(report: &Report, terms: &dyn Terms) -> String {
    let checks = checks(report, Style::of(report, Display::PLAIN, terms));
    let suite = format!("rolewright {}", display_word(report.kind));
    let count = |verdict| {
        checks
            .iter()
            .filter(|check| check.verdict == verdict)
            .count()
    };
    let (failures, errors) = (count(Verdict::Failed), count(Verdict::Error));
    let properties = [
        ("account", report.account.clone()),
        ("recipe", report.recipe.clone()),
        ("provider", report.provider.name.clone()),
        ("simulated", report.provider.simulated.to_string()),
        ("outcome", display_word(report.outcome)),
    ];
    let xml = html! {
        testsuites name="rolewright" tests=(checks.len()) failures=(failures) errors=(errors) time="0" {
            testsuite name=(suite) tests=(checks.len()) failures=(failures) errors=(errors)
                skipped=(count(Verdict::Skipped)) time="0" {
                properties {
                    @for (name, value) in &properties {
                        property name=(name) value=(text(value)) {}
                    }
                }
                @for check in &checks { (testcase(&suite, check)) }
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
            }
        }
    }
}

/// The text without characters that XML 1.0 forbids.
fn text(text: &str) -> String {
    let text = excerpt(text, usize::MAX);
    text.replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}")
}
