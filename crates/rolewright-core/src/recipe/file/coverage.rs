//! Whether the policy of a role grants what the service needs, and nothing else.

use super::model::{RecipeFile, RoleTable};
use super::problem::FileProblem;
use super::role::ServiceRole;
use crate::evaluate::{PolicySet, Verdict};
use crate::lint::{Severity, lint};
use crate::name::AccountId;
use crate::policy::{ActionPattern, Catalogue, Glob, POLICY_DOCUMENT_BYTES};
use crate::recipe::{DesiredState, Recipe, RequiredAccess};
use crate::setup::verify::decision::request_for;

/// Problems of the policies and the required accesses, with example values. Expects a file that is
/// correct in form.
pub(super) fn of_policies(file: &RecipeFile, roles: &[ServiceRole]) -> Vec<FileProblem> {
    let Ok(account) = AccountId::new(super::ParameterKind::Account.example()) else {
        return Vec::new();
    };
    let pairs = roles.iter().zip(&file.roles).enumerate();
    let of_role = |(place, (role, table)): (usize, (&ServiceRole, &RoleTable))| {
        let state = role.desired_state(&account);
        let at = format!("role[{place}]");
        // An action that doesn't exist is the cause of an access that is not allowed.
        let has_policy = table.policy.is_some();
        let mut all = if has_policy {
            linted(&state, &at)
        } else {
            Vec::new()
        };
        all.extend(lacking(table, &state, &at));
        if has_policy {
            all.extend(unneeded(table, &state, &at));
        }
        all
    };
    pairs.flat_map(of_role).collect()
}

/// Findings of the linter. What is over-permissive is judged by the accesses.
fn linted(state: &DesiredState, at: &str) -> Vec<FileProblem> {
    let document = state.document();
    let text = document.to_compact();
    let found = lint(&text, &crate::lint::LintOptions::default()).into_iter();
    let counts = |severity| matches!(severity, Severity::Error | Severity::Warning);
    let found = found.filter(|finding| counts(finding.severity));
    let problem = |finding: crate::lint::LintFinding| {
        let path = finding.path.replace("Statement", "statement");
        let path = path
            .replace("Action", "actions")
            .replace("Resource", "resources");
        FileProblem::new(format!("{at}.policy.{path}"), finding.message, finding.help)
    };
    let size = document.size();
    let too_long = (size > POLICY_DOCUMENT_BYTES).then(|| {
        let text =
            format!("the document has {size} bytes, and the limit is {POLICY_DOCUMENT_BYTES}");
        FileProblem::new(
            format!("{at}.policy"),
            text,
            "use fewer actions, or patterns",
        )
    });
    found.map(problem).chain(too_long).collect()
}

/// Accesses that the custom policy does not allow. A system policy may allow them too.
fn lacking(table: &RoleTable, state: &DesiredState, at: &str) -> Vec<FileProblem> {
    if !table.system_policies.is_empty() {
        return Vec::new();
    }
    let document = state.document();
    let set = PolicySet::new().identity("the policy", &document);
    let is_allowed =
        |access: &RequiredAccess| set.decide(&request_for(access, None)).verdict == Verdict::Allow;
    let mut all = Vec::new();
    for (place, access) in table.accesses.iter().enumerate() {
        for (index, action) in access.actions.iter().enumerate() {
            let mut needed = state.required.iter().filter(|one| {
                one.action == *action
                    && (one.group == access.purpose
                        || one.group == crate::recipe::checks::KEY_GROUP)
            });
            if let Some(missing) = needed.find(|one| !is_allowed(one)) {
                all.push(FileProblem::new(
                    format!("{at}.access[{place}].actions[{index}]"),
                    format!("the policy does not allow {action} on {}", missing.resource),
                    "add it to a statement of the policy",
                ));
            }
        }
    }
    all
}

/// Granted actions that no access needs.
fn unneeded(table: &RoleTable, state: &DesiredState, at: &str) -> Vec<FileProblem> {
    let mut all = Vec::new();
    for (place, grant) in state.grants.iter().enumerate() {
        let actions = grant.statement.action_list().into_iter();
        for (index, action) in actions.flat_map(|list| list.iter()).enumerate() {
            let is_named = |name: &str| table.excess.iter().any(|one| one.action == name);
            if is_named(action.as_str()) {
                continue;
            }
            let is_on = |access: &RequiredAccess| {
                let asked = Glob::new(&access.resource);
                let mut granted = grant.resources().iter();
                granted.any(|resource| Glob::new(resource.as_str()).meets(&asked))
            };
            let mut unneeded = granted_actions(action).into_iter().filter(|name| {
                let is_it = |access: &&RequiredAccess| access.action.eq_ignore_ascii_case(name);
                !state.required.iter().filter(is_it).any(is_on)
            });
            if let Some(name) = unneeded.next() {
                all.push(FileProblem::new(
                    format!("{at}.policy.statement[{place}].actions[{index}]"),
                    format!("the policy allows {name}, which no access needs"),
                    "name the access that needs it, or add an `excess` with its reason",
                ));
            }
        }
    }
    all
}

/// The actions that a pattern matches; the pattern itself if none is known.
fn granted_actions(pattern: &ActionPattern) -> Vec<String> {
    let catalogue = Catalogue::embedded();
    let known = catalogue.matching(pattern);
    let mut names: Vec<_> = known
        .map(|(service, action)| service.full_name(action))
        .collect();
    if names.is_empty() {
        names.push(pattern.as_str().to_owned());
    }
    names
}
