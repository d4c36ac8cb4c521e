//! Requests that official clients really sent.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rolewright_sign::acs3::{self, Unsigned};
use rolewright_sign::encoding::{decode_pairs, percent_decode};
use rolewright_sign::{Received, VerifyError, oss1, oss4, rpc};
use serde_json::Value;

type Pairs = Vec<(String, String)>;

fn borrowed(pairs: &Pairs) -> Vec<(&str, &str)> {
    pairs.iter().map(|(a, b)| (&**a, &**b)).collect()
}

/// The folder of vectors: `ROLEWRIGHT_VECTORS`, or the crate's own.
fn folder() -> PathBuf {
    std::env::var_os("ROLEWRIGHT_VECTORS").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors"),
        PathBuf::from,
    )
}

/// Every line of every `*.jsonl`, with `file:line` to name it.
fn captures() -> Vec<(String, Value)> {
    let entries = std::fs::read_dir(folder()).unwrap();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|ext| ext == "jsonl"));
    files.sort();
    let mut captures = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        for (number, line) in text.lines().enumerate() {
            let place = format!("{}:{}", file.display(), number + 1);
            let capture = serde_json::from_str(line).unwrap_or_else(|e| panic!("{place}: {e}"));
            captures.push((place, capture));
        }
    }
    captures
}

fn text<'a>(capture: &'a Value, field: &str) -> &'a str {
    capture[field]
        .as_str()
        .unwrap_or_else(|| panic!("no {field}"))
}

/// One captured request, taken apart.
struct Capture {
    headers: Pairs,
    body: Vec<u8>,
    line: Value,
}

impl Capture {
    fn of(line: Value) -> Self {
        Self {
            headers: serde_json::from_value(line["headers"].clone()).unwrap(),
            body: STANDARD.decode(text(&line, "body_b64")).unwrap(),
            line,
        }
    }

    fn received<'a>(&'a self, headers: &'a [(&'a str, &'a str)]) -> Received<'a> {
        Received {
            method: text(&self.line, "method"),
            path: text(&self.line, "path"),
            raw_query: text(&self.line, "query"),
            headers,
            body: &self.body,
        }
    }

    /// The bucket, when only the host names it.
    fn bucket_of_host(&self) -> Option<&str> {
        (self.line["style"] == "cname").then(|| text(&self.line, "bucket"))
    }

    fn header(&self, name: &str) -> &str {
        let found = self
            .headers
            .iter()
            .find(|(n, _)| n.eq_ignore_ascii_case(name));
        found.map_or("", |(_, value)| value)
    }

    fn secret(&self) -> &str {
        text(&self.line, "access_key_secret")
    }
}

/// The key id in the request, the verdict under a secret, and the signature made anew with the
/// one that was sent.
struct Checked {
    access_key_id: String,
    verify: fn(&Capture, &Received<'_>, &str) -> Result<(), VerifyError>,
    ours: String,
    theirs: String,
}

fn acs3_checked(capture: &Capture, received: &Received<'_>) -> Checked {
    let authorization = acs3::Authorization::of(received).unwrap();
    let mut signed = received.headers.to_vec();
    signed.retain(|(name, _)| {
        let lower = name.to_ascii_lowercase();
        authorization.signed_headers.contains(&lower.as_str())
    });
    let query = decode_pairs(received.raw_query);
    let unsigned = Unsigned {
        method: received.method,
        path: received.path,
        query: &borrowed(&query),
        headers: &signed,
    };
    let access_key_id = authorization.access_key_id;
    Checked {
        access_key_id: access_key_id.to_owned(),
        verify: |_, received, secret| acs3::verify(received, secret),
        ours: acs3::authorization(&unsigned, access_key_id, capture.secret()),
        theirs: capture.header("authorization").to_owned(),
    }
}

fn rpc_checked(capture: &Capture, received: &Received<'_>) -> Checked {
    let params = rpc::parameters(received).unwrap();
    let (signature, signed): (Pairs, Pairs) = params
        .into_iter()
        .partition(|(name, _)| name == "Signature");
    Checked {
        access_key_id: rpc::access_key_id(received).unwrap(),
        verify: |_, received, secret| rpc::verify(received, secret),
        ours: rpc::signature(received.method, &borrowed(&signed), capture.secret()),
        theirs: signature[0].1.clone(),
    }
}

fn oss4_checked(capture: &Capture, received: &Received<'_>) -> Checked {
    let authorization = oss4::Authorization::of(received).unwrap();
    let path = percent_decode(received.path);
    let bucket = text(&capture.line, "bucket");
    let key = match capture.bucket_of_host() {
        Some(_) => path.strip_prefix('/').unwrap(),
        None => path.strip_prefix(&format!("/{bucket}/")).unwrap(),
    };
    let query = decode_pairs(received.raw_query);
    let mut headers = received.headers.to_vec();
    headers.retain(|(name, _)| {
        let ours = ["x-oss-date", "x-oss-content-sha256", "x-oss-security-token"];
        !ours.contains(name)
    });
    let mut signed = oss4::sign(&oss4::Request {
        method: received.method,
        bucket: Some(bucket),
        key,
        query: &borrowed(&query),
        headers: &headers,
        additional_headers: &authorization.additional_headers,
        region: text(&capture.line, "region"),
        date_time: capture.header("x-oss-date"),
        access_key_id: authorization.access_key_id,
        access_key_secret: capture.secret(),
        security_token: capture.line["security_token"].as_str(),
    });
    Checked {
        access_key_id: authorization.access_key_id.to_owned(),
        verify: |capture, received, secret| {
            oss4::verify(received, capture.bucket_of_host(), secret)
        },
        ours: signed.pop().unwrap().1,
        theirs: capture.header("authorization").to_owned(),
    }
}

fn oss1_checked(capture: &Capture, received: &Received<'_>) -> Checked {
    let id = oss1::access_key_id(received).unwrap();
    let signature = oss1::signature(received, capture.bucket_of_host(), capture.secret());
    Checked {
        access_key_id: id.to_owned(),
        verify: |capture, received, secret| {
            oss1::verify(received, capture.bucket_of_host(), secret)
        },
        ours: format!("OSS {id}:{}", signature.unwrap()),
        theirs: capture.header("authorization").to_owned(),
    }
}

/// Verifies one capture with its own secret and a wrong one, and signs it anew.
fn check(place: &str, capture: &Capture) {
    let headers = borrowed(&capture.headers);
    let received = capture.received(&headers);
    let checked = match text(&capture.line, "signature") {
        "v3" => acs3_checked(capture, &received),
        "v1" => rpc_checked(capture, &received),
        "oss4" => oss4_checked(capture, &received),
        "oss1" => oss1_checked(capture, &received),
        other => panic!("{place}: the signature `{other}` is not known"),
    };
    let secret = capture.secret();
    assert_eq!(
        (checked.verify)(capture, &received, secret),
        Ok(()),
        "{place}"
    );
    for wrong in [format!("{secret}x"), String::new()] {
        let result = (checked.verify)(capture, &received, &wrong);
        let refused = matches!(result, Err(VerifyError::SignatureMismatch { .. }));
        assert!(refused, "{place}: {result:?}");
    }
    let id = text(&capture.line, "access_key_id");
    assert_eq!(checked.access_key_id, id, "{place}");
    assert_eq!(checked.ours, checked.theirs, "{place}");
}

#[test]
fn every_captured_request_verifies_with_its_secret_alone_and_is_signed_alike() {
    let mut counts = BTreeMap::<String, usize>::new();
    for (place, line) in captures() {
        let scheme = text(&line, "signature").to_owned();
        check(&place, &Capture::of(line));
        *counts.entry(scheme).or_default() += 1;
    }
    println!("requests checked, by signature: {counts:?}");
    assert!(!counts.is_empty(), "no request in {}", folder().display());
}
