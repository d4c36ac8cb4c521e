//! `rolewright recipe list`.

use rolewright::recipe::library;

use super::lines::lines;
use crate::exit::Exit;
use crate::failure::Outcome;
use crate::output::{self, RecipeList};
use crate::terminal::Printer;

pub(super) fn run(printer: &Printer) -> Outcome {
    printer.result(&if printer.is_json() {
        output::json(&RecipeList::of(library::all().iter()))?
    } else {
        lines(library::all().iter())
    });
    Ok(Exit::Positive)
}
