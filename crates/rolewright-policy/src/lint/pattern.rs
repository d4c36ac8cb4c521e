//! Actions and resources as patterns.

/// Whether a pattern stands for every text.
pub(super) fn is_star(pattern: &str) -> bool {
    !pattern.is_empty() && pattern.bytes().all(|byte| byte == b'*')
}

/// Whether it has the form of an action.
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

/// Whether it is about every resource of a service.
pub(super) fn is_whole_service(resource: &str) -> bool {
    match parts(resource) {
        Some([.., id]) => is_star(id),
        None => is_star(resource),
    }
}

/// `*`, or everything of a service: those have checks of their own.
pub(super) fn is_whole(action: &str) -> bool {
    is_star(action)
        || action
            .split_once(':')
            .is_some_and(|(_, name)| is_star(name))
}

/// The five parts of a resource's name; none for `*` and what has no such form.
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

/// Whether the account is told by a check on placeholders or variables.
pub(super) fn is_left_open(text: &str) -> bool {
    text.contains(['<', '$', '{']) || text.contains("***")
}

/// The service that all actions of are named.
pub(super) fn whole_service(action: &str) -> Option<&str> {
    let (code, name) = action.split_once(':')?;
    (is_star(name) && !is_star(code)).then_some(code)
}
