//! How a policy is made, and how it is written anew without losing a version that others need.

use super::grants::Grants;
use super::history::History;
use super::lines::{changed_lines, statement_lines};
use super::members::Member;
use super::plan::{Need, Planner, change, policy_description};
use super::report::Change;
use super::taking::taking;
use super::versions::version_number;
use crate::error::{Error, ErrorKind, Result};
use crate::operation::{CreatePolicy, CreatePolicyVersion, DeletePolicyVersion, PolicyVersion};
use crate::policy::{POLICY_DOCUMENT_BYTES, PolicyDocument, diff};

/// Versions that a custom policy can have. Source: the limits page of December 2025.
pub(super) const VERSIONS: usize = 5;

impl Planner<'_> {
    /// What the set-up's own policies need.
    pub(super) fn policy_need(&self, members: &[Member]) -> Result<Need> {
        let mut changes = Vec::new();
        let mut unread = Vec::new();
        for member in members {
            let Some((live, document)) = &member.live else {
                if member.used {
                    changes.push(self.create_policy(member)?);
                }
                continue;
            };
            if live.covers(&member.target) && member.target.covers_any_form(live) {
                continue;
            }
            match self.observed.versions_of(&member.name) {
                Some(versions) => {
                    let deletion = match self.version_to_delete(&member.name, versions, live) {
                        Err(error) if self.options.delete_version.is_none() => {
                            let policy = member.name.clone();
                            return Ok(Need::Room { policy, error });
                        }
                        deletion => deletion?,
                    };
                    let ready = deletion.is_none();
                    changes.extend(deletion);
                    let new = self.create_version(member, document)?;
                    changes.push(Change { ready, ..new });
                }
                None => unread.push(member.name.clone()),
            }
        }
        match unread.is_empty() {
            true => Ok(Need::Changes(changes)),
            false => Ok(Need::Versions(unread)),
        }
    }

    /// At the limit: the oldest version whose grants the version in force has too.
    ///
    /// The service's own rotation is never used, since it could delete a version that holds
    /// another run's grants which nobody has merged yet.
    fn version_to_delete(
        &self,
        policy: &str,
        versions: &[PolicyVersion],
        live: &Grants,
    ) -> Result<Option<Change>> {
        if versions.len() < VERSIONS {
            return Ok(None);
        }
        let named = self.options.delete_version.as_deref();
        let others = oldest_first(versions);
        let found = match named {
            Some(named) => {
                let found = others.iter().find(|version| version.version_id == named);
                found.map(|version| (*version, "as told"))
            }
            None if self.options.exact.policy => {
                let oldest = others.first();
                oldest.map(|version| (*version, "the oldest that is not in force"))
            }
            None => self.version_to_spare(versions, &others, live),
        };
        if let Some((found, why)) = found {
            return Ok(Some(delete_version(policy, found, why)));
        }
        let text = match named {
            Some(named) => format!(
                "version `{}` is not one of the policy's that are not in force",
                crate::text::excerpt(named, 20)
            ),
            None => format!(
                "the policy has {VERSIONS} versions, and each besides the one in force grants something that the one \
                 in force does not: {}",
                self.what_others_grant(&others, live)
            ),
        };
        Err(Error::new(ErrorKind::LimitExceeded, text)
            .with_resource(policy)
            .with_help(
                "say `--delete-version vN` for one that is no longer needed, or put it in force with \
                 `rolewright rollback --to vN`",
            ))
    }

    /// The oldest whose grants stay: in the version in force, else in others or by our own doing,
    /// else nowhere since they were taken away. What tells that goes after it.
    fn version_to_spare<'v>(
        &self,
        versions: &[PolicyVersion],
        others: &[&'v PolicyVersion],
        live: &Grants,
    ) -> Option<(&'v PolicyVersion, &'static str)> {
        let history = History::of(self, versions);
        let find = |may_go: &dyn Fn(&PolicyVersion) -> bool| {
            others.iter().copied().find(|version| may_go(version))
        };
        let found = find(&|version| {
            self.is_superfluous(version, live) && history.tells_the_same_without(version)
        });
        if let Some(found) = found {
            return Some((found, "the oldest whose grants the one in force has too"));
        }
        let in_force = versions.iter().find(|version| version.is_default_version);
        let in_force = in_force.map_or("", |version| version.version_id.as_str());
        let held = live.merged_with(&Grants::wanted(self.desired));
        let found = find(&|version| {
            let held = held.merged_with(&history.others(version, in_force));
            self.is_superfluous(version, &held)
                && history.was_left_behind(version, in_force)
                && history.tells_the_same_without(version)
        });
        if let Some(found) = found {
            return Some((
                found,
                "the oldest whose grants others have too, or this run adds",
            ));
        }
        if self.patient {
            return None;
        }
        let found = find(&|version| {
            let gone = history.taken_away(version);
            gone.is_some_and(|gone| self.is_superfluous(version, &live.merged_with(&gone)))
                && history.tells_the_same_without(version)
        });
        found.map(|version| {
            (
                version,
                "the oldest whose other grants were taken away since",
            )
        })
    }

    pub(super) fn is_superfluous(&self, version: &PolicyVersion, live: &Grants) -> bool {
        let document = PolicyDocument::parse(&version.policy_document);
        document
            .is_ok_and(|document| live.makes_superfluous(&Grants::read(self.desired, &document)))
    }

    /// What each version grants that the one in force does not.
    fn what_others_grant(&self, others: &[&PolicyVersion], live: &Grants) -> String {
        let known = live.subjects(self.recipe);
        let extra = |version: &&PolicyVersion| {
            let document = PolicyDocument::parse(&version.policy_document).ok()?;
            let mut subjects = Grants::read(self.desired, &document).subjects(self.recipe);
            subjects.retain(|subject| !known.contains(subject));
            let what = match subjects.is_empty() {
                true => "other statements or actions".to_owned(),
                false => subjects.join(", "),
            };
            Some(format!("{} {what}", version.version_id))
        };
        others
            .iter()
            .filter_map(extra)
            .collect::<Vec<_>>()
            .join("; ")
    }

    fn create_policy(&self, member: &Member) -> Result<Change> {
        let document = self.written(member)?;
        let size = size(&document);
        let name = &member.name;
        let call = CreatePolicy {
            policy_name: name.clone(),
            policy_document: document.to_compact(),
            description: Some(policy_description(self.recipe)),
            tag: self.tags(),
        };
        Ok(Change {
            lines: statement_lines(self.desired, &document),
            ..change(format!("create policy {name} ({size})"), &call)
        })
    }

    pub(super) fn create_version(
        &self,
        member: &Member,
        before: &PolicyDocument,
    ) -> Result<Change> {
        let after = self.written(member)?;
        let size = size(&after);
        let name = &member.name;
        let call = CreatePolicyVersion {
            policy_name: name.clone(),
            policy_document: after.to_compact(),
            set_as_default: Some(true),
            rotate_strategy: None,
        };
        Ok(Change {
            lines: changed_lines(self.desired, before, &after),
            document: diff(before, &after),
            before: Some(before.to_compact()),
            ..change(
                format!("update policy {name} by a new version ({size})"),
                &call,
            )
        })
    }

    pub(super) fn written(&self, member: &Member) -> Result<PolicyDocument> {
        let fitting = member
            .target
            .fitting(self.desired, self.recipe, &member.base());
        let document = fitting.ok_or_else(|| {
            let text = "the policy's document would be too long";
            Error::new(ErrorKind::LimitExceeded, text).with_resource(member.name.clone())
        })?;
        match member.takes_away(self.recipe) {
            true => Ok(taking(self.desired, &document)),
            false => Ok(document),
        }
    }
}

fn size(document: &PolicyDocument) -> String {
    format!("{} of {POLICY_DOCUMENT_BYTES} bytes", document.size())
}

/// The versions that are not in force.
pub(super) fn oldest_first(versions: &[PolicyVersion]) -> Vec<&PolicyVersion> {
    let mut others: Vec<_> = versions.iter().filter(|v| !v.is_default_version).collect();
    others.sort_by_key(|version| version_number(&version.version_id));
    others
}

pub(super) fn delete_version(policy: &str, version: &PolicyVersion, why: &str) -> Change {
    let version_id = version.version_id.clone();
    let summary = format!("delete version {version_id} of policy {policy}, {why}");
    let call = DeletePolicyVersion {
        policy_name: policy.to_owned(),
        version_id,
    };
    Change {
        before: Some(version.policy_document.clone()),
        ..change(summary, &call)
    }
}
