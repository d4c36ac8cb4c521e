//! What two sets of policies grant, compared: [`rolewright_policy::access`].

pub use rolewright_policy::access::*;
