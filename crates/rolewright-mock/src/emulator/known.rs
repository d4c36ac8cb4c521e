//! The names that seeds and fault plans may use.

use std::collections::BTreeMap;

use rolewright_core::text::{excerpt, nearest};
use rolewright_core::{Error, ErrorKind, Result, Service, operation};
use serde::de::{Deserialize, Deserializer, Error as _};
use serde_json::{Map, Value};

use super::directory;
use crate::account::BucketState;
use crate::dispatch::SIMULATED;
use crate::oss;
use crate::ram::{elsewhere, ims};
use crate::untyped;

/// The services with RPC, which a request's version selects.
pub(super) fn services() -> impl Iterator<Item = Service> {
    let own = [Service::RAM, Service::STS, ims::IMS, directory::MASTER];
    own.into_iter().chain(untyped::services())
}

/// The name of OSS, which has no RPC version.
pub(super) const OSS: &str = "oss";

/// Checks the name of a service; case is ignored.
pub(super) fn service(name: &str) -> Result<()> {
    let mut known: Vec<String> = services()
        .map(|service| service.name.into_owned())
        .collect();
    known.push(OSS.to_owned());
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    check("service", name, &known)
}

/// Checks the name of an operation of a service, or of any one; case is ignored.
pub(super) fn action(service: Option<&str>, name: &str) -> Result<()> {
    let is_of = |of: &str| service.is_none_or(|service| service.eq_ignore_ascii_case(of));
    let mut known: Vec<&str> = SIMULATED
        .iter()
        .copied()
        .filter(|name| operation::find(name).is_some_and(|found| is_of(&found.service.name)))
        .collect();
    let others = further().filter(|(service, _)| is_of(service));
    known.extend(others.map(|(_, name)| name));
    if is_of(OSS) {
        known.extend(oss::names().map(|(name, _)| name));
    }
    check("operation", name, &known)
}

/// Returns the operations without a type in the core, each with its service.
pub(super) fn further() -> impl Iterator<Item = (&'static str, &'static str)> {
    let of_directory = |service| {
        directory::OPERATIONS
            .into_iter()
            .map(move |name| (service, name))
    };
    untyped::names()
        .chain(elsewhere::names())
        .chain(of_directory("resourcedirectorymaster"))
        .chain(of_directory("resourcemanager"))
}

/// Checks the name of an operation of RAM.
pub(super) fn ram_action(name: &str) -> Result<()> {
    let known: Vec<&str> = SIMULATED
        .iter()
        .copied()
        .filter(|name| operation::find(name).is_some_and(|found| found.service.name == "ram"))
        .collect();
    if known.contains(&name) {
        return Ok(());
    }
    Err(unknown("operation", name, &known))
}

fn check(what: &str, name: &str, known: &[&str]) -> Result<()> {
    if known.iter().any(|known| known.eq_ignore_ascii_case(name)) {
        return Ok(());
    }
    Err(unknown(what, name, known))
}

fn unknown(what: &str, name: &str, known: &[&str]) -> Error {
    let message = format!("unknown {what} `{}`", excerpt(name, 60));
    Error::new(ErrorKind::InvalidInput, message).with_remedy(
        match nearest(name, known.iter().copied()) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None if known.len() <= 8 => format!("the {what}s are {}", known.join(", ")),
            None => format!("docs/operations.md lists the {what}s"),
        },
    )
}

/// Reads the buckets of a seed, which have no unknown keys; a stored account may have some.
pub(super) fn buckets<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<BTreeMap<String, BucketState>, D::Error> {
    let read: BTreeMap<String, Map<String, Value>> = Deserialize::deserialize(deserializer)?;
    let whole = BucketState {
        resource_group: Some(String::new()),
        ..BucketState::default()
    };
    let whole = serde_json::to_value(whole).unwrap_or_default();
    let known: Vec<&str> = whole
        .as_object()
        .into_iter()
        .flat_map(|fields| fields.keys().map(String::as_str))
        .collect();
    let bucket = |(name, fields): (String, Map<String, Value>)| {
        if let Some(odd) = fields.keys().find(|key| !known.contains(&key.as_str())) {
            let expected = known.join("`, `");
            let odd = excerpt(odd, 60);
            return Err(D::Error::custom(format!(
                "unknown field `{odd}`, expected one of `{expected}`"
            )));
        }
        let state = serde_json::from_value(Value::Object(fields)).map_err(D::Error::custom)?;
        Ok((name, state))
    };
    read.into_iter().map(bucket).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::emulator::{FaultRule, Seed};

    fn remedy(result: Result<()>) -> String {
        let error = result.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput);
        format!("{error}; {}", error.remedy().unwrap().text)
    }

    #[test]
    fn unknown_names_are_refused_with_a_suggestion() {
        assert!(service("RAM").is_ok() && service("oss").is_ok());
        assert_eq!(
            remedy(service("rma")),
            "unknown service `rma`; did you mean `ram`?"
        );
        assert!(action(None, "getrole").is_ok() && action(Some("oss"), "PutObject").is_ok());
        let text = "unknown operation `GetRoel`; did you mean `GetRole`?";
        assert_eq!(remedy(action(None, "GetRoel")), text);
        assert!(action(Some("sts"), "GetRole").is_err());
        assert!(action(Some("oss"), "GetRole").is_err());
        assert!(ram_action("CreateUser").is_ok() && ram_action("AssumeRole").is_err());
    }

    #[test]
    fn a_fault_without_effect_is_refused() {
        let rule = |text: &str| serde_json::from_str::<FaultRule>(text).unwrap().check();
        for odd in [
            r#"{"service":"rma"}"#,
            r#"{"action":"GetRoel"}"#,
            r#"{"service":"oss","action":"GetRole"}"#,
            r#"{"calls":[0]}"#,
            r#"{"probability":1.5}"#,
        ] {
            assert!(rule(odd).is_err(), "{odd}");
        }
        assert!(
            rule(r#"{"service":"oss","action":"putobject","probability":1,"calls":[1]}"#).is_ok()
        );
    }

    #[test]
    fn a_bucket_of_a_seed_has_no_unknown_keys() {
        let seed = |bucket: &str| {
            serde_json::from_str::<Seed>(&format!(r#"{{"buckets":{{"b":{bucket}}}}}"#))
        };
        assert!(seed(r#"{"region":"cn-beijing","resource_group":"rg-1"}"#).is_ok());
        let error = seed(r#"{"regoin":"cn-beijing"}"#).unwrap_err().to_string();
        assert!(error.contains("unknown field `regoin`"), "{error}");
        assert!(seed(r#"{"region":1}"#).is_err());
    }
}
