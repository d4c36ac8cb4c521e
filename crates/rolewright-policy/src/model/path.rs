//! JSON paths in text that may be invalid JSON.

/// Returns the path of the value at an offset in text that may be invalid JSON.
pub(super) fn path_at(text: &str, offset: usize) -> String {
    let mut scan = PathScan::default();
    for (position, c) in text
        .char_indices()
        .take_while(|(position, _)| *position < offset)
    {
        scan.take(c, text.get(position + 1..).unwrap_or_default());
    }
    scan.path()
}

#[derive(Default)]
struct PathScan {
    /// One frame per open container: the key in an object, or the index in an array.
    open: Vec<(Option<String>, Option<usize>)>,
    last_text: String,
    in_text: bool,
    in_comment: bool,
    escaped: bool,
}

impl PathScan {
    fn take(&mut self, c: char, rest: &str) {
        if self.in_comment {
            self.in_comment = c != '\n';
        } else if self.in_text {
            match c {
                _ if self.escaped => self.escaped = false,
                '\\' => self.escaped = true,
                '"' => self.in_text = false,
                _ => self.last_text.push(c),
            }
        } else {
            self.take_structure(c, rest);
        }
    }

    fn take_structure(&mut self, c: char, rest: &str) {
        match c {
            '"' => {
                self.in_text = true;
                self.last_text.clear();
            }
            '#' => self.in_comment = true,
            '/' if rest.starts_with('/') => self.in_comment = true,
            '{' => self.open.push((None, None)),
            '[' => self.open.push((None, Some(0))),
            '}' | ']' => {
                self.open.pop();
            }
            ':' => {
                if let Some((key, None)) = self.open.last_mut() {
                    *key = Some(self.last_text.clone());
                }
            }
            ',' => match self.open.last_mut() {
                Some((_, Some(index))) => *index += 1,
                Some((key, None)) => *key = None,
                None => {}
            },
            _ => {}
        }
    }

    fn path(&self) -> String {
        let mut path = String::new();
        for (key, index) in &self.open {
            if let Some(key) = key {
                if !path.is_empty() {
                    path.push('.');
                }
                path.push_str(&crate::text::excerpt(key, 40));
            }
            if let Some(index) = index {
                path.push_str(&format!("[{index}]"));
            }
        }
        path
    }
}
