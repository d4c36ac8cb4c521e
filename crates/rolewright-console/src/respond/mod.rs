//! Answers requests, whichever server receives them: the guard, then the route.

use std::sync::Arc;

use bytes::Buf;
use http_body_util::BodyExt;
use hyper::body::Body as HttpBody;
use hyper::header::{CONTENT_TYPE, HeaderValue, SET_COOKIE};
use hyper::{HeaderMap, Method, Request, StatusCode};
use rolewright::Result;

use crate::answer::{self, Answer, Body};
use crate::asked::{Asked, Fields};
use crate::console::Console;
use crate::guard;
use crate::page;
use crate::route::Effect;
use crate::routes;

/// The maximum size of a form. A larger one is refused with 413.
pub(crate) const MOST_BODY_BYTES: usize = 1024 * 1024;
/// What is read and dropped of a larger body, so that its sender gets the answer.
const MOST_DROPPED_BYTES: usize = 16 * MOST_BODY_BYTES;

const SCRIPT: &str = include_str!("../console.js");
const STYLE: &str = include_str!("../console.css");

impl Console {
    /// Answers a request. The path must begin with [`Settings::base`](crate::Settings::base); the body is read up to 1 MB.
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
                None => self.refuse(
                    StatusCode::NOT_FOUND,
                    "No such page",
                    "The console has no page at this address.",
                ),
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

#[cfg(test)]
mod tests;
