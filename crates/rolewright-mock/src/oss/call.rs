//! OSS requests.

use super::refusal::{OssRefusal, refuse};

/// A parsed request.
#[derive(Clone, Debug, Default)]
pub(crate) struct OssCall {
    pub(crate) method: String,
    pub(crate) bucket: Option<String>,
    /// Empty for a request on the bucket.
    pub(crate) key: String,
    pub(crate) query: Vec<(String, String)>,
    /// The headers, with names in lower case.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    /// The region of the endpoint, where a new bucket is created.
    pub(crate) region: String,
    /// The region that the request is signed for; older signatures have none.
    pub(crate) signed_region: Option<String>,
}

impl OssCall {
    pub(crate) fn query(&self, name: &str) -> Option<&str> {
        let found = self.query.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// Returns the access control list for the bucket.
    pub(super) fn bucket_acl(&self) -> Result<Option<&str>, OssRefusal> {
        self.acl(
            "x-oss-acl",
            &["private", "public-read", "public-read-write"],
        )
    }

    /// Returns the access control list for the object.
    pub(super) fn object_acl(&self) -> Result<Option<&str>, OssRefusal> {
        let allowed = ["default", "private", "public-read", "public-read-write"];
        self.acl("x-oss-object-acl", &allowed)
    }

    /// Returns a valid list; `None` if it is absent or, as the official Terraform provider sends it,
    /// empty.
    fn acl(&self, header: &str, allowed: &[&str]) -> Result<Option<&str>, OssRefusal> {
        let acl = self.header(header).filter(|acl| !acl.is_empty());
        match acl {
            Some(acl) if !allowed.contains(&acl) => Err(refuse("InvalidArgument")),
            acl => Ok(acl),
        }
    }

    pub(super) fn version(&self) -> Option<&str> {
        self.query("versionId").filter(|id| !id.is_empty())
    }
}
