//! Lookup of object fields by name.

use crate::model::{Field, Tree};

/// The field with exactly that name; the first one of duplicates.
pub(super) fn field<'t>(tree: &'t Tree, name: &str) -> Option<&'t Field> {
    tree.fields()?.iter().find(|field| field.key == name)
}

/// The field with that name, ignoring case.
pub(super) fn field_like<'t>(fields: &'t [Field], name: &str) -> Option<&'t Field> {
    let mut fields = fields.iter();
    fields.find(|field| field.key.eq_ignore_ascii_case(name))
}
