//! Control endpoints below `/_rolewright/`: JSON in and out, unsigned.
//!
//! | request | what it does |
//! |---|---|
//! | `GET health` | says that it runs, and as which account |
//! | `POST reset` | makes everything as it was at the start, in one step |
//! | `POST seed` | puts a [`Seed`] into the account, all of it or nothing |
//! | `GET state` | the account, secrets as `***` |
//! | `GET`, `PUT`, `DELETE faults` | a list of [`FaultRule`](super::FaultRule)s, with how many calls each was about |
//! | `GET requests` | the latest requests, the oldest first |
//! | `GET`, `POST clock` | the emulator's time; `{"seconds": 900}` moves it |
//! | `GET`, `POST instances` | Container Registry's; `{"region", "name", "bucket"}` makes one |
//! | `POST instances/<id>/layers` | the instance pushes the body as a layer |
//! | `GET assumed` | the rules that no page confirms: id, rule, and where it comes from |
//!
//! A browser could be made to send such requests by any page, so those with the `Host` or `Origin`
//! of anything but this machine are refused.

use std::net::IpAddr;
use std::sync::atomic::Ordering;

use rolewright_core::BucketName;
use rolewright_sign::Received;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::answer::Answer;
use super::emulation::Emulation;
use super::faults::FaultRule;
use super::params::header;
use super::seed::Seed;
use rolewright_core::{Error, ErrorKind};

/// Where they are.
pub(super) const PREFIX: &str = "/_rolewright/";

type Outcome = Result<Answer, Error>;

pub(super) fn answer(emulation: &Emulation, received: &Received<'_>) -> Answer {
    if !is_local(received) {
        let text = "the control endpoints answer only to Host and Origin of this machine";
        return failed(403, text);
    }
    let path = received.path.strip_prefix(PREFIX).unwrap_or_default();
    let path = path.trim_end_matches('/');
    let outcome = match (received.method, path) {
        ("GET", "health") => Ok(health(emulation)),
        ("POST", "reset") => emulation.reset().map(|()| health(emulation)),
        ("POST", "seed") => seed(emulation, received),
        ("GET", "state") => state(emulation),
        ("GET", "faults") => Ok(faults(emulation)),
        ("PUT", "faults") => read::<Vec<FaultRule>>(received).map(|rules| {
            emulation.set_faults(rules);
            faults(emulation)
        }),
        ("DELETE", "faults") => {
            emulation.set_faults(Vec::new());
            Ok(faults(emulation))
        }
        ("GET", "requests") => {
            let entries: Vec<_> = emulation.traffic().log.entries().cloned().collect();
            Ok(Answer::json(200, &json!({ "requests": entries })))
        }
        ("GET", "assumed") => Ok(assumed()),
        ("GET", "clock") => Ok(clock(emulation)),
        ("POST", "clock") => move_clock(emulation, received),
        ("GET", "instances") => emulation
            .instances()
            .map(|instances| Answer::json(200, &json!({ "instances": instances }))),
        ("POST", "instances") => make_instance(emulation, received),
        ("POST", path) => match layers_of(path) {
            Some(id) => push(emulation, id, received.body),
            None => return unknown(received),
        },
        _ => return unknown(received),
    };
    outcome.unwrap_or_else(|error| {
        let status = match error.kind() {
            ErrorKind::InvalidInput => 400,
            _ => error.service().map_or(500, |said| said.status),
        };
        failed(status, &error.to_string())
    })
}

fn failed(status: u16, text: &str) -> Answer {
    Answer::json(status, &json!({ "error": text }))
}

fn unknown(received: &Received<'_>) -> Answer {
    let text = format!("there is no {} `{}`", received.method, received.path);
    failed(404, &text)
}

/// Whether `Host`, and `Origin` where there is one, are this machine.
fn is_local(received: &Received<'_>) -> bool {
    let host = header(received, "host").is_some_and(is_loopback);
    let origin = header(received, "origin").is_none_or(|origin| {
        let authority = origin.split_once("://").map(|(_, authority)| authority);
        authority.is_some_and(is_loopback)
    });
    host && origin
}

fn is_loopback(authority: &str) -> bool {
    let host = match authority.strip_prefix('[') {
        Some(rest) => rest.split_once(']').map_or("", |(host, _)| host),
        None => authority
            .rsplit_once(':')
            .map_or(authority, |(host, _)| host),
    };
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

fn read<T: DeserializeOwned>(received: &Received<'_>) -> Result<T, Error> {
    serde_json::from_slice(received.body).map_err(|error| {
        let message = format!("the body is not what `{}` takes: {error}", received.path);
        Error::new(ErrorKind::InvalidInput, message).with_source(error)
    })
}

fn health(emulation: &Emulation) -> Answer {
    Answer::json(
        200,
        &json!({
            "status": "ok",
            "account_id": emulation.initial.id,
            "version": env!("CARGO_PKG_VERSION"),
            "enforce": emulation.enforce,
            "requests": emulation.requests.load(Ordering::Relaxed),
        }),
    )
}

fn seed(emulation: &Emulation, received: &Received<'_>) -> Outcome {
    let seed: Seed = read(received)?;
    let moment = emulation.moment();
    emulation
        .backend
        .change(|account| seed.apply(account, &moment))??;
    Ok(health(emulation))
}

fn state(emulation: &Emulation) -> Outcome {
    let account = emulation.backend.read(|account| account.clone())?;
    let mut value = serde_json::to_value(&account).unwrap_or_default();
    if let Some(seed) = value.get_mut("seed").filter(|seed| !seed.is_null()) {
        *seed = "***".into();
    }
    let keys = value.get_mut("keys").and_then(Value::as_object_mut);
    for key in keys.into_iter().flat_map(|keys| keys.values_mut()) {
        if let Some(secret) = key.get_mut("secret") {
            *secret = "***".into();
        }
    }
    Ok(Answer::json(200, &value))
}

fn faults(emulation: &Emulation) -> Answer {
    let traffic = emulation.traffic();
    let rules = traffic.faults.rules().map(|(rule, calls)| {
        let mut value = serde_json::to_value(rule).unwrap_or_default();
        if let Some(fields) = value.as_object_mut() {
            fields.insert("fitted".into(), (*calls).into());
        }
        value
    });
    Answer::json(200, &json!({ "faults": rules.collect::<Vec<_>>() }))
}

fn assumed() -> Answer {
    let rules = crate::ASSUMED.iter().chain(super::ASSUMED);
    let rules =
        rules.map(|rule| json!({ "id": rule.id, "rule": rule.rule, "origin": rule.origin }));
    Answer::json(200, &json!({ "assumed": rules.collect::<Vec<_>>() }))
}

fn clock(emulation: &Emulation) -> Answer {
    let moved = emulation.moved.load(Ordering::Relaxed);
    Answer::json(
        200,
        &json!({ "now": emulation.now().to_string(), "moved_seconds": moved }),
    )
}

fn move_clock(emulation: &Emulation, received: &Received<'_>) -> Outcome {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Move {
        seconds: i64,
    }
    let Move { seconds } = read(received)?;
    let moved = emulation
        .moved
        .load(Ordering::Relaxed)
        .saturating_add(seconds);
    emulation.moved.store(moved, Ordering::Relaxed);
    Ok(clock(emulation))
}

fn make_instance(emulation: &Emulation, received: &Received<'_>) -> Outcome {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Wanted {
        region: String,
        name: String,
        bucket: BucketName,
    }
    let wanted: Wanted = read(received)?;
    let made = emulation.create_instance((&wanted.region, &wanted.name, wanted.bucket.as_str()))?;
    Ok(Answer::json(201, &json!({ "instance": made })))
}

fn layers_of(path: &str) -> Option<&str> {
    path.strip_prefix("instances/")?.strip_suffix("/layers")
}

fn push(emulation: &Emulation, id: &str, layer: &[u8]) -> Outcome {
    let moment = emulation.moment();
    let pushed = emulation
        .backend
        .change(|account| account.push_layer(id, layer, &moment))?;
    Ok(match pushed {
        Ok((digest, key)) => Answer::json(201, &json!({ "digest": digest, "key": key })),
        Err(refused) => Answer::json(409, &json!({ "refused": refused })),
    })
}
