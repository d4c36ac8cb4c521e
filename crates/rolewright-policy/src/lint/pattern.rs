//! Patterns in actions and resources.

use crate::model::Glob;

/// Whether a pattern matches every text.
pub(super) fn is_star(pattern: &str) -> bool {
    !pattern.is_empty() && pattern.bytes().all(|byte| byte == b'*')
}

/// Whether a pattern matches every text of some length: `*`, but also `?*`.
pub(super) fn is_open(pattern: &str) -> bool {
    pattern.contains('*') && pattern.bytes().all(|byte| b"*?".contains(&byte))
}

/// Whether a resource pattern matches every ARN, however it is written.
pub(super) fn is_everything(resource: &str) -> bool {
    is_open(resource) || Glob::new(resource).covers(&Glob::new("acs:?*:?*:?*:?*"))
}

/// Whether a text has the format of an action.
pub(super) fn is_action(text: &str) -> bool {
    let fits = |part: &str| {
        let letter = |c: char| c.is_ascii_alphanumeric() || "*?_-.".contains(c);
        !part.is_empty() && part.chars().all(letter)
    };
    match text.split_once(':') {
        Some((code, name)) => fits(code) && fits(name),
        None => is_star(text),
    }
}

/// Whether a resource matches every resource of a service.
pub(super) fn is_whole_service(resource: &str) -> bool {
    match parts(resource) {
        Some([.., id]) => is_open(id),
        None => {
            let code = resource.split(':').nth(1).unwrap_or_default();
            let all = format!("acs:{}:?*:?*:?*", code.trim_end_matches('*'));
            is_everything(resource) || Glob::new(resource).covers(&Glob::new(&all))
        }
    }
}

/// Whether an action matches every action of a service, which has its own checks: `*`, `code:*`,
/// `co*`.
pub(super) fn is_whole(action: &str) -> bool {
    is_every_action(action) || whole_service(action).is_some()
}

/// Whether an action matches every action of every service.
pub(super) fn is_every_action(action: &str) -> bool {
    match action.split_once(':') {
        Some((code, name)) => is_open(code) && is_open(name),
        None => is_open(action),
    }
}

/// The five parts of a resource; none for `*` and any other format.
pub(super) fn parts(resource: &str) -> Option<[&str; 5]> {
    let mut parts = resource.splitn(5, ':');
    let all = [
        parts.next()?,
        parts.next()?,
        parts.next()?,
        parts.next()?,
        parts.next()?,
    ];
    Some(all)
}

/// Whether a check on placeholders or variables reports this text.
pub(super) fn is_left_open(text: &str) -> bool {
    text.contains(['<', '$', '{', '【', '＜', '《', '「', '您', '你']) || text.contains("***")
}

/// The service code of `code:*`, or the pattern `co*`, which also matches everything after a colon.
pub(super) fn whole_service(action: &str) -> Option<&str> {
    match action.split_once(':') {
        Some((code, name)) => (is_open(name) && !is_open(code)).then_some(code),
        None => (action.ends_with('*') && !is_open(action)).then_some(action),
    }
}
