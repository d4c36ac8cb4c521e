//! How a policy is made, and how it is written anew without losing a version that others need.

use jiff::{SignedDuration, Timestamp};

use crate::error::{Error, ErrorKind, Result};
use crate::operation::{CreatePolicy, CreatePolicyVersion, DeletePolicyVersion, PolicyVersion};
use crate::policy::{POLICY_DOCUMENT_BYTES, PolicyDocument, diff};
use crate::setup::grants::Grants;
use crate::setup::observe::version_number;
use crate::setup::plan::diff_lines::{changed_lines, lost_lines, statement_lines};
use crate::setup::plan::managed_policies::Member;
use crate::setup::plan::rollback::list;
use crate::setup::plan::{Need, change, policy_description};
use crate::setup::report::{Change, DiffLine};
use crate::setup::snapshot::Snapshot;

/// Versions that a custom policy can have. Source: the limits page of December 2025.
pub(crate) const VERSIONS: usize = 5;

/// A version of this age is not the unmerged work of another run.
const SETTLED: SignedDuration = SignedDuration::from_hours(1);

impl Snapshot<'_> {
    /// What the set-up's own policies need.
    ///
    /// After a new version there is room for `spare` more, as far as versions can be deleted.
    pub(crate) fn policy_need(&self, members: &[Member], spare: usize) -> Result<Need> {
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
                    let deletions =
                        match self.versions_to_delete(&member.name, versions, live, spare) {
                            Err(error) if error.kind() == ErrorKind::LimitExceeded => {
                                return Ok(Need::Room(error));
                            }
                            deletions => deletions?,
                        };
                    let ready = deletions.is_empty();
                    changes.extend(deletions);
                    let new = self.create_version(member, document)?;
                    changes.push(Change { ready, ..new });
                }
                None => unread.push(member.name.clone()),
            }
        }
        if unread.is_empty() {
            Ok(Need::Changes(changes))
        } else {
            Ok(Need::Versions(unread))
        }
    }

    /// The versions to delete before a new one fits, and `spare` more after it: none below the limit.
    ///
    /// A version can be deleted when the default version has its grants, when it is older than
    /// [`SETTLED`], or when this run replaced it as the default and is about to write its grants
    /// again. The service's own rotation is never used, since it could delete a version that holds
    /// another run's grants.
    fn versions_to_delete(
        &self,
        policy: &str,
        versions: &[PolicyVersion],
        live: &Grants,
        spare: usize,
    ) -> Result<Vec<Change>> {
        let mut others = oldest_first(versions);
        if versions.len() >= VERSIONS
            && let Some(named) = self.options.delete_version.as_deref()
        {
            let Some(version) = others.iter().find(|version| version.version_id == named) else {
                let shown = crate::text::excerpt(named, 20);
                let text = format!("version `{shown}` is not a non-default version of the policy");
                return Err(Error::new(ErrorKind::NotFound, text)
                    .with_resource(policy)
                    .with_help(format!("the policy has {}", list(versions))));
            };
            return Ok(vec![self.version_deletion(
                policy,
                version,
                live,
                "as requested",
            )]);
        }
        let mut deletions = Vec::new();
        while versions.len() - deletions.len() + 1 + spare > VERSIONS {
            let is_needed = versions.len() - deletions.len() >= VERSIONS;
            let found = self.next_to_delete(policy, versions, &others, live, is_needed);
            let Some((version, why)) = found else {
                if is_needed {
                    return Err(self.no_version_to_delete(policy, versions, live));
                }
                break;
            };
            others.retain(|other| other.version_id != version.version_id);
            deletions.push(self.version_deletion(policy, version, live, why));
        }
        Ok(deletions)
    }

    /// The oldest whose grants the default version has; where one has to go, else the oldest that is
    /// settled or was replaced by this run.
    fn next_to_delete<'v>(
        &self,
        policy: &str,
        versions: &[PolicyVersion],
        others: &[&'v PolicyVersion],
        live: &Grants,
        is_needed: bool,
    ) -> Option<(&'v PolicyVersion, &'static str)> {
        let oldest = |can_go: &dyn Fn(&PolicyVersion) -> bool| {
            others.iter().copied().find(|version| can_go(version))
        };
        let contained = oldest(&|version| {
            let grants = self.grants_of(version);
            grants.is_some_and(|grants| live.contains(self.desired, &grants))
        });
        if let Some(version) = contained {
            return Some((version, "the default version has all its grants"));
        }
        if !is_needed {
            return None;
        }
        if let Some(version) = oldest(&|version| self.is_settled(version, versions)) {
            return Some((version, "the oldest, made more than an hour ago"));
        }
        let replaced = self
            .replaced
            .get(policy)
            .filter(|_| !self.options.exact.policy)?;
        let is_replaced =
            |version: &PolicyVersion| replaced.contains_key(&version_number(&version.version_id));
        oldest(&is_replaced).map(|version| (version, "the next version has its grants"))
    }

    fn grants_of(&self, version: &PolicyVersion) -> Option<Grants> {
        let document = PolicyDocument::parse(&version.policy_document).ok()?;
        Some(Grants::read(self.desired, &document))
    }

    /// Whether the version was made more than [`SETTLED`] before the service's present time. A date
    /// that can't be read settles nothing.
    fn is_settled(&self, version: &PolicyVersion, versions: &[PolicyVersion]) -> bool {
        let created = |version: &PolicyVersion| version.create_date.parse::<Timestamp>().ok();
        let newest = versions.iter().filter_map(created).max();
        let Some((now, made)) = self.observed.date.max(newest).zip(created(version)) else {
            return false;
        };
        now.duration_since(made) > SETTLED
    }

    fn version_deletion(
        &self,
        policy: &str,
        version: &PolicyVersion,
        live: &Grants,
        why: &str,
    ) -> Change {
        let deletion = delete_version(policy, version, why);
        let lines = match self.grants_of(version) {
            Some(grants) => lost_lines(self.desired, &version.version_id, &grants, live),
            None => {
                let text = format!(
                    "version {} (its document can't be read)",
                    version.version_id
                );
                vec![DiffLine::remove(text)]
            }
        };
        Change { lines, ..deletion }
    }

    /// Lists the versions, with what each grants beyond the default version.
    fn no_version_to_delete(
        &self,
        policy: &str,
        versions: &[PolicyVersion],
        live: &Grants,
    ) -> Error {
        let known = live.subjects(self.recipe);
        let told = |version: &PolicyVersion| {
            let id = &version.version_id;
            if version.is_default_version {
                return format!("{id} is the default version");
            }
            let Some(grants) = self.grants_of(version) else {
                return format!("{id} has a document that can't be read");
            };
            let mut subjects = grants.subjects(self.recipe);
            subjects.retain(|subject| !known.contains(subject));
            let what = if subjects.is_empty() {
                "other statements or actions".to_owned()
            } else {
                subjects.join(", ")
            };
            let created = crate::text::excerpt(&version.create_date, 30);
            format!("{id} ({created}) also grants {what}")
        };
        let mut by_number: Vec<_> = versions.iter().collect();
        by_number.sort_by_key(|version| version_number(&version.version_id));
        let list: Vec<_> = by_number.into_iter().map(told).collect();
        let text = format!(
            "the policy has {VERSIONS} versions and none can be deleted, since each is less than an hour old and \
             grants something that the default version does not: {}",
            list.join("; ")
        );
        Error::new(ErrorKind::LimitExceeded, text)
            .with_resource(policy)
            .with_help(
                "name a version that is no longer needed with `--delete-version vN`, or wait until the oldest is an \
                 hour old",
            )
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

    pub(crate) fn create_version(
        &self,
        member: &Member,
        before: &PolicyDocument,
    ) -> Result<Change> {
        let after = self.written(member)?;
        Ok(self.new_version(&member.name, before, &after))
    }

    fn new_version(&self, name: &str, before: &PolicyDocument, after: &PolicyDocument) -> Change {
        let size = size(after);
        let call = CreatePolicyVersion {
            policy_name: name.to_owned(),
            policy_document: after.to_compact(),
            set_as_default: Some(true),
            rotate_strategy: None,
        };
        Change {
            lines: changed_lines(self.desired, before, after),
            document: diff(before, after),
            before: Some(before.to_compact()),
            ..change(
                format!("update policy {name} by a new version ({size})"),
                &call,
            )
        }
    }

    /// New versions with the documents of others that this run replaced and can't merge; none where
    /// the default version has their grants again.
    pub(crate) fn replaced_again(&self) -> Result<Vec<Change>> {
        let mut changes = Vec::new();
        for (policy, replaced) in self.replaced {
            let Some(document) = replaced.values().next_back() else {
                continue;
            };
            let member = self.live_member(policy.clone())?;
            let versions = self.observed.versions_of(policy);
            let (Some((live, before)), Some(versions)) = (&member.live, versions) else {
                continue;
            };
            if live.covers_any_form(&Grants::read(self.desired, document)) {
                continue;
            }
            let deletions = self.versions_to_delete(policy, versions, live, 0)?;
            let ready = deletions.is_empty();
            changes.extend(deletions);
            changes.push(Change {
                ready,
                ..self.new_version(policy, before, document)
            });
        }
        Ok(changes)
    }

    pub(crate) fn written(&self, member: &Member) -> Result<PolicyDocument> {
        let fitting = member
            .target
            .fitting(self.desired, self.recipe, &member.base());
        fitting.ok_or_else(|| {
            let text = "the policy's document would be too long";
            Error::new(ErrorKind::LimitExceeded, text).with_resource(member.name.clone())
        })
    }
}

fn size(document: &PolicyDocument) -> String {
    format!("{} of {POLICY_DOCUMENT_BYTES} bytes", document.size())
}

/// The non-default versions.
pub(crate) fn oldest_first(versions: &[PolicyVersion]) -> Vec<&PolicyVersion> {
    let mut others: Vec<_> = versions.iter().filter(|v| !v.is_default_version).collect();
    others.sort_by_key(|version| version_number(&version.version_id));
    others
}

pub(crate) fn delete_version(policy: &str, version: &PolicyVersion, why: &str) -> Change {
    let version_id = version.version_id.clone();
    let summary = format!("delete version {version_id} of policy {policy} ({why})");
    let call = DeletePolicyVersion {
        policy_name: policy.to_owned(),
        version_id,
    };
    Change {
        before: Some(version.policy_document.clone()),
        ..change(summary, &call)
    }
}
