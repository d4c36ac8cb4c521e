//! HTTP in and out: from a request to the gateway and the account, and back to an answer.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::header::{CONTENT_TYPE, HOST};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use rolewright_core::{Error, RamProvider, Reply};
use rolewright_sign::acs3::Received;
use serde_json::json;

use super::gateway::Gateway;

pub(super) fn router(gateway: Gateway) -> Router {
    Router::new().fallback(handle).with_state(Arc::new(gateway))
}

async fn handle(
    State(gateway): State<Arc<Gateway>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let values: Vec<_> = headers
        .iter()
        .map(|(name, value)| (name.as_str(), String::from_utf8_lossy(value.as_bytes())))
        .collect();
    let values: Vec<_> = values
        .iter()
        .map(|(name, value)| (*name, value.as_ref()))
        .collect();
    let received = Received {
        method: method.as_str(),
        path: uri.path(),
        raw_query: uri.query().unwrap_or_default(),
        headers: &values,
        body: &body,
    };
    let answer = match gateway.admit(&received) {
        Ok(call) => gateway.provider().execute(call).await,
        Err(error) => Err(error),
    };
    match answer {
        Ok(reply) => success(&reply),
        Err(error) => failure(
            &error,
            values.iter().find(|(name, _)| *name == HOST.as_str()),
        ),
    }
}

fn success(reply: &Reply) -> Response {
    (json_type(), reply.body().to_vec()).into_response()
}

/// The service's form of an error, as captured from the live service by users of it.
fn failure(error: &Error, host: Option<&(&str, &str)>) -> Response {
    let (status, code, message, request_id) = match error.service() {
        Some(said) => (
            said.status,
            said.code.as_str(),
            said.message.as_str(),
            &said.request_id,
        ),
        None => (500, "InternalError", error.message(), &None),
    };
    let id = request_id.as_deref().unwrap_or_default();
    let body = json!({
        "RequestId": id,
        "HostId": host.map_or("", |(_, value)| *value),
        "Code": code,
        "Message": message,
        "Recommend":
            format!("https://api.aliyun.com/troubleshoot?q={code}&product=Ram&requestId={id}"),
    });
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = (status, json_type(), body.to_string()).into_response();
    if let Some(wait) = error.retry_after() {
        let milliseconds = u64::try_from(wait.as_millis()).unwrap_or(u64::MAX);
        response
            .headers_mut()
            .insert("x-acs-retry-after", HeaderValue::from(milliseconds));
    }
    response
}

fn json_type() -> [(axum::http::HeaderName, &'static str); 1] {
    [(CONTENT_TYPE, "application/json;charset=utf-8")]
}
