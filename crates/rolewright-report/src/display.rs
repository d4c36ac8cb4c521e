//! How much of a report is shown, how wide, and with which colours.

use crate::Paint;

/// How a report is shown as text.
#[derive(Clone, Copy, Debug)]
pub struct Display {
    /// The colours.
    pub paint: Paint,
    /// The most columns of a line; single words may be longer.
    pub width: usize,
    /// How much is shown.
    pub detail: Detail,
}

impl Display {
    /// A summary of at most 100 columns without colours.
    pub const PLAIN: Self = Self {
        paint: Paint::PLAIN,
        width: 100,
        detail: Detail::Summary,
    };
}

/// How much of a report is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// The verdict alone.
    Verdict,
    /// Counts of what passed, and everything that didn't.
    Summary,
    /// Each requirement.
    Full,
}
