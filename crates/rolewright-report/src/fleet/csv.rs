//! The report as CSV, one line for each account (RFC 4180).

use rolewright_core::fleet::FleetReport;
use rolewright_core::text::excerpt;

use super::word;

/// The longest field, in characters; spreadsheets take 32,767.
const MOST: usize = 32_000;

/// Renders the accounts with a line of headings.
///
/// A text that a spreadsheet would take for a formula begins with `'`, since it may come from a hostile
/// account.
#[must_use]
pub fn csv(report: &FleetReport) -> String {
    let mut lines = vec!["account,name,verdict,roles,changes,cause,text".to_owned()];
    for row in &report.accounts {
        let cause = row.cause.as_ref();
        let fields = [
            row.account.as_str(),
            row.name.as_deref().unwrap_or_default(),
            word(row.verdict, report.goal),
            &row.roles.to_string(),
            &row.changes.to_string(),
            cause.map_or("", |cause| &cause.id),
            cause.map_or("", |cause| &cause.text),
        ];
        lines.push(fields.map(field).join(","));
    }
    for account in &report.unfinished {
        lines.push(format!("{account},,not finished,0,0,,"));
    }
    for one in &report.skipped {
        let name = one.name.as_deref().unwrap_or_default();
        let fields = [&one.account, name, "skipped", "0", "0", "", &one.reason];
        lines.push(fields.map(field).join(","));
    }
    lines.join("\r\n") + "\r\n"
}

fn field(text: &str) -> String {
    let text = excerpt(text, MOST);
    let guard = if text.starts_with(['=', '+', '-', '@']) {
        "'"
    } else {
        ""
    };
    if text.contains(['"', ',']) {
        format!("\"{guard}{}\"", text.replace('"', "\"\""))
    } else {
        format!("{guard}{text}")
    }
}

#[cfg(test)]
mod tests {
    use super::field;

    #[test]
    fn texts_with_separators_are_quoted_and_formulas_are_texts() {
        assert_eq!(field("plain"), "plain");
        assert_eq!(field("a, \"b\""), "\"a, \"\"b\"\"\"");
        assert_eq!(field("=cmd|' /C calc'!A0"), "'=cmd|' /C calc'!A0");
        assert_eq!(field("@SUM(1,2)"), "\"'@SUM(1,2)\"");
    }
}
