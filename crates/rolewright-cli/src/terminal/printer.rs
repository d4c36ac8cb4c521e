//! The only module that prints.

use std::borrow::Cow;
use std::io::{self, IsTerminal, Write};
use std::sync::OnceLock;

use crate::args::{Color, Format};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::terminal::CliTerms;
use rolewright::error::{ErrorReport, Problem};
use rolewright::remedy::Remedy;
use rolewright::text::steers;
use rolewright::{Error, ErrorKind};
use rolewright_report::{Detail, Display, Paint, wrapped_after};

/// Writes results to standard output, and everything else to standard error.
#[derive(Debug)]
pub(crate) struct Printer {
    format: Format,
    detail: Detail,
    colours: bool,
    warning_colours: bool,
    progress: bool,
    /// The names of commands and options in remedies.
    terms: Box<CliTerms>,
    /// The first error of standard output.
    undelivered: OnceLock<io::Error>,
}

/// The width of text without a terminal, and the maximum on a terminal.
const WIDTH: usize = 100;

impl Default for Printer {
    fn default() -> Self {
        Self::new(Color::Auto, Detail::Summary)
    }
}

impl Printer {
    /// A printer of text.
    pub(crate) fn new(color: Color, detail: Detail) -> Self {
        // https://no-color.org: set and not empty.
        let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        let is_dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        let is_plain = is_set("NO_COLOR") || is_dumb;
        let on = |terminal: bool| match color {
            Color::Auto => terminal && !is_plain,
            Color::Always => true,
            Color::Never => false,
        };
        let terminal = io::stderr().is_terminal();
        Self {
            format: Format::Text,
            detail,
            colours: on(io::stdout().is_terminal()),
            warning_colours: on(terminal),
            progress: terminal && !is_plain && !is_set("CI"),
            terms: Box::default(),
            undelivered: OnceLock::new(),
        }
    }

    pub(crate) fn with_terms(mut self, terms: CliTerms) -> Self {
        self.terms = Box::new(terms);
        self
    }

    /// Returns the names of commands and options in remedies.
    pub(crate) fn terms(&self) -> &CliTerms {
        &self.terms
    }

    pub(crate) fn with_format(mut self, format: Format) -> Self {
        self.format = format;
        self
    }

    /// Returns how to show a report as text.
    pub(crate) fn display(&self) -> Display {
        Display {
            paint: self.paint(),
            width: width(),
            detail: self.detail,
            ..Display::PLAIN
        }
    }

    /// Whether the progress of a run is shown.
    pub(crate) fn shows_progress(&self) -> bool {
        self.progress && !self.is_json() && !self.is_quiet()
    }

    pub(crate) fn format(&self) -> Format {
        self.format
    }

    /// Whether the output is text for a person; every other format is one complete result.
    pub(crate) fn is_text(&self) -> bool {
        self.format == Format::Text
    }

    /// Whether only the verdict is shown.
    pub(crate) fn is_quiet(&self) -> bool {
        self.detail == Detail::Verdict
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

    /// Prints a result on standard output. The first error is kept for [`Self::delivered`], so that a run
    /// which writes is not stopped half-way.
    pub(crate) fn result(&self, text: &str) {
        if self.has_failed() {
            return;
        }
        let text = sanitized(text, self.colours);
        let end = if text.ends_with('\n') { "" } else { "\n" };
        let mut out = io::stdout().lock();
        let written = out.write_all(text.as_bytes());
        let written = written.and_then(|()| out.write_all(end.as_bytes()));
        if let Err(error) = written.and_then(|()| out.flush()) {
            self.undelivered.get_or_init(|| error);
        }
    }

    /// Whether a result could not be printed.
    pub(crate) fn has_failed(&self) -> bool {
        self.undelivered.get().is_some()
    }

    /// Returns the exit code of a command that printed its results: another one if they did not arrive.
    /// A closed pipe is silent, since its reader has ended on purpose.
    pub(crate) fn delivered(&self, exit: Exit) -> Exit {
        let Some(error) = self.undelivered.get() else {
            return exit;
        };
        if error.kind() == io::ErrorKind::BrokenPipe {
            return match exit {
                // The signal has probably ended the reader as well.
                Exit::Signal(_) => exit,
                _ => Exit::ClosedPipe,
            };
        }
        let text = format!("standard output can't be written: {error}");
        let help = match exit {
            Exit::Positive => "the command itself succeeded".to_owned(),
            other => format!("without this, the exit code would be {}", other.code()),
        };
        let error = Error::new(ErrorKind::Store, text).with_remedy(help);
        self.failure(&error.into(), Exit::Failed);
        Exit::Failed
    }

    /// Prints a note on standard error.
    pub(crate) fn note(&self, text: &str) {
        print("", text);
    }

    /// Prints a text after a label, wrapped at the width of a terminal; only the label may have colours.
    fn labelled(&self, label: &str, colour: fn(Paint, &str) -> String, text: &str) {
        let painted = colour(Paint::new(self.warning_colours), label);
        match columns(&console::Term::stderr()) {
            Some(columns) => {
                let width = columns.min(WIDTH);
                print(&painted, &wrapped_after(text, width, label.len()));
            }
            None => print(&painted, text),
        }
    }

    /// Prints a warning on standard error.
    pub(crate) fn warning(&self, text: &str, remedy: Option<&Remedy>) {
        self.labelled("warning: ", Paint::yellow, text);
        if let Some(remedy) = remedy {
            self.labelled("   help: ", plain, &remedy.in_terms(self.terms()));
        }
    }

    /// Prints an error on standard error, in the requested format.
    pub(crate) fn failure(&self, failure: &Failure, exit: Exit) {
        let problem = failure.problem();
        if self.is_json() {
            return self.problem_json(problem, exit.code());
        }
        self.labelled("error: ", Paint::red, &problem.message);
        if let Some(remedy) = &problem.remedy {
            self.labelled(" help: ", plain, &remedy.in_terms(self.terms()));
        }
    }

    /// Prints a usage error on standard error, in the requested format.
    pub(crate) fn usage(&self, error: &clap::Error) {
        let rendered = error.render();
        if !self.is_json() {
            let text = if self.warning_colours {
                rendered.ansi().to_string()
            } else {
                rendered.to_string()
            };
            let text = sanitized(text.trim_end(), self.warning_colours).into_owned();
            return print(&text, "");
        }
        let text = rendered.to_string();
        let message = text
            .lines()
            .next()
            .unwrap_or_default()
            .trim_start_matches("error: ");
        let error = Error::new(ErrorKind::InvalidInput, message);
        let error = error.with_remedy("see `rolewright --help`");
        self.problem_json(Problem::from(&error), 64);
    }

    fn problem_json(&self, problem: Problem, exit_code: u8) {
        let report = ErrorReport::new(problem, exit_code);
        self.note(&serde_json::to_string(&report).unwrap_or_default());
    }

    /// Whether a prompt is possible.
    pub(crate) fn can_ask(&self) -> bool {
        self.is_text() && io::stdin().is_terminal() && io::stderr().is_terminal()
    }

    /// Prompts on standard error; only `yes` confirms.
    pub(crate) fn ask(&self, question: &str) -> bool {
        let answer = self.read_answer(&format!("{question} Only `yes` goes on: "));
        answer.is_some_and(|answer| answer == "yes")
    }

    /// Prompts on standard error and reads a line; `None` at the end of the input.
    pub(crate) fn read_answer(&self, question: &str) -> Option<String> {
        let _ = write!(io::stderr().lock(), "{}", sanitized(question, false));
        let mut answer = String::new();
        let read = io::stdin().read_line(&mut answer);
        read.is_ok_and(|bytes| bytes > 0)
            .then(|| answer.trim().to_owned())
    }
}

/// Prints a note on standard error, without a printer.
pub(crate) fn note(text: &str) {
    print("", text);
}

fn plain(_paint: Paint, label: &str) -> String {
    label.to_owned()
}

fn print(label: &str, text: &str) {
    let _ = writeln!(io::stderr().lock(), "{label}{}", sanitized(text, false));
}

/// The columns of the output, at most 100.
fn width() -> usize {
    let columns = columns(&console::Term::stdout());
    columns.unwrap_or(WIDTH).min(WIDTH)
}

/// The columns of `COLUMNS`, else of the terminal; `None` in a pipe.
fn columns(terminal: &console::Term) -> Option<usize> {
    let columns = std::env::var_os("COLUMNS");
    let columns = columns.and_then(|columns| columns.to_str()?.parse().ok());
    let columns = columns.filter(|columns: &usize| *columns > 0);
    let of_terminal = || {
        let (_, columns) = terminal.size_checked()?;
        Some(usize::from(columns))
    };
    columns.or_else(of_terminal)
}

/// The text with control and direction characters escaped as `\u001b`: readable in text, and the same
/// string in JSON. Line breaks, tabs and, when `colours` is set, colour codes are kept.
fn sanitized(text: &str, colours: bool) -> Cow<'_, str> {
    let is_kept = |c: char| !steers(c) || matches!(c, '\n' | '\t');
    if text.chars().all(is_kept) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let colour = if colours { colour_code_length(rest) } else { 0 };
        let (piece, after) = rest.split_at(colour.max(c.len_utf8()));
        if colour > 0 || is_kept(c) {
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

/// The length of the colour code at the start of the text; 0 without one.
fn colour_code_length(text: &str) -> usize {
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
    use super::sanitized;

    #[test]
    fn only_our_own_colours_control_the_terminal() {
        let text =
            "\u{1b}[32mpassed\u{1b}[0m \u{1b}[2J\u{1b}]0;title\u{7}\u{9b}31m\u{202e}gpj\n\tÄ😀";
        let rest = r" \u001b[2J\u001b]0;title\u0007\u009b31m\u202egpj";
        let plain = format!(r"\u001b[32mpassed\u001b[0m{rest}") + "\n\tÄ😀";
        let coloured = format!("\u{1b}[32mpassed\u{1b}[0m{rest}\n\tÄ😀");
        assert_eq!(sanitized(text, false), plain);
        assert_eq!(sanitized(text, true), coloured);
    }

    #[test]
    fn json_stays_the_same_json() {
        let value = serde_json::json!({"a\u{202e}b": "\u{9b}\u{e0041}\u{7f}\u{2028}\u{1b}"});
        let shown = sanitized(&serde_json::to_string_pretty(&value).unwrap(), false).into_owned();
        assert!(shown.chars().all(|c| c == '\n' || (' '..='~').contains(&c)));
        assert_eq!(
            serde_json::from_str::<serde_json::Value>(&shown).unwrap(),
            value
        );
    }
}
