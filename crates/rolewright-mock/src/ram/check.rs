//! Validation of names and texts.

use crate::account::RoleState;
use crate::error::{Answer, refuse};

/// Accepts 1 to 64 letters, digits, `.` and `-` (rule `role-name-characters`).
pub(crate) fn role_name(name: &str) -> Answer<()> {
    made_of("RoleName", name, 64, ".-")
}

/// Accepts 1 to 128 letters, digits and `-`.
pub(crate) fn policy_name(name: &str) -> Answer<()> {
    made_of("PolicyName", name, 128, "-")
}

/// Accepts 1 to 64 letters, digits, `.`, `-`, `_` and `@` (rule `user-name-characters`).
pub(crate) fn user_name(parameter: &str, name: &str) -> Answer<()> {
    made_of(parameter, name, 64, ".-_@")
}

/// Accepts 1 to 64 letters, digits and `-`.
pub(crate) fn group_name(name: &str) -> Answer<()> {
    made_of("GroupName", name, 64, "-")
}

fn made_of(parameter: &str, text: &str, longest: usize, extra: &str) -> Answer<()> {
    length(parameter, Some(text), longest)?;
    if text
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || extra.contains(c))
    {
        Ok(())
    } else {
        Err(refuse(format!("InvalidParameter.{parameter}.InvalidChars")))
    }
}

/// Refuses a text of more than `longest` characters.
pub(crate) fn length(parameter: &str, text: Option<&str>, longest: usize) -> Answer<()> {
    if text.is_some_and(|text| text.chars().count() > longest) {
        return Err(refuse(format!("InvalidParameter.{parameter}.Length")));
    }
    Ok(())
}

/// Sets a text; an empty one clears it (the emulator assumes `empty-clears`).
pub(crate) fn set_text(text: &mut Option<String>, new: Option<&str>) {
    if let Some(new) = new {
        *text = Some(new.to_owned()).filter(|new| !new.is_empty());
    }
}

/// Accepts a description of a role or policy of at most 1,024 characters.
pub(crate) fn description(parameter: &str, text: Option<&str>) -> Answer<()> {
    length(parameter, text, 1024)
}

/// Refuses to change a service-linked role (the emulator assumes `service-linked-roles`).
pub(crate) fn changeable(role: &RoleState) -> Answer<()> {
    let Some(service) = &role.service else {
        return Ok(());
    };
    let text = format!("A service-linked role can only be changed by its service, {service}.");
    Err(refuse("NoPermission").with_message(text))
}
