//! The results of the commands on policy documents.

mod access;
mod comparison;
mod denial;
mod diff;
mod lint;
mod sarif;
mod simulation;
mod snippet;

pub use access::{ChangeAtAddress, PolicyAccessDiff, PolicyAtAddress, PolicyChange};
pub use denial::PolicyDenial;
pub use diff::PolicyDiff;
pub use lint::{AcceptedFinding, FixMade, LintedFile, PolicyLint};
pub use simulation::PolicySimulation;
