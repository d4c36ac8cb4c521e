//! A single value or an array of values.

use std::collections::BTreeSet;
use std::ops::Deref;

use super::json::Json;

/// A list of values that a document may write as a single value.
///
/// Lists are compared as sets.
#[derive(Clone, Debug)]
pub struct List<T> {
    items: Vec<T>,
    bare: bool,
}

impl<T> List<T> {
    /// Creates a single value, printed without brackets.
    pub fn bare(item: T) -> Self {
        Self {
            items: vec![item],
            bare: true,
        }
    }

    pub(super) fn into_vec(self) -> Vec<T> {
        self.items
    }

    /// As written: a single value without brackets.
    pub(super) fn to_json(&self, json: impl Fn(&T) -> Json) -> Json {
        match self.items.first() {
            Some(item) if self.bare => json(item),
            _ => Json::Array(self.items.iter().map(json).collect()),
        }
    }
}

impl<T> FromIterator<T> for List<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        items.into_iter().collect::<Vec<_>>().into()
    }
}

impl<T> From<Vec<T>> for List<T> {
    fn from(items: Vec<T>) -> Self {
        Self { items, bare: false }
    }
}

impl<T> Default for List<T> {
    fn default() -> Self {
        Self {
            items: Vec::new(),
            bare: false,
        }
    }
}

impl<T> Deref for List<T> {
    type Target = [T];
    fn deref(&self) -> &[T] {
        &self.items
    }
}

impl<T: Ord> List<T> {
    /// Returns the values as a set.
    #[must_use]
    pub fn to_set(&self) -> BTreeSet<&T> {
        self.items.iter().collect()
    }
}

impl<T: Ord> PartialEq for List<T> {
    fn eq(&self, other: &Self) -> bool {
        self.items == other.items || self.to_set() == other.to_set()
    }
}

impl<T: Ord> Eq for List<T> {}

impl<T: Ord> PartialOrd for List<T> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl<T: Ord> Ord for List<T> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.to_set().cmp(&other.to_set())
    }
}
