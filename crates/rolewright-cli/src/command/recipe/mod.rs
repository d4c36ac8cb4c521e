//! `rolewright recipe`: the built-in recipes, and recipe files.

mod check;
mod find;
mod lines;
mod list;
mod show;

use clap::Subcommand;

use crate::failure::Outcome;
use crate::terminal::Printer;
use check::Check;
use find::Find;
use show::Show;

/// The commands on recipes.
#[derive(Debug, Subcommand)]
pub(crate) enum Recipe {
    /// List the built-in recipes, service roles and service-linked roles
    List,
    /// Show the roles, trust, policies and parameters of a recipe
    Show(Show),
    /// Check recipe files: keys, texts, policies and required accesses (exit 2 if one has a problem)
    Check(Check),
    /// Find recipes by the name of a role or a service, or by an error message (exit 2 if none is found)
    Find(Find),
}

impl Recipe {
    pub(super) fn run(&self, printer: &Printer) -> Outcome {
        match self {
            Self::List => list::run(printer),
            Self::Show(show) => show.run(printer),
            Self::Check(check) => check.run(printer),
            Self::Find(find) => find.run(printer),
        }
    }
}
