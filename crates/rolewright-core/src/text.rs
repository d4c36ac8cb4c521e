//! Text that came from outside, made fit to be shown: [`rolewright_policy::text`].

pub use rolewright_policy::text::*;
