//! The folder of a run over a fleet: what it runs on, its journal and its reports.
//!
//! ```text
//! DIR/fleet.json        accounts, recipe and options of the run
//! DIR/verify.jsonl      journal: one line for each account that is done
//! DIR/verify/ID.json    report of each account
//! DIR/verify.html, .csv, .md, .json
//! ```
//!
//! An account is done when its line is in the journal; its report was written before.

mod folder;
mod journal;

pub(crate) use folder::{Folder, RunFile};
pub(crate) use journal::Journal;
