//! The console of an emulator, over real connections.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use hyper::Method;
use rolewright::emulator::{Emulator, Enforcement, Seed};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::EmulatorConsole;
use crate::console::Settings;
use crate::emulator_routes::EMULATOR_ROUTES;

/// An emulator whose console was opened in a browser.
struct Opened {
    emulator: Emulator,
    console: Arc<EmulatorConsole>,
    cookie: String,
    form_token: String,
}

/// Settings whose random numbers begin with this one.
fn settings(first: u8) -> Settings {
    let next: Mutex<VecDeque<u8>> = Mutex::new((first..=255).collect());
    Settings::new(
        || "2026-01-02T03:04:05Z".parse().unwrap(),
        move || Ok([next.lock().unwrap().pop_front().unwrap(); 32]),
    )
}

impl Opened {
    async fn new() -> Self {
        Self::with_random(1).await
    }

    async fn with_random(first: u8) -> Self {
        let console = EmulatorConsole::new();
        let seed: Seed = serde_json::from_str(r#"{ "buckets": { "my-images": {} } }"#).unwrap();
        let builder = Emulator::builder().seed(seed).enforce(Enforcement::Soft);
        let emulator = builder.console(console.clone()).start().await.unwrap();
        let link = console.open(&emulator.handle(), settings(first)).unwrap();
        let (_, path) = link.split_once(&emulator.endpoint()).unwrap();
        let mut opened = Self {
            emulator,
            console,
            cookie: String::new(),
            form_token: String::new(),
        };
        let answer = opened.send("GET", path, &[], "").await;
        let (_, cookie) = answer.split_once("set-cookie: ").unwrap();
        opened.cookie = cookie.split(';').next().unwrap().to_owned();
        let page = opened.get("/emulator").await;
        let (_, token) = page.split_once(r#"name="form_token" value=""#).unwrap();
        opened.form_token = token.split('"').next().unwrap().to_owned();
        opened
    }

    async fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> String {
        let mut request = format!(
            "{method} {path} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n",
            self.emulator.host()
        );
        for (name, value) in headers {
            request.push_str(&format!("{name}: {value}\r\n"));
        }
        request.push_str(&format!("content-length: {}\r\n\r\n{body}", body.len()));
        let mut stream = TcpStream::connect(self.emulator.host()).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        answer
    }

    /// Returns a page of the console.
    async fn get(&self, path: &str) -> String {
        let path = format!("/_rolewright/console{path}");
        self.send("GET", &path, &[("cookie", &self.cookie)], "")
            .await
    }

    /// Sends a form with this origin and token.
    async fn post_as(&self, path: &str, form: &str, (origin, token): (&str, &str)) -> String {
        let path = format!("/_rolewright/console{path}");
        let headers = [
            ("cookie", self.cookie.as_str()),
            ("origin", origin),
            ("content-type", "application/x-www-form-urlencoded"),
        ];
        let form = format!("form_token={token}&{form}");
        self.send("POST", &path, &headers, &form).await
    }

    async fn post(&self, path: &str, form: &str) -> String {
        self.post_as(path, form, (&self.emulator.endpoint(), &self.form_token))
            .await
    }

    /// Sends an unsigned request to a service, which is listed.
    async fn request(&self, path: &str) {
        self.send("GET", path, &[], "").await;
    }
}

fn status(answer: &str) -> u16 {
    answer.split(' ').nth(1).unwrap().parse().unwrap()
}

#[tokio::test]
async fn each_page_of_an_emulator_needs_the_session_of_its_own_link() {
    let (opened, other) = (Opened::new().await, Opened::with_random(100).await);
    assert!(EMULATOR_ROUTES.len() > 8);
    for route in EMULATOR_ROUTES {
        let path = format!("/_rolewright/console{}", route.path);
        for cookie in ["", other.cookie.as_str()] {
            let answer = opened
                .send(route.method.as_str(), &path, &[("cookie", cookie)], "")
                .await;
            assert_eq!(status(&answer), 403, "{} {path}", route.method);
        }
    }
    for path in ["/requests", "/learned", "/emulator", "/instances"] {
        assert_eq!(status(&opened.get(path).await), 200, "{path}");
    }
    assert_eq!(status(&opened.get("/request?number=9").await), 404);
}

#[tokio::test]
async fn each_change_of_an_emulator_needs_the_form_token_and_its_own_origin() {
    let opened = Opened::new().await;
    let own = opened.emulator.endpoint();
    let form = "kind=throttle&index=all&number=5&unit=hours&confirmed=yes&name=a&region=cn-hangzhou&bucket=my-images";
    let writes = EMULATOR_ROUTES
        .iter()
        .filter(|route| route.method == Method::POST);
    for route in writes {
        for from in [
            (own.as_str(), ""),
            (own.as_str(), "ff"),
            ("http://localhost:1", opened.form_token.as_str()),
            ("https://evil.example.com", opened.form_token.as_str()),
            ("null", opened.form_token.as_str()),
        ] {
            let answer = opened.post_as(route.path, form, from).await;
            assert_eq!(status(&answer), 403, "{} {from:?}", route.path);
        }
        let is_page = EMULATOR_ROUTES
            .iter()
            .any(|other| other.path == route.path && other.method == Method::GET);
        if !is_page {
            assert_eq!(
                status(&opened.get(&format!("{}?{form}", route.path)).await),
                405
            );
        }
    }
    let emulator = &opened.emulator;
    assert!(emulator.faults().is_empty());
    assert_eq!(emulator.moved_seconds(), 0);
    assert!(emulator.instances().unwrap().is_empty());
}

#[tokio::test]
async fn forms_set_faults_move_the_clock_create_an_instance_and_reset() {
    let opened = Opened::new().await;
    let emulator = &opened.emulator;
    let done = async |path: &str, form: &str| {
        assert_eq!(status(&opened.post(path, form).await), 303, "{form}");
    };
    let refused = async |path: &str, form: &str, why: &str| {
        let page = opened.post(path, form).await;
        assert_eq!(status(&page), 400, "{form}");
        assert!(page.contains(why), "{page}");
    };
    done("/emulator/faults", "kind=throttle&service=ram").await;
    done(
        "/emulator/faults",
        "kind=delay&action=GetRole&milliseconds=5",
    )
    .await;
    refused(
        "/emulator/faults",
        "kind=delay&action=GetRoel",
        "did you mean",
    )
    .await;
    let page = opened.get("/emulator").await;
    assert!(!page.contains("<code>{"), "{page}");
    refused(
        "/emulator/faults",
        "kind=throttle&probability=2",
        "id=\"fault-probability-error\"",
    )
    .await;
    assert_eq!(emulator.faults().len(), 2);
    // The rule at this place is another one than the page has shown.
    done("/emulator/faults/remove", "index=0&rule=%7B%7D").await;
    assert_eq!(emulator.faults().len(), 2);
    let rule = "%7B%22service%22%3A%22ram%22%2C%22fault%22%3A%7B%22kind%22%3A%22throttle%22%2C%22retry_after_milliseconds%22%3Anull%7D%7D";
    done("/emulator/faults/remove", &format!("index=0&rule={rule}")).await;
    assert_eq!(emulator.faults()[0].0.action.as_deref(), Some("GetRole"));
    done("/emulator/faults/remove", "index=all").await;
    assert!(emulator.faults().is_empty());

    done("/emulator/clock", "number=-2&unit=hours").await;
    refused(
        "/emulator/clock",
        "number=99999999999999&unit=days",
        "id=\"number-error\"",
    )
    .await;
    assert_eq!(emulator.moved_seconds(), -7_200);
    let page = opened.get("/emulator").await;
    assert!(page.contains("2 hours behind the real time"), "{page}");

    let instance = "name=images&region=cn-hangzhou&bucket=my-images";
    done("/instances", instance).await;
    for (form, why) in [
        ("name=images&region=%3Cb%3E&bucket=my-images", "alert"),
        ("name=images&region=cn-hangzhou&bucket=%3Cb%3E", "alert"),
        ("name=&region=cn-hangzhou&bucket=my-images", "needs a name"),
    ] {
        refused("/instances", form, why).await;
    }
    let page = opened.get("/instances").await;
    assert!(
        page.contains("PENDING") && page.contains("OSS_SERVICE_ROLE_UNAUTHORIZED"),
        "{page}"
    );
    // The set-up starts with the region, and a bucket of another one is named.
    assert!(
        page.contains("bucket=my%2Dimages%40cn%2Dhangzhou"),
        "{page}"
    );
    assert!(!page.contains("but the instance is in"), "{page}");
    done("/instances", "name=far&region=cn-beijing&bucket=my-images").await;
    let page = opened.get("/instances").await;
    let reason = "is in cn-hangzhou, but the instance is in cn-beijing";
    assert!(page.contains(reason), "{page}");

    refused("/emulator/reset", "", "not confirmed").await;
    done("/emulator/reset", "confirmed=yes").await;
    assert_eq!(emulator.moved_seconds(), 0);
    assert!(emulator.instances().unwrap().is_empty());
}

#[tokio::test]
async fn requests_are_listed_in_pages_with_the_newest_first() {
    let opened = Opened::new().await;
    for number in 0..205 {
        opened.request(&format!("/my-images/{number}")).await;
    }
    let rows = |page: &str| page.matches("<tr ").count() - 1;
    let first = opened.get("/requests").await;
    assert!(
        first.contains(">205</a>") && first.contains(">106</a>") && !first.contains(">105</a>")
    );
    assert!(first.contains("before=106") && first.contains("data-stream"));
    let second = opened.get("/requests?before=106").await;
    assert!(second.contains(">105</a>") && !second.contains("data-stream="));
    let last = opened.get("/requests?before=6").await;
    assert_eq!((rows(&first), rows(&second), rows(&last)), (100, 100, 5));
    assert!(!last.contains("Older requests"));
    let denied = opened.get("/requests?decision=denied").await;
    assert!(denied.contains("0 of the latest 205 requests"));
    let failed = opened.get("/requests?decision=failed&action=OSS").await;
    assert!(
        failed.contains("205 of the latest 205 requests"),
        "{failed}"
    );
}

#[tokio::test]
async fn new_requests_are_events_and_the_stream_ends_with_the_emulator() {
    let opened = Opened::new().await;
    opened.request("/my-images/before").await;
    let host = opened.emulator.host();
    let mut stream = TcpStream::connect(&host).await.unwrap();
    let request = format!(
        "GET /_rolewright/console/requests/events?after=1&action=oss HTTP/1.1\r\nhost: {host}\r\ncookie: {}\r\n\r\n",
        opened.cookie
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    opened.request("/my-images/a%0A%0Adata:b").await;
    let mut seen = String::new();
    while !seen.contains("</tr>") {
        let mut more = [0; 4096];
        let count = stream.read(&mut more).await.unwrap();
        assert_ne!(count, 0, "{seen}");
        seen.push_str(&String::from_utf8_lossy(&more[..count]));
    }
    assert!(seen.contains("text/event-stream"));
    assert!(seen.contains("id: 2\nevent: rows\ndata: <tr "), "{seen}");
    assert!(!seen.contains("\ndata:b"), "{seen}");
    opened.console.close().await;
    opened.emulator.stop().await;
    let mut rest = Vec::new();
    stream.read_to_end(&mut rest).await.unwrap();
    assert!(rest.ends_with(b"0\r\n\r\n"));
}

#[tokio::test]
async fn hostile_requests_are_escaped_on_every_page_of_the_emulator() {
    let opened = Opened::new().await;
    let hostile = "%22%27%3E%3Cimg%20src=x%20onerror=alert(1)%3E%3C/script%3E";
    opened.request(&format!("/my-images/{hostile}")).await;
    opened
        .request(&format!(
            "/?Action=AssumeRoleWithOIDC&Version=2015-04-01&RoleArn={hostile}&{hostile}={hostile}"
        ))
        .await;
    let handle = opened.emulator.handle();
    let text = "\"'><img src=x onerror=alert(1)></script>";
    let bucket = rolewright::BucketName::new("my-images").unwrap();
    handle.create_instance(text, text, &bucket).unwrap();
    for path in [
        "/requests".to_owned(),
        format!("/requests?caller={hostile}&action={hostile}&decision={hostile}"),
        "/request?number=1".to_owned(),
        "/request?number=2".to_owned(),
        format!("/request?number={hostile}"),
        format!("/learned?caller={hostile}"),
        "/instances".to_owned(),
        format!("/instances?account={hostile}"),
    ] {
        let page = opened.get(&path).await;
        assert!(
            !page.contains("<img") && !page.contains("</script>\""),
            "{path}: {page}"
        );
    }
    for (path, form) in [
        (
            "/emulator/faults",
            format!("kind={hostile}&service={hostile}"),
        ),
        (
            "/emulator/faults",
            format!("kind=throttle&service={hostile}"),
        ),
        (
            "/instances",
            format!("name={hostile}&region={hostile}&bucket={hostile}"),
        ),
    ] {
        let page = opened.post(path, &form).await;
        assert_eq!(status(&page), 400, "{page}");
        assert!(!page.contains("<img"), "{path}: {page}");
    }
}

#[tokio::test]
async fn no_page_of_the_emulator_shows_a_secret() {
    let opened = Opened::new().await;
    opened
        .request("/?Action=AssumeRoleWithOIDC&Version=2015-04-01&OIDCToken=hidden&SecurityToken=hidden&Password=hidden&AccessKeySecret=hidden&Signature=hidden")
        .await;
    let secret = opened.emulator.access_key_secret().expose().to_owned();
    for path in [
        "/requests",
        "/request?number=1",
        "/learned",
        "/emulator",
        "/instances",
        "/",
    ] {
        let page = opened.get(path).await;
        assert_eq!(status(&page), 200, "{path}");
        assert!(
            !page.contains("hidden</") && !page.contains(&secret),
            "{path}: {page}"
        );
    }
    assert!(opened.get("/request?number=1").await.contains("***"));
}

#[tokio::test]
async fn a_console_is_closed_before_it_is_opened_and_opens_once() {
    let console = EmulatorConsole::new();
    let emulator = Emulator::builder()
        .console(console.clone())
        .start()
        .await
        .unwrap();
    let mut stream = TcpStream::connect(emulator.host()).await.unwrap();
    let request =
        "GET /_rolewright/console/ HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert_eq!(status(&answer), 503);
    let handle = emulator.handle();
    assert!(console.link(&handle).is_err());
    let first = console.open(&handle, settings(1)).unwrap();
    assert!(console.open(&handle, settings(1)).is_err());
    let second = console.link(&handle).unwrap();
    assert!(second.starts_with(&emulator.endpoint()) && second != first);
}
