//! Line wrapping.

/// Wraps text at spaces; a longer word gets its own line. What stands in backticks is one word, so that a
/// command can be copied from a terminal.
pub(crate) fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in words(text) {
        match lines.last_mut() {
            Some(line) if line.chars().count() + word.chars().count() < width => {
                line.push(' ');
                line.push_str(&word);
            }
            _ => lines.push(word),
        }
    }
    lines
}

fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    // Without its counterpart a backtick is a character like others.
    let has_pairs = text.matches('`').count().is_multiple_of(2);
    let mut is_open = false;
    for part in text.split_whitespace() {
        match words.last_mut() {
            Some(word) if is_open => {
                word.push(' ');
                word.push_str(part);
            }
            _ => words.push(part.to_owned()),
        }
        is_open ^= has_pairs && !part.matches('`').count().is_multiple_of(2);
    }
    words
}

/// Wraps text after a label of `indent` columns; further lines are indented by as many.
pub(crate) fn hanging(label: &str, indent: usize, text: &str, width: usize) -> String {
    let lines = wrapped(text, width);
    if lines.is_empty() {
        return format!("{label}\n");
    }
    let mut out = String::new();
    for (index, line) in lines.iter().enumerate() {
        if index == 0 {
            out.push_str(label);
        } else {
            out.extend(std::iter::repeat_n(' ', indent));
        }
        out.push_str(line);
        out.push('\n');
    }
    out
}

/// Wraps text that stands after a label of `indent` columns; further lines are indented by as many. Line
/// breaks of the text are kept.
#[must_use]
pub fn wrapped_after(text: &str, width: usize, indent: usize) -> String {
    let room = width.saturating_sub(indent).max(20);
    let lines = text.lines().flat_map(|line| wrapped(line, room));
    let lines: Vec<_> = lines.collect();
    lines.join(&format!("\n{:indent$}", ""))
}

#[cfg(test)]
mod tests {
    use super::{hanging, wrapped};

    #[test]
    fn further_lines_are_indented_by_the_width_of_the_label() {
        assert_eq!(hanging("+ ", 2, "a bb ccc", 6), "+ a bb\n  ccc\n");
    }

    #[test]
    fn lines_break_at_spaces_and_keep_every_word() {
        assert_eq!(
            wrapped("a bb ccc dddddddd e", 6),
            ["a bb", "ccc", "dddddddd", "e"]
        );
    }

    #[test]
    fn a_command_in_backticks_is_not_broken() {
        assert_eq!(
            wrapped("run `rolewright apply --bucket my-images`, then wait", 20),
            ["run", "`rolewright apply --bucket my-images`,", "then wait"]
        );
    }
}
