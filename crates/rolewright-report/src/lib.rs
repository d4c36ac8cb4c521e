//! Reports as text, Markdown, HTML, SARIF and JUnit XML, for every front end.
//!
//! [`setup`] renders what a run of the set-up engine reports, [`doctor`] what the doctor found. What
//! the commands on policy documents answer is in [`policy`]: plain data, and the same for people.

mod comment;
mod display;
pub mod doctor;
mod paint;
pub mod policy;
mod sarif;
pub mod setup;
mod style;
mod wrap;

pub use display::{Detail, Display};
pub use paint::Paint;
