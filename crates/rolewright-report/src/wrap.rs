//! Line wrapping.

/// Wraps text at blanks; a longer word gets its own line.
pub(crate) fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + word.chars().count() < width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::wrapped;

    #[test]
    fn lines_break_at_blanks_and_lose_no_word() {
        assert_eq!(
            wrapped("a bb ccc dddddddd e", 6),
            ["a bb", "ccc", "dddddddd", "e"]
        );
    }
}
