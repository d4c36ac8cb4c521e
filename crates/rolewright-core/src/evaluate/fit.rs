//! Whether one statement fits one request.

use super::AccessRequest;
use crate::policy::{Actions, Effect, Glob, Principal, Statement};

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
    match &statement.actions {
        Actions::Action(list) => Fit::of(list.iter().any(|pattern| pattern.matches(action))),
        Actions::NotAction(list) => Fit::of(!list.iter().any(|pattern| pattern.matches(action))),
    }
}

/// An Allow must cover all that the request stands for; a Deny counts where it meets any of it.
pub(super) fn resource_fit(statement: &Statement, request: &AccessRequest) -> Fit {
    let Some(patterns) = &statement.resources else {
        return Fit::Perhaps;
    };
    let fits = |resource: &str| {
        patterns.iter().any(|pattern| match statement.effect {
            Effect::Allow => pattern.glob().covers(&Glob::new(resource)),
            Effect::Deny => denies(pattern.as_str(), resource, request.literal),
        })
    };
    if fits(&request.resource) {
        return Fit::Yes;
    }
    // Whether an empty region means the same as `*` is confirmed by no page.
    Fit::of(other_region(&request.resource).is_some_and(|other| fits(&other))).and(Fit::Perhaps)
}

/// The same resource with an empty region in place of `*`, or the other way round.
fn other_region(resource: &str) -> Option<String> {
    let (service, rest) = resource.strip_prefix("acs:")?.split_once(':')?;
    match rest.split_once(':')? {
        ("", rest) => Some(format!("acs:{service}:*:{rest}")),
        ("*", rest) => Some(format!("acs:{service}::{rest}")),
        _ => None,
    }
}

/// Two resource names meet part by part: a star of one must not reach into another part of the
/// other. What is no whole name, such as `*`, is compared as one text.
fn denies(pattern: &str, resource: &str, literal: bool) -> bool {
    let (patterns, parts) = (pattern.splitn(5, ':'), resource.splitn(5, ':'));
    let same_form = patterns.clone().count() == 5 && parts.clone().count() == 5;
    let meets = |pattern: &str, part: &str| Glob::new(pattern).meets(&Glob::new(part));
    let meets_last = |pattern: &str, part: &str| match literal {
        true => Glob::new(pattern).matches(part),
        false => meets(pattern, part),
    };
    if !same_form {
        return meets_last(pattern, resource);
    }
    patterns
        .zip(parts)
        .enumerate()
        .all(|(index, (pattern, part))| match index {
            4 => meets_last(pattern, part),
            _ => meets(pattern, part),
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
            Fit::of(inside)
        }
        (Principal::Service(known), Principal::Service(asked)) => {
            // `<account>@<service>` means the service acting for that one account.
            let qualified = known
                .split_once('@')
                .is_some_and(|(_, service)| service == asked);
            if qualified { Fit::Perhaps } else { Fit::No }
        }
        (Principal::Other(..), _) => Fit::Perhaps,
        _ => Fit::No,
    }
}

/// A statement that holds something this evaluator can't weigh fits at most perhaps.
pub(super) fn weighable(statement: &Statement) -> Fit {
    if statement.condition().is_some() || statement.has_unknown_keys() {
        Fit::Perhaps
    } else {
        Fit::Yes
    }
}
