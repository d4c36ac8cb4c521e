//! Untrusted text, escaped and shortened for display: [`rolewright_policy::text`].

pub use rolewright_policy::text::*;
