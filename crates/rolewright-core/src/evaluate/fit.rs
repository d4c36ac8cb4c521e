//! Whether one statement fits one request.

use super::AccessRequest;
use crate::policy::{Condition, Effect, Glob, Principal, ResourcePattern, Statement, Wildcard};

/// Whether a statement fits a request.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fit {
    No,
    Perhaps,
    Yes,
}

impl Fit {
    pub(super) fn and(self, other: Self) -> Self {
        self.min(other)
    }

    fn of(fits: bool) -> Self {
        if fits { Self::Yes } else { Self::No }
    }
}

pub(super) fn actions_fit(statement: &Statement, action: &str) -> Fit {
    Fit::of(statement.has_action(action))
}

/// An Allow must cover all that the request stands for; a Deny counts where it meets any of it.
pub(super) fn resource_fit(statement: &Statement, request: &AccessRequest) -> Fit {
    let Some(patterns) = &statement.resources else {
        return Fit::Perhaps;
    };
    let fits = |pattern: &ResourcePattern| match statement.effect {
        Effect::Allow => pattern.covers(&request.resource),
        Effect::Deny => meets(pattern.as_str(), &request.resource, request.literal),
    };
    if patterns.iter().any(fits) {
        return Fit::Yes;
    }
    // Whether an empty region or account means the same as `*` is confirmed by no page, and neither
    // is what a Deny on everything of a service means for an action that knows no resources.
    let loosely = patterns
        .iter()
        .filter_map(|pattern| without_empty_parts(pattern.as_str()))
        .any(|pattern| fits(&pattern.into()));
    let by_service = statement.effect == Effect::Deny
        && request.resource == "*"
        && patterns
            .iter()
            .any(|pattern| is_whole_service(pattern.as_str(), &request.action));
    Fit::of(loosely || by_service).and(Fit::Perhaps)
}

/// `acs:cms:*:*:*` for an action of `cms`.
fn is_whole_service(pattern: &str, action: &str) -> bool {
    let service = action.split(':').next().unwrap_or_default();
    Glob::new(pattern).covers(&Glob::new(&format!("acs:{service}:*:*:*")))
}

/// A resource's name with `*` in place of an empty region or account.
fn without_empty_parts(pattern: &str) -> Option<String> {
    let parts: Vec<_> = pattern.splitn(5, ':').collect();
    let [acs, service, region, account, id] = *parts.as_slice() else {
        return None;
    };
    let full = |part: &str| if part.is_empty() { "*" } else { part }.to_owned();
    let empty = region.is_empty() || account.is_empty();
    empty.then(|| format!("{acs}:{service}:{}:{}:{id}", full(region), full(account)))
}

/// Two resource names meet part by part: a star of one must not reach into another part of the
/// other. What is no whole name, such as `*`, is compared as one text.
pub(crate) fn meets(pattern: &str, resource: &str, literal: bool) -> bool {
    let (patterns, parts) = (pattern.splitn(5, ':'), resource.splitn(5, ':'));
    let same_form = patterns.clone().count() == 5 && parts.clone().count() == 5;
    let part_meets = |pattern: &str, part: &str| Glob::new(pattern).meets(&Glob::new(part));
    let meets_last = |pattern: &str, part: &str| match literal {
        true => Wildcard::new(pattern).matches(part),
        false => part_meets(pattern, part),
    };
    if !same_form {
        return meets_last(pattern, resource);
    }
    patterns
        .zip(parts)
        .enumerate()
        .all(|(index, (pattern, part))| match index {
            4 => meets_last(pattern, part),
            // A star of the request must not make an empty part fit.
            _ => part_meets(pattern, part) && (!pattern.is_empty() || part.is_empty()),
        })
}

pub(super) fn principal_fit(statement: &Statement, principal: &Principal) -> Fit {
    let Some(principals) = &statement.principals else {
        return Fit::Perhaps;
    };
    let fits = principals
        .iter()
        .map(|known| one_principal_fit(&known, principal))
        .max();
    fits.unwrap_or(Fit::No)
}

fn one_principal_fit(known: &Principal, asked: &Principal) -> Fit {
    if known.same_as(asked) {
        return Fit::Yes;
    }
    match (known, asked) {
        (Principal::Ram(known), Principal::Ram(asked)) => {
            let root = known.strip_suffix(":root");
            let inside = root
                .and_then(|root| asked.strip_prefix(root))
                .is_some_and(|rest| {
                    rest.starts_with(":user/") || rest.starts_with(":role/") || rest == ":root"
                });
            Fit::of(inside).max(by_wildcard(known, asked))
        }
        (Principal::Service(known), Principal::Service(asked)) => {
            // `<account>@<service>` means the service acting for that one account.
            let qualified = known
                .split_once('@')
                .is_some_and(|(_, service)| service == asked);
            Fit::of(qualified)
                .and(Fit::Perhaps)
                .max(by_wildcard(known, asked))
        }
        (Principal::Other(..), _) => Fit::Perhaps,
        _ if known.value() == "*" => Fit::Perhaps,
        _ => Fit::No,
    }
}

/// Whether wildcards and letter case count in a principal is documented nowhere.
fn by_wildcard(known: &str, asked: &str) -> Fit {
    let meets = Wildcard::new(&known.to_ascii_lowercase()).matches(&asked.to_ascii_lowercase());
    Fit::of(meets).and(Fit::Perhaps)
}

/// A statement that holds something this evaluator can't weigh fits at most perhaps.
pub(super) fn weighable(statement: &Statement) -> Fit {
    if statement.condition().is_some() || statement.has_unknown_keys() {
        Fit::Perhaps
    } else {
        Fit::Yes
    }
}

/// What keeps a statement from being weighed, as the end of a sentence.
pub(crate) fn doubt(statement: &Statement) -> String {
    let tests = statement
        .condition()
        .map(Condition::tests)
        .unwrap_or_default();
    let tests: Vec<_> = tests
        .iter()
        .map(|test| format!("{} of {}", test.operator, test.key))
        .collect();
    if !tests.is_empty() {
        return format!("its condition ({})", tests.join(", "));
    }
    let keys: Vec<_> = statement
        .unknown_keys()
        .map(|key| format!("`{}`", crate::text::excerpt(key, 40)))
        .collect();
    if !keys.is_empty() {
        return format!("{}, which no page documents", keys.join(", "));
    }
    match &statement.principals {
        Some(principals) => {
            let names: Vec<_> = principals
                .iter()
                .map(|one| one.value().to_owned())
                .collect();
            format!("whom {} means", names.join(", "))
        }
        None => {
            let resources = statement.resources.as_deref().unwrap_or_default();
            let names: Vec<_> = resources.iter().map(ResourcePattern::as_str).collect();
            format!(
                "what the resource {} means to the service",
                names.join(", ")
            )
        }
    }
}
