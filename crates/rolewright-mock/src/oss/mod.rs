//! Object Storage Service: buckets, their settings and their objects.
//!
//! Sources of names and accesses: the tables of the page "OSS authorization"
//! and the operations' own pages; what no page confirms is a rule of
//! [`ASSUMED`](crate::ASSUMED).

mod bucket;
mod list;
mod object;
mod refusal;
mod settings;
mod table;
mod upload;

use rolewright_core::bucket::Versioning;
use rolewright_core::permission::Permission;
use rolewright_sign::encoding::hex;
use serde_json::Value;

use crate::account::{Account, BucketState};
use crate::clock::Moment;
use crate::xml;

pub(crate) use refusal::{OssRefusal, refuse};
pub(crate) use table::Row;
use table::{Level, ROWS};

/// A request, read.
#[derive(Clone, Debug, Default)]
pub(crate) struct OssCall {
    pub(crate) method: String,
    pub(crate) bucket: Option<String>,
    /// Empty when it is about the bucket.
    pub(crate) key: String,
    pub(crate) query: Vec<(String, String)>,
    /// Names in lower case.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    /// The region that was asked; a new bucket is made there.
    pub(crate) region: String,
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

    fn version(&self) -> Option<&str> {
        self.query("versionId").filter(|id| !id.is_empty())
    }
}

/// An answer, before it has a request id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct OssAnswer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    /// Headers that came with the object, whose names are the client's.
    pub(crate) meta: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    /// The length that an answer without body tells.
    pub(crate) length: Option<usize>,
}

pub(crate) type OssResult = Result<OssAnswer, OssRefusal>;

impl OssAnswer {
    fn empty(status: u16) -> Self {
        Self {
            status,
            ..Self::default()
        }
    }

    fn xml(root: &str, value: &Value) -> Self {
        Self::text(xml::document(root, value))
    }

    fn text(text: impl Into<Vec<u8>>) -> Self {
        let mut answer = Self::empty(200);
        answer.body = text.into();
        answer.with("content-type", "application/xml")
    }

    fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}

/// What may stand in the query of an operation that has no marker there.
const PLAIN: [&str; 13] = [
    "continuation-token",
    "delimiter",
    "encoding-type",
    "fetch-owner",
    "key-marker",
    "list-type",
    "marker",
    "max-keys",
    "max-uploads",
    "prefix",
    "start-after",
    "version-id-marker",
    "versionId",
];

/// The names of all operations, each with the action that allows it.
pub(crate) fn names() -> impl Iterator<Item = (&'static str, String)> {
    ROWS.iter()
        .map(|row| (row.name, format!("oss:{}", row.action.0)))
}

/// The operation that a request is; none when it is not emulated, as copying isn't.
pub(crate) fn find(call: &OssCall) -> Option<&'static Row> {
    if call.header("x-oss-copy-source").is_some() {
        return None;
    }
    let level = match (&call.bucket, call.key.is_empty()) {
        (None, _) => Level::Service,
        (Some(_), true) => Level::Bucket,
        (Some(_), false) => Level::Object,
    };
    let fits = |row: &&Row| {
        row.level == level
            && row.method == call.method
            && match row.marker {
                "" => call.query.iter().all(|(name, _)| is_plain(name)),
                marker => call.query(marker).is_some(),
            }
    };
    ROWS.iter().find(fits)
}

fn is_plain(name: &str) -> bool {
    PLAIN.contains(&name) || name.starts_with("response-") || name.starts_with("x-oss-")
}

impl Row {
    /// Whether it changes nothing.
    pub(crate) fn is_read(&self) -> bool {
        matches!(self.method, "GET" | "HEAD")
    }

    /// What policies must allow.
    fn permissions(&self, owner: &str, call: &OssCall) -> Vec<Permission> {
        let bucket = call.bucket.as_deref().unwrap_or("*");
        let arn = |id: &str| format!("acs:oss:*:{owner}:{id}");
        let object = |key: &str| arn(&format!("{bucket}/{key}"));
        let action = |versioned: bool| {
            let (plain, version) = self.action;
            format!("oss:{}", if versioned { version } else { plain })
        };
        if self.name == "DeleteMultipleObjects" {
            let named = object::named(&call.body).unwrap_or_default();
            let each = named
                .iter()
                .map(|(key, version)| Permission::new(action(version.is_some()), object(key)));
            return each.collect();
        }
        let resource = match self.level {
            Level::Service => arn("*"),
            Level::Bucket => arn(bucket),
            Level::Object => object(&call.key),
        };
        let mut permission = Permission::new(action(call.version().is_some()), resource);
        for (key, name) in [("oss:Prefix", "prefix"), ("oss:Delimiter", "delimiter")] {
            if let Some(value) = call.query(name).filter(|_| self.level == Level::Bucket) {
                permission.context.push((key.into(), value.into()));
            }
        }
        let mut all = vec![permission];
        // Source: the page of PutObject.
        let tags = call
            .header("x-oss-tagging")
            .is_some_and(|tags| !tags.is_empty());
        if tags && matches!(self.name, "PutObject" | "InitiateMultipartUpload") {
            all.push(Permission::new("oss:PutObjectTagging", object(&call.key)));
        }
        all
    }
}

impl Account {
    /// Carries out one request. With `enforce`, the caller's policies must allow it.
    pub(crate) fn execute_oss(
        &mut self,
        row: &Row,
        call: &OssCall,
        moment: &Moment,
        enforce: bool,
    ) -> OssResult {
        let state = call
            .bucket
            .as_ref()
            .and_then(|name| self.buckets.as_ref()?.get(name));
        let owner = state
            .and_then(|state| state.owner.clone())
            .unwrap_or_else(|| self.id.clone());
        let policy = state.and_then(|state| state.policy.as_deref());
        let foreign = owner != self.id;
        if enforce || foreign {
            for permission in row.permissions(&owner, call) {
                self.allow(&permission, policy, moment)
                    .map_err(OssRefusal::denied)?;
            }
        }
        if foreign {
            // The account itself has no policies: others' buckets are closed to it.
            return Err(refuse("AccessDenied"));
        }
        if row.level != Level::Service && row.name != "PutBucket" && state.is_none() {
            return Err(refuse("NoSuchBucket"));
        }
        (row.run)(self, moment, call)
    }

    /// The bucket that a request is about.
    fn bucket_of(&mut self, call: &OssCall) -> Result<&mut BucketState, OssRefusal> {
        let name = call.bucket.as_deref().unwrap_or_default();
        let buckets = self.buckets.get_or_insert_default();
        buckets.get_mut(name).ok_or_else(|| refuse("NoSuchBucket"))
    }
}

/// As OSS writes whether versions are kept; nothing where they never were.
fn versioning_text(versioning: &Versioning) -> Option<&'static str> {
    match versioning {
        Versioning::Off => None,
        Versioning::Enabled => Some("Enabled"),
        Versioning::Suspended => Some("Suspended"),
    }
}

/// `2026-01-02T03:04:05.000Z`.
fn date(seconds: i64) -> String {
    let at = jiff::Timestamp::from_second(seconds).unwrap_or_default();
    at.strftime("%Y-%m-%dT%H:%M:%S.000Z").to_string()
}

/// The MD5 in hex, upper case, as OSS's `ETag` has it.
fn etag(bytes: &[u8]) -> String {
    use md5::Digest;
    hex(&md5::Md5::digest(bytes)).to_ascii_uppercase()
}
