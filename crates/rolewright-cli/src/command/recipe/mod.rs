//! `rolewright recipe`: the built-in recipes, and recipe files.

mod check;
mod find;
mod list;
mod show;

use std::path::Path;

use clap::Subcommand;
use rolewright::recipe::library::{self, Entry};
use rolewright::{ErrorKind, Result};

use crate::failure::Outcome;
use crate::files::Input;
use crate::output::RecipeSummary;
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

/// Returns a built-in recipe by its id, or the recipe of a file.
pub(crate) fn open(name: &str) -> Result<Entry> {
    match library::builtin(name) {
        Ok(entry) => Ok(entry.clone()),
        Err(unknown) => {
            let path = Path::new(name);
            let is_file = path.extension().is_some_and(|ext| ext == "toml") || path.is_file();
            if is_file && unknown.kind() == ErrorKind::NotFound {
                return Input::Recipe.read(path, library::from_toml);
            }
            Err(unknown)
        }
    }
}

/// One line for each recipe.
fn lines<'e>(entries: impl Iterator<Item = &'e Entry>) -> String {
    let summaries: Vec<_> = entries.map(RecipeSummary::of).collect();
    let width = summaries.iter().map(|one| one.id.len()).max().unwrap_or(0);
    let line = |one: &RecipeSummary| format!("{:width$}  {}\n", one.id, one.title);
    summaries.iter().map(line).collect()
}
