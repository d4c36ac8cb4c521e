//! A comment for a code review: Markdown of limited size, with external text escaped.

use rolewright_core::text::excerpt;

/// The limit of GitHub, in bytes. GitHub counts characters, which are never more.
const MAX_BYTES: usize = 65_536;

/// The reserve for the notes at the end, in bytes.
const RESERVED: usize = 1_500;

/// A comment under construction, the most important section first.
#[derive(Debug)]
pub(crate) struct Comment {
    out: String,
    omitted: Vec<String>,
}

impl Comment {
    pub(crate) fn new(title: &str) -> Self {
        Self {
            out: format!("### {title}\n"),
            omitted: Vec::new(),
        }
    }

    /// Adds short Markdown that is never omitted.
    pub(crate) fn paragraph(&mut self, text: &str) {
        if !text.is_empty() {
            self.out.push_str(&format!("\n{}\n", text.trim()));
        }
    }

    /// Adds lines in a code fence that none of them can close.
    pub(crate) fn fenced(&mut self, name: &str, language: &str, lines: &[String]) {
        let longest = |line: &String| line.split(|c| c != '`').map(str::len).max();
        let ticks = lines.iter().filter_map(longest).max().unwrap_or(0).max(2) + 1;
        let fence = "`".repeat(ticks);
        self.rows(
            name,
            &format!("{fence}{language}\n"),
            lines,
            &format!("{fence}\n"),
        );
    }

    /// Adds a table with these headings; headings and rows contain their pipes.
    pub(crate) fn table(&mut self, name: &str, headings: &str, rows: &[String]) {
        self.rows(name, &heading(headings), rows, "");
    }

    /// Adds a collapsed table with a summary.
    pub(crate) fn folded(&mut self, summary: &str, headings: &str, rows: &[String]) {
        let before = format!(
            "<details><summary>{summary}</summary>\n\n{}",
            heading(headings)
        );
        self.rows(summary, &before, rows, "\n</details>\n");
    }

    /// Adds as many rows as fit; counts the others.
    pub(crate) fn rows(&mut self, name: &str, before: &str, rows: &[String], after: &str) {
        let mut available =
            (MAX_BYTES - RESERVED).saturating_sub(self.out.len() + before.len() + after.len());
        let fits = |row: &&String| {
            let left = available.checked_sub(row.len() + 1);
            available = left.unwrap_or(0);
            left.is_some()
        };
        let shown: Vec<_> = rows.iter().take_while(fits).collect();
        if !shown.is_empty() {
            self.out.push_str(&format!("\n{before}"));
            for row in &shown {
                self.out.push_str(&format!("{row}\n"));
            }
            self.out.push_str(after);
        }
        if shown.len() < rows.len() {
            let missing = rows.len() - shown.len();
            self.omitted
                .push(format!("{missing} of {} rows ({name})", rows.len()));
        }
    }

    /// Adds the note on omitted rows and the last sentence.
    pub(crate) fn finish(mut self, last: &str) -> String {
        if !self.omitted.is_empty() {
            let omitted = self.omitted.join(", ");
            self.paragraph(&format!(
                "_Left out, since a comment holds {MAX_BYTES} characters: {omitted}. \
                 `--output text` shows all._"
            ));
        }
        self.paragraph(last);
        self.out
    }
}

fn heading(headings: &str) -> String {
    let columns = headings.matches('|').count().saturating_sub(1);
    format!("{headings}\n|{}\n", "---|".repeat(columns))
}

/// A row of a table; the cells are Markdown.
pub(crate) fn row(cells: &[&str]) -> String {
    format!("| {} |", cells.join(" | "))
}

/// Text as code, without mentions or markup.
pub(crate) fn code(text: &str) -> String {
    format!("<code>{}</code>", escaped(text))
}

/// Text as prose, escaped. Text in backticks becomes code, and so does each word that GitHub would read
/// as a mention, an issue number or an emoji.
pub(crate) fn prose(text: &str) -> String {
    let parts: Vec<_> = text.split('`').collect();
    if parts.len() % 2 == 0 {
        return words(text);
    }
    let part = |(index, part): (usize, &&str)| {
        if index % 2 == 0 {
            words(part)
        } else {
            code(part)
        }
    };
    parts.iter().enumerate().map(part).collect()
}

fn words(text: &str) -> String {
    let is_special = |word: &str| word.contains(['@', '#']) || word.matches(':').count() > 1;
    let word = |word: &str| {
        if is_special(word) {
            code(word)
        } else {
            escaped(word)
        }
    };
    text.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

/// Replaces markup characters by character references, valid in Markdown and HTML, and makes control
/// characters visible.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in excerpt(text, usize::MAX).chars() {
        if "&<>|`*_~[]\\$".contains(c) {
            out.push_str(&format!("&#{};", u32::from(c)));
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::Comment;

    #[test]
    fn no_line_closes_its_fence() {
        let mut comment = Comment::new("title");
        comment.fenced("lines", "diff", &["  ````".into(), "+ end".into()]);
        let expected = "### title\n\n`````diff\n  ````\n+ end\n`````\n";
        assert_eq!(comment.finish(""), expected);
    }
}
