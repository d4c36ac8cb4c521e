//! Reports as text, Markdown, HTML, SARIF and JUnit XML, for every front end.
//!
//! [`setup`] renders the reports of the set-up engine, [`fleet`] those of a run over many accounts, and
//! [`doctor`] those of the doctor. [`policy`] has the results of the commands on policy documents, as
//! data and as text.

mod comment;
mod display;
pub mod doctor;
pub mod fleet;
mod paint;
pub mod policy;
mod sarif;
pub mod setup;
mod style;
mod wrap;

pub use display::{Detail, Display};
pub use paint::Paint;
pub use wrap::wrapped_after;
