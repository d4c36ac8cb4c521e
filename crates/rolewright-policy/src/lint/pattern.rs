//! Patterns in actions and resources.

/// Whether a pattern matches every text.
pub(super) fn is_star(pattern: &str) -> bool {
    !pattern.is_empty() && pattern.bytes().all(|byte| byte == b'*')
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
        Some([.., id]) => is_star(id),
        None => is_star(resource),
    }
}

/// Whether an action is `*` or `code:*`, which have their own checks.
pub(super) fn is_whole(action: &str) -> bool {
    is_star(action)
        || action
            .split_once(':')
            .is_some_and(|(_, name)| is_star(name))
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
    text.contains(['<', '$', '{']) || text.contains("***")
}

/// The service code of `code:*`.
pub(super) fn whole_service(action: &str) -> Option<&str> {
    let (code, name) = action.split_once(':')?;
    (is_star(name) && !is_star(code)).then_some(code)
}
