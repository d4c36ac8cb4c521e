//! The policy of a bucket: a resource-based policy.

use super::document::{PolicyDocument, read_with};
use super::reader::Node;
use super::statement::Statement;
use crate::error::Result;

/// The policy of an OSS bucket: statements as an identity policy has them, each with a list of
/// principals: ids of accounts, users and roles, `*`, or the ARN of an assumed role. An empty list
/// means everybody.
///
/// Source: "OSS authorization syntax and elements". Objects such as `{"RAM": [..]}` belong into
/// trust policies and are refused here.
///
/// ```
/// use rolewright_policy::BucketPolicy;
///
/// let policy = BucketPolicy::parse(
///     r#"{"Version":"1","Statement":[{"Effect":"Deny","Action":"oss:*","Principal":["*"],"Resource":"acs:oss:*:*:b/*"}]}"#,
/// )?;
/// assert_eq!(policy.document().statements().len(), 1);
/// # Ok::<(), rolewright_policy::PolicyError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BucketPolicy(PolicyDocument);

impl BucketPolicy {
    /// Reads the policy of a bucket.
    ///
    /// # Errors
    /// As [`PolicyDocument::parse`]; every statement needs a list of principals and a resource.
    pub fn parse(text: &str) -> Result<Self> {
        read_with(text, false, check_bucket).map(Self)
    }

    /// The document.
    #[must_use]
    pub fn document(&self) -> &PolicyDocument {
        &self.0
    }
}

fn check_bucket(node: &Node<'_, '_>, statement: &Statement) -> Result<()> {
    let ids = |principals: &super::Principals| principals.is_list_of_ids();
    if !statement.principals.as_ref().is_some_and(ids) {
        return Err(node.error(
            "the statement has no list of principals",
            "a bucket policy names ids of users, for example \"Principal\": [\"20214760404935\"], or [\"*\"]",
        ));
    }
    if statement.resources.is_none() {
        return Err(node.error(
            "the statement has no `Resource`",
            "add it; a bucket policy names the bucket and its objects",
        ));
    }
    Ok(())
}
