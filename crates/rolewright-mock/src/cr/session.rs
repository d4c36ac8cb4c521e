//! The service's calls in a session.

use rolewright_core::provider::Service;
use rolewright_core::{Access, Call};

use crate::account::{Account, Moment, RefusedCall};
use crate::cr::vpc_cms;
use crate::oss::{self, OssAnswer, OssCall, OssRefusal};

/// The object that tests access.
const PROBE: &str = "docker/.rolewright-probe";
/// The lifecycle rule that a bucket without any is tried with: unfinished uploads expire after a week.
const LIFECYCLE: &str = "<LifecycleConfiguration><Rule><ID>registry-uploads</ID>\
    <Prefix>docker/</Prefix><Status>Enabled</Status><AbortMultipartUpload><Days>7</Days>\
    </AbortMultipartUpload></Rule></LifecycleConfiguration>";

/// A session of the service.
pub(super) struct Session<'a> {
    pub(super) account: &'a mut Account,
    pub(super) moment: Moment,
    pub(super) region: String,
    pub(super) bucket: String,
    pub(super) refused: Vec<RefusedCall>,
}

impl Session<'_> {
    /// Makes the calls of the five groups.
    pub(super) fn prepare(&mut self) {
        self.list_account_resources();
        self.rewrite_settings();
        self.rewrite_lifecycle();
        self.try_objects();
        self.try_upload();
        self.clean_up();
    }

    /// Lists buckets, networks and metrics.
    fn list_account_resources(&mut self) {
        self.send("GET", None, "", &[], b"");
        self.rpc(vpc_cms::VPC, "DescribeVpcs");
        self.rpc(vpc_cms::CMS, "DescribeMetricLast");
        self.rpc(vpc_cms::CMS, "DescribeMetricList");
    }

    /// Reads each setting and writes it back, or tries a default if it is not set.
    fn rewrite_settings(&mut self) {
        self.oss("GET", "", &[("location", "")], b"");
        self.oss("PUT", "", &[], b"");
        self.oss("GET", "", &[("transferAcceleration", "")], b"");
        let encryption = "<ServerSideEncryptionRule><ApplyServerSideEncryptionByDefault>\
            <SSEAlgorithm>AES256</SSEAlgorithm></ApplyServerSideEncryptionByDefault>\
            </ServerSideEncryptionRule>";
        self.rewrite("encryption", encryption);
        self.rewrite("logging", "<BucketLoggingStatus></BucketLoggingStatus>");
        let referer = "<RefererConfiguration><AllowEmptyReferer>true</AllowEmptyReferer>\
            <RefererList></RefererList></RefererConfiguration>";
        self.rewrite("referer", referer);
        let suspended =
            "<VersioningConfiguration><Status>Suspended</Status></VersioningConfiguration>";
        let versioning = self
            .read("versioning")
            .filter(|text| text.contains("<Status>"));
        self.write_back("versioning", versioning.as_deref(), suspended);
        let acl = self.read("acl").unwrap_or_default();
        let acls = ["public-read-write", "public-read"];
        let acl = acls
            .into_iter()
            .find(|known| acl.contains(known))
            .unwrap_or("private");
        let call = OssCall {
            headers: vec![("x-oss-acl".into(), acl.into())],
            ..self.call("PUT", Some(self.bucket.clone()), "", &[("acl", "")], b"")
        };
        self.execute(&call);
    }

    fn rewrite(&mut self, setting: &str, default: &str) {
        let current = self.read(setting);
        self.write_back(setting, current.as_deref(), default);
    }

    /// Writes a setting back. If it is not set, writes a default and discards the change.
    fn write_back(&mut self, setting: &str, current: Option<&str>, default: &str) {
        if let Some(current) = current {
            return self.put(setting, current);
        }
        let before = self.account.buckets.clone();
        self.put(setting, default);
        self.account.buckets = before;
    }

    /// Existing rules are kept.
    fn rewrite_lifecycle(&mut self) {
        let current = self.read("lifecycle");
        self.oss("DELETE", "", &[("lifecycle", "")], b"");
        self.write_back("lifecycle", current.as_deref(), LIFECYCLE);
    }

    fn try_objects(&mut self) {
        self.oss("PUT", PROBE, &[], b"probe");
        self.oss("GET", PROBE, &[], b"");
        let tagging =
            b"<Tagging><TagSet><Tag><Key>probe</Key><Value>1</Value></Tag></TagSet></Tagging>";
        self.oss("PUT", PROBE, &[("tagging", "")], tagging);
        self.oss("GET", PROBE, &[("tagging", "")], b"");
        self.oss("DELETE", PROBE, &[("tagging", "")], b"");
        self.oss("GET", "", &[("prefix", "docker/"), ("max-keys", "1")], b"");
        self.oss(
            "GET",
            "",
            &[("versions", ""), ("prefix", "docker/"), ("max-keys", "1")],
            b"",
        );
    }

    fn try_upload(&mut self) {
        self.oss("GET", "", &[("uploads", "")], b"");
        let started = self.oss("POST", PROBE, &[("uploads", "")], b"");
        let text = started.map(|answer| String::from_utf8_lossy(&answer.body).into_owned());
        let id = text.as_deref().and_then(|text| {
            let (_, rest) = text.split_once("<UploadId>")?;
            rest.split_once("</UploadId>").map(|(id, _)| id)
        });
        // Without an upload the following calls are refused too, and are reported.
        let id = id.unwrap_or("none").to_owned();
        self.oss(
            "PUT",
            PROBE,
            &[("partNumber", "1"), ("uploadId", &id)],
            b"part",
        );
        self.oss("GET", PROBE, &[("uploadId", &id)], b"");
        self.oss("DELETE", PROBE, &[("uploadId", &id)], b"");
    }

    /// Reads the probe's version, and deletes all versions of the probe.
    fn clean_up(&mut self) {
        let newest = self.versions().pop().unwrap_or_else(|| "null".to_owned());
        self.oss("GET", PROBE, &[("versionId", &newest)], b"");
        let named = format!("<Delete><Object><Key>{PROBE}</Key></Object></Delete>");
        self.oss("POST", "", &[("delete", "")], named.as_bytes());
        let mut left = self.versions();
        if left.is_empty() {
            left.push(newest);
        }
        for version in left {
            self.oss("DELETE", PROBE, &[("versionId", &version)], b"");
        }
    }

    fn versions(&self) -> Vec<String> {
        let bucket = self
            .account
            .buckets
            .as_ref()
            .and_then(|all| all.get(&self.bucket));
        let versions = bucket
            .and_then(|bucket| bucket.objects.get(PROBE))
            .into_iter()
            .flatten();
        versions.map(|version| version.id.clone()).collect()
    }

    /// Returns a setting's document, if set.
    fn read(&mut self, setting: &str) -> Option<String> {
        let answer = self.oss("GET", "", &[(setting, "")], b"")?;
        String::from_utf8(answer.body).ok()
    }

    fn put(&mut self, setting: &str, document: &str) {
        self.oss("PUT", "", &[(setting, "")], document.as_bytes());
    }

    fn call(
        &self,
        method: &str,
        bucket: Option<String>,
        key: &str,
        query: &[(&str, &str)],
        body: &[u8],
    ) -> OssCall {
        let query = query.iter();
        OssCall {
            method: method.into(),
            bucket,
            key: key.into(),
            query: query
                .map(|(name, value)| ((*name).into(), (*value).into()))
                .collect(),
            headers: Vec::new(),
            body: body.to_vec(),
            region: self.region.clone(),
            signed_region: Some(self.region.clone()),
        }
    }

    pub(super) fn oss(
        &mut self,
        method: &str,
        key: &str,
        query: &[(&str, &str)],
        body: &[u8],
    ) -> Option<OssAnswer> {
        self.send(method, Some(self.bucket.clone()), key, query, body)
    }

    fn send(
        &mut self,
        method: &str,
        bucket: Option<String>,
        key: &str,
        query: &[(&str, &str)],
        body: &[u8],
    ) -> Option<OssAnswer> {
        let call = self.call(method, bucket, key, query, body);
        self.execute(&call)
    }

    fn execute(&mut self, call: &OssCall) -> Option<OssAnswer> {
        let row = oss::find(call)?;
        let refusal = match self
            .account
            .execute_oss(row, call, &self.moment, true, &mut None)
        {
            Ok(answer) => return Some(answer),
            Err(refusal) => refusal,
        };
        if !is_absence(&refusal) {
            let denial = refusal.denial.as_ref();
            self.refused.push(RefusedCall {
                call: row.name.into(),
                action: denial.map(|denial| denial.action.clone()),
                resource: denial.map(|denial| denial.resource.clone()),
                message: denial.map_or_else(|| refusal.message.clone(), |denial| denial.message()),
                code: refusal.code,
                ..RefusedCall::default()
            });
        }
        None
    }

    fn rpc(&mut self, service: Service, action: &'static str) {
        let call =
            Call::new(service, action, Access::Read).with_param("RegionId", self.region.clone());
        let Err(denial) = self.account.authorize(&call, &self.moment) else {
            return;
        };
        self.refused.push(RefusedCall {
            call: action.into(),
            action: Some(denial.action.clone()),
            resource: Some(denial.resource.clone()),
            code: "NoPermission".into(),
            message: denial.message(),
            ..RefusedCall::default()
        });
    }
}

/// Whether the error only means that a setting is not set.
fn is_absence(refusal: &OssRefusal) -> bool {
    matches!(
        refusal.code.as_str(),
        "NoSuchServerSideEncryptionRule"
            | "NoSuchLifecycle"
            | "NoSuchTransferAccelerationConfiguration"
    )
}
