//! The hosts and origins that a request may name.
//!
//! Any web page can make a browser send requests to this machine, under a name of its own whose
//! address it changes (DNS rebinding). Such a request has a foreign `Host` or `Origin`.

use std::net::IpAddr;

use rolewright_sign::Received;

use super::params::header;

/// Whether `Host`, and `Origin` if set, are this machine.
pub(super) fn is_local(received: &Received<'_>) -> bool {
    header(received, "host").is_some_and(|host| is_loopback(name(host)))
        && has_local_origin(received)
}

/// Whether `Host` is this machine, a name below `localhost` or a host of Alibaba Cloud, and
/// `Origin`, if set, is this machine. If other machines can reach the emulator, any host is accepted.
pub(super) fn is_served(received: &Received<'_>, reachable: bool) -> bool {
    let known = |host: &str| {
        let name = name(host);
        is_loopback(name) || name.ends_with(".localhost") || name.ends_with(".aliyuncs.com")
    };
    (reachable || header(received, "host").is_some_and(known)) && has_local_origin(received)
}

fn has_local_origin(received: &Received<'_>) -> bool {
    header(received, "origin").is_none_or(|origin| {
        let authority = origin.split_once("://").map(|(_, authority)| authority);
        authority.is_some_and(|authority| is_loopback(name(authority)))
    })
}

/// Returns the host without the port.
fn name(authority: &str) -> &str {
    match authority.strip_prefix('[') {
        Some(rest) => rest.split_once(']').map_or("", |(host, _)| host),
        None => authority
            .rsplit_once(':')
            .map_or(authority, |(host, _)| host),
    }
}

fn is_loopback(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}
