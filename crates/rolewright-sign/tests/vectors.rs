//! Signatures made by others: documented vectors and captured requests.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "the lints count helper functions of an integration test as production code"
)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use rolewright_sign::acs3::{self, Received, Request, Unsigned, VerifyError};
use rolewright_sign::encoding::decode_pairs;
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

fn base64(text: &str) -> Vec<u8> {
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let (mut bytes, mut bits, mut count) = (Vec::new(), 0_u32, 0);
    for byte in text.trim_end_matches('=').bytes() {
        let value = alphabet.iter().position(|a| *a == byte).unwrap();
        bits = ((bits << 6) | value as u32) & 0xffff;
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
        }
    }
    bytes
}

/// Verifies one capture with its own secret and a wrong one, then signs it anew.
fn check(place: &str, capture: &Value) {
    let headers: Pairs = serde_json::from_value(capture["headers"].clone()).unwrap();
    let headers = borrowed(&headers);
    let body = base64(text(capture, "body_b64"));
    let (method, path) = (text(capture, "method"), text(capture, "path"));
    let secret = text(capture, "access_key_secret");
    let received = Received {
        method,
        path,
        raw_query: text(capture, "query"),
        headers: &headers,
        body: &body,
    };
    assert_eq!(acs3::verify(&received, secret), Ok(()), "{place}");
    for wrong in [format!("{secret}x"), String::new()] {
        let result = acs3::verify(&received, &wrong);
        let refused = matches!(result, Err(VerifyError::SignatureMismatch { .. }));
        assert!(refused, "{place}: {result:?}");
    }

    let theirs = received.authorization().unwrap();
    assert_eq!(
        theirs.access_key_id,
        text(capture, "access_key_id"),
        "{place}"
    );
    let mut signed = headers.clone();
    signed.retain(|(name, _)| theirs.signed_headers.contains(&&*name.to_ascii_lowercase()));
    let query = decode_pairs(received.raw_query);
    let unsigned = Unsigned {
        method,
        path,
        query: &borrowed(&query),
        headers: &signed,
    };
    let ours = acs3::authorization(&unsigned, theirs.access_key_id, secret);
    let sent = headers
        .iter()
        .find(|(n, _)| n.eq_ignore_ascii_case("authorization"));
    assert_eq!(ours, sent.unwrap().1, "{place}");
}

#[test]
fn every_captured_v3_request_verifies_and_is_signed_alike() {
    let mut counts = BTreeMap::<String, usize>::new();
    for (place, capture) in captures() {
        let scheme = capture["signature"].as_str().unwrap_or("none");
        *counts.entry(scheme.to_owned()).or_default() += 1;
        if scheme == "v3" {
            check(&place, &capture);
        }
    }
    let checked = counts.remove("v3").unwrap_or(0);
    println!("{checked} v3 requests checked; not checked yet, by signature: {counts:?}");
    assert!(checked > 0, "no v3 request in {}", folder().display());
}

#[test]
fn the_run_instances_example_of_the_v3_request_structure_page_is_reproduced() {
    let headers = acs3::sign(&Request {
        method: "POST",
        host: "ecs.cn-shanghai.aliyuncs.com",
        path: "/",
        query: &[
            (
                "ImageId",
                "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd",
            ),
            ("RegionId", "cn-shanghai"),
        ],
        action: "RunInstances",
        version: "2014-05-26",
        date: "2023-10-26T10:22:32Z",
        nonce: "3156853299f313e23d1673dc12e1703d",
        body: b"",
        access_key_id: "YourAccessKeyId",
        access_key_secret: "YourAccessKeySecret",
        security_token: None,
    });
    assert_eq!(
        headers.last().unwrap().1,
        "ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders=host;x-acs-action;\
         x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version,\
         Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0"
    );
}

#[test]
fn the_get_role_signature_of_the_official_python_utils_get_authorization_is_reproduced() {
    let headers = acs3::sign(&Request {
        method: "POST",
        host: "ram.aliyuncs.com",
        path: "/",
        query: &[("RoleName", "AliyunContainerRegistryCustomizedOSSBucketRole")],
        action: "GetRole",
        version: "2015-05-01",
        date: "2026-01-02T03:04:05Z",
        nonce: "0123456789abcdef0123456789abcdef",
        body: b"",
        access_key_id: "testid",
        access_key_secret: "testsecret",
        security_token: None,
    });
    let names: Vec<&str> = headers.iter().map(|(name, _)| *name).collect();
    assert_eq!(
        names,
        [
            "host",
            "x-acs-action",
            "x-acs-content-sha256",
            "x-acs-date",
            "x-acs-signature-nonce",
            "x-acs-version",
            "authorization"
        ]
    );
    let (_, signature) = headers.last().unwrap().1.split_once("Signature=").unwrap();
    assert_eq!(
        signature,
        "0b6105194b2df072820a93e829e1694044d29dbbc4d1b6adb80bc986ed82c483"
    );
}
