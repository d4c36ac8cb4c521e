//! A finding under its line.
//!
//! The renderer makes tabs, control characters and direction characters visible, and handles wide
//! characters.

use annotate_snippets::{AnnotationKind, Level, Origin, Renderer, Snippet};
use rolewright_core::lint::{LintFinding, Severity};

/// The maximum bytes to show on each side of a finding.
const CONTEXT: usize = 120;

/// Renders the findings of one text.
pub(super) struct Snippets<'t> {
    name: &'t str,
    text: &'t str,
    renderer: Renderer,
}

/// An excerpt of a line, with the span of a finding in it.
struct Excerpt<'t> {
    text: &'t str,
    start: usize,
    end: usize,
    is_from_the_start: bool,
}

impl<'t> Snippets<'t> {
    pub(super) fn new(name: &'t str, text: &'t str, colours: bool) -> Self {
        let renderer = if colours {
            Renderer::styled()
        } else {
            Renderer::plain()
        };
        Self {
            name,
            text,
            renderer,
        }
    }

    pub(super) fn show(&self, finding: &LintFinding) -> String {
        let level = match finding.severity {
            Severity::Error => Level::ERROR,
            Severity::Security => Level::WARNING.with_name("security"),
            Severity::Warning => Level::WARNING,
            Severity::Suggestion => Level::NOTE.with_name("suggestion"),
        };
        let excerpt = self.excerpt(finding);
        let snippet = Snippet::source(excerpt.text)
            .line_start(finding.line)
            .fold(false)
            .annotation(AnnotationKind::Primary.span(excerpt.start..excerpt.end));
        let title = level.primary_title(finding.message.as_str()).id(finding.id);
        let help = Level::HELP.message(finding.help.as_str());
        let report = if excerpt.is_from_the_start {
            title.element(snippet.path(self.name))
        } else {
            let origin = Origin::path(self.name).line(finding.line);
            title
                .element(origin.char_column(finding.column))
                .element(snippet)
        };
        let report = [report.element(help)];
        self.renderer.render(&report)
    }

    /// The line on which the finding begins; of a long line, the part around it.
    fn excerpt(&self, finding: &LintFinding) -> Excerpt<'t> {
        let at = finding.span.start.min(self.text.len());
        let before = self.text.get(..at).unwrap_or_default();
        let line = before.rfind('\n').map_or(0, |end| end + 1);
        let behind = self.text.get(at..).unwrap_or_default();
        let end = behind
            .find(['\r', '\n'])
            .map_or(self.text.len(), |length| at + length);
        let from = self.boundary(line.max(at.saturating_sub(CONTEXT)));
        let last = finding.span.end.clamp(at, end).min(at + CONTEXT);
        let last = self.boundary(last);
        let to = self.boundary(end.min(last + CONTEXT));
        Excerpt {
            text: self.text.get(from..to).unwrap_or_default(),
            start: at - from,
            end: last - from,
            is_from_the_start: from == line,
        }
    }

    /// The next character boundary.
    fn boundary(&self, mut at: usize) -> usize {
        while !self.text.is_char_boundary(at) {
            at += 1;
        }
        at
    }
}
