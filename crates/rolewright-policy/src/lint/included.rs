//! Items of a list that others of it include.

use super::document::Item;
use crate::model::Glob;

/// For each item that another one of its list includes, that one. Items that mean the same count
/// once, the first of them.
pub(super) fn included<'l, 't>(
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
        let includes = |(other, (wide, _)): &&(usize, &(Glob, &'l Item<'t>))| {
            *other != index && wide.covers(glob) && (*other < index || !glob.covers(wide))
        };
        if let Some((_, (_, by))) = wide.iter().find(includes) {
            found.push((*item, *by));
        }
    }
    found
}
