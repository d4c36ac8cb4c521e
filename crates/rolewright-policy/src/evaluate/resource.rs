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
    /// Undecided: with `*` in place of an empty region or account, and in the letter case of ARNs.
    loose: Option<Box<Self>>,
    /// The same with `*` in place of any other region, which OSS does not document.
    in_any_region: Option<Box<Self>>,
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
    oss: bool,
    /// The resource and its relative id without those that can't exist in OSS.
    existing: Option<(Glob, Glob)>,
}

impl<'r> Asked<'r> {
    pub(super) fn new(text: &'r str, stars: Stars) -> Self {
        let mut same = Vec::new();
        let mut parts = text.splitn(5, ':');
        let mut next = || parts.next();
        let (mut role, mut oss, mut existing) = (false, false, None);
        if let (Some("acs"), Some(service), Some(region), Some(account), Some(id)) =
            (next(), next(), next(), next(), next())
        {
            let regionless = GLOBAL.contains(&service) && matches!(region, "" | "*");
            role = service == "ram" && id.starts_with("role/");
            oss = service == "oss";
            if oss && stars == Stars::Every && id.contains(['*', '?']) {
                let front = Glob::new(text.strip_suffix(id).unwrap_or_default());
                let id = Glob::of_oss(id);
                existing = Some((front.then(&id), id));
            }
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
            oss,
            existing,
        }
    }

    /// The beginning of the relative id, up to the first wildcard, if patterns can be told apart by it.
    pub(super) fn front(&self) -> Option<&'r str> {
        let [.., id] = self.parts.as_ref().filter(|_| self.same.is_empty())?;
        Some(id.front())
    }

    /// The relative id, if only some of its texts can exist.
    fn id(&self) -> Option<&Glob> {
        self.existing.as_ref().map(|(_, id)| id)
    }
}

impl Resource {
    pub(super) fn new(pattern: &ResourcePattern) -> Self {
        let text = pattern.as_str();
        let other = |text: Option<String>| text.map(|text| Box::new(Self::exactly(&text.into())));
        Self {
            loose: other(loosely(text, false)),
            in_any_region: other(loosely(text, true)),
            ..Self::exactly(pattern)
        }
    }

    fn exactly(pattern: &ResourcePattern) -> Self {
        let text = pattern.as_str();
        let folds = text.bytes().any(|byte| byte.is_ascii_uppercase());
        Self {
            pattern: pattern.clone(),
            wildcard: Wildcard::new(text),
            parts: Parts::new(text),
            folded: folds.then(|| Wildcard::new(&text.to_ascii_lowercase())),
            loose: None,
            in_any_region: None,
        }
    }

    /// The beginning of the relative id, up to the first wildcard; none unless it has all parts.
    pub(super) fn front(&self) -> Option<&str> {
        self.parts.as_ref().map(Parts::front)
    }

    /// Undecided, since not documented: whether an empty region or account is equivalent to `*`,
    /// whether letter case matters before the account, what a region means to OSS, and whether a Deny
    /// on all resources of a service applies to an action without resource-level permissions.
    pub(super) fn fits(&self, effect: Effect, asked: &Asked<'_>, service: &str) -> Truth {
        let in_region = self.in_any_region.as_ref().filter(|_| asked.oss);
        if in_region.is_none() && self.is_about(effect, asked) {
            return Truth::Yes;
        }
        let loose = in_region.or(self.loose.as_ref());
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
            (_, Effect::Allow, Some((parts, name))) => parts.covers(name, asked.id()),
            (_, Effect::Allow, None) => match &asked.existing {
                Some((whole, _)) => self.pattern.glob().covers(whole),
                None => self.pattern.covers(asked.text),
            },
            (stars, Effect::Deny, Some((parts, name))) => {
                parts.meets(name, stars != Stars::Every, asked.id())
            }
            (_, Effect::Deny, None) => meets_asked(self.pattern.as_str(), asked),
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

/// `acs:cms:*:*:*` for an action of `cms`.
fn is_whole_service(pattern: &str, service: &str) -> bool {
    pattern.starts_with(['a', '*', '?'])
        && Glob::new(pattern).covers(&Glob::new(&format!("acs:{service}:*:*:*")))
}

/// A resource with `*` instead of an empty region or account, or of any region, and in the letter
/// case of ARNs; none if that is the same.
pub(crate) fn loosely(pattern: &str, in_any_region: bool) -> Option<String> {
    let parts: Vec<_> = pattern.splitn(5, ':').collect();
    let [acs, service, region, account, id] = *parts.as_slice() else {
        return None;
    };
    let named = !region.chars().all(|c| c == '*');
    if in_any_region && !named {
        return None;
    }
    let full = |part: &str| if part.is_empty() { "*" } else { part }.to_ascii_lowercase();
    let region = full(if in_any_region { "" } else { region });
    let (acs, service) = (acs.to_ascii_lowercase(), service.to_ascii_lowercase());
    let loose = format!("{acs}:{service}:{region}:{}:{id}", full(account));
    (loose != pattern).then_some(loose)
}

/// Whether a policy's resource pattern and a requested resource, which may have wildcards, have a
/// resource in common.
///
/// Complete resource names are compared part by part: a wildcard does not extend into another part.
/// Anything else, such as `*`, is compared as a whole. OSS buckets and objects that can't exist are
/// not considered: an object name is not empty and does not start with a slash.
#[must_use]
pub fn meets(pattern: &str, resource: &str, stars: Stars) -> bool {
    meets_asked(pattern, &Asked::new(resource, stars))
}

fn meets_asked(pattern: &str, asked: &Asked<'_>) -> bool {
    let (patterns, parts) = (pattern.splitn(5, ':'), asked.text.splitn(5, ':'));
    let same_form = patterns.clone().count() == 5 && parts.clone().count() == 5;
    let part_meets = |pattern: &str, part: &str| Glob::new(pattern).meets(&Glob::new(part));
    let meets_last = |pattern: &str, part: &str| match asked.stars {
        Stars::Every => part_meets(pattern, part),
        Stars::EveryButId | Stars::Literal => Wildcard::new(pattern).matches(part),
    };
    if !same_form {
        return match &asked.existing {
            Some((whole, _)) => Glob::new(pattern).meets(whole),
            None => meets_last(pattern, asked.text),
        };
    }
    patterns
        .zip(parts)
        .enumerate()
        .all(|(index, (pattern, part))| match index {
            4 => match asked.id() {
                Some(id) => Glob::new(pattern).meets(id),
                None => meets_last(pattern, part),
            },
            // A wildcard in the request must not match an empty part.
            _ => part_meets(pattern, part) && (!pattern.is_empty() || part.is_empty()),
        })
}
