//! Calls over HTTP: the request, one attempt, the attempts after it, and what an answer becomes.

pub(crate) mod attempt;
mod pause;
pub(crate) mod rate_limit;
pub(crate) mod redact;
pub(crate) mod request;
pub(crate) mod response;
pub(crate) mod retry_loop;
pub(crate) mod retry_policy;
mod tls;
pub(crate) mod transport;
