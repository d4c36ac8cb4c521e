//! HTTP requests for calls.

use reqwest::header::{ACCEPT, CONTENT_LENGTH, HeaderValue, USER_AGENT};
use reqwest::{Client, RequestBuilder};
use rolewright_core::{Call, Result};
use rolewright_sign::acs3;
use rolewright_sign::encoding::encode_pairs;

use crate::credential::static_credentials::StaticCredentials;
use crate::endpoints::endpoint::Endpoint;
use crate::ports::Ports;

/// The user agent.
pub(crate) const AGENT: &str = concat!("rolewright/", env!("CARGO_PKG_VERSION"));

/// A signed request. All parameters are in the query and the body is empty, as the official Python
/// SDK 1.3.0 sends the calls of these services.
pub(crate) fn signed(
    client: &Client,
    endpoint: &Endpoint,
    call: &Call,
    credentials: &StaticCredentials,
    ports: &Ports,
) -> Result<RequestBuilder> {
    let query: Vec<(&str, &str)> = call.params.for_wire()?.into_iter().collect();
    let (host, date, nonce) = (endpoint.host(), date(ports), (ports.nonce)()?);
    let headers = acs3::sign(&acs3::Request {
        method: "POST",
        host: &host,
        path: "/",
        query: &query,
        action: &call.action,
        version: &call.service.version,
        date: &date,
        nonce: &nonce,
        body: b"",
        access_key_id: credentials.access_key_id(),
        access_key_secret: credentials.access_key_secret(),
        security_token: credentials.security_token(),
    });
    let request = post(client, endpoint, &query);
    // The HTTP client writes `host` itself, from the same URL: HTTP/2 has no such header.
    let headers = headers.into_iter().filter(|(name, _)| *name != "host");
    Ok(headers.fold(request, |request, (name, value)| {
        let is_secret = matches!(name, "authorization" | "x-acs-security-token");
        match HeaderValue::from_str(&value) {
            Ok(mut value) => {
                // Keeps it out of the HTTP client's logs.
                value.set_sensitive(is_secret);
                request.header(name, value)
            }
            Err(_) => request.header(name, &*value),
        }
    }))
}

/// An unsigned request, for a call with a token among its parameters. As the official SDKs do, it
/// has all headers but the signature, and requests JSON in the query.
pub(crate) fn anonymous(
    client: &Client,
    endpoint: &Endpoint,
    call: &Call,
    ports: &Ports,
) -> Result<RequestBuilder> {
    let mut query: Vec<(&str, &str)> = call.params.for_wire()?.into_iter().collect();
    query.push(("Format", "json"));
    Ok(post(client, endpoint, &query)
        .header("x-acs-action", call.action.as_ref())
        .header("x-acs-version", call.service.version.as_ref())
        .header("x-acs-date", date(ports))
        .header("x-acs-signature-nonce", (ports.nonce)()?)
        .header("x-acs-content-sha256", &*acs3::content_sha256(b"")))
}

fn post(client: &Client, endpoint: &Endpoint, query: &[(&str, &str)]) -> RequestBuilder {
    client
        .post(endpoint.with_query(&encode_pairs(query)))
        .header(ACCEPT, "application/json")
        .header(USER_AGENT, AGENT)
        .header(CONTENT_LENGTH, "0")
}

/// The current time in the services' format, `YYYY-MM-DDThh:mm:ssZ`.
pub(crate) fn date(ports: &Ports) -> String {
    (ports.clock)().strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}
