//! Recipes by name, and as lines.

use std::path::Path;

use rolewright::recipe::library::{self, Entry};
use rolewright::{ErrorKind, Result};

use crate::files::Input;
use crate::output::RecipeSummary;

/// Returns a built-in recipe by its id, or the recipe of a file.
pub(super) fn open(name: &str) -> Result<Entry> {
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
pub(super) fn lines<'e>(entries: impl Iterator<Item = &'e Entry>) -> String {
    let summaries: Vec<_> = entries.map(RecipeSummary::of).collect();
    let width = summaries.iter().map(|one| one.id.len()).max().unwrap_or(0);
    let line = |one: &RecipeSummary| format!("{:width$}  {}\n", one.id, one.title);
    summaries.iter().map(line).collect()
}
