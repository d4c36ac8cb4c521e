//! Bucket policies, which are resource-based policies.

use super::document::{PolicyDocument, read_with};
use super::reader::Node;
use super::statement::Statement;
use crate::error::{PolicyError, PolicyErrorKind, Result};

/// The policy of an OSS bucket: statements as in an identity policy, each with an array of
/// principals: ids of accounts, users and roles, `*`, or the ARN of an assumed role. An empty array
/// means every caller.
///
/// Source: "OSS authorization syntax and elements". Objects such as `{"RAM": [..]}` are for trust
/// policies and are rejected.
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
    /// Parses a bucket policy.
    ///
    /// # Errors
    /// As [`PolicyDocument::parse`]; it needs a statement, and every statement an array of principals
    /// and a resource.
    pub fn parse(text: &str) -> Result<Self> {
        let document = read_with(text, false, check_bucket)?;
        if document.statements().is_empty() {
            let text = "the bucket policy has no statement";
            return Err(PolicyError::new(PolicyErrorKind::PolicySyntax, text)
                .with_help("add a statement, or delete the bucket policy"));
        }
        Ok(Self(document))
    }

    /// Returns the document.
    #[must_use]
    pub fn document(&self) -> &PolicyDocument {
        &self.0
    }
}

fn check_bucket(node: &Node<'_, '_>, statement: &Statement) -> Result<()> {
    let ids = |principals: &super::Principals| principals.is_list_of_ids();
    if !statement.principals.as_ref().is_some_and(ids) {
        return Err(node.error(
            "the statement has no array of principals",
            "list the ids of users, for example \"Principal\": [\"20214760404935\"], or [\"*\"]",
        ));
    }
    if statement.resources.is_none() {
        return Err(node.error(
            "the statement has no `Resource`",
            "add the bucket and its objects",
        ));
    }
    Ok(())
}
