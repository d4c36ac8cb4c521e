//! OSS: the bucket inspector and the bucket probe.

pub(crate) mod inspect;
pub(crate) mod probe;
pub(crate) mod response;
pub(crate) mod wire;
