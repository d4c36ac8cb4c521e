//! A browser as far as the tests need one: it keeps the cookie and sends forms.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU8, Ordering};

use jiff::Timestamp;
use rolewright::{Cloud, MemoryProvider};
use rolewright_console::{Console, Server, Settings};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A console with its server, whose time the test moves.
pub(crate) struct Served {
    pub(crate) server: Server,
    seconds: Arc<AtomicI64>,
}

impl Served {
    pub(crate) async fn of(cloud: Cloud) -> Self {
        let seconds = Arc::new(AtomicI64::new(1_790_000_000));
        let (time, next) = (Arc::clone(&seconds), AtomicU8::new(1));
        let mut settings = Settings::new(
            move || Timestamp::from_second(time.load(Ordering::Relaxed)).unwrap(),
            move || Ok([next.fetch_add(1, Ordering::Relaxed); 32]),
        );
        settings.options = vec![("provider".into(), "local".into())];
        let console = Console::new(cloud, settings).unwrap();
        let listen = SocketAddr::from(([127, 0, 0, 1], 0));
        let server = Server::start(console, listen).await.unwrap();
        Self { server, seconds }
    }

    pub(crate) fn move_clock(&self, seconds: i64) {
        self.seconds.fetch_add(seconds, Ordering::Relaxed);
    }

    /// Opens a one-time link.
    pub(crate) async fn browser(&self) -> Browser {
        let mut browser = Browser::new(self.server.address());
        let link = self.server.link().unwrap();
        let (_, path) = link.split_at(browser.origin().len());
        let opened = browser.get(path).await;
        assert_eq!(opened.status, 200, "{}", opened.body);
        let cookie = &opened.headers["set-cookie"];
        browser.cookie = cookie.split(';').next().unwrap().to_owned();
        browser
    }
}

/// A provider with a bucket, which it inspects.
pub(crate) fn cloud(provider: &MemoryProvider) -> Cloud {
    Cloud {
        buckets: Some(Arc::new(provider.clone())),
        ..provider.clone().into()
    }
}

#[derive(Clone)]
pub(crate) struct Browser {
    address: SocketAddr,
    pub(crate) cookie: String,
}

pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: String,
}

impl Response {
    /// The value of the first hidden field with this name.
    pub(crate) fn hidden(&self, name: &str) -> String {
        let from = format!("name=\"{name}\" value=\"");
        let (_, rest) = self.body.split_once(&from).expect(name);
        rest.split('"').next().unwrap().to_owned()
    }

    /// Where the response leads.
    pub(crate) fn location(&self) -> &str {
        assert_eq!(self.status, 303, "{}", self.body);
        &self.headers["location"]
    }
}

impl Browser {
    pub(crate) fn new(address: SocketAddr) -> Self {
        Self {
            address,
            cookie: String::new(),
        }
    }

    pub(crate) fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(crate) async fn get(&self, path: &str) -> Response {
        self.send("GET", path, &[], "").await
    }

    /// Sends a form as a page of the console does.
    pub(crate) async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Response {
        let body = encoded(fields);
        let origin = self.origin();
        let headers = [
            ("Origin", origin.as_str()),
            ("Content-Type", "application/x-www-form-urlencoded"),
        ];
        self.send("POST", path, &headers, &body).await
    }

    /// Follows a form's redirect.
    pub(crate) async fn post_and_follow(&self, path: &str, fields: &[(&str, &str)]) -> Response {
        let response = self.post(path, fields).await;
        self.get(response.location()).await
    }

    /// Sends a request; a header replaces the one that a browser would send.
    pub(crate) async fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Response {
        let mut all: BTreeMap<&str, String> = BTreeMap::from([
            ("Host", self.address.to_string()),
            ("Cookie", self.cookie.clone()),
            ("Connection", "close".to_owned()),
            ("Content-Length", body.len().to_string()),
        ]);
        for (name, value) in headers {
            all.insert(name, (*value).to_owned());
        }
        let head: String = all
            .iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| format!("{name}: {value}\r\n"))
            .collect();
        let request = format!("{method} {path} HTTP/1.1\r\n{head}\r\n{body}");
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        // A refused request may end before its body was read.
        let _ = stream.write_all(request.as_bytes()).await;
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).await.unwrap();
        parse(&String::from_utf8(bytes).unwrap())
    }

    /// Connects and sends a GET; the connection stays open.
    pub(crate) async fn stream(&self, path: &str) -> TcpStream {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        let (host, cookie) = (self.address, &self.cookie);
        let request = format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nCookie: {cookie}\r\n\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        stream
    }
}

/// The fields of a form as a body.
pub(crate) fn encoded(fields: &[(&str, &str)]) -> String {
    let byte = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    let encode = |text: &str| text.bytes().map(byte).collect::<String>();
    let pairs: Vec<_> = fields
        .iter()
        .map(|(name, value)| format!("{}={}", encode(name), encode(value)))
        .collect();
    pairs.join("&")
}

fn parse(text: &str) -> Response {
    let (head, body) = text.split_once("\r\n\r\n").expect("a whole response");
    let mut lines = head.lines();
    let status = lines.next().unwrap().split(' ').nth(1).unwrap();
    let header = |line: &str| {
        let (name, value) = line.split_once(": ").unwrap();
        (name.to_lowercase(), value.to_owned())
    };
    Response {
        status: status.parse().unwrap(),
        headers: lines.map(header).collect(),
        body: body.to_owned(),
    }
}
