//! The detail, width and colours of a report.

use crate::Paint;

/// Display options of a report as text.
#[derive(Clone, Copy, Debug)]
pub struct Display {
    /// The colours.
    pub paint: Paint,
    /// The maximum columns of a line; single words may be longer.
    pub width: usize,
    /// The amount of detail.
    pub detail: Detail,
    #[doc(hidden)]
    pub __non_exhaustive: (),
}

impl Display {
    /// A summary of at most 100 columns without colours.
    pub const PLAIN: Self = Self {
        paint: Paint::PLAIN,
        width: 100,
        detail: Detail::Summary,
        __non_exhaustive: (),
    };
}

/// The amount of detail of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// The verdict.
    Verdict,
    /// Counts of passed requirements, and each other requirement.
    Summary,
    /// Each requirement.
    Full,
}
