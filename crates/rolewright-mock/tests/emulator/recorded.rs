//! Requests that real clients sent, signed anew, get the status that the clients got.

use std::collections::BTreeMap;
use std::path::Path;

use rolewright_mock::WallClock;
use rolewright_mock::emulator::{Emulator, Seed};
use rolewright_sign::encoding::{decode_pairs, encode_pairs, percent_decode, percent_encode};
use rolewright_sign::{Received, oss1, oss4, rpc};
use serde::Deserialize;
use serde_json::Value;

use crate::client::{Answer, NOW, exchange};
use crate::recorded_keys::{Handed, Keys, handed};

const KEY: &str = "LTAI4TrialEmulatorKey1";
const SECRET: &str = "trialsecret0123456789abcdefghij";
const DATE: &str = "Fri, 02 Jan 2026 03:04:05 GMT";
const BASIC_DATE: &str = "20260102T030405Z";

/// Requests with another status: the numbers, the status here, and the reason.
const EXCEPTIONS: &[(&str, &[u32], u16, &str)] = &[
    (
        "cli-oss",
        &[84],
        501,
        "the list of all regions is not emulated",
    ),
    ("cli-oss", &[89, 90], 501, "symbolic links are not emulated"),
    ("cli-oss", &[92], 501, "appending is not emulated"),
];

/// A recorded request.
#[derive(Deserialize)]
struct Request {
    n: u32,
    method: String,
    target: String,
    headers: Vec<(String, String)>,
    #[serde(default)]
    body: String,
    body_length: Option<usize>,
    status: u16,
    #[serde(default)]
    ids: Vec<String>,
    #[serde(default)]
    spoilt: bool,
    key: Option<Handed>,
}

fn read(file: &str) -> Vec<Request> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/recorded");
    let text = std::fs::read_to_string(folder.join(format!("{file}.jsonl"))).unwrap();
    let lines = text.lines();
    lines
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

impl Request {
    fn header(&self, name: &str) -> &str {
        let mut headers = self.headers.iter();
        let found = headers.find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map_or("", |(_, value)| value)
    }

    fn set_header(&mut self, name: &str, value: &str) {
        let headers = self.headers.iter_mut();
        for (known, old) in headers {
            if known.eq_ignore_ascii_case(name) {
                value.clone_into(old);
            }
        }
    }

    fn path_and_query(&self) -> (&str, &str) {
        self.target.split_once('?').unwrap_or((&self.target, ""))
    }

    /// The bucket in the host.
    fn bucket(&self) -> Option<String> {
        let (bucket, _) = self.header("host").split_once(".localhost")?;
        Some(bucket.to_owned())
    }

    fn content(&self) -> Vec<u8> {
        match self.body_length {
            Some(length) => vec![b'a'; length],
            None => self.body.clone().into_bytes(),
        }
    }

    /// Calls `check` with the request as a server receives it.
    fn received<T>(&self, check: impl FnOnce(&Received<'_>) -> T) -> T {
        let (path, raw_query) = self.path_and_query();
        let headers = self.headers.iter();
        let headers: Vec<_> = headers.map(|(n, v)| (n.as_str(), v.as_str())).collect();
        check(&Received {
            method: &self.method,
            path,
            raw_query,
            headers: &headers,
            body: &self.content(),
        })
    }

    /// The access key of an RPC request.
    fn access_key_id(&self) -> String {
        let (_, query) = self.path_and_query();
        let mut pairs = decode_pairs(query).into_iter();
        let id = pairs.find(|(name, _)| name == "AccessKeyId");
        id.map_or_else(String::new, |(_, id)| id)
    }

    /// Verifies the recorded signature.
    fn is_verified(&self, keys: &Keys) -> bool {
        let recorded = keys.get(&self.access_key_id());
        let secret = recorded.map_or(SECRET, |(recorded, _)| &recorded.secret);
        let bucket = self.bucket();
        let authorization = self.header("authorization").to_owned();
        let (_, query) = self.path_and_query();
        let presigned = query.contains("x-oss-signature-version=");
        let verified = self.received(|received| {
            if presigned {
                oss4::verify_presigned(received, bucket.as_deref(), SECRET)
            } else if authorization.starts_with("OSS4") {
                oss4::verify(received, bucket.as_deref(), SECRET)
            } else if query.contains("OSSAccessKeyId=") || authorization.starts_with("OSS ") {
                oss1::verify(received, bucket.as_deref(), SECRET)
            } else {
                rpc::verify(received, secret)
            }
        });
        verified.is_ok()
    }

    /// Signs the request for the emulator's time, in the same way.
    fn sign(&mut self, keys: &Keys) {
        let (path, query) = self.path_and_query();
        let (path, query) = (path.to_owned(), decode_pairs(query));
        let authorization = self.header("authorization").to_owned();
        let has = |name: &str| query.iter().any(|(known, _)| known == name);
        if has("x-oss-signature-version") {
            let own = query.into_iter();
            let own = own.filter(|(name, _)| !name.starts_with("x-oss-"));
            let mut own: Vec<_> = own.collect();
            let added = self.presigned(&path, &own);
            own.extend(added);
            self.target = format!("{path}?{}", encode_pairs(&own));
        } else if has("OSSAccessKeyId") {
            let expires = |(name, value): (String, String)| match name.as_str() {
                "Signature" => None,
                "Expires" => Some((name, "1767323945".to_owned())),
                _ => Some((name, value)),
            };
            let pairs: Vec<_> = query.into_iter().filter_map(expires).collect();
            self.target = format!("{path}?{}", encode_pairs(&pairs));
            let bucket = self.bucket();
            let signature =
                self.received(|received| oss1::signature(received, bucket.as_deref(), SECRET));
            let signature = percent_encode(&signature.unwrap());
            self.target.push_str(&format!("&Signature={signature}"));
        } else if authorization.starts_with("OSS4") {
            self.sign_oss4(&path, &query);
        } else if authorization.starts_with("OSS ") {
            self.set_header("date", DATE);
            self.headers
                .retain(|(name, _)| !name.eq_ignore_ascii_case("authorization"));
            let bucket = self.bucket();
            let signature =
                self.received(|received| oss1::signature(received, bucket.as_deref(), SECRET));
            let value = format!("OSS {KEY}:{}", signature.unwrap());
            self.headers.push(("Authorization".into(), value));
        } else {
            self.sign_rpc(&path, keys);
        }
        if self.spoilt {
            self.target.push('0');
        }
    }

    /// Splits the path into bucket and key.
    fn place(&self, path: &str) -> (Option<String>, String) {
        let path = percent_decode(path.trim_start_matches('/'));
        match self.bucket() {
            Some(bucket) => (Some(bucket), path),
            None => {
                let (bucket, key) = path.split_once('/').unwrap_or((&path, ""));
                (
                    (!bucket.is_empty()).then(|| bucket.to_owned()),
                    key.to_owned(),
                )
            }
        }
    }

    fn oss4<'a>(&'a self, place: &'a (Option<String>, String)) -> oss4::Request<'a> {
        oss4::Request {
            method: &self.method,
            bucket: place.0.as_deref(),
            key: &place.1,
            query: &[],
            headers: &[],
            additional_headers: &[],
            region: "cn-hangzhou",
            date_time: BASIC_DATE,
            access_key_id: KEY,
            access_key_secret: SECRET,
            security_token: None,
        }
    }

    fn presigned(&self, path: &str, own: &[(String, String)]) -> Vec<(String, String)> {
        let place = self.place(path);
        let query: Vec<_> = own.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        let headers = self.headers.iter();
        let headers: Vec<_> = headers.map(|(n, v)| (n.as_str(), v.as_str())).collect();
        let request = oss4::Request {
            query: &query,
            headers: &headers,
            ..self.oss4(&place)
        };
        let added = oss4::presign(&request, 900).into_iter();
        added
            .map(|(name, value)| (name.to_owned(), value))
            .collect()
    }

    fn sign_oss4(&mut self, path: &str, query: &[(String, String)]) {
        let with_http_date = self.header("x-oss-date").is_empty();
        let ours = [
            "date",
            "x-oss-date",
            "x-oss-content-sha256",
            "authorization",
        ];
        let is_own = |name: &str| !ours.contains(&name.to_ascii_lowercase().as_str());
        self.headers.retain(|(name, _)| is_own(name));
        let place = self.place(path);
        let query: Vec<_> = query
            .iter()
            .map(|(n, v)| (n.as_str(), v.as_str()))
            .collect();
        let headers = self.headers.iter();
        let headers: Vec<_> = headers.map(|(n, v)| (n.as_str(), v.as_str())).collect();
        let signed = oss4::sign(&oss4::Request {
            query: &query,
            headers: &headers,
            date_time: if with_http_date { DATE } else { BASIC_DATE },
            ..self.oss4(&place)
        });
        let signed = signed.into_iter();
        let signed: Vec<_> = signed
            .map(|(name, value)| (name.to_owned(), value))
            .collect();
        self.headers.extend(signed);
    }

    fn sign_rpc(&mut self, path: &str, keys: &Keys) {
        let key = keys.get(&self.access_key_id()).map(|(_, ours)| ours);
        let (_, query) = self.path_and_query();
        let renewed = |(name, value): (String, String)| match name.as_str() {
            "Signature" => None,
            "Timestamp" => Some((name, NOW.to_owned())),
            "AccessKeyId" => Some((name, key.map_or(value, |key| key.id.clone()))),
            "SecurityToken" => Some((name, key.and_then(|key| key.token.clone())?)),
            _ => Some((name, value)),
        };
        let mut pairs: Vec<_> = decode_pairs(query)
            .into_iter()
            .filter_map(renewed)
            .collect();
        let form = decode_pairs(&self.body);
        let all = pairs.iter().chain(&form);
        let all: Vec<_> = all.map(|(n, v)| (n.as_str(), v.as_str())).collect();
        let signature = rpc::signature(&self.method, &all, key.map_or(SECRET, |key| &key.secret));
        pairs.push(("Signature".into(), signature));
        self.target = format!("{path}?{}", encode_pairs(&pairs));
    }

    async fn send(&self, emulator: &Emulator) -> Answer {
        let body = self.content();
        let mut request = format!("{} {} HTTP/1.1\r\n", self.method, self.target);
        for (name, value) in &self.headers {
            request.push_str(&format!("{name}: {value}\r\n"));
        }
        let length = body.len();
        request.push_str(&format!(
            "connection: close\r\ncontent-length: {length}\r\n\r\n"
        ));
        let mut request = request.into_bytes();
        request.extend(body);
        exchange(emulator, &request).await.unwrap()
    }
}

/// The ids in a response, in the order of the recording.
fn ids(answer: &Answer) -> Vec<String> {
    let text = answer.text();
    let mut ids: Vec<String> = Vec::new();
    ids.extend(answer.header("x-oss-version-id").map(str::to_owned));
    if let Ok(json) = serde_json::from_str::<Value>(&text) {
        let created = [&json["Data"]["InstanceId"], &json["RepoId"]].into_iter();
        ids.extend(created.filter_map(Value::as_str).map(str::to_owned));
    }
    let mut rest = text.as_str();
    while let Some((before, after)) = rest.split_once("Id>") {
        rest = after;
        let name = before.rsplit('<').next().unwrap();
        if matches!(name, "Upload" | "Version") {
            ids.push(rest.split('<').next().unwrap().to_owned());
        }
    }
    ids.retain(|id| id != "null");
    ids
}

/// Replaces recorded ids; in two steps, because one of the emulator's may be another one of the
/// recording.
fn renew(text: &str, renamed: &BTreeMap<String, String>) -> String {
    let mark = |index: usize| format!("\u{1}{index}\u{1}");
    let marked = renamed.keys().enumerate();
    let marked = marked.fold(text.to_owned(), |text, (index, theirs)| {
        text.replace(theirs, &mark(index))
    });
    let ours = renamed.values().enumerate();
    ours.fold(marked, |text, (index, ours)| {
        text.replace(&mark(index), ours)
    })
}

/// Replays a file. Returns each difference, and the number of requests.
async fn replay(file: &str) -> (Vec<String>, usize) {
    let groups = ["rg-acfmw3ty5y7abcd", "rg-acfmw3ty5y7efgh"];
    let emulator = Emulator::builder()
        .access_key(KEY, SECRET)
        .clock(WallClock::fixed(NOW.parse().unwrap()))
        .seed(Seed {
            resource_groups: groups.map(str::to_owned).into(),
            ..Seed::default()
        });
    let emulator = emulator.start().await.unwrap();
    let mut renamed = BTreeMap::<String, String>::new();
    let mut keys = Keys::new();
    let (mut different, mut count) = (Vec::new(), 0);
    for mut request in read(file) {
        let place = format!("{file} {}", request.n);
        assert_eq!(request.is_verified(&keys), !request.spoilt, "{place}");
        for text in [&mut request.target, &mut request.body] {
            *text = renew(text, &renamed);
        }
        request.sign(&keys);
        let answer = request.send(&emulator).await;
        renamed.extend(request.ids.clone().into_iter().zip(ids(&answer)));
        if let (Some(recorded), Some(ours)) = (&request.key, handed(&answer)) {
            keys.insert(recorded.id.clone(), (recorded.clone(), ours));
        }
        let excepted = EXCEPTIONS
            .iter()
            .find(|(known, numbers, ..)| *known == file && numbers.contains(&request.n));
        let expected = excepted.map_or(request.status, |(.., status, _)| *status);
        if answer.status != expected {
            let (method, target) = (&request.method, &request.target);
            let text = answer.text();
            different.push(format!(
                "{place}: {method} {target}: {} instead of {expected} {text}",
                answer.status
            ));
        }
        count += 1;
    }
    (different, count)
}

#[tokio::test]
async fn recorded_requests_signed_anew_get_the_recorded_status() {
    let mut different = Vec::new();
    for (file, expected) in [
        ("cli-cr", 40),
        ("cli-oss", 186),
        ("tf-oss-bucket", 388),
        ("tf-cr-ee-instance", 120),
        ("tf-role-policy-attachment", 21),
        ("tf-ram-users-groups", 182),
        ("cli-sts-tls", 19),
    ] {
        let (more, count) = replay(file).await;
        different.extend(more);
        assert_eq!(count, expected, "{file}");
    }
    assert!(different.is_empty(), "{}", different.join("\n"));
}
