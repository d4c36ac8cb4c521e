//! Authorizes and executes a request.

use rolewright_core::evaluate::StatementRef;
use rolewright_core::permission::Permission;

use super::answer::OssResult;
use super::call::OssCall;
use super::refusal::{OssRefusal, refuse};
use super::row::{Level, Row};
use super::{copy, object};
use crate::account::{Account, BucketState, Moment};

impl Row {
    /// Whether the request is a read.
    pub(crate) fn is_read(&self) -> bool {
        matches!(self.method, "GET" | "HEAD")
    }

    fn is_copy(&self) -> bool {
        matches!(self.name, "CopyObject" | "UploadPartCopy")
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
        if tags
            && matches!(
                self.name,
                "PutObject" | "CopyObject" | "InitiateMultipartUpload"
            )
        {
            all.push(Permission::new("oss:PutObjectTagging", object(&call.key)));
        }
        all
    }
}

impl Account {
    /// Executes a request. With `enforce`, the caller's policies must allow it; `allowed` becomes the
    /// statement that does.
    pub(crate) fn execute_oss(
        &mut self,
        row: &Row,
        call: &OssCall,
        moment: &Moment,
        enforce: bool,
        allowed: &mut Option<StatementRef>,
    ) -> OssResult {
        let bucket = call.bucket.as_deref();
        *allowed = self.admit_target(row, call, moment, enforce)?;
        let state = |bucket| self.buckets.as_ref()?.get(bucket);
        let state = bucket.and_then(state);
        if row.level != Level::Service && row.name != "PutBucket" {
            let state = state.ok_or_else(|| refuse("NoSuchBucket"))?;
            // Rule `buckets-from-everywhere`.
            let everywhere = matches!(row.name, "GetBucketInfo" | "GetBucketLocation");
            let signed = call.signed_region.as_ref();
            if !everywhere && signed.is_some_and(|region| *region != state.region) {
                return Err(OssRefusal::other_region(&state.region));
            }
        }
        if row.is_copy() {
            self.admit_source(moment, enforce, call)?;
        }
        (row.run)(self, moment, call)
    }

    /// Checks that the caller may make a request. Returns the statement that allows its first
    /// permission.
    pub(crate) fn admit_oss(
        &self,
        row: &Row,
        call: &OssCall,
        moment: &Moment,
        enforce: bool,
    ) -> Result<Option<StatementRef>, OssRefusal> {
        let allowed = self.admit_target(row, call, moment, enforce)?;
        if row.is_copy() {
            self.admit_source(moment, enforce, call)?;
        }
        Ok(allowed)
    }

    /// Returns the permissions that a request needs, on its bucket and on the source of a copy.
    pub(crate) fn permissions_of_oss(&self, row: &Row, call: &OssCall) -> Vec<Permission> {
        let owner = |bucket: Option<&str>| {
            let state = bucket.and_then(|name| self.buckets.as_ref()?.get(name));
            let owner = state.and_then(|state| state.owner.as_ref());
            owner.unwrap_or(&self.id)
        };
        let mut all = row.permissions(owner(call.bucket.as_deref()), call);
        if row.is_copy()
            && let Ok(source) = copy::source(call)
        {
            all.push(source.permission(owner(Some(&source.bucket))));
        }
        all
    }

    /// Checks that the caller may use the bucket of a request.
    fn admit_target(
        &self,
        row: &Row,
        call: &OssCall,
        moment: &Moment,
        enforce: bool,
    ) -> Result<Option<StatementRef>, OssRefusal> {
        let bucket = call.bucket.as_deref();
        let permissions = |owner: &str| row.permissions(owner, call);
        let admitted = self.admit(bucket, moment, enforce, permissions);
        admitted.map_err(|refusal| match refusal.denial {
            Some(denial) if row.name == "DeleteMultipleObjects" => OssRefusal::batch_denied(denial),
            _ => refusal,
        })
    }

    /// Checks that the caller may use a bucket. The account itself has no policies, so buckets of
    /// other accounts are denied.
    fn admit(
        &self,
        bucket: Option<&str>,
        moment: &Moment,
        enforce: bool,
        permissions: impl FnOnce(&str) -> Vec<Permission>,
    ) -> Result<Option<StatementRef>, OssRefusal> {
        let state = bucket.and_then(|name| self.buckets.as_ref()?.get(name));
        let owner = state.and_then(|state| state.owner.as_ref());
        let owner = owner.unwrap_or(&self.id);
        let policy = state.and_then(|state| state.policy.as_deref());
        let foreign = *owner != self.id;
        let mut allowed = None;
        if enforce || foreign {
            for permission in permissions(owner) {
                let by = self.allow(&permission, policy, moment);
                let by = by.map_err(OssRefusal::denied)?;
                allowed = allowed.or(by);
            }
        }
        if foreign {
            return Err(refuse("AccessDenied"));
        }
        Ok(allowed)
    }

    /// Checks that the caller may read what is copied (the emulator assumes `copies`).
    fn admit_source(
        &self,
        moment: &Moment,
        enforce: bool,
        call: &OssCall,
    ) -> Result<(), OssRefusal> {
        let source = copy::source(call)?;
        self.admit(Some(&source.bucket), moment, enforce, |owner| {
            vec![source.permission(owner)]
        })?;
        let region = |name: &str| Some(&self.buckets.as_ref()?.get(name)?.region);
        let target = call.bucket.as_deref().and_then(region);
        match region(&source.bucket) {
            Some(region) if Some(region) != target => Err(OssRefusal::other_region(region)),
            _ => Ok(()),
        }
    }

    /// Returns the bucket of a request.
    pub(super) fn bucket_of(&mut self, call: &OssCall) -> Result<&mut BucketState, OssRefusal> {
        let name = call.bucket.as_deref().unwrap_or_default();
        let buckets = self.buckets.get_or_insert_default();
        buckets.get_mut(name).ok_or_else(|| refuse("NoSuchBucket"))
    }
}
