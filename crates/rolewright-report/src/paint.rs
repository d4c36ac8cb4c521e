//! Terminal colours.

use rolewright_core::setup::Sign;

/// Colours text, or leaves it plain.
#[derive(Clone, Copy, Debug)]
pub struct Paint {
    on: bool,
}

impl Paint {
    /// No colours.
    pub const PLAIN: Self = Self::new(false);

    /// Creates a painter with or without colours.
    #[must_use]
    pub const fn new(on: bool) -> Self {
        Self { on }
    }

    /// Returns the text in green.
    #[must_use]
    pub fn green(self, text: &str) -> String {
        self.with("32", text)
    }

    /// Returns the text in red.
    #[must_use]
    pub fn red(self, text: &str) -> String {
        self.with("31", text)
    }

    /// Returns the text in yellow.
    #[must_use]
    pub fn yellow(self, text: &str) -> String {
        self.with("33", text)
    }

    /// Returns the text in bold.
    #[must_use]
    pub fn bold(self, text: &str) -> String {
        self.with("1", text)
    }

    /// Returns the text in a dim colour.
    #[must_use]
    pub fn dim(self, text: &str) -> String {
        self.with("2", text)
    }

    /// A line of a diff with its sign.
    pub(crate) fn signed(self, sign: Sign, text: &str) -> String {
        match sign {
            Sign::Add => self.green(&format!("+ {text}")),
            Sign::Remove => self.red(&format!("- {text}")),
            Sign::Keep => self.dim(&format!("  {text}")),
        }
    }

    fn with(self, code: &str, text: &str) -> String {
        if self.on {
            format!("\u{1b}[{code}m{text}\u{1b}[0m")
        } else {
            text.to_owned()
        }
    }
}
