//! The report of a run of the set-up engine.

mod checks;
mod differences;
mod digest;
mod html;
mod junit;
mod markdown;
mod matrix;
mod sarif;
mod state;
mod summary;
mod text;

pub use html::{
    Page, STYLE, html, is_expected, roles_html, roles_sections, status_class, status_word,
};
pub(crate) use html::{document, prose, row};
pub use junit::{junit, roles_junit};
pub use markdown::markdown;
pub(crate) use matrix::word;
pub use sarif::{roles_sarif, sarif};
pub(crate) use summary::{MAX_LINE, target};
pub use text::{changes_text, plan_text, report_text as text};
