//! The one place that prints.

use std::io::{IsTerminal, Write};

use crate::arguments::Format;
use crate::failure::Failure;
use crate::output::Paint;
use rolewright::setup::{ErrorReport, Problem};

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
        let mut out = std::io::stdout().lock();
        let _ = out.write_all(text.as_bytes());
        if !text.ends_with('\n') {
            let _ = out.write_all(b"\n");
        }
        let _ = out.flush();
    }

    /// A note for the person, on standard error.
    pub(crate) fn note(&self, text: &str) {
        let _ = writeln!(std::io::stderr().lock(), "{text}");
    }

    /// A warning, on standard error.
    pub(crate) fn warning(&self, text: &str, help: Option<&str>) {
        let paint = Paint::new(self.warning_colours);
        self.note(&format!("{} {text}", paint.yellow("warning:")));
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
        self.note(&format!("{} {}", paint.red("error:"), problem.message));
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
            return self.note(text.trim_end());
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
        let _ = write!(std::io::stderr().lock(), "{question} Only `yes` goes on: ");
        let mut answer = String::new();
        std::io::stdin().read_line(&mut answer).is_ok() && answer.trim() == "yes"
    }
}
