//! Items of a list that other items cover.

use super::document::Item;
use crate::model::Glob;

/// Returns each item that another item covers, with that item. Of equivalent items, the first
/// covers the others.
pub(super) fn covered<'l, 't>(
    list: &'l [Item<'t>],
    fold: impl Fn(&str) -> String,
) -> Vec<(&'l Item<'t>, &'l Item<'t>)> {
    let globs: Vec<_> = list
        .iter()
        .map(|item| (Glob::new(&fold(item.text)), item))
        .collect();
    let wide: Vec<_> = globs
        .iter()
        .enumerate()
        .filter(|(_, (_, item))| item.is_pattern())
        .collect();
    let mut found = Vec::new();
    for (index, (glob, item)) in globs.iter().enumerate() {
        let covers = |(other, (wide, _)): &&(usize, &(Glob, &'l Item<'t>))| {
            *other != index && wide.covers(glob) && (*other < index || !glob.covers(wide))
        };
        if let Some((_, (_, by))) = wide.iter().find(covers) {
            found.push((*item, *by));
        }
    }
    found
}
