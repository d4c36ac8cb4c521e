//! Just enough of Rust's syntax to tell code from comments, strings and tests.
//!
//! What is taken out is replaced by spaces, line by line, so that line numbers stay true.

/// The text without its comments and without what its strings hold.
pub(crate) fn code_only(text: &str) -> String {
    Lexer {
        rest: text,
        out: String::new(),
    }
    .run()
}

/// What `code_only` returned, without the items that only a test build compiles.
pub(crate) fn without_tests(code: &str) -> String {
    let mut out = String::with_capacity(code.len());
    let mut rest = code;
    while let Some((before, after)) = rest.split_once("#[cfg(test)]") {
        out.push_str(before);
        let (item, next) = split(after, item_length(after));
        blank(&mut out, item);
        rest = next;
    }
    out.push_str(rest);
    out
}

/// The lines, counted from 1, in which `word` stands alone: not as a part of a longer name.
pub(crate) fn lines_with(code: &str, word: &str) -> Vec<usize> {
    let numbered = (1..).zip(code.lines());
    numbered
        .filter(|(_, line)| has_word(line, word))
        .map(|(number, _)| number)
        .collect()
}

pub(crate) fn has_word(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(start, _)| {
        let (before, after) = split(line, start);
        let (_, after) = split(after, word.len());
        let opens = !word.starts_with(is_name) || !before.ends_with(is_name);
        let closes = !word.ends_with(is_name) || !after.starts_with(is_name);
        opens && closes
    })
}

/// The text up to the bracket that closes a group, given the text after the one that opens it.
pub(crate) fn group(after_bracket: &str) -> &str {
    let mut depth = 1_u32;
    for (index, character) in after_bracket.char_indices() {
        match character {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return split(after_bracket, index).0;
        }
    }
    after_bracket
}

pub(crate) fn is_name(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

/// How long the item is that `code` begins with: to its semicolon or to its closing brace.
fn item_length(code: &str) -> usize {
    let mut depth = 0_u32;
    for (index, character) in code.char_indices() {
        match character {
            '(' | '[' | '{' => depth += 1,
            // A field or a variant has no end of its own: the brace around it closes.
            ')' | ']' | '}' if depth == 0 => return index,
            ')' | ']' => depth -= 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 && matches!(character, ';' | '}') {
            return index + character.len_utf8();
        }
    }
    code.len()
}

fn split(text: &str, at: usize) -> (&str, &str) {
    text.split_at_checked(at).unwrap_or((text, ""))
}

fn blank(out: &mut String, text: &str) {
    out.extend(text.chars().map(|c| if c == '\n' { '\n' } else { ' ' }));
}

struct Lexer<'text> {
    rest: &'text str,
    out: String,
}

impl<'text> Lexer<'text> {
    fn run(mut self) -> String {
        while let Some(next) = self.rest.chars().next() {
            match next {
                '/' if self.rest.starts_with("//") => {
                    let comment = self.take(self.rest.find('\n').unwrap_or(self.rest.len()));
                    blank(&mut self.out, comment);
                }
                '/' if self.rest.starts_with("/*") => {
                    let comment = self.take(block_comment_length(self.rest));
                    blank(&mut self.out, comment);
                }
                '"' => self.string(0),
                '\'' => self.character(),
                _ if is_name(next) => self.name(),
                _ => {
                    self.take(next.len_utf8());
                    self.out.push(next);
                }
            }
        }
        self.out
    }

    fn take(&mut self, length: usize) -> &'text str {
        let (taken, rest) = split(self.rest, length);
        self.rest = rest;
        taken
    }

    /// A name or number; `r`, `br` or `cr` may open a raw string.
    fn name(&mut self) {
        let length = self.rest.find(|c| !is_name(c)).unwrap_or(self.rest.len());
        let name = self.take(length);
        self.out.push_str(name);
        if matches!(name, "r" | "br" | "cr") {
            let unhashed = self.rest.trim_start_matches('#');
            if unhashed.starts_with('"') {
                let hashes = self.rest.len() - unhashed.len();
                self.raw_string(hashes);
            }
        }
    }

    fn raw_string(&mut self, hashes: usize) {
        let opening = self.take(hashes);
        self.out.push_str(opening);
        let closing = format!("\"{opening}");
        let body = split(self.rest, 1).1;
        let inside = body.find(&closing).unwrap_or(body.len());
        self.quoted(inside, closing.len());
    }

    fn string(&mut self, start: usize) {
        let body = split(self.rest, start + 1).1;
        let mut escaped = false;
        let end = body.find(|c| {
            let closes = c == '"' && !escaped;
            escaped = c == '\\' && !escaped;
            closes
        });
        self.quoted(end.unwrap_or(body.len()), 1);
    }

    /// Takes a quote, `inside` bytes and a closing mark of `closing` bytes.
    fn quoted(&mut self, inside: usize, closing: usize) {
        let opening = self.take(1);
        self.out.push_str(opening);
        let content = self.take(inside);
        blank(&mut self.out, content);
        let end = self.take(closing);
        self.out.push_str(end);
    }

    /// A character in quotes, or the apostrophe of a lifetime.
    fn character(&mut self) {
        let apostrophe = self.take(1);
        self.out.push_str(apostrophe);
        let mut following = self.rest.chars();
        let length = match (following.next(), following.next()) {
            // The character after the backslash may itself be an apostrophe.
            (Some('\\'), Some(escaped)) => {
                let (_, tail) = split(self.rest, 1 + escaped.len_utf8());
                tail.find('\'')
                    .map(|index| 1 + escaped.len_utf8() + index + 1)
            }
            (Some(inside), Some('\'')) => Some(inside.len_utf8() + 1),
            _ => None,
        };
        if let Some(length) = length {
            let literal = self.take(length);
            blank(&mut self.out, literal);
        }
    }
}

/// Block comments nest.
fn block_comment_length(text: &str) -> usize {
    let mut depth = 0_u32;
    let mut previous = ' ';
    for (index, character) in text.char_indices() {
        match (previous, character) {
            ('/', '*') => depth += 1,
            ('*', '/') => depth -= 1,
            _ => {
                previous = character;
                continue;
            }
        }
        if depth == 0 {
            return index + 1;
        }
        // The second character of a mark is not the first of another one.
        previous = ' ';
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_are_taken_out_and_lines_stay() {
        let text = "a // b\n/* c\n/* d */ e */ f\n/// g\nh";
        let stripped = code_only(text);
        let lines: Vec<_> = stripped.lines().map(str::trim).collect();
        assert_eq!(lines, ["a", "", "f", "", "h"]);
    }

    #[test]
    fn strings_are_emptied() {
        let text = r##"f("a // \" b", r#"c " d"#, b"e", '"', '\'', x::<'a>) // g"##;
        let code = code_only(text);
        let squeezed: Vec<_> = code.split_whitespace().collect();
        assert_eq!(squeezed.concat(), r##"f("",r#""#,b"",',',x::<'a>)"##);
    }

    #[test]
    fn an_item_of_tests_is_skipped_and_what_follows_is_not() {
        let code = "one();\n#[cfg(test)]\nuse two;\nthree();\n#[cfg(test)]\nmod t {\n four([{}]);\n}\nfive();";
        let left = without_tests(code);
        let words: Vec<_> = left.split_whitespace().collect();
        assert_eq!(words, ["one();", "three();", "five();"]);
        assert_eq!(lines_with(&left, "five"), [9]);
    }

    #[test]
    fn a_word_is_not_found_inside_a_longer_one() {
        assert!(has_word("use std::fs;", "std::fs"));
        assert!(!has_word("use std::fsx;", "std::fs"));
        assert!(!has_word("my_tokio::x", "tokio::"));
    }

    #[test]
    fn a_group_ends_at_its_own_bracket() {
        assert_eq!(group(" a, {b}, c } d }"), " a, {b}, c ");
    }
}
