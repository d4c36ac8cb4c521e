//! The hosts and origins that a request may name.
//!
//! Any web page can make a browser send requests to this machine, under a name of its own whose
//! address it changes (DNS rebinding). Such a request has a foreign `Host` or `Origin`.

use std::net::IpAddr;

use rolewright_core::BucketName;
use rolewright_sign::Received;

use super::params::header;

/// Whether `Host`, and `Origin` if set, are this machine.
pub(super) fn is_local(received: &Received<'_>) -> bool {
    header(received, "host").is_some_and(|host| is_loopback(name(host)))
        && has_local_origin(received)
}

/// Whether `Host` is this machine, a name below `localhost` or an endpoint of an emulated service,
/// and `Origin`, if set, is this machine. If other machines can reach the emulator, any host is
/// accepted.
pub(super) fn is_served(received: &Received<'_>, reachable: bool) -> bool {
    let known = |host: &str| is_known(name(host));
    (reachable || header(received, "host").is_some_and(known)) && has_local_origin(received)
}

/// Whether the host without a port is this machine, a name below `localhost` or an endpoint of an
/// emulated service.
pub(super) fn is_known(name: &str) -> bool {
    is_loopback(name) || name.ends_with(".localhost") || is_of_cloud(name)
}

/// Whether the host is an endpoint of an emulated service, or a bucket at one of OSS.
/// Other names below `aliyuncs.com` belong to the accounts that rent them.
fn is_of_cloud(host: &str) -> bool {
    let labels: Vec<&str> = host.split('.').collect();
    match *labels.as_slice() {
        [
            "ram" | "sts" | "business" | "resourcemanager",
            "aliyuncs",
            "com",
        ]
        | ["ram", "vpc-proxy", "aliyuncs", "com"]
        | ["business", "ap-southeast-1", "aliyuncs", "com"] => true,
        [
            "sts" | "sts-vpc" | "cr" | "cr-vpc",
            region,
            "aliyuncs",
            "com",
        ] => is_region(region),
        [oss, "aliyuncs", "com"] => is_oss(oss),
        [bucket, oss, "aliyuncs", "com"] => BucketName::new(bucket).is_ok() && is_oss(oss),
        _ => false,
    }
}

fn is_region(label: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    !label.is_empty() && label.bytes().all(allowed)
}

fn is_oss(label: &str) -> bool {
    label.strip_prefix("oss-").is_some_and(is_region)
}

/// Returns the bucket in the host (rule `bucket-in-host`).
pub(super) fn bucket(host: &str) -> Option<&str> {
    let (bucket, rest) = name(host).split_once('.')?;
    let endpoint = rest.strip_suffix(".aliyuncs.com");
    (rest == "localhost" || endpoint.is_some_and(is_oss)).then_some(bucket)
}

/// Returns `cn-hangzhou` for `oss-cn-hangzhou.aliyuncs.com`, with or without a bucket. `None` for
/// endpoints of several regions, and for finance clouds, whose endpoints have other names.
pub(super) fn region(host: &str) -> Option<&str> {
    let label = name(host)
        .strip_suffix(".aliyuncs.com")?
        .rsplit('.')
        .next()?;
    let region = label.strip_prefix("oss-")?;
    let region = region.strip_suffix("-internal").unwrap_or(region);
    let other = ["accelerate", "rg-", "cn-hzjbp"];
    let other = other.iter().any(|start| region.starts_with(start))
        || region.ends_with("finance")
        || region.ends_with("-pub");
    (!other).then_some(region)
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
