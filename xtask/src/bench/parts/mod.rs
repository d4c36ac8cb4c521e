//! The parts of the benchmark, one file each.

mod calls;
mod console;
mod decisions;
mod emulator;
mod fleet;
mod growth;
mod job;
mod latency;
mod python;
mod signing;

use super::part::Part;

/// All parts, in page order.
pub(super) const ALL: [Part; 10] = [
    job::PART,
    calls::PART,
    emulator::PART,
    decisions::PART,
    signing::PART,
    python::PART,
    latency::PART,
    growth::PART,
    fleet::PART,
    console::PART,
];

/// Names of the contestants.
const OURS: &str = "rolewright";
const PYTHON: &str = "official Python client";
const NODE: &str = "official Node client";
