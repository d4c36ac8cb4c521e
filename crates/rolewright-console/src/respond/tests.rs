//! Every form of the table of routes is guarded.

use async_trait::async_trait;
use http_body_util::Full;
use rolewright::{Call, MemoryProvider, ProviderInfo, RamProvider, Reply};

use super::*;
use crate::console::Settings;
use crate::route::Route;

const HOST: (&str, &str) = ("host", "127.0.0.1:80");
const ORIGIN: (&str, &str) = ("origin", "http://127.0.0.1:80");
const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

/// A console with a session.
struct Opened {
    console: Arc<Console>,
    cookie: String,
    form: String,
}

impl Opened {
    fn of<P: RamProvider + 'static>(provider: P) -> Self {
        let settings = Settings {
            base: String::new(),
            options: Vec::new(),
            account: None,
            now: Box::new(|| jiff::Timestamp::UNIX_EPOCH),
            random: Box::new(|| Ok([7; 32])),
        };
        let console = Console::new(provider.into(), settings).unwrap();
        let (random, now) = (console.random(), console.now());
        let token = console.guard.new_link(random, now).unwrap();
        let cookie = console.guard.open(&token, random, now).unwrap();
        Self {
            cookie: format!("{}={}", console.cookie, cookie.unwrap()),
            form: format!("form_token={}", guard::hex(&[7; 32])),
            console,
        }
    }

    /// Sends a request; returns the status.
    async fn sent(
        &self,
        (method, path): (&Method, &str),
        headers: &[(&str, &str)],
        form: &str,
    ) -> u16 {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let body = Full::new(bytes::Bytes::from(form.to_owned()));
        let answer = self.console.answer(request.body(body).unwrap()).await;
        answer.status().as_u16()
    }

    /// Sends a form of the session.
    async fn post(&self, path: &str) -> u16 {
        let session = ("cookie", self.cookie.as_str());
        let headers = [HOST, ORIGIN, FORM, session];
        self.sent((&Method::POST, path), &headers, &self.form).await
    }
}

fn forms() -> impl Iterator<Item = &'static Route> {
    routes::routes(true, false).filter(|route| route.effect != Effect::Nothing)
}

#[tokio::test]
async fn every_form_of_the_table_needs_the_session_its_token_and_the_own_origin() {
    let opened = Opened::of(MemoryProvider::new());
    let session = ("cookie", opened.cookie.as_str());
    assert!(forms().count() > 1);
    for Route { path, .. } in forms() {
        let post = (&Method::POST, *path);
        assert_ne!(opened.post(path).await, 403, "{path}");
        let other = ("host", "evil.example");
        let origins = ["null", "http://evil.example", "http://127.0.0.1:1"];
        let mut refused = vec![
            vec![HOST, ORIGIN, FORM],
            vec![HOST, session, FORM],
            vec![other, ORIGIN, session, FORM],
        ];
        refused.extend(origins.map(|evil| vec![HOST, ("origin", evil), session, FORM]));
        for headers in refused {
            let status = opened.sent(post, &headers, &opened.form).await;
            assert_eq!(status, 403, "{path} {headers:?}");
        }
        let headers = [HOST, ORIGIN, session, FORM];
        for token in ["", "form_token=", "form_token=0"] {
            assert_eq!(opened.sent(post, &headers, token).await, 403, "{path}");
        }
        let text = ("content-type", "text/plain");
        let status = opened
            .sent(post, &[HOST, ORIGIN, session, text], &opened.form)
            .await;
        assert_eq!(status, 415, "{path}");
        // By GET the same fields change nothing.
        let by_get = format!("{path}?{}", opened.form);
        let status = opened
            .sent((&Method::GET, &by_get), &[HOST, session], "")
            .await;
        assert_eq!(status, 303, "{path}");
    }
}

/// A simulated account that says it is real.
#[derive(Debug)]
struct Real(MemoryProvider);

#[async_trait]
impl RamProvider for Real {
    fn info(&self) -> ProviderInfo {
        self.0.info().with_simulated(false)
    }

    async fn execute(&self, call: Call) -> Result<Reply> {
        self.0.execute(call).await
    }
}

#[tokio::test]
async fn no_form_of_the_table_that_changes_an_account_exists_for_the_real_cloud() {
    let opened = Opened::of(Real(MemoryProvider::new()));
    for route in forms() {
        let is_missing = [404, 405].contains(&opened.post(route.path).await);
        assert_eq!(
            is_missing,
            route.effect == Effect::Account,
            "{}",
            route.path
        );
    }
}
