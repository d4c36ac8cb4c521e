//! Printing and progress.

mod printer;
mod progress;

pub(crate) use printer::Printer;
pub(crate) use progress::Progress;
