//! Printing, progress, and the names of commands and flags.

mod given;
mod printer;
mod progress;
mod terms;
pub(crate) mod trace;

pub(crate) use given::Given;
pub(crate) use printer::{Printer, note};
pub(crate) use progress::{FleetProgress, Progress};
pub(crate) use terms::{CliTerms, FleetTerms};
