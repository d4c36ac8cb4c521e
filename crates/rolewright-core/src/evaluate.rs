//! Whether policies allow a request, and which statement decides: [`rolewright_policy::evaluate`].

pub use rolewright_policy::evaluate::*;
