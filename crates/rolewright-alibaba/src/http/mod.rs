//! Calls over HTTP: request, response, retry, rate limit, TLS.

pub(crate) mod attempt;
pub(crate) mod exchange;
mod pause;
pub(crate) mod rate_limit;
pub(crate) mod redact;
pub(crate) mod request;
pub(crate) mod response;
pub(crate) mod retry_loop;
pub(crate) mod retry_policy;
pub(crate) mod tls;
pub(crate) mod transport;
