//! A client from a TCP stream and the signer.

use rolewright_mock::WallClock;
use rolewright_mock::emulator::{Emulator, EmulatorBuilder};
use rolewright_sign::acs3::{Request, sign};
use rolewright_sign::encoding::{encode_pairs, percent_encode_path};
use rolewright_sign::oss4;
use serde_json::Value;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

pub(crate) const NOW: &str = "2026-01-02T03:04:05Z";
pub(crate) const TRUST: &str = r#"{"Statement":[{"Action":"sts:AssumeRole","Effect":"Allow","Principal":{"Service":["cr.aliyuncs.com"]}}],"Version":"1"}"#;

/// A valid request; each test changes a part of it.
pub(crate) struct Client {
    pub(crate) method: &'static str,
    pub(crate) path: &'static str,
    /// The `Host`; `None` for the emulator's own.
    pub(crate) host: Option<&'static str>,
    pub(crate) action: &'static str,
    pub(crate) version: &'static str,
    pub(crate) params: Vec<(&'static str, String)>,
    pub(crate) form: Vec<(&'static str, String)>,
    pub(crate) date: &'static str,
    pub(crate) nonce: &'static str,
    pub(crate) key: (&'static str, &'static str),
    pub(crate) token: Option<&'static str>,
    pub(crate) authorization: Option<&'static str>,
}

pub(crate) fn client(action: &'static str, params: &[(&'static str, &str)]) -> Client {
    Client {
        method: "POST",
        path: "/",
        host: None,
        action,
        version: "2015-05-01",
        params: params
            .iter()
            .map(|(name, value)| (*name, (*value).to_owned()))
            .collect(),
        form: Vec::new(),
        date: NOW,
        nonce: "nonce",
        key: ("testid", "testsecret"),
        token: None,
        authorization: None,
    }
}

impl Client {
    /// Sends the request. Returns status and JSON body.
    pub(crate) async fn send(&self, emulator: &Emulator) -> (u16, Value) {
        let host = self.host.map_or_else(|| emulator.host(), str::to_owned);
        let query: Vec<(&str, &str)> = self.params.iter().map(|(n, v)| (*n, v.as_str())).collect();
        let body = encode_pairs(&self.form);
        let mut headers = sign(&Request {
            method: self.method,
            host: &host,
            path: self.path,
            query: &query,
            action: self.action,
            version: self.version,
            date: self.date,
            nonce: self.nonce,
            body: body.as_bytes(),
            access_key_id: self.key.0,
            access_key_secret: self.key.1,
            security_token: self.token,
        });
        if let Some(authorization) = self.authorization {
            headers.retain(|(name, _)| *name != "authorization");
            headers.push(("authorization", authorization.to_owned().into()));
        }
        headers.push(("content-type", "application/x-www-form-urlencoded".into()));
        headers.push(("content-length", body.len().to_string().into()));
        headers.push(("connection", "close".into()));
        // Like the official Python client, which sends a space as `+`.
        let query = encode_pairs(&query).replace("%20", "+");
        let mut request = format!("{} {}?{query} HTTP/1.1\r\n", self.method, self.path);
        for (name, value) in headers.iter().filter(|(_, value)| !value.is_empty()) {
            request.push_str(&format!("{name}: {value}\r\n"));
        }
        request.push_str(&format!("\r\n{body}"));

        let answer = exchange(emulator, request.as_bytes()).await.unwrap();
        let json = "application/json;charset=utf-8";
        assert_eq!(answer.header("content-type"), Some(json), "{answer:?}");
        (answer.status, answer.json())
    }

    pub(crate) async fn refused(&self, emulator: &Emulator, status: u16, code: &str) -> Value {
        let (answered, body) = self.send(emulator).await;
        assert_eq!((answered, &body["Code"]), (status, &code.into()), "{body}");
        for field in ["RequestId", "HostId", "Message", "Recommend"] {
            assert!(
                body[field].as_str().is_some_and(|text| !text.is_empty()),
                "{field} {body}"
            );
        }
        body
    }
}

pub(crate) fn builder() -> EmulatorBuilder {
    let clock = WallClock::fixed(NOW.parse().unwrap());
    Emulator::builder()
        .access_key("testid", "testsecret")
        .clock(clock)
}

pub(crate) async fn emulator() -> Emulator {
    builder().start().await.unwrap()
}

/// A response.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// Returns the text of the first element with this name.
    pub(crate) fn element(&self, name: &str) -> Option<String> {
        let text = self.text();
        let (_, rest) = text.split_once(&format!("<{name}>"))?;
        Some(rest.split_once("</")?.0.to_owned())
    }
}

/// Sends these bytes on a new connection; `None` if it is closed without a response.
pub(crate) async fn exchange(emulator: &Emulator, request: &[u8]) -> Option<Answer> {
    let mut stream = TcpStream::connect(emulator.host()).await.unwrap();
    // The emulator may close the connection before everything is sent.
    let _ = stream.write_all(request).await;
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer).await;
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n")?;
    let head = String::from_utf8(answer[..end].to_vec()).unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    let body = answer[end + 4..].to_vec();
    Some(Answer { status, head, body })
}

/// Sends a request to a control endpoint.
pub(crate) async fn control(
    emulator: &Emulator,
    (method, path): (&str, &str),
    body: &str,
) -> (u16, Value) {
    let host = emulator.host();
    let length = body.len();
    let request = format!(
        "{method} /_rolewright/{path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\
         content-length: {length}\r\n\r\n{body}"
    );
    let answer = exchange(emulator, request.as_bytes()).await.unwrap();
    (answer.status, answer.json())
}

/// A key, with a token if it belongs to a session.
#[derive(Clone, Debug)]
pub(crate) struct Key {
    pub(crate) id: String,
    pub(crate) secret: String,
    pub(crate) token: Option<String>,
}

impl Key {
    pub(crate) fn root() -> Self {
        Self::new("testid", "testsecret")
    }

    pub(crate) fn new(id: &str, secret: &str) -> Self {
        let (id, secret) = (id.into(), secret.into());
        Self {
            id,
            secret,
            token: None,
        }
    }

    /// Returns the key in a response of `AssumeRole`.
    pub(crate) fn of_session(body: &Value) -> Self {
        let text = |name: &str| body["Credentials"][name].as_str().unwrap().to_owned();
        Self {
            id: text("AccessKeyId"),
            secret: text("AccessKeySecret"),
            token: Some(text("SecurityToken")),
        }
    }

    /// Makes a RAM or STS call with the newer signature.
    pub(crate) async fn call(
        &self,
        emulator: &Emulator,
        action: &str,
        params: &[(&str, &str)],
    ) -> (u16, Value) {
        let request = self.request(emulator, action, params);
        let answer = exchange(emulator, request.as_bytes()).await.unwrap();
        (answer.status, answer.json())
    }

    /// Makes a call of another service.
    pub(crate) async fn call_of(
        &self,
        emulator: &Emulator,
        (version, action): (&str, &str),
        params: &[(&str, &str)],
    ) -> (u16, Value) {
        let request = self.request_of(emulator, (version, action), params);
        let answer = exchange(emulator, request.as_bytes()).await.unwrap();
        (answer.status, answer.json())
    }

    /// Returns such a call as bytes.
    pub(crate) fn request(
        &self,
        emulator: &Emulator,
        action: &str,
        params: &[(&str, &str)],
    ) -> String {
        let version = match action {
            "GetCallerIdentity" | "AssumeRole" => "2015-04-01",
            "GetInstance" | "ListInstance" => "2018-12-01",
            _ => "2015-05-01",
        };
        self.request_of(emulator, (version, action), params)
    }

    fn request_of(
        &self,
        emulator: &Emulator,
        (version, action): (&str, &str),
        params: &[(&str, &str)],
    ) -> String {
        static NONCES: AtomicU64 = AtomicU64::new(0);
        let nonce = format!("key-{}", NONCES.fetch_add(1, Ordering::Relaxed));
        let host = emulator.host();
        let headers = sign(&Request {
            method: "POST",
            host: &host,
            path: "/",
            query: params,
            action,
            version,
            date: NOW,
            nonce: &nonce,
            body: b"",
            access_key_id: &self.id,
            access_key_secret: &self.secret,
            security_token: self.token.as_deref(),
        });
        let mut request = format!("POST /?{} HTTP/1.1\r\n", encode_pairs(params));
        for (name, value) in headers {
            request.push_str(&format!("{name}: {value}\r\n"));
        }
        request.push_str("connection: close\r\ncontent-length: 0\r\n\r\n");
        request
    }

    /// Makes an OSS request in path style.
    pub(crate) async fn oss(&self, emulator: &Emulator, call: &Oss<'_>) -> Answer {
        let request = self.oss_request(emulator, call);
        exchange(emulator, &request).await.unwrap()
    }

    /// Returns such a request as bytes.
    pub(crate) fn oss_request(&self, emulator: &Emulator, call: &Oss<'_>) -> Vec<u8> {
        let headers = oss4::sign(&oss4::Request {
            method: call.method,
            bucket: call.bucket,
            key: call.key,
            query: call.query,
            headers: call.headers,
            additional_headers: &[],
            region: "cn-hangzhou",
            date_time: "20260102T030405Z",
            access_key_id: &self.id,
            access_key_secret: &self.secret,
            security_token: self.token.as_deref(),
        });
        let path = call.bucket.map_or_else(
            || "/".to_owned(),
            |bucket| format!("/{bucket}/{}", percent_encode_path(call.key)),
        );
        let query = encode_pairs(call.query);
        let mut request = format!("{} {path}?{query} HTTP/1.1\r\n", call.method);
        for (name, value) in headers {
            request.push_str(&format!("{name}: {value}\r\n"));
        }
        for (name, value) in call.headers {
            request.push_str(&format!("{name}: {value}\r\n"));
        }
        let length = call.body.len();
        let host = emulator.host();
        request.push_str(&format!(
            "host: {host}\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n"
        ));
        let mut request = request.into_bytes();
        request.extend_from_slice(call.body);
        request
    }
}

/// An OSS request.
#[derive(Clone, Debug)]
pub(crate) struct Oss<'a> {
    pub(crate) method: &'static str,
    pub(crate) bucket: Option<&'a str>,
    pub(crate) key: &'a str,
    pub(crate) query: &'a [(&'a str, &'a str)],
    pub(crate) headers: &'a [(&'a str, &'a str)],
    pub(crate) body: &'a [u8],
}

impl Default for Oss<'_> {
    /// A read of the bucket `my-images`.
    fn default() -> Self {
        Self {
            method: "GET",
            bucket: Some("my-images"),
            key: "",
            query: &[],
            headers: &[],
            body: b"",
        }
    }
}
