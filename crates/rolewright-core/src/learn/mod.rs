//! The policy that a caller needs, learned from its requests to the emulator.
//!
//! ```
//! use rolewright_core::learn::{self, LoggedRequest};
//! use rolewright_core::permission::Permission;
//!
//! let get = |role: &str| {
//!     let needed = Permission::new("ram:GetRole", format!("acs:ram:*:1:role/{role}"));
//!     LoggedRequest::new("acs:ram::1:user/alice", vec![needed])
//! };
//! let policy = learn::policy(&[get("a"), get("b")], None)?;
//! assert_eq!(
//!     policy.to_compact(),
//!     r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":["ram:GetRole"],"Resource":["acs:ram:*:1:role/a","acs:ram:*:1:role/b"]}]}"#
//! );
//! # Ok::<(), rolewright_core::Error>(())
//! ```

mod log;
#[cfg(test)]
mod tests;

pub use log::{LoggedRequest, line, parse};

use std::collections::{BTreeMap, BTreeSet};

use crate::error::{Error, ErrorKind, Result};
use crate::policy::{PolicyDocument, ResourcePattern, Statement};
use crate::text::{excerpt, listed};

/// Returns the smallest policy that allows what a caller requested, refused requests included: each
/// action on the resources of its requests, joined into one statement for each set of resources. The
/// result depends on the set of requests only.
///
/// `caller` is an ARN. That of a role means all its sessions. `None` means the only caller. A resource
/// with `*` in its name, such as an object's key, becomes a pattern, since policies have no escape for it.
///
/// # Errors
/// [`ErrorKind::InvalidInput`] if the caller has no request that needs a permission, and without a caller
/// for requests of several.
pub fn policy(requests: &[LoggedRequest], caller: Option<&str>) -> Result<PolicyDocument> {
    let needing = requests
        .iter()
        .filter(|request| !request.caller.is_empty() && !request.permissions.is_empty());
    let callers: BTreeSet<String> = needing
        .clone()
        .map(|request| identity(&request.caller))
        .collect();
    let known: Vec<&String> = callers.iter().collect();
    let invalid = |message: String, remedy: String| {
        Err(Error::new(ErrorKind::InvalidInput, message).with_remedy(remedy))
    };
    let of = match (caller, known.as_slice()) {
        (_, []) => {
            let message = "no request in the list needs a permission".to_owned();
            return invalid(message, "record requests of a caller first".into());
        }
        (Some(caller), _) => caller.to_owned(),
        (None, [only]) => (*only).clone(),
        (None, several) => {
            let message = format!("the requests have several callers: {}", listed(several));
            return invalid(message, "name one of them".into());
        }
    };
    let is_meant =
        |request: &&LoggedRequest| request.caller == of || identity(&request.caller) == of;
    let mut resources: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for permission in needing
        .filter(is_meant)
        .flat_map(|request| &request.permissions)
    {
        let all = resources.entry(&permission.action).or_default();
        all.extend(permission.resources.iter().map(String::as_str));
    }
    if resources.is_empty() {
        let message = format!("no request of `{}` needs a permission", excerpt(&of, 200));
        return invalid(message, format!("the callers are {}", listed(&known)));
    }
    Ok(joined(resources))
}

/// One statement for each set of resources.
fn joined(resources: BTreeMap<&str, BTreeSet<&str>>) -> PolicyDocument {
    let mut actions: BTreeMap<BTreeSet<&str>, BTreeSet<&str>> = BTreeMap::new();
    for (action, resources) in resources {
        actions
            .entry(uncovered(&resources))
            .or_default()
            .insert(action);
    }
    let mut statements: Vec<_> = actions
        .into_iter()
        .map(|(resources, actions)| (actions, resources))
        .collect();
    statements.sort();
    let statement = |(actions, resources)| Statement::allow::<&str>(actions).on::<&str>(resources);
    PolicyDocument::new(statements.into_iter().map(statement))
}

/// The resources that no other one covers.
fn uncovered<'r>(resources: &BTreeSet<&'r str>) -> BTreeSet<&'r str> {
    let patterns: Vec<_> = resources
        .iter()
        .filter(|resource| resource.contains(['*', '?']))
        .map(|resource| (*resource, ResourcePattern::from(*resource)))
        .collect();
    let is_covered = |resource: &str| {
        let covers = |(text, pattern): &(&str, ResourcePattern)| {
            // Of two equivalent patterns the first stays.
            let is_equivalent = || ResourcePattern::from(resource).covers(text) && resource < *text;
            *text != resource && pattern.covers(resource) && !is_equivalent()
        };
        patterns.iter().any(covers)
    };
    resources
        .iter()
        .copied()
        .filter(|resource| !is_covered(resource))
        .collect()
}

/// Returns the ARN of the role for that of a session; policies are attached to the role.
fn identity(caller: &str) -> String {
    let parsed = caller.parse::<crate::evaluate::Caller>().ok();
    let principal = parsed.and_then(|caller| caller.principal);
    principal.map_or_else(|| caller.to_owned(), |found| found.value().to_owned())
}
