//! What the emulator serves of each service, from the tables of operations.

use std::collections::{BTreeMap, BTreeSet};

use rolewright_core::operation;
use rolewright_core::policy::Catalogue;

use super::known;
use crate::dispatch::SIMULATED;
use crate::oss;

/// The operations of a service: emulated, or what they answer.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Coverage {
    /// The service's code, for example `ram`.
    pub service: String,
    /// The version of its API; `None` for OSS.
    pub version: Option<String>,
    /// The operations that are emulated.
    pub emulated: BTreeSet<String>,
    /// Further known operations; for OSS, actions of the catalogue that no emulated operation needs, and
    /// operations without an action of their own.
    pub refused: BTreeSet<String>,
    /// The http status of those, and of any operation that isn't listed.
    pub status: u16,
    /// Its error code.
    pub code: &'static str,
}

/// The operations of OSS that need the action of another one and are not emulated.
const REFUSED_OF_OSS: [&str; 6] = [
    "AppendObject",
    "GetSymlink",
    "PostObject",
    "PutSymlink",
    "RestoreObject",
    "SelectObject",
];

/// Returns all services, those with RPC first.
pub fn coverage() -> Vec<Coverage> {
    let mut emulated: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let typed = SIMULATED.iter().filter_map(|name| {
        let found = operation::find(name)?;
        Some((found.service.name.as_ref(), *name))
    });
    for (service, name) in typed.chain(known::further()) {
        let of_service = emulated.entry(service.to_owned()).or_default();
        of_service.insert(name.to_owned());
    }
    let mut all: Vec<Coverage> = known::services()
        .map(|service| {
            let emulated = emulated.remove(service.name.as_ref()).unwrap_or_default();
            let all = operation::ALL.iter();
            let known = all.filter(|one| one.service.name == service.name);
            let known = known.map(|one| one.action.to_owned());
            Coverage {
                refused: known.filter(|name| !emulated.contains(name)).collect(),
                service: service.name.into_owned(),
                version: Some(service.version.into_owned()),
                emulated,
                status: 404,
                code: "InvalidAction.NotFound",
            }
        })
        .collect();
    all.push(of_oss());
    all
}

fn of_oss() -> Coverage {
    let emulated: BTreeSet<_> = oss::names().map(|(name, _)| name.to_owned()).collect();
    let mut served = emulated.clone();
    served.extend(oss::actions().map(str::to_owned));
    let oss = Catalogue::embedded().service(known::OSS);
    let actions = oss.into_iter().flat_map(|oss| &oss.actions);
    let mut refused: BTreeSet<_> = actions
        .map(|action| action.name.clone())
        .filter(|name| !served.contains(name))
        .collect();
    refused.extend(REFUSED_OF_OSS.map(str::to_owned));
    Coverage {
        service: known::OSS.to_owned(),
        version: None,
        emulated,
        refused,
        status: 501,
        code: "NotImplemented",
    }
}
