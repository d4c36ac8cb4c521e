//! The one place that prints.

use std::borrow::Cow;
use std::io::{IsTerminal, Write};

use crate::args::Format;
use crate::failure::Failure;
use rolewright::setup::{ErrorReport, Problem};
use rolewright::text::steers;
use rolewright_report::Paint;

/// Writes results to standard output, and everything else to standard error.
#[derive(Debug)]
pub(crate) struct Printer {
    format: Format,
    colours: bool,
    warning_colours: bool,
}

impl Printer {
    pub(crate) fn new(format: Format) -> Self {
        // https://no-color.org: set and not empty.
        let wanted = std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
        let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        let on = |terminal: bool| terminal && wanted && !dumb;
        Self {
            format,
            colours: on(std::io::stdout().is_terminal()),
            warning_colours: on(std::io::stderr().is_terminal()),
        }
    }

    pub(crate) fn format(&self) -> Format {
        self.format
    }

    /// Whether a person reads along; everything else is one whole result.
    pub(crate) fn is_text(&self) -> bool {
        self.format == Format::Text
    }

    pub(crate) fn is_json(&self) -> bool {
        self.format == Format::Json
    }

    pub(crate) fn colours(&self) -> bool {
        self.colours
    }

    pub(crate) fn paint(&self) -> Paint {
        Paint::new(self.colours)
    }

    /// A result, on standard output. A reader that has gone away is no failure.
    pub(crate) fn result(&self, text: &str) {
        let text = fit(text, self.colours);
        let mut out = std::io::stdout().lock();
        let _ = out.write_all(text.as_bytes());
        if !text.ends_with('\n') {
            let _ = out.write_all(b"\n");
        }
        let _ = out.flush();
    }

    /// A note for the person, on standard error.
    pub(crate) fn note(&self, text: &str) {
        self.labelled("", text);
    }

    /// Only the label may have colours.
    fn labelled(&self, label: &str, text: &str) {
        let _ = writeln!(std::io::stderr().lock(), "{label}{}", fit(text, false));
    }

    /// A warning, on standard error.
    pub(crate) fn warning(&self, text: &str, help: Option<&str>) {
        let paint = Paint::new(self.warning_colours);
        self.labelled(&(paint.yellow("warning:") + " "), text);
        if let Some(help) = help {
            self.note(&format!("   help: {help}"));
        }
    }

    /// An error, on standard error, in the asked format.
    pub(crate) fn failure(&self, failure: &Failure) {
        let problem = failure.problem();
        if self.is_json() {
            return self.problem_json(problem, failure.exit().code());
        }
        let paint = Paint::new(self.warning_colours);
        self.labelled(&(paint.red("error:") + " "), &problem.message);
        if let Some(help) = &problem.help {
            self.note(&format!(" help: {help}"));
        }
    }

    /// An unusable command line, on standard error, in the asked format.
    pub(crate) fn usage(&self, error: &clap::Error) {
        let rendered = error.render();
        if !self.is_json() {
            let text = if self.warning_colours {
                rendered.ansi().to_string()
            } else {
                rendered.to_string()
            };
            let text = fit(text.trim_end(), self.warning_colours).into_owned();
            return self.labelled(&text, "");
        }
        let text = rendered.to_string();
        let message = text
            .lines()
            .next()
            .unwrap_or_default()
            .trim_start_matches("error: ");
        let problem = Problem {
            kind: "invalid_input".into(),
            message: message.into(),
            help: Some("see `rolewright --help`".into()),
            code: None,
            request_id: None,
            waits: Vec::new(),
        };
        self.problem_json(problem, 64);
    }

    fn problem_json(&self, problem: Problem, exit_code: u8) {
        let report = ErrorReport::new(problem, exit_code);
        self.note(&serde_json::to_string(&report).unwrap_or_default());
    }

    /// Whether a person can be asked.
    pub(crate) fn can_ask(&self) -> bool {
        self.is_text() && std::io::stdin().is_terminal() && std::io::stderr().is_terminal()
    }

    /// Asks, on standard error; only `yes` is a yes.
    pub(crate) fn ask(&self, question: &str) -> bool {
        let question = fit(question, false);
        let _ = write!(std::io::stderr().lock(), "{question} Only `yes` goes on: ");
        let mut answer = String::new();
        std::io::stdin().read_line(&mut answer).is_ok() && answer.trim() == "yes"
    }
}

/// What steers a terminal or turns a text around, wherever it came from, as `\u001b`: readable in a
/// text, and the same string in JSON. Only line breaks, tabs and, where there are any, colours stay.
fn fit(text: &str, colours: bool) -> Cow<'_, str> {
    let stays = |c: char| !steers(c) || matches!(c, '\n' | '\t');
    if text.chars().all(stays) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let colour = if colours { colour_length(rest) } else { 0 };
        let (piece, after) = rest.split_at(colour.max(c.len_utf8()));
        if colour > 0 || stays(c) {
            shown.push_str(piece);
        } else {
            for unit in c.encode_utf16(&mut [0; 2]) {
                shown.push_str(&format!("\\u{unit:04x}"));
            }
        }
        rest = after;
    }
    Cow::Owned(shown)
}

/// How long the colour is with which the text begins; 0 when it begins with none.
fn colour_length(text: &str) -> usize {
    let numbers = |c: char| c.is_ascii_digit() || c == ';';
    let code = text.strip_prefix("\u{1b}[");
    let after = code.map(|code| code.trim_start_matches(numbers));
    match after.and_then(|after| after.strip_prefix('m')) {
        Some(after) => text.len() - after.len(),
        None => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::fit;

    #[test]
    fn nothing_that_is_printed_steers_the_terminal_but_our_own_colours() {
        let text =
            "\u{1b}[32mproven\u{1b}[0m \u{1b}[2J\u{1b}]0;title\u{7}\u{9b}31m\u{202e}gpj\n\tÄ😀";
        let rest = r" \u001b[2J\u001b]0;title\u0007\u009b31m\u202egpj";
        let plain = format!(r"\u001b[32mproven\u001b[0m{rest}") + "\n\tÄ😀";
        let coloured = format!("\u{1b}[32mproven\u{1b}[0m{rest}\n\tÄ😀");
        assert_eq!(fit(text, false), plain);
        assert_eq!(fit(text, true), coloured);
    }

    #[test]
    fn json_stays_the_same_json() {
        let value = serde_json::json!({"a\u{202e}b": "\u{9b}\u{e0041}\u{7f}\u{2028}\u{1b}"});
        let shown = fit(&serde_json::to_string_pretty(&value).unwrap(), false).into_owned();
        assert!(shown.chars().all(|c| c == '\n' || (' '..='~').contains(&c)));
        assert_eq!(
            serde_json::from_str::<serde_json::Value>(&shown).unwrap(),
            value
        );
    }
}
