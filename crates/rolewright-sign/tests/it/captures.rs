//! Requests captured from official clients.

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

/// The folder of captures: `ROLEWRIGHT_VECTORS`, or the folder in this crate.
fn folder() -> PathBuf {
    std::env::var_os("ROLEWRIGHT_VECTORS").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors"),
        PathBuf::from,
    )
}

/// Every line of every `*.jsonl`, with `file:line` for messages.
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
    let value = capture[field].as_str();
    value.unwrap_or_else(|| panic!("no {field} in {}", capture["name"]))
}

/// A parsed capture.
struct Capture {
    headers: Pairs,
    body: Vec<u8>,
    path: String,
    query: String,
    line: Value,
}

impl Capture {
    fn of(line: Value) -> Self {
        let target = line["target"].as_str().unwrap_or_default();
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let own = |field: &str, or: &str| line[field].as_str().unwrap_or(or).to_owned();
        let body = line["body_b64"].as_str().unwrap_or_default();
        Self {
            headers: serde_json::from_value(line["headers"].clone()).unwrap(),
            body: STANDARD.decode(body).unwrap(),
            path: own("path", path),
            query: own("query", query),
            line,
        }
    }

    fn received<'a>(&'a self, headers: &'a [(&'a str, &'a str)]) -> Received<'a> {
        Received {
            method: text(&self.line, "method"),
            path: &self.path,
            raw_query: &self.query,
            headers,
            body: &self.body,
        }
    }

    /// The signature scheme, as given or detected.
    fn signature(&self) -> &str {
        let detected = match self.header("authorization") {
            value if value.starts_with("ACS3") => "v3",
            value if value.starts_with("OSS4") => "oss4",
            value if value.starts_with("OSS ") => "oss1",
            _ if self.query.contains("x-oss-signature-version") => "oss4",
            _ => "v1",
        };
        self.line["signature"].as_str().unwrap_or(detected)
    }

    fn bucket(&self) -> Option<&str> {
        self.line["bucket"]
            .as_str()
            .filter(|bucket| !bucket.is_empty())
    }

    /// The bucket, when it is in the host name.
    fn bucket_of_host(&self) -> Option<&str> {
        let in_path = |bucket: &str| {
            let rest = self.path.strip_prefix('/')?.strip_prefix(bucket)?;
            (rest.is_empty() || rest.starts_with('/')).then_some(())
        };
        let is_in_host = |bucket: &&str| match self.line["style"].as_str() {
            Some(style) => style.contains("cname"),
            None => in_path(bucket).is_none(),
        };
        self.bucket().filter(is_in_host)
    }

    fn header(&self, name: &str) -> &str {
        let mut headers = self.headers.iter();
        let found = headers.find(|(n, _)| n.eq_ignore_ascii_case(name));
        found.map_or("", |(_, value)| value)
    }

    fn secret(&self) -> &str {
        text(&self.line, "access_key_secret")
    }

    fn token(&self) -> Option<&str> {
        self.line["security_token"].as_str()
    }
}

/// The key id of the request, the verification, the recomputed signature and the sent one.
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

/// The object name in the path.
fn key(capture: &Capture) -> String {
    let path = percent_decode(&capture.path);
    let below = match (capture.bucket(), capture.bucket_of_host()) {
        (Some(bucket), None) => path.strip_prefix(&format!("/{bucket}")).unwrap(),
        _ => &path,
    };
    below.strip_prefix('/').unwrap_or_default().to_owned()
}

fn oss4_checked(capture: &Capture, received: &Received<'_>) -> Checked {
    if capture.header("authorization").is_empty() {
        return presigned_checked(capture, received);
    }
    let authorization = oss4::Authorization::of(received).unwrap();
    let query = decode_pairs(received.raw_query);
    let mut headers = received.headers.to_vec();
    headers.retain(|(name, _)| {
        let ours = ["x-oss-date", "x-oss-content-sha256", "x-oss-security-token"];
        !ours.contains(&name.to_ascii_lowercase().as_str())
    });
    let mut signed = oss4::sign(&oss4::Request {
        method: received.method,
        bucket: capture.bucket(),
        key: &key(capture),
        query: &borrowed(&query),
        headers: &headers,
        additional_headers: &authorization.additional_headers,
        region: authorization.region,
        date_time: capture.header("x-oss-date"),
        access_key_id: authorization.access_key_id,
        access_key_secret: capture.secret(),
        security_token: capture.token(),
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

/// A presigned URL.
fn presigned_checked(capture: &Capture, received: &Received<'_>) -> Checked {
    let query = decode_pairs(received.raw_query);
    let value = |name: &str| {
        let found = query.iter().find(|(known, _)| known == name);
        found.map_or("", |(_, value)| value.as_str())
    };
    let about_signature = |name: &str| {
        let parts = [
            "signature",
            "date",
            "expires",
            "credential",
            "security-token",
        ];
        let parts = parts
            .iter()
            .chain(&["signature-version", "additional-headers"]);
        parts
            .into_iter()
            .any(|part| name == format!("x-oss-{part}"))
    };
    let own = query.iter().filter(|(name, _)| !about_signature(name));
    let own: Vec<(&str, &str)> = own.map(|(name, value)| (&**name, &**value)).collect();
    let additional = value("x-oss-additional-headers").split(';');
    let additional: Vec<&str> = additional.filter(|name| !name.is_empty()).collect();
    let scope: Vec<&str> = value("x-oss-credential").rsplit('/').collect();
    let request = oss4::Request {
        method: received.method,
        bucket: capture.bucket(),
        key: &key(capture),
        query: &own,
        headers: received.headers,
        additional_headers: &additional,
        region: scope[2],
        date_time: value("x-oss-date"),
        access_key_id: text(&capture.line, "access_key_id"),
        access_key_secret: capture.secret(),
        security_token: capture.token(),
    };
    let signed = oss4::presign(&request, value("x-oss-expires").parse().unwrap());
    Checked {
        access_key_id: scope[4..]
            .iter()
            .rev()
            .copied()
            .collect::<Vec<_>>()
            .join("/"),
        verify: |capture, received, secret| {
            oss4::verify_presigned(received, capture.bucket_of_host(), secret)
        },
        ours: signed.last().unwrap().1.clone(),
        theirs: value("x-oss-signature").to_owned(),
    }
}

fn oss1_checked(capture: &Capture, received: &Received<'_>) -> Checked {
    let id = oss1::access_key_id(received).unwrap();
    let signature = oss1::signature(received, capture.bucket_of_host(), capture.secret());
    Checked {
        access_key_id: id.clone().into_owned(),
        verify: |capture, received, secret| {
            oss1::verify(received, capture.bucket_of_host(), secret)
        },
        ours: format!("OSS {id}:{}", signature.unwrap()),
        theirs: capture.header("authorization").to_owned(),
    }
}

/// Verifies a capture with its secret and with wrong ones, and signs it again.
fn check(place: &str, capture: &Capture) {
    let headers = borrowed(&capture.headers);
    let received = capture.received(&headers);
    let checked = match capture.signature() {
        "v3" => acs3_checked(capture, &received),
        "v1" => rpc_checked(capture, &received),
        "oss4" => oss4_checked(capture, &received),
        "oss1" => oss1_checked(capture, &received),
        other => panic!("{place}: unknown signature scheme `{other}`"),
    };
    let secret = capture.secret();
    assert_eq!(
        (checked.verify)(capture, &received, secret),
        Ok(()),
        "{place}"
    );
    for wrong in [format!("{secret}x"), String::new()] {
        let result = (checked.verify)(capture, &received, &wrong);
        let rejected = matches!(result, Err(VerifyError::SignatureMismatch { .. }));
        assert!(rejected, "{place}: {result:?}");
    }
    let id = text(&capture.line, "access_key_id");
    assert_eq!(checked.access_key_id, id, "{place}");
    assert_eq!(checked.ours, checked.theirs, "{place}");
}

#[test]
fn every_captured_request_verifies_and_its_signature_is_reproduced() {
    let mut counts = BTreeMap::<String, usize>::new();
    for (place, line) in captures() {
        let capture = Capture::of(line);
        let scheme = capture.signature().to_owned();
        check(&place, &capture);
        *counts.entry(scheme).or_default() += 1;
    }
    println!("requests checked, by signature: {counts:?}");
    assert!(!counts.is_empty(), "no request in {}", folder().display());
}
