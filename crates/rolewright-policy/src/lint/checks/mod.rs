//! The table of checks.

mod action;
mod catalogue_action;
mod condition;
mod effect;
mod element;
mod federation;
mod grant;
mod key;
mod network;
mod oss;
mod recipe;
mod redundancy;
mod resource;
mod size;
mod structure;
mod trust;
mod typed;

use super::check::LintCheck;

/// Every check, by subject.
pub const CHECKS: &[&[LintCheck]] = &[
    structure::CHECKS,
    element::CHECKS,
    typed::CHECKS,
    action::CHECKS,
    catalogue_action::CHECKS,
    resource::CHECKS,
    oss::CHECKS,
    condition::CHECKS,
    key::CHECKS,
    network::CHECKS,
    grant::CHECKS,
    effect::CHECKS,
    redundancy::CHECKS,
    trust::CHECKS,
    federation::CHECKS,
    size::CHECKS,
    recipe::CHECKS,
];

/// Returns the check with that id.
#[must_use]
pub fn check(id: &str) -> Option<&'static LintCheck> {
    CHECKS
        .iter()
        .copied()
        .flatten()
        .find(|check| check.id == id)
}
