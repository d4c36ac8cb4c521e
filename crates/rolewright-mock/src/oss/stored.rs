//! How much is stored, for the emulator's limit.

use std::collections::BTreeMap;

use super::call::OssCall;
use super::copy;
use super::row::Row;
use crate::account::{Account, Body};

/// What an object, a version or a part takes in memory beside its content, about.
const OVERHEAD: u64 = 1024;

impl Account {
    /// Returns the bytes of all objects, parts of uploads and settings of buckets.
    pub(crate) fn stored_bytes(&self) -> u64 {
        let buckets = self.buckets.iter().flat_map(BTreeMap::values);
        let bytes = buckets.map(|bucket| {
            let objects = bucket.objects.values().flatten();
            let objects = objects.map(|version| version.body.as_ref().map_or(0, bytes));
            let uploads = bucket.uploads.values();
            let parts = uploads.flat_map(|upload| upload.parts.values());
            let parts = parts.map(|part| bytes(&part.body));
            let settings = bucket.settings.values().map(|text| text.len() as u64);
            let all = objects.chain(parts).chain(settings);
            let uploads = OVERHEAD * bucket.uploads.len() as u64;
            OVERHEAD + uploads + all.map(|bytes| bytes + OVERHEAD).sum::<u64>()
        });
        bytes.sum()
    }

    /// Returns the bytes that a request may add to what is stored.
    pub(crate) fn added_bytes(&self, row: &Row, call: &OssCall) -> u64 {
        let bucket = |name: &str| self.buckets.as_ref()?.get(name);
        let sent = call.body.len() as u64;
        let from_elsewhere = match row.name {
            "CopyObject" | "UploadPartCopy" => copy::source(call)
                .ok()
                .and_then(|source| bucket(&source.bucket)?.objects.get(&source.key))
                .and_then(|versions| {
                    let bodies = versions.iter().filter_map(|version| version.body.as_ref());
                    bodies.map(bytes).max()
                }),
            "CompleteMultipartUpload" => call
                .bucket
                .as_deref()
                .and_then(bucket)
                .and_then(|bucket| bucket.uploads.get(call.query("uploadId")?))
                .map(|upload| upload.parts.values().map(|part| bytes(&part.body)).sum()),
            _ => None,
        };
        OVERHEAD + from_elsewhere.unwrap_or_default().max(sent)
    }
}

fn bytes(body: &Body) -> u64 {
    body.0.len() as u64
}
