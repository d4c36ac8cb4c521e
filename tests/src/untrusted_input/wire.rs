//! Network input: requests to the emulator, and responses of OSS.

use std::cell::OnceCell;

use rolewright::denial::Evidence;
use rolewright::emulator::{Emulator, Offline, Seed};
use rolewright::learn;
use rolewright::mock::WallClock;
use rolewright::provider::Secret;
use rolewright::{BucketName, Error, MemoryProvider};
use rolewright_sign::encoding::{decode_pairs, encode_pairs};
use rolewright_sign::{Received, acs3, oss1, oss4, rpc as rpc_sign};

use super::{line, text};

const KEY: (&str, &str) = ("testid", "testsecret");
const NOW: &str = "2026-01-01T00:00:00Z";
const SEED: &str = r#"{
    "calls": [
        { "action": "CreateUser", "params": { "UserName": "alice" } },
        { "action": "CreateRole", "params": { "RoleName": "demo", "AssumeRolePolicyDocument":
            { "Version": "1", "Statement": [{ "Effect": "Allow", "Action": "sts:AssumeRole",
              "Principal": { "Service": ["cr.aliyuncs.com"] } }] } } }
    ],
    "buckets": { "my-images": { "region": "cn-hangzhou" } }
}"#;

thread_local! {
    static EMULATOR: OnceCell<Option<Offline>> = const { OnceCell::new() };
}

/// Sends a request to a new emulator with a user, a role and a bucket.
fn answered(received: &Received<'_>) {
    EMULATOR.with(|emulator| {
        let emulator = emulator.get_or_init(|| started().ok());
        assert!(emulator.is_some(), "the emulator did not start");
        if let Some(emulator) = emulator {
            let answer = emulator.answer(received);
            assert!(answer.is_none_or(|(status, _)| (200..600).contains(&status)));
            assert!(emulator.reset().is_ok());
        }
    });
}

fn started() -> Result<Offline, Error> {
    let now = NOW.parse().unwrap_or_default();
    let provider = MemoryProvider::builder()
        .clock(WallClock::fixed(now))
        .build();
    provider.with_account(|account| account.seed = Some(Secret::new("00")));
    let seed: Seed = serde_json::from_str(SEED).unwrap_or_default();
    let builder = Emulator::builder()
        .access_key(KEY.0, KEY.1)
        .provider(provider);
    Offline::new(
        builder
            .clock(WallClock::fixed(now))
            .seed(seed)
            .enforce(true),
    )
}

/// The first line selects the form: `acs3 ACTION VERSION` and `rpc ACTION VERSION` sign the pairs
/// that follow; anything else is a raw request, head and body.
pub(super) fn rpc(bytes: &[u8]) {
    let (first, rest) = line(text(bytes));
    match *first.split(' ').collect::<Vec<_>>().as_slice() {
        ["acs3", action, version] => signed_acs3(action, version, rest),
        ["rpc", action, version] => signed_rpc(action, version, rest),
        _ => plain(bytes),
    }
}

fn signed_acs3(action: &str, version: &str, pairs: &str) {
    let pairs = decode_pairs(pairs);
    let query = borrowed(&pairs);
    let request = acs3::Request {
        method: "POST",
        host: "ram.aliyuncs.com",
        path: "/",
        query: &query,
        action,
        version,
        date: NOW,
        nonce: "n",
        body: b"",
        access_key_id: KEY.0,
        access_key_secret: KEY.1,
        security_token: None,
    };
    let signed = acs3::sign(&request);
    let headers: Vec<_> = signed
        .iter()
        .map(|(name, value)| (*name, value.as_ref()))
        .collect();
    answered(&Received {
        method: "POST",
        path: "/",
        raw_query: &encode_pairs(&query),
        headers: &headers,
        body: b"",
    });
}

fn signed_rpc(action: &str, version: &str, pairs: &str) {
    let pairs = decode_pairs(pairs);
    let signed = rpc_sign::sign(&rpc_sign::Request {
        method: "GET",
        action,
        version,
        timestamp: NOW,
        nonce: "n",
        params: &borrowed(&pairs),
        access_key_id: KEY.0,
        access_key_secret: KEY.1,
        security_token: None,
    });
    answered(&Received {
        method: "GET",
        path: "/",
        raw_query: &encode_pairs(&signed),
        headers: &[("host", "ram.aliyuncs.com")],
        body: b"",
    });
}

fn borrowed(pairs: &[(String, String)]) -> Vec<(&str, &str)> {
    pairs
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect()
}

/// `METHOD PATH?QUERY`, headers, an empty line, and the body.
fn plain(bytes: &[u8]) {
    let gap = bytes.windows(2).position(|pair| pair == b"\n\n");
    let (head, body) = match gap {
        Some(gap) => (bytes.get(..gap), bytes.get(gap + 2..)),
        None => (Some(bytes), None),
    };
    let (request, headers) = line(text(head.unwrap_or_default()));
    let (method, target) = request.split_once(' ').unwrap_or((request, "/"));
    let (path, raw_query) = target.split_once('?').unwrap_or((target, ""));
    let headers: Vec<_> = headers
        .lines()
        .filter_map(|line| line.split_once(": "))
        .collect();
    answered(&Received {
        method,
        path,
        raw_query,
        headers: &headers,
        body: body.unwrap_or_default(),
    });
}

/// The first line is the header, the second the query.
pub(super) fn authorization(bytes: &[u8]) {
    let (header, raw_query) = line(text(bytes));
    let _ = (
        acs3::Authorization::parse(header),
        oss4::Authorization::parse(header),
    );
    let received = Received {
        method: "GET",
        path: "/my-images",
        raw_query,
        headers: &[
            ("host", "oss-cn-hangzhou.aliyuncs.com"),
            ("Authorization", header),
            ("x-acs-date", NOW),
            ("x-oss-date", "20260101T000000Z"),
            ("x-acs-signature-nonce", "n"),
        ],
        body: b"",
    };
    assert!(
        acs3::verify(&received, KEY.1).is_err(),
        "the request is not signed"
    );
    assert!(
        rpc_sign::verify(&received, KEY.1).is_err(),
        "the request is not signed"
    );
    let _ = (
        oss1::access_key_id(&received),
        rpc_sign::access_key_id(&received),
    );
    answered(&received);
}

/// The body of a response or, after a line `METHOD KEY?QUERY`, of a signed request.
/// Bodies and messages of denials, and lists of requests: what was read is explained without panic.
pub(super) fn denial(bytes: &[u8]) {
    let text = text(bytes);
    if let Ok(evidence) = Evidence::parse(text) {
        assert!(evidence.denied.is_some() || evidence.encoded.is_some());
        if let Some(denied) = evidence.denied {
            assert!(!denied.to_string().contains('\u{1b}'));
        }
    }
    if let Ok(requests) = learn::parse(text)
        && let Ok(policy) = learn::policy(&requests, None)
    {
        assert!(!policy.statements().is_empty());
    }
}

pub(super) fn oss_xml(bytes: &[u8]) {
    if let Ok(name) = BucketName::new("my-images") {
        let _ = rolewright_alibaba::outside::bucket_info(&name, bytes);
    }
    let _ = rolewright_alibaba::outside::bucket_refusal(403, bytes);
    let (first, body) = line(text(bytes));
    let Some((method, target)) = first.split_once(' ') else {
        return;
    };
    let (key, query) = target.split_once('?').unwrap_or((target, ""));
    let pairs = decode_pairs(query);
    let host = ("host", "oss-cn-hangzhou.aliyuncs.com");
    let added = oss4::sign(&oss4::Request {
        method,
        bucket: Some("my-images"),
        key,
        query: &borrowed(&pairs),
        headers: &[host],
        additional_headers: &[],
        region: "cn-hangzhou",
        date_time: "20260101T000000Z",
        access_key_id: KEY.0,
        access_key_secret: KEY.1,
        security_token: None,
    });
    let added = added.iter().map(|(name, value)| (*name, value.as_str()));
    let headers: Vec<_> = [host].into_iter().chain(added).collect();
    let key = rolewright_sign::encoding::percent_encode_path(key);
    answered(&Received {
        method,
        path: &format!("/my-images/{key}"),
        raw_query: &encode_pairs(&pairs),
        headers: &headers,
        body: body.as_bytes(),
    });
}
