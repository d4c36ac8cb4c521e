//! How a version tells that it takes something away: its lists of resources stand the other way
//! round, each `name/*` before its `name`.
//!
//! RAM grants the same in either order, and keeps it. Without that, what a removal leaves could be
//! just what a run wrote that added something and overlooked what others had.

use super::grants::recognise;
use crate::policy::{PolicyDocument, ResourcePattern};
use crate::recipe::DesiredState;

/// The document with its lists turned round, foreign statements as they are.
pub(super) fn taking(desired: &DesiredState, document: &PolicyDocument) -> PolicyDocument {
    let statements = document.statements().iter().cloned();
    let turned = statements.map(|mut statement| {
        let is_ours = !recognise(desired, &statement).is_empty();
        if let Some(list) = &mut statement.resources
            && list.len() > 1
            && is_ours
        {
            *list = list.iter().rev().cloned().collect();
        }
        statement
    });
    document.with_statements(turned.collect())
}

/// Whether whoever wrote the document took something away.
pub(super) fn is_taking(desired: &DesiredState, document: &PolicyDocument) -> bool {
    document.statements().iter().any(|statement| {
        let resources = statement.resources.as_deref().unwrap_or_default();
        is_turned_round(resources) && !recognise(desired, statement).is_empty()
    })
}

/// Whether the first resource is all within another that stands behind it.
pub(super) fn is_turned_round(resources: &[ResourcePattern]) -> bool {
    let first = resources.first().map(ResourcePattern::as_str);
    let outer = first.and_then(|first| first.strip_suffix("/*"));
    outer.is_some_and(|outer| resources.iter().any(|resource| resource.as_str() == outer))
}

#[cfg(test)]
mod tests {
    use super::super::grants::Grants;
    use super::*;
    use crate::name::{AccountId, BucketName};
    use crate::recipe::Recipe;
    use crate::recipe::container_registry::custom_bucket;

    #[test]
    fn a_version_that_takes_something_away_tells_so_and_grants_the_same_in_the_same_order() {
        let buckets = ["bucket-a", "bucket-b"].map(|name| BucketName::new(name).unwrap());
        let account = AccountId::new("1234567890123456").unwrap();
        let desired = custom_bucket(buckets).unwrap().desired_state(&account);
        let document = desired.document();
        let told = taking(&desired, &document);
        assert!(is_taking(&desired, &told));
        assert!(!is_taking(&desired, &document));
        assert_eq!(
            Grants::read(&desired, &told),
            Grants::read(&desired, &document)
        );
        assert_ne!(told.to_compact(), document.to_compact());
        assert_eq!(told.size(), document.size());
    }
}
