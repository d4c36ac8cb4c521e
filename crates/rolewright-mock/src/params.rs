//! Parameters with a value.

use rolewright_core::Result;
use rolewright_core::provider::Params;

/// Parameters with a JSON list as value. Generic clients flatten them into `Tag.1.Key`,
/// `ResourceNames.1` and so on.
pub(crate) const LISTS: [&str; 6] = [
    "Tag",
    "ResourceNames",
    "TagKeys",
    "Parameter",
    "ResourceId",
    "TagKey",
];

/// Texts that an empty value clears (the emulator assumes `empty-clears`).
const CLEARED: [&str; 5] = [
    "NewComments",
    "NewDescription",
    "NewDisplayName",
    "NewEmail",
    "NewMobilePhone",
];

/// Returns the parameters with a value: an empty one counts as not set (rule `empty-is-absent`),
/// unless it clears a text.
pub(crate) fn present(params: &Params) -> Result<Params> {
    let mut present = Params::default();
    for (name, value) in params.for_wire()? {
        let empty_list = value == "[]" && LISTS.contains(&name);
        let clears = value.is_empty() && CLEARED.contains(&name);
        if clears || (!value.is_empty() && !empty_list) {
            present.insert(name, value);
        }
    }
    Ok(present)
}
