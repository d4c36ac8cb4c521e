//! Plans the tags of the role and policies.

use std::collections::BTreeMap;

use crate::operation::{Tag, TagResources};
use crate::setup::plan::change::change;
use crate::setup::report::{Change, DiffLine};
use crate::setup::snapshot::Snapshot;

/// Adds desired tags that are missing; new resources are created with them.
pub(crate) fn tag_changes(snapshot: &Snapshot<'_>) -> Vec<Change> {
    if snapshot.options.tags.is_empty() {
        return Vec::new();
    }
    let tags = snapshot.observed.tags.iter();
    let changes = tags.filter_map(|((resource_type, name), seen)| {
        let known = seen.value()?;
        let missing = desired_tags(snapshot).into_iter().filter(|tag| {
            !known
                .iter()
                .any(|k| k.tag_key == tag.key && k.tag_value == tag.value)
        });
        let missing: Vec<Tag> = missing.collect();
        let sets = |tag: &Tag| format!("{}={}", tag.key, tag.value);
        let lines = missing
            .iter()
            .map(|tag| DiffLine::add(format!("tag {}", sets(tag))));
        let lines: Vec<_> = lines.collect();
        let call = TagResources {
            resource_type: resource_type.clone(),
            resource_names: vec![name.clone()],
            tag: missing,
            ..Default::default()
        };
        let made = Change {
            lines,
            ..change(format!("tag {resource_type} {name}"), &call)
        };
        (!made.lines.is_empty()).then_some(made)
    });
    changes.collect()
}

/// Returns the desired tags, and one for the tool itself.
pub(crate) fn desired_tags(snapshot: &Snapshot<'_>) -> Vec<Tag> {
    with_tool_tag(&snapshot.options.tags)
}

/// Returns the tags and, if there are any, one for the tool itself.
pub(crate) fn with_tool_tag(tags: &BTreeMap<String, String>) -> Vec<Tag> {
    let tag = |(key, value): (&str, &str)| Tag {
        key: key.into(),
        value: value.into(),
        ..Default::default()
    };
    let tool = (!tags.is_empty()).then_some(("managed-by", "rolewright"));
    let desired = tags
        .iter()
        .map(|(key, value)| (key.as_str(), value.as_str()));
    desired
        .chain(tool.filter(|(key, _)| !tags.contains_key(*key)))
        .map(tag)
        .collect()
}
