//! The fields of an object by name.

use crate::model::{Field, Tree};

/// The field of that very name; the first one when it stands twice.
pub(super) fn field<'t>(tree: &'t Tree, name: &str) -> Option<&'t Field> {
    tree.fields()?.iter().find(|field| field.key == name)
}

/// A field of that name in whatever letter case.
pub(super) fn field_like<'t>(fields: &'t [Field], name: &str) -> Option<&'t Field> {
    let mut fields = fields.iter();
    fields.find(|field| field.key.eq_ignore_ascii_case(name))
}
