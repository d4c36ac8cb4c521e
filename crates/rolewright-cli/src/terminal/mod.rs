//! What reaches the person at the terminal.

mod printer;
mod progress;

pub(crate) use printer::Printer;
pub(crate) use progress::Progress;
