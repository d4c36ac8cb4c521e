//! Data about Alibaba Cloud that a version of this program contains, and its age.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;
use serde::{Deserialize, Serialize};

/// The age in days at which data is outdated.
pub const OUTDATED_DAYS: i32 = 180;

/// Data about Alibaba Cloud that a version of this program contains, for example the table of regions.
///
/// ```
/// use rolewright_core::dataset::Dataset;
///
/// let regions = Dataset::new("regions", "2026-11-23", "the endpoint pages of four services");
/// assert!(!regions.is_outdated("2026-12-01T00:00:00Z".parse()?));
/// assert!(regions.is_outdated("2027-06-01T00:00:00Z".parse()?));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Dataset {
    /// Name, for example `regions`.
    pub name: String,
    /// Day on which it was last compared with its source: `YYYY-MM-DD`.
    pub checked: String,
    /// Source.
    pub source: String,
}

impl Dataset {
    /// Creates an entry.
    #[must_use]
    pub fn new(name: &str, checked: &str, source: &str) -> Self {
        Self {
            name: name.to_owned(),
            checked: checked.to_owned(),
            source: source.to_owned(),
        }
    }

    /// Whether it was last compared more than [`OUTDATED_DAYS`] ago. An invalid day counts as outdated.
    #[must_use]
    pub fn is_outdated(&self, now: Timestamp) -> bool {
        let today = Offset::UTC.to_datetime(now).date();
        let checked = self.checked.parse::<Date>();
        checked.map_or(true, |checked| (today - checked).get_days() > OUTDATED_DAYS)
    }
}
