//! Recipes as lines, and what to run.

use rolewright::recipe::library::Entry;

use crate::output::RecipeSummary;

/// One line for each recipe.
pub(super) fn lines<'e>(entries: impl Iterator<Item = &'e Entry>) -> String {
    let summaries: Vec<_> = entries.map(RecipeSummary::of).collect();
    let width = summaries.iter().map(|one| one.id.len()).max().unwrap_or(0);
    let line = |one: &RecipeSummary| format!("{:width$}  {}\n", one.id, one.title);
    summaries.iter().map(line).collect()
}

/// What to run for a recipe.
pub(super) fn next_step(entry: &Entry) -> String {
    let run = format!("run `rolewright apply --recipe {}`.", entry.id);
    match entry.linked_to() {
        Some(service) => {
            format!("{service} creates it when it is first used. To create it now, {run}")
        }
        None => format!("To create it, {run}"),
    }
}
