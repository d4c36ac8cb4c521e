//! A line-by-line comparison of two sides.

use rolewright_core::setup::{DiffLine, Sign};
use rolewright_core::text::excerpt;

use crate::Paint;
use crate::comment::{Comment, code};

/// Two sides and their differences.
pub(super) struct Comparison<'a> {
    /// The command.
    pub command: &'a str,
    /// The files of the old and of the new side.
    pub names: &'a [String; 2],
    /// The sentence for equal sides; `None` if they differ.
    pub equal: Option<&'a str>,
    /// The differences.
    pub lines: Vec<DiffLine>,
    /// Notes below the differences.
    pub notes: Vec<String>,
}

impl Comparison<'_> {
    pub(super) fn text(&self, paint: Paint) -> String {
        if let Some(equal) = self.equal {
            return equal.to_owned();
        }
        let [old, new] = self.names;
        let head = paint.bold(&format!("{old} -> {new}"));
        let below = self.signed(paint).chain(self.notes.iter().cloned());
        let rows = [head].into_iter().chain(below);
        rows.map(|row| row + "\n").collect()
    }

    pub(super) fn markdown(&self) -> String {
        let answer = self.equal.map_or("different", |_| "equal");
        let mut comment = Comment::new(&format!("`rolewright {}`: {answer}", self.command));
        let [old, new] = self.names;
        comment.paragraph(&format!("{} → {}", code(old), code(new)));
        let lines: Vec<_> = self.signed(Paint::PLAIN).collect();
        comment.fenced("lines of the difference", "diff", &lines);
        comment.finish(self.equal.unwrap_or(&self.notes.join(" ")))
    }

    fn signed(&self, paint: Paint) -> impl Iterator<Item = String> + '_ {
        let line = move |line: &DiffLine| paint.signed(line.sign, &line.text);
        self.lines.iter().map(line)
    }
}

/// A line of a comparison; not truncated, since the end may differ.
pub(super) fn line(sign: Sign, text: &str) -> DiffLine {
    DiffLine::new(sign, excerpt(text, usize::MAX))
}
