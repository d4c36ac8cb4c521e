//! Checks that any recipe can use.

mod bucket;
mod bucket_policy;
mod key;
mod live_probe;

pub use bucket::Buckets;
pub(crate) use bucket_policy::decided_by_bucket;
pub(crate) use key::{KEY_ACTIONS, KEY_GROUP};
pub use live_probe::LiveProbe;

use super::check::Check;
use super::desired::BucketNeed;

/// Returns the checks of buckets: their properties, and the live check.
#[must_use]
pub fn of_buckets(buckets: Vec<BucketNeed>) -> Vec<Box<dyn Check>> {
    if buckets.is_empty() {
        return Vec::new();
    }
    let live = LiveProbe::new(buckets.clone());
    vec![Box::new(Buckets::new(buckets)), Box::new(live)]
}
