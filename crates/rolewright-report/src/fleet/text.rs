//! The report as text.

use rolewright_core::fleet::{AccountVerdict, CauseGroup, FleetReport};
use rolewright_core::remedy::Terms;
use rolewright_core::text::excerpt;

use super::{accounts, verdict};
use crate::wrap::wrapped;
use crate::{Detail, Display};

/// The accounts that are named for each cause, unless all are asked for.
const NAMED: usize = 5;

/// The longest text of a cause, in characters.
const MOST: usize = 600;

/// Renders the report: the causes, the most frequent first, then the verdict.
#[must_use]
pub fn text(report: &FleetReport, display: Display, terms: &dyn Terms) -> String {
    let mut lines = Vec::new();
    if display.detail != Detail::Verdict {
        for group in &report.causes {
            lines.extend(cause(group, display, terms));
        }
        for one in &report.skipped {
            let name = one.name.as_deref().unwrap_or("no name");
            let text = format!("skipped: {} ({name}): {}", one.account, one.reason);
            lines.push(excerpt(&text, MOST));
        }
    }
    let paint = display.paint;
    let verdict = format!("{}.", verdict(report));
    lines.push(if report.has_passed() {
        paint.green(&verdict)
    } else if report.not_judged > 0 {
        paint.red(&verdict)
    } else {
        paint.yellow(&verdict)
    });
    lines.join("\n") + "\n"
}

fn cause(group: &CauseGroup, display: Display, terms: &dyn Terms) -> Vec<String> {
    let paint = display.paint;
    let count = accounts(group.accounts.len());
    let count = match group.verdict {
        AccountVerdict::NotJudged => paint.red(&count),
        _ => paint.yellow(&count),
    };
    let mut lines = vec![format!("{count}: {}", excerpt(&group.text, MOST))];
    if let Some(remedy) = &group.remedy {
        let help = format!("help: {}", excerpt(&remedy.in_terms(terms), MOST));
        lines.extend(
            wrapped(&help, display.width.saturating_sub(2))
                .into_iter()
                .map(|line| format!("  {line}")),
        );
    }
    let most = match display.detail {
        Detail::Full => usize::MAX,
        _ => NAMED,
    };
    let named: Vec<_> = group
        .accounts
        .iter()
        .take(most)
        .map(ToString::to_string)
        .collect();
    let others = group.accounts.len() - named.len();
    let others = match others {
        0 => String::new(),
        others => format!(" and {others} more"),
    };
    lines.push(paint.dim(&format!("  {}{others}", named.join(", "))));
    lines
}
