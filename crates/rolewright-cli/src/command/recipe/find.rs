//! `rolewright recipe find`.

use clap::Args;
use rolewright::recipe::library;

use super::lines::{lines, next_step};
use crate::exit::Exit;
use crate::failure::Outcome;
use crate::output::{self, RecipeList};
use crate::terminal::Printer;

/// Arguments of `recipe find`.
#[derive(Debug, Args)]
pub(crate) struct Find {
    /// Name of a role or a service, or an error message of a service
    #[arg(required = true)]
    pub text: Vec<String>,
}

impl Find {
    pub(super) fn run(&self, printer: &Printer) -> Outcome {
        let found = library::find(&self.text.join(" "));
        if printer.is_json() {
            printer.result(&output::json(&RecipeList::of(found.iter().copied()))?);
        } else if let Some(first) = found.first() {
            let lines = lines(found.iter().copied());
            printer.result(&format!("{lines}\n{}", next_step(first)));
        } else {
            printer.note("no built-in recipe matches; `rolewright recipe list` prints them all");
        }
        Ok(Exit::positive_if(!found.is_empty()))
    }
}
