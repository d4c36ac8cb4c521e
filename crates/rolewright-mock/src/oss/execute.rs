//! Authorizes and executes a request.

use rolewright_core::permission::Permission;

use super::answer::OssResult;
use super::call::OssCall;
use super::object;
use super::refusal::{OssRefusal, refuse};
use super::table::{Level, Row};
use crate::account::{Account, BucketState, Moment};

impl Row {
    /// Whether the request is a read.
    pub(crate) fn is_read(&self) -> bool {
        matches!(self.method, "GET" | "HEAD")
    }

    /// Returns the required permissions.
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
        // Documented on the page of PutObject.
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
    /// Executes a request. With `enforce`, the caller's policies must allow it.
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
            // The account itself has no policies, so buckets of other accounts are denied.
            return Err(refuse("AccessDenied"));
        }
        if row.level != Level::Service && row.name != "PutBucket" && state.is_none() {
            return Err(refuse("NoSuchBucket"));
        }
        (row.run)(self, moment, call)
    }

    /// Returns the bucket of a request.
    pub(super) fn bucket_of(&mut self, call: &OssCall) -> Result<&mut BucketState, OssRefusal> {
        let name = call.bucket.as_deref().unwrap_or_default();
        let buckets = self.buckets.get_or_insert_default();
        buckets.get_mut(name).ok_or_else(|| refuse("NoSuchBucket"))
    }
}
