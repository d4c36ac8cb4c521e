//! Control endpoints under `/_rolewright/`: JSON in and out, unsigned.
//!
//! | request | effect |
//! |---|---|
//! | `GET health` | returns status, version and account id |
//! | `POST reset` | restores the initial state, atomically |
//! | `POST seed` | adds a [`Seed`] to the account, all or nothing |
//! | `GET state` | returns the account, with secrets as `***` |
//! | `GET`, `PUT`, `DELETE faults` | reads, replaces or removes the [`FaultRule`](super::FaultRule)s, each with its number of matched calls |
//! | `GET requests` | returns the latest requests, oldest first, each with the permissions that it needed and the statement that decided |
//! | `GET policy?caller=ARN` | returns the smallest policy for the latest requests of a caller |
//! | `GET`, `POST clock` | returns the emulator's time; `{"seconds": 900}` moves it |
//! | `GET`, `POST instances` | lists instances; `{"region", "name", "bucket"}` creates one |
//! | `POST instances/<id>/layers` | pushes the body as a layer through the instance |
//! | `GET assumed` | returns the assumed rules: id, rule and origin |
//!
//! `reset`, `seed`, `state` and `instances` are about the first account, or the one that the query
//! names, such as `?account=2000000000000001`; `reset` without it restores all accounts.
//!
//! Any web page could make a browser send such requests, so a `Host` or `Origin` other than this
//! machine is refused.

use std::sync::atomic::Ordering;

use rolewright_core::text::excerpt;
use rolewright_core::{BucketName, input};
use rolewright_sign::Received;
use rolewright_sign::encoding::decode_pairs;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::accounts::Which;
use super::answer::{self, Answer};
use super::emulation::Emulation;
use super::faults::FaultRule;
use super::judged::Enforcement;
use super::request_log::Entry;
use super::seed::Seed;
use crate::account::Account;
use rolewright_core::{Error, ErrorKind};

/// The path prefix.
pub(super) const PREFIX: &str = "/_rolewright/";

type Outcome = Result<Answer, Error>;

pub(super) fn answer(emulation: &Emulation, received: &Received<'_>) -> Answer {
    let path = received.path.strip_prefix(PREFIX).unwrap_or_default();
    let path = path.trim_end_matches('/');
    let outcome = match (received.method, path) {
        ("GET", "health") => Ok(health(emulation)),
        ("POST", "reset") => reset(emulation, received),
        ("POST", "seed") => seed(emulation, received),
        ("GET", "state") => account(emulation, received).and_then(|which| state(emulation, which)),
        ("GET", "faults") => Ok(faults(emulation)),
        ("PUT", "faults") => read::<Vec<FaultRule>>(received).and_then(|rules| {
            emulation.set_faults(rules)?;
            Ok(faults(emulation))
        }),
        ("DELETE", "faults") => emulation.set_faults(Vec::new()).map(|()| faults(emulation)),
        ("GET", "requests") => {
            let entries: Vec<_> = emulation.traffic().log.entries().cloned().collect();
            let entries: Vec<&Entry> = entries.iter().map(AsRef::as_ref).collect();
            Ok(Answer::json(200, &json!({ "requests": entries })))
        }
        ("GET", "policy") => policy(emulation, received),
        ("GET", "assumed") => Ok(assumed()),
        ("GET", "clock") => Ok(clock(emulation)),
        ("POST", "clock") => move_clock(emulation, received),
        ("GET", "instances") => account(emulation, received)
            .and_then(|which| emulation.instances(which))
            .map(|instances| Answer::json(200, &json!({ "instances": instances }))),
        ("POST", "instances") => create_instance(emulation, received),
        ("POST", path) => match layers_of(path) {
            Some(id) => push(emulation, id, received),
            None => return unknown(received),
        },
        _ => return unknown(received),
    };
    outcome.unwrap_or_else(|error| {
        let status = match error.kind() {
            ErrorKind::InvalidInput => 400,
            ErrorKind::NotFound if error.service().is_none() => 404,
            _ => error.service().map_or(500, |service| service.status),
        };
        let text = match error.remedy() {
            Some(remedy) => format!("{error}; {}", remedy.text),
            None => error.to_string(),
        };
        failed(status, &text)
    })
}

pub(super) fn failed(status: u16, text: &str) -> Answer {
    Answer::json(status, &json!({ "error": text }))
}

fn unknown(received: &Received<'_>) -> Answer {
    let text = format!("unknown endpoint: {} `{}`", received.method, received.path);
    failed(404, &text)
}

fn read<T: DeserializeOwned>(received: &Received<'_>) -> Result<T, Error> {
    let text = String::from_utf8_lossy(received.body);
    let help = "the README of rolewright-mock lists the endpoints and their bodies";
    input::json(&text, help).map_err(|error| {
        let message = format!("invalid body for `{}`: {error}", received.path);
        let remedy = error.remedy().cloned();
        let invalid = Error::new(ErrorKind::InvalidInput, message);
        match remedy {
            Some(remedy) => invalid.with_remedy(remedy),
            None => invalid,
        }
    })
}

fn health(emulation: &Emulation) -> Answer {
    Answer::json(
        200,
        &json!({
            "status": "ok",
            "account_id": emulation.initial.id,
            "accounts": emulation.members.len() + 1,
            "version": env!("CARGO_PKG_VERSION"),
            "enforce": match emulation.enforce {
                Enforcement::Off => json!(false),
                Enforcement::Soft => json!("soft"),
                Enforcement::On => json!(true),
            },
            "requests": emulation.requests.load(Ordering::Relaxed),
        }),
    )
}

fn seed(emulation: &Emulation, received: &Received<'_>) -> Outcome {
    let seed: Seed = read(received)?;
    if !seed.accounts.is_empty() || !seed.folders.is_empty() {
        let message = "member accounts and folders exist from the start of the emulator";
        return Err(Error::new(ErrorKind::InvalidInput, message)
            .with_remedy("start it with them, or seed an existing one with `?account=ID`"));
    }
    let which = account(emulation, received)?;
    emulation.check_seed(which, &seed)?;
    emulation.recount();
    let moment = emulation.moment();
    emulation.change(which, |account| {
        ensure_space(emulation, account, received.body)?;
        seed.apply(account, &moment)
    })??;
    Ok(health(emulation))
}

/// Returns the account that the query names with `account`, by default the first one.
fn account(emulation: &Emulation, received: &Received<'_>) -> Result<Which, Error> {
    let pairs = decode_pairs(received.raw_query);
    let mut named = pairs.iter().filter(|(name, _)| name == "account");
    let named = named.next();
    named.map_or(Ok(Which::First), |(_, id)| emulation.known(id))
}

fn reset(emulation: &Emulation, received: &Received<'_>) -> Outcome {
    let named = decode_pairs(received.raw_query);
    if named.iter().any(|(name, _)| name == "account") {
        emulation.reset_account(account(emulation, received)?)?;
    } else {
        emulation.reset()?;
    }
    Ok(health(emulation))
}

fn state(emulation: &Emulation, which: Which) -> Outcome {
    let account = emulation.account(which).read(|account| account.clone())?;
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

/// The policy of the caller in the query, or of the only caller.
fn policy(emulation: &Emulation, received: &Received<'_>) -> Outcome {
    let pairs = decode_pairs(received.raw_query);
    let mut callers = pairs.iter().filter(|(name, _)| name == "caller");
    let caller = callers.next().map(|(_, value)| value.as_str());
    if let Some((odd, _)) = pairs.iter().find(|(name, _)| name != "caller") {
        let message = format!("unknown parameter `{}`", excerpt(odd, 40));
        let error = Error::new(ErrorKind::InvalidInput, message);
        return Err(error.with_remedy("write `policy?caller=ARN`"));
    }
    let policy = emulation.policy(caller)?;
    Ok(Answer::new(200, answer::JSON, policy.to_pretty()))
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
    emulation.move_clock(seconds);
    Ok(clock(emulation))
}

fn create_instance(emulation: &Emulation, received: &Received<'_>) -> Outcome {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Requested {
        region: String,
        name: String,
        bucket: BucketName,
    }
    let Requested {
        region,
        name,
        bucket,
    } = read(received)?;
    let which = account(emulation, received)?;
    let created = emulation.create_instance(which, (&region, &name, bucket.as_str()))?;
    Ok(Answer::json(201, &json!({ "instance": created })))
}

/// Refuses content for which the emulator has no space.
fn ensure_space(emulation: &Emulation, account: &Account, content: &[u8]) -> Result<(), Error> {
    if emulation.take(account, content.len() as u64) {
        return Ok(());
    }
    let message = "the limit for objects in memory is reached";
    Err(Error::new(ErrorKind::InvalidInput, message)
        .with_remedy("delete objects, or start the emulator with a higher limit"))
}

fn layers_of(path: &str) -> Option<&str> {
    path.strip_prefix("instances/")?.strip_suffix("/layers")
}

fn push(emulation: &Emulation, id: &str, received: &Received<'_>) -> Outcome {
    let layer = received.body;
    let moment = emulation.moment();
    let which = account(emulation, received)?;
    emulation.recount();
    let push = |account: &mut Account| -> Result<_, Error> {
        ensure_space(emulation, account, layer)?;
        Ok(account.push_layer(id, layer, &moment))
    };
    let pushed = emulation.account(which).change(push)??;
    Ok(match pushed {
        Ok((digest, key)) => Answer::json(201, &json!({ "digest": digest, "key": key })),
        Err(refused) => Answer::json(409, &json!({ "refused": refused })),
    })
}
