//! Whether a statement's resources match the requested resource.

use super::decision::Truth;
use super::part::{Name, Parts, split};
use super::request::Stars;
use crate::model::{Effect, Glob, ResourcePattern, Wildcard};

/// Services without regions: in a request, an empty region and `*` are equivalent. Their tables use
/// `*`, their principals and outputs an empty region.
pub(crate) const GLOBAL: [&str; 4] = ["ram", "sts", "ims", "resourcemanager"];

/// A compiled pattern.
#[derive(Clone, Debug)]
pub(super) struct Resource {
    pattern: ResourcePattern,
    wildcard: Wildcard,
    parts: Option<Parts>,
    /// In lower case, for names of roles.
    folded: Option<Wildcard>,
    /// With `*` in place of an empty region or account.
    loose: Option<Box<Self>>,
}

/// A requested resource, in all forms that are compared.
#[derive(Debug)]
pub(super) struct Asked<'r> {
    pub(super) text: &'r str,
    parts: Option<Name<'r>>,
    stars: Stars,
    /// Equivalent spellings.
    same: Vec<String>,
    role: bool,
}

impl<'r> Asked<'r> {
    pub(super) fn new(text: &'r str, stars: Stars) -> Self {
        let mut same = Vec::new();
        let mut parts = text.splitn(5, ':');
        let mut next = || parts.next();
        let mut role = false;
        if let (Some("acs"), Some(service), Some(region), Some(account), Some(id)) =
            (next(), next(), next(), next(), next())
        {
            let regionless = GLOBAL.contains(&service) && matches!(region, "" | "*");
            role = service == "ram" && id.starts_with("role/");
            if regionless {
                let other = if region.is_empty() { "*" } else { "" };
                same.push(format!("acs:{service}:{other}:{account}:{id}"));
            }
            if role {
                same.push(text.to_owned());
                same.iter_mut().for_each(|text| text.make_ascii_lowercase());
            }
        }
        Self {
            text,
            parts: split(text),
            stars,
            same,
            role,
        }
    }
}

impl Resource {
    pub(super) fn new(pattern: &ResourcePattern) -> Self {
        let text = pattern.as_str();
        let folds = text.bytes().any(|byte| byte.is_ascii_uppercase());
        Self {
            pattern: pattern.clone(),
            wildcard: Wildcard::new(text),
            parts: Parts::new(text),
            folded: folds.then(|| Wildcard::new(&text.to_ascii_lowercase())),
            loose: without_empty_parts(text).map(|text| Box::new(Self::new(&text.into()))),
        }
    }

    /// Undecided, since not documented: whether an empty region or account is equivalent to `*`,
    /// and whether a Deny on all resources of a service applies to an action without resource-level
    /// permissions.
    fn fits(&self, effect: Effect, asked: &Asked<'_>, service: &str) -> Truth {
        if self.is_about(effect, asked) {
            return Truth::Yes;
        }
        let loose = self.loose.as_ref();
        let loosely = loose.is_some_and(|loose| loose.is_about(effect, asked));
        let by_service = effect == Effect::Deny
            && asked.text == "*"
            && is_whole_service(self.pattern.as_str(), service);
        Truth::of(loosely || by_service).and(Truth::Perhaps)
    }

    /// An Allow must cover all requested resources; a Deny applies if it matches one of them.
    fn is_about(&self, effect: Effect, asked: &Asked<'_>) -> bool {
        let parts = self.parts.as_ref().zip(asked.parts.as_ref());
        match (asked.stars, effect, parts) {
            (Stars::Literal, _, _) => self.matches(asked),
            (_, Effect::Allow, Some((parts, asked))) => parts.covers(asked),
            (_, Effect::Allow, None) => self.pattern.covers(asked.text),
            (stars, Effect::Deny, Some((parts, asked))) => {
                parts.meets(asked, stars != Stars::Every)
            }
            (stars, Effect::Deny, None) => meets(self.pattern.as_str(), asked.text, stars),
        }
    }

    fn matches(&self, asked: &Asked<'_>) -> bool {
        let whole = match (&self.parts, &asked.parts) {
            (Some(parts), Some(asked)) => parts.matches(asked),
            _ => self.wildcard.matches(asked.text),
        };
        let folded = self.folded.as_ref().filter(|_| asked.role);
        whole
            || asked
                .same
                .iter()
                .any(|text| folded.unwrap_or(&self.wildcard).matches(text))
    }
}

/// The best match of all patterns.
pub(super) fn fit(
    patterns: &[Resource],
    effect: Effect,
    asked: &Asked<'_>,
    service: &str,
) -> Truth {
    let mut best = Truth::No;
    for pattern in patterns {
        best = best.max(pattern.fits(effect, asked, service));
        if best == Truth::Yes {
            break;
        }
    }
    best
}

/// `acs:cms:*:*:*` for an action of `cms`.
fn is_whole_service(pattern: &str, service: &str) -> bool {
    pattern.starts_with(['a', '*', '?'])
        && Glob::new(pattern).covers(&Glob::new(&format!("acs:{service}:*:*:*")))
}

/// A resource with `*` instead of an empty region or account.
pub(crate) fn without_empty_parts(pattern: &str) -> Option<String> {
    let parts: Vec<_> = pattern.splitn(5, ':').collect();
    let [acs, service, region, account, id] = *parts.as_slice() else {
        return None;
    };
    let full = |part: &str| if part.is_empty() { "*" } else { part }.to_owned();
    let empty = region.is_empty() || account.is_empty();
    empty.then(|| format!("{acs}:{service}:{}:{}:{id}", full(region), full(account)))
}

/// Whether a policy's resource pattern and a requested resource, which may have wildcards, have a
/// resource in common.
///
/// Complete resource names are compared part by part: a wildcard does not extend into another part.
/// Anything else, such as `*`, is compared as a whole.
#[must_use]
pub fn meets(pattern: &str, resource: &str, stars: Stars) -> bool {
    let (patterns, parts) = (pattern.splitn(5, ':'), resource.splitn(5, ':'));
    let same_form = patterns.clone().count() == 5 && parts.clone().count() == 5;
    let part_meets = |pattern: &str, part: &str| Glob::new(pattern).meets(&Glob::new(part));
    let meets_last = |pattern: &str, part: &str| match stars {
        Stars::Every => part_meets(pattern, part),
        Stars::EveryButId | Stars::Literal => Wildcard::new(pattern).matches(part),
    };
    if !same_form {
        return meets_last(pattern, resource);
    }
    patterns
        .zip(parts)
        .enumerate()
        .all(|(index, (pattern, part))| match index {
            4 => meets_last(pattern, part),
            // A wildcard in the request must not match an empty part.
            _ => part_meets(pattern, part) && (!pattern.is_empty() || part.is_empty()),
        })
}
