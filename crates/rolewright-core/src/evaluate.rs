//! Policy evaluation: [`rolewright_policy::evaluate`].

pub use rolewright_policy::evaluate::*;
