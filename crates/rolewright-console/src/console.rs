//! The console: answers requests, whichever server receives them.

use std::fmt;
use std::sync::Arc;

use bytes::Buf;
use http_body_util::BodyExt;
use hyper::body::Body as HttpBody;
use hyper::header::{CONTENT_TYPE, HeaderValue, SET_COOKIE};
use hyper::{HeaderMap, Method, Request, StatusCode};
use jiff::Timestamp;
use rolewright::{AccountId, Cancellation, Cloud, Result};

use crate::answer::{self, Answer, Body};
use crate::asked::{Asked, Fields};
use crate::draft::Drafts;
use crate::guard::{self, Guard, Random};
use crate::page::{self, View};
use crate::routes::{self, Effect};
use crate::runs::Runs;

/// The maximum size of a form. A larger one is refused with 413.
pub(crate) const MOST_BODY_BYTES: usize = 1024 * 1024;
/// What is read and dropped of a larger body, so that its sender gets the answer.
const MOST_DROPPED_BYTES: usize = 16 * MOST_BODY_BYTES;

const SCRIPT: &str = include_str!("console.js");
const STYLE: &str = include_str!("console.css");

/// What a console needs from its front end.
pub struct Settings {
    /// The path below which the console is served, for example `/_rolewright/console`; empty for the root.
    pub base: String,
    /// The provider's options, by their key in rolewright.toml, for the commands to copy:
    /// `[("provider", "local")]`. Must contain no secret.
    pub options: Vec<(String, String)>,
    /// The account that the caller must belong to; a run fails before any write in another one.
    pub account: Option<AccountId>,
    /// Returns the current time.
    pub now: Box<dyn Fn() -> Timestamp + Send + Sync>,
    /// Returns 32 random bytes that can't be predicted.
    pub random: Box<dyn Fn() -> Result<[u8; 32]> + Send + Sync>,
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("base", &self.base)
            .field("options", &self.options)
            .field("account", &self.account)
            .finish_non_exhaustive()
    }
}

/// A console over one account.
///
/// It writes to simulated accounts only. For any other provider no route exists that changes the account: the
/// console then shows the plan, and the command to copy.
pub struct Console {
    pub(crate) cloud: Cloud,
    pub(crate) settings: Settings,
    pub(crate) drafts: Drafts,
    pub(crate) runs: Runs,
    /// Ends runs and event streams.
    pub(crate) stop: Cancellation,
    guard: Guard,
    cookie: String,
}

impl fmt::Debug for Console {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Console")
            .field("cloud", &self.cloud)
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}

impl Console {
    /// Creates a console for the account of these backends.
    ///
    /// # Errors
    /// That of [`Settings::random`].
    pub fn new(cloud: Cloud, settings: Settings) -> Result<Arc<Self>> {
        // A browser sends the cookies of all ports of a host, so each console has a name of its own.
        let [one, two, three, four, ..] = (settings.random)()?;
        let cookie = format!("rolewright-{}", guard::hex(&[one, two, three, four]));
        Ok(Arc::new(Self {
            cloud,
            settings,
            cookie,
            drafts: Drafts::default(),
            runs: Runs::default(),
            stop: Cancellation::default(),
            guard: Guard::default(),
        }))
    }

    /// Returns a new one-time link below an origin such as `http://127.0.0.1:8080`. It can be opened once, within
    /// an hour; the browser then has a session until eight hours after its last request.
    ///
    /// # Errors
    /// That of [`Settings::random`].
    pub fn link(&self, origin: &str) -> Result<String> {
        let token = self.guard.new_link(self.random(), self.now())?;
        Ok(format!("{origin}{}/?token={token}", self.settings.base))
    }

    /// Cancels a run in progress and ends all event streams; [`ended`](Self::ended) waits for the run.
    pub fn stop(&self) {
        self.stop.cancel();
    }

    /// Waits until no run is in progress.
    pub async fn ended(&self) {
        self.runs.ended().await;
    }

    /// Whether the account is simulated, so that the console may change it.
    pub(crate) fn writes(&self) -> bool {
        self.cloud.provider.info().simulated
    }

    pub(crate) fn now(&self) -> Timestamp {
        (self.settings.now)()
    }

    pub(crate) fn random(&self) -> &Random {
        &*self.settings.random
    }

    /// Returns a new id, which can't be guessed.
    pub(crate) fn new_id(&self) -> Result<String> {
        let bytes = self.random()()?;
        Ok(guard::hex(bytes.get(..16).unwrap_or_default()))
    }

    pub(crate) fn view<'a>(&'a self, asked: &'a Asked) -> View<'a> {
        View {
            base: &self.settings.base,
            provider: self.cloud.provider.info(),
            form_token: &asked.form_token,
            of_emulator: asked.of_emulator(),
        }
    }

    /// Answers a request. The path must begin with [`Settings::base`]; the body is read up to 1 MB.
    ///
    /// The request must name this machine as its host. All pages need the cookie of a session, which a
    /// [link](Self::link) starts; forms also need the console's own origin and the session's token.
    pub async fn answer<B: HttpBody>(
        self: &Arc<Self>,
        request: Request<B>,
    ) -> hyper::Response<Body> {
        let (head, body) = request.into_parts();
        if !guard::is_own_host(&head.headers) {
            return self.refuse(
                StatusCode::FORBIDDEN,
                "Another host",
                "The request names another host than this machine.",
            );
        }
        let path = head.uri.path().strip_prefix(&self.settings.base);
        let path = match path {
            Some("") => "/",
            Some(path) => path,
            None => "",
        };
        let is_read = head.method == Method::GET;
        match path {
            "/style.css" if is_read => {
                let style = [rolewright_report::setup::STYLE, STYLE].concat();
                return answer::of_type(StatusCode::OK, "text/css; charset=utf-8", style);
            }
            "/console.js" if is_read => {
                return answer::of_type(StatusCode::OK, "text/javascript; charset=utf-8", SCRIPT);
            }
            _ => {}
        }
        let query = Fields::parse(head.uri.query().unwrap_or_default());
        if path == "/" && is_read && query.has("token") {
            return self.open(&head.headers, query.get("token"));
        }
        let session = self.guard.session(&head.headers, &self.cookie, self.now());
        let Some(form_token) = session else {
            return self.refuse(
                StatusCode::FORBIDDEN,
                "No session",
                "Open the link that was printed when the console was started. It can be opened once, and \
                 a session ends eight hours after its last request; start the console again for a new link.",
            );
        };
        let mut asked = Asked {
            fields: query,
            form_token,
            #[cfg(feature = "emulator")]
            emulator: head.extensions.get().cloned(),
        };
        let all = || {
            let all = routes::routes(self.writes(), asked.of_emulator());
            all.filter(|route| route.path == path)
        };
        let Some(route) = all().find(|route| route.method == head.method) else {
            return match all().next() {
                Some(other) => answer::with_allow(
                    self.refuse(
                        StatusCode::METHOD_NOT_ALLOWED,
                        "Another method",
                        "This address takes another kind of request.",
                    ),
                    &other.method,
                ),
                None => self.no_such_page(),
            };
        };
        if route.effect != Effect::Nothing {
            asked.fields = match self.form(&head.headers, body, &asked.form_token).await {
                Ok(form) => form,
                Err(refusal) => return refusal,
            };
        }
        (route.handler)(self, &asked).await
    }

    /// Starts a session. The page that follows is opened by this one, so that the browser sends the new
    /// cookie, which it keeps back after a link on another site.
    fn open(&self, headers: &HeaderMap, token: &str) -> Answer {
        let address = format!("{}/", self.settings.base);
        match self.guard.open(token, self.random(), self.now()) {
            Ok(Some(cookie)) => {
                let opened = page::opened(&self.settings.base);
                let mut answer = answer::page(StatusCode::OK, opened);
                let value = format!(
                    "{}={cookie}; Path={address}; HttpOnly; SameSite=Strict",
                    self.cookie
                );
                if let Ok(mut value) = HeaderValue::from_str(&value) {
                    value.set_sensitive(true);
                    answer.headers_mut().insert(SET_COOKIE, value);
                }
                answer
            }
            // The link is opened again in the browser that has the session.
            Ok(None)
                if self
                    .guard
                    .session(headers, &self.cookie, self.now())
                    .is_some() =>
            {
                answer::see_other(&address)
            }
            Ok(None) => self.refuse(
                StatusCode::FORBIDDEN,
                "The link is not valid",
                "A link can be opened once, within an hour. Start the console again for a new one.",
            ),
            Err(error) => self.refuse(
                StatusCode::INTERNAL_SERVER_ERROR,
                "No session",
                &error.to_string(),
            ),
        }
    }

    /// Reads a form that a page of this session has sent.
    async fn form<B: HttpBody>(
        &self,
        headers: &HeaderMap,
        body: B,
        token: &str,
    ) -> Result<Fields, Answer> {
        let read = read(body).await;
        if !guard::is_own_origin(headers) {
            let text = "The form was not sent by a page of this console.";
            return Err(self.refuse(StatusCode::FORBIDDEN, "Another origin", text));
        }
        let content_type = headers
            .get(CONTENT_TYPE)
            .and_then(|value| value.to_str().ok());
        let is_form =
            content_type.is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"));
        if !is_form {
            let text = "The console takes forms only.";
            return Err(self.refuse(StatusCode::UNSUPPORTED_MEDIA_TYPE, "Not a form", text));
        }
        let form = match read {
            Ok(bytes) => Fields::parse(&String::from_utf8_lossy(&bytes)),
            Err(NotRead::TooLarge) => {
                let text = "A form can have at most 1 MB.";
                return Err(self.refuse(StatusCode::PAYLOAD_TOO_LARGE, "Too large", text));
            }
            Err(NotRead::Incomplete) => {
                let text = "The form was not received completely.";
                return Err(self.refuse(StatusCode::BAD_REQUEST, "Incomplete", text));
            }
        };
        if !guard::same(token, form.get("form_token")) {
            let text =
                "The form belongs to another session. Go back, reload the page and send it again.";
            return Err(self.refuse(StatusCode::FORBIDDEN, "Another session", text));
        }
        Ok(form)
    }

    pub(crate) fn no_such_page(&self) -> Answer {
        let text = "The console has no page at this address.";
        self.refuse(StatusCode::NOT_FOUND, "No such page", text)
    }

    fn refuse(&self, status: StatusCode, title: &str, text: &str) -> Answer {
        answer::page(status, page::refusal(&self.settings.base, title, text))
    }
}

/// Why a body was not read.
enum NotRead {
    TooLarge,
    Incomplete,
}

async fn read<B: HttpBody>(body: B) -> Result<Vec<u8>, NotRead> {
    let mut body = std::pin::pin!(body);
    let (mut bytes, mut count) = (Vec::new(), 0_usize);
    while let Some(frame) = body.frame().await {
        let Ok(frame) = frame else {
            return Err(NotRead::Incomplete);
        };
        let Ok(mut data) = frame.into_data() else {
            continue;
        };
        let length = data.remaining();
        let data = data.copy_to_bytes(length);
        count = count.saturating_add(length);
        if count > MOST_DROPPED_BYTES {
            break;
        }
        if count <= MOST_BODY_BYTES {
            bytes.extend_from_slice(&data);
        }
    }
    if count > MOST_BODY_BYTES {
        return Err(NotRead::TooLarge);
    }
    Ok(bytes)
}
