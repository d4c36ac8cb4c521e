//! Headings, prose and fenced blocks of Markdown pages.

use std::collections::BTreeMap;

/// A page, divided at its fences.
pub(super) struct Page<'text> {
    /// Lines outside of fenced blocks, with their numbers.
    pub(super) prose: Vec<(usize, &'text str)>,
    pub(super) blocks: Vec<Block<'text>>,
}

/// A fenced block.
pub(super) struct Block<'text> {
    /// Line of the opening fence.
    pub(super) line: usize,
    pub(super) language: &'text str,
    pub(super) lines: Vec<&'text str>,
}

/// A heading of the form `## Text`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Heading {
    pub(super) line: usize,
    pub(super) level: usize,
    /// The part of a link after `#`.
    pub(super) anchor: String,
}

impl<'text> Page<'text> {
    pub(super) fn parse(text: &'text str) -> Self {
        let mut page = Self {
            prose: Vec::new(),
            blocks: Vec::new(),
        };
        let mut is_open = false;
        for (number, line) in (1..).zip(text.lines()) {
            if let Some(language) = line.trim_start().strip_prefix("```") {
                is_open = !is_open;
                if is_open {
                    page.blocks.push(Block {
                        line: number,
                        language: language.trim(),
                        lines: Vec::new(),
                    });
                }
            } else if let Some(block) = page.blocks.last_mut().filter(|_| is_open) {
                block.lines.push(line);
            } else {
                page.prose.push((number, line));
            }
        }
        page
    }

    /// Returns the headings, with anchors as GitHub and mdBook make them.
    pub(super) fn headings(&self) -> Vec<Heading> {
        let mut uses: BTreeMap<String, usize> = BTreeMap::new();
        let mut all = Vec::new();
        for (line, text) in &self.prose {
            let level = text.bytes().take_while(|byte| *byte == b'#').count();
            let Some(title) = text.get(level..).and_then(|rest| rest.strip_prefix(' ')) else {
                continue;
            };
            if level == 0 {
                continue;
            }
            let slug = slug(title);
            let count = uses.entry(slug.clone()).or_default();
            let anchor = match *count {
                0 => slug,
                more => format!("{slug}-{more}"),
            };
            *count += 1;
            all.push(Heading {
                line: *line,
                level,
                anchor,
            });
        }
        all
    }
}

/// Letters, digits, `-` and `_` stay, blanks become `-`, everything else is dropped.
fn slug(title: &str) -> String {
    let kept = |c: &char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_');
    let text: String = title.trim().chars().filter(kept).collect();
    text.to_lowercase().replace(' ', "-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_not_prose_and_their_comments_are_no_headings() {
        let page = Page::parse("# A\n\n   ```sh\n   # no heading\n   ```\n\nb\n");
        let headings: Vec<_> = page.headings().iter().map(|it| it.line).collect();
        assert_eq!(headings, [1]);
        let block = &page.blocks[0];
        assert_eq!((block.line, block.language), (3, "sh"));
        assert_eq!(block.lines, ["   # no heading"]);
        assert_eq!(page.prose.last(), Some(&(7, "b")));
    }

    #[test]
    fn anchors_are_those_of_the_rendered_page() {
        let text =
            "# `rolewright doctor`\n## What is it?\n## What is it?\n### 查找 原因\n#hashtag\n";
        let page = Page::parse(text);
        let found: Vec<_> = page
            .headings()
            .into_iter()
            .map(|heading| (heading.level, heading.anchor))
            .collect();
        let expected = [
            (1, "rolewright-doctor"),
            (2, "what-is-it"),
            (2, "what-is-it-1"),
            (3, "查找-原因"),
        ];
        assert_eq!(
            found,
            expected.map(|(level, text)| (level, text.to_owned()))
        );
    }
}
