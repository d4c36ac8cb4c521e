//! OSS: what a bucket is like, and a trial of it with the role.

pub(crate) mod inspect;
pub(crate) mod probe;
pub(crate) mod response;
pub(crate) mod wire;
