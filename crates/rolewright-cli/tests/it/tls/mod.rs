//! Everything over TLS: the services, each source of keys, and the servers that are refused.

mod network;
mod refusals;
mod services;
mod sources;
