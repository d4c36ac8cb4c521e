//! A comment of a code review: Markdown of a bounded size, in which foreign text stays text.

use rolewright_core::text::excerpt;

/// GitHub takes no longer comment. It counts characters; bytes are never fewer.
const LARGEST: usize = 65_536;

/// What the notes at the end may take of it.
const RESERVED: usize = 1_500;

/// A comment that grows section by section, the weightiest first.
#[derive(Debug)]
pub(crate) struct Comment {
    out: String,
    left_out: Vec<String>,
}

impl Comment {
    pub(crate) fn new(title: &str) -> Self {
        Self {
            out: format!("### {title}\n"),
            left_out: Vec::new(),
        }
    }

    /// Markdown that is short and always said.
    pub(crate) fn paragraph(&mut self, text: &str) {
        if !text.is_empty() {
            self.out.push_str(&format!("\n{}\n", text.trim()));
        }
    }

    /// Lines inside a fence that none of them can close.
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

    /// A table under these headings; the rows bring their own pipes.
    pub(crate) fn table(&mut self, name: &str, headings: &str, rows: &[String]) {
        self.rows(name, &heading(headings), rows, "");
    }

    /// A table that is folded under its summary.
    pub(crate) fn folded(&mut self, summary: &str, headings: &str, rows: &[String]) {
        let before = format!(
            "<details><summary>{summary}</summary>\n\n{}",
            heading(headings)
        );
        self.rows(summary, &before, rows, "\n</details>\n");
    }

    /// As many rows as there is room for; what has none is counted.
    pub(crate) fn rows(&mut self, name: &str, before: &str, rows: &[String], after: &str) {
        let mut room =
            (LARGEST - RESERVED).saturating_sub(self.out.len() + before.len() + after.len());
        let fits = |row: &&String| {
            let left = room.checked_sub(row.len() + 1);
            room = left.unwrap_or(0);
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
            self.left_out
                .push(format!("{missing} of {} rows ({name})", rows.len()));
        }
    }

    /// The comment, with its last sentence.
    pub(crate) fn end(mut self, last: &str) -> String {
        if !self.left_out.is_empty() {
            let left_out = self.left_out.join(", ");
            self.paragraph(&format!(
                "_Left out, since a comment holds {LARGEST} characters: {left_out}. \
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

/// One row of a table; the cells are Markdown.
pub(crate) fn row(cells: &[&str]) -> String {
    format!("| {} |", cells.join(" | "))
}

/// Text as code, in which nobody is mentioned and nothing is marked up.
pub(crate) fn code(text: &str) -> String {
    format!("<code>{}</code>", entities(text))
}

/// Text as prose that shows as it is. What stands in backticks is code, and so is each word that
/// a code review would take for a mention, the number of an issue or a picture.
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
    let speaks = |word: &str| word.contains(['@', '#']) || word.matches(':').count() > 1;
    let word = |word: &str| {
        if speaks(word) {
            code(word)
        } else {
            entities(word)
        }
    };
    text.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

/// Everything that Markdown or HTML could take for its own, as references to characters, which
/// mean the same in both; what steers is shown as what it is.
fn entities(text: &str) -> String {
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
        assert_eq!(comment.end(""), expected);
    }
}
