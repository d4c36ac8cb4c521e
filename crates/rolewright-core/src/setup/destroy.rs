//! Taking it all down again.

use std::collections::BTreeSet;
use std::time::Duration;

use super::plan::{Planner, change};
use super::report::{Change, DiffLine};
use super::{Setup, Step};
use crate::error::{Error, ErrorKind, Result};
use crate::operation::{DeletePolicy, DeleteRole, DetachPolicyFromRole, PolicyType};
use crate::policy::TrustPolicy;

impl Setup {
    pub(super) fn step_down(&mut self, planner: &Planner<'_>, elapsed: Duration) -> Result<Step> {
        planner.refuse_while_others_need_it()?;
        self.carry_out(planner, planner.removals(), elapsed)
    }
}

impl Planner<'_> {
    /// Detach first; role and policy can go once nothing holds them.
    fn removals(&self) -> Vec<Change> {
        let mut changes = Vec::new();
        let (policy_type, policy_name) = self.observed.own_key();
        let role_name = self.recipe.role().to_string();
        let attached = self.observed.attached.value().into_iter().flatten();
        let own = attached
            .into_iter()
            .any(|p| p.policy_type == policy_type && p.policy_name == policy_name);
        if own {
            changes.push(change(
                format!("detach policy {policy_name} from role {role_name}"),
                &DetachPolicyFromRole {
                    policy_type,
                    policy_name: policy_name.clone(),
                    role_name: role_name.clone(),
                },
            ));
        }
        if matches!(self.observed.role.value(), Some(Some(_))) {
            let summary = format!("delete role {role_name}");
            changes.push(Change {
                ready: !own,
                lines: self.who_is_shut_out(),
                ..change(summary, &DeleteRole { role_name })
            });
        }
        if self.live_policy().is_some() {
            let summary = format!("delete policy {policy_name} with all its versions");
            let call = DeletePolicy {
                policy_name,
                cascading_delete: Some(true),
            };
            let lines = self.what_is_lost();
            changes.push(Change {
                ready: !own,
                lines,
                ..change(summary, &call)
            });
        }
        changes
    }

    /// What the policy grants now, ours and others'.
    fn what_is_lost(&self) -> Vec<DiffLine> {
        let Ok(Some((live, _))) = self.live_grants() else {
            return Vec::new();
        };
        let subjects = live
            .resources()
            .filter_map(|r| self.recipe.subject_of(r.as_str()));
        let subjects: BTreeSet<_> = subjects.collect();
        let own = subjects
            .into_iter()
            .map(|subject| format!("access to {subject}"));
        let others = live
            .foreign
            .iter()
            .map(|statement| format!("statement {}", statement.to_compact()));
        own.chain(others).map(DiffLine::remove).collect()
    }

    /// Whom the role trusts now.
    fn who_is_shut_out(&self) -> Vec<DiffLine> {
        let trust = self.live_trust().ok().flatten();
        let principals = trust.iter().flat_map(TrustPolicy::principals);
        principals
            .map(|principal| DiffLine::remove(format!("trust {principal}")))
            .collect()
    }

    /// A role with other policies, or a policy that others have too, is not ours to take down.
    fn refuse_while_others_need_it(&self) -> Result<()> {
        let own = self.observed.own_key();
        let mut others = Vec::new();
        for policy in self.observed.attached.value().into_iter().flatten() {
            if (policy.policy_type.clone(), policy.policy_name.clone()) != own {
                let kind = if policy.policy_type == PolicyType::System {
                    "system policy"
                } else {
                    "policy"
                };
                others.push(format!(
                    "{kind} {} is attached to the role",
                    policy.policy_name
                ));
            }
        }
        if let Some(entities) = self.observed.entities.value() {
            let role = self.recipe.role().as_str();
            let users = entities
                .users
                .user
                .iter()
                .map(|user| format!("user {}", user.user_name));
            let groups = entities
                .groups
                .group
                .iter()
                .map(|group| format!("group {}", group.group_name));
            let roles = entities
                .roles
                .role
                .iter()
                .filter(|r| !r.role_name.eq_ignore_ascii_case(role));
            let roles = roles.map(|role| format!("role {}", role.role_name));
            others.extend(
                users
                    .chain(groups)
                    .chain(roles)
                    .map(|who| format!("the policy is attached to {who}")),
            );
        }
        if others.is_empty() {
            return Ok(());
        }
        Err(Error::new(
            ErrorKind::Refused,
            format!(
                "others still use it, so it is not taken down: {}",
                others.join("; ")
            ),
        )
        .with_help("detach these first, then run destroy again"))
    }
}
