//! Taking it all down again.

use crate::error::{Error, ErrorKind, Result};
use crate::operation::{DeletePolicy, DeleteRole, PolicyType};
use crate::policy::TrustPolicy;
use crate::setup::plan::change;
use crate::setup::report::{Change, DiffLine};
use crate::setup::snapshot::Snapshot;

impl Snapshot<'_> {
    /// Detach first; role and policies can go once nothing holds them.
    pub(crate) fn removals(&self) -> Vec<Change> {
        let mut changes = Vec::new();
        let key = self.observed.own_key();
        if key.0 == PolicyType::System && self.observed.is_attached(&key) {
            changes.push(self.detach(key.0, key.1));
        }
        for name in self.own_policies() {
            let custom = (PolicyType::Custom, name.clone());
            if self.observed.is_attached(&custom) {
                changes.push(self.detach(PolicyType::Custom, name));
            }
        }
        let held = !changes.is_empty();
        if self.role().is_some() {
            let role_name = self.recipe.role().to_string();
            changes.push(Change {
                ready: !held,
                lines: self.who_is_shut_out(),
                before: self
                    .role()
                    .map(|role| role.assume_role_policy_document.clone()),
                ..change(
                    format!("delete role {role_name}"),
                    &DeleteRole { role_name },
                )
            });
        }
        for name in self.own_policies() {
            if self.exists(&name) {
                let ready = !self
                    .observed
                    .is_attached(&(PolicyType::Custom, name.clone()));
                changes.push(Change {
                    ready,
                    ..self.delete_policy(name, true)
                });
            }
        }
        changes
    }

    /// The set-up's own policies, attached or not; none when it is a system policy.
    pub(crate) fn own_policies(&self) -> Vec<String> {
        let known = self.observed.policies.keys();
        let mut names: Vec<_> = known
            .chain(&self.observed.attached_keys().collect::<Vec<_>>())
            .filter(|key| key.0 == PolicyType::Custom)
            .filter_map(|key| Some((self.observed.number(key)?, key.1.clone())))
            .collect();
        names.sort();
        names.dedup();
        names.into_iter().map(|(_, name)| name).collect()
    }

    pub(crate) fn exists(&self, policy: &str) -> bool {
        self.live_document(policy).is_some()
    }

    /// The document in force of a custom policy, when there is one.
    fn live_document(&self, policy: &str) -> Option<&str> {
        let key = (PolicyType::Custom, policy.to_owned());
        let live = self.observed.policy(&key).value()?.as_ref()?;
        Some(&live.document)
    }

    /// With the versions that are not in force, or only when there is none.
    pub(crate) fn delete_policy(&self, policy_name: String, with_versions: bool) -> Change {
        let lines = self.what_is_lost(&policy_name);
        let with = if with_versions {
            " with all its versions"
        } else {
            ""
        };
        let summary = format!("delete policy {policy_name}{with}");
        let call = DeletePolicy {
            policy_name,
            cascading_delete: with_versions.then_some(true),
        };
        let live = self.live_document(&call.policy_name);
        Change {
            lines,
            before: live.map(str::to_owned),
            ..change(summary, &call)
        }
    }

    /// What the policy grants now, ours and others'.
    fn what_is_lost(&self, policy: &str) -> Vec<DiffLine> {
        let live = self.live_member(policy.to_owned()).ok();
        let Some((live, _)) = live.and_then(|member| member.live) else {
            return Vec::new();
        };
        let own = live.subjects(self.recipe).into_iter();
        let own = own.map(|subject| format!("access to {subject}"));
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
    pub(crate) fn refuse_while_others_need_it(&self) -> Result<()> {
        let foreign = self.observed.attached_keys();
        let foreign = foreign.filter(|key| self.observed.number(key).is_none());
        let mut others: Vec<String> = foreign
            .map(|(policy_type, name)| {
                let kind = match policy_type {
                    PolicyType::System => "system policy",
                    _ => "policy",
                };
                format!("{kind} {name} is attached to the role")
            })
            .collect();
        for name in self.own_policies() {
            let holders = self.other_holders(&name).into_iter();
            others.extend(holders.map(|who| {
                if name == self.observed.own_key().1 {
                    format!("the policy is attached to {who}")
                } else {
                    format!("policy {name} is attached to {who}")
                }
            }));
        }
        refuse("others still use it, so it is not taken down", &others)
            .map_err(|error| error.with_help("detach these first, then run destroy again"))
    }

    /// Who else has one of our policies, as far as that was read.
    pub(crate) fn other_holders(&self, policy: &str) -> Vec<String> {
        let Some(entities) = self
            .observed
            .entities
            .get(policy)
            .and_then(|seen| seen.value())
        else {
            return Vec::new();
        };
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
            .map(|g| format!("group {}", g.group_name));
        let roles = entities.roles.role.iter();
        let roles = roles.filter(|other| !other.role_name.eq_ignore_ascii_case(role));
        let roles = roles.map(|role| format!("role {}", role.role_name));
        users.chain(groups).chain(roles).collect()
    }
}

/// An error that lists the reasons, when there are any.
pub(crate) fn refuse(what: &str, reasons: &[String]) -> Result<()> {
    if reasons.is_empty() {
        Ok(())
    } else {
        Err(Error::new(
            ErrorKind::Refused,
            format!("{what}: {}", reasons.join("; ")),
        ))
    }
}
