//! The report of a run of the set-up engine.

mod html;
mod markdown;
mod matrix;
mod state;
mod summary;
mod text;

pub use html::html;
pub use markdown::markdown;
pub(crate) use matrix::word;
pub(crate) use summary::target;
pub use text::{changes_text, plan_text, report_text as text};
