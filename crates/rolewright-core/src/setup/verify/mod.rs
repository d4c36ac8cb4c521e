//! What holds, what does not, and why.

pub(crate) mod attached_policies;
pub(crate) mod bucket;
pub(crate) mod bucket_policy;
pub(crate) mod causes;
pub(crate) mod decision;
pub(crate) mod findings;
pub(crate) mod instance;
pub(crate) mod live_probe;
pub(crate) mod managed_elsewhere;
pub(crate) mod missing_access;
pub(crate) mod requirements;
