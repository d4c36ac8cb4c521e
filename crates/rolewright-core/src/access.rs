//! Access diff of two sets of policies: [`rolewright_policy::access`].

pub use rolewright_policy::access::*;
