//! OSS requests.

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

    pub(super) fn version(&self) -> Option<&str> {
        self.query("versionId").filter(|id| !id.is_empty())
    }
}
