//! What has to change, worked out from what was seen. Pure: the same input, the same plan.

use std::collections::BTreeSet;

use super::grants::Grants;
use super::lines::{changed_lines, statement_lines, trust_lines};
use super::observed::{LivePolicy, Observed};
use super::report::Change;
use crate::error::{Error, ErrorKind, Result};
use crate::name::{PolicyName, RoleName};
use crate::operation::{
    AttachPolicyToRole, CreatePolicy, CreatePolicyVersion, CreateRole, DeletePolicyVersion,
    Operation, PolicyVersion, Role, UpdateRole,
};
use crate::policy::{POLICY_DOCUMENT_BYTES, PolicyDocument, TrustPolicy, diff};
use crate::provider::Call;
use crate::recipe::{DesiredState, Recipe};

/// Versions that a custom policy can have. Source: the limits page of December 2025.
pub(super) const VERSIONS: usize = 5;

/// All that planning needs to know.
pub(super) struct Planner<'a> {
    pub(super) recipe: &'a dyn Recipe,
    pub(super) desired: &'a DesiredState,
    pub(super) observed: &'a Observed,
    /// Documents of versions that were made between the one that was read and our own.
    pub(super) between: &'a [PolicyDocument],
}

/// What the policy needs.
pub(super) enum PolicyNeed {
    /// It is as wanted.
    Nothing,
    /// The list of versions has to be read before more can be said.
    Versions,
    /// These have to be done, in order.
    Changes(Vec<Change>),
}

impl Planner<'_> {
    /// The changes, in order; empty when all is as wanted.
    pub(super) fn changes(&self) -> Result<Vec<Change>> {
        let mut changes = Vec::new();
        changes.extend(self.role_change()?);
        if let PolicyNeed::Changes(needed) = self.policy_need()? {
            changes.extend(needed);
        }
        changes.extend(self.attachment_change());
        Ok(changes)
    }

    fn role(&self) -> Option<&Role> {
        self.observed.role.value().and_then(Option::as_ref)
    }

    pub(super) fn live_policy(&self) -> Option<&LivePolicy> {
        self.observed.own_policy().value().and_then(Option::as_ref)
    }

    /// The live trust policy, when there is a role.
    pub(super) fn live_trust(&self) -> Result<Option<TrustPolicy>> {
        let Some(role) = self.role() else {
            return Ok(None);
        };
        let parsed = TrustPolicy::parse(&role.assume_role_policy_document);
        parsed.map(Some).map_err(|error| {
            unreadable(
                &error,
                self.recipe.role().as_str(),
                "the role's trust policy",
            )
        })
    }

    /// What the live policy grants, when there is one.
    pub(super) fn live_grants(&self) -> Result<Option<(Grants, PolicyDocument)>> {
        let Some(live) = self.live_policy() else {
            return Ok(None);
        };
        let document = self.parse(&live.document)?;
        Ok(Some((Grants::read(self.desired, &document), document)))
    }

    fn parse(&self, document: &str) -> Result<PolicyDocument> {
        PolicyDocument::parse(document).map_err(|error| {
            unreadable(
                &error,
                self.recipe.policy().as_str(),
                "the policy's document",
            )
        })
    }

    fn role_change(&self) -> Result<Option<Change>> {
        let name = self.recipe.role();
        match self.live_trust()? {
            None => Ok(Some(create_role(name, &self.desired.trust))),
            Some(live) => {
                let merged = live.merged_with(&self.desired.trust);
                Ok((merged != live).then(|| update_trust(name, &live, &merged)))
            }
        }
    }

    /// What the policy needs.
    pub(super) fn policy_need(&self) -> Result<PolicyNeed> {
        let wanted = Grants::wanted(self.desired);
        let Some((live, document)) = self.live_grants()? else {
            let document = wanted.render(self.desired, &PolicyDocument::new([]));
            let document = fitting(self.recipe, document)?;
            return Ok(PolicyNeed::Changes(vec![self.create_policy(&document)]));
        };
        let between = self
            .between
            .iter()
            .map(|document| Grants::read(self.desired, document));
        let target = between.fold(live.merged_with(&wanted), |target, other| {
            target.merged_with(&other)
        });
        if live.covers(&target) {
            return Ok(PolicyNeed::Nothing);
        }
        let Some(versions) = self.observed.versions.value() else {
            return Ok(PolicyNeed::Versions);
        };
        let rendered = fitting(self.recipe, target.render(self.desired, &document))?;
        let new = self.create_version(&document, &rendered);
        Ok(PolicyNeed::Changes(
            match self.version_to_delete(versions, &live)? {
                Some(old) => vec![
                    self.delete_version(old),
                    Change {
                        ready: false,
                        ..new
                    },
                ],
                None => vec![new],
            },
        ))
    }

    fn attachment_change(&self) -> Option<Change> {
        let attached = self.observed.attached.value()?;
        let (policy_type, policy_name) = self.observed.own_key();
        let there = attached
            .iter()
            .any(|p| p.policy_type == policy_type && p.policy_name == policy_name);
        let role_name = self.recipe.role().to_string();
        let ready = self.role().is_some() && self.live_policy().is_some();
        let summary = format!("attach policy {policy_name} to role {role_name}");
        let call = AttachPolicyToRole {
            policy_type,
            policy_name,
            role_name,
        };
        (!there).then(|| Change {
            ready,
            ..change(summary, &call)
        })
    }

    /// At the limit: the oldest version whose grants the version in force has too.
    ///
    /// The service's own rotation is never used, since it could delete a version that holds
    /// another run's grants which nobody has merged yet.
    fn version_to_delete<'v>(
        &self,
        versions: &'v [PolicyVersion],
        live: &Grants,
    ) -> Result<Option<&'v PolicyVersion>> {
        if versions.len() < VERSIONS {
            return Ok(None);
        }
        let mut others: Vec<_> = versions
            .iter()
            .filter(|version| !version.is_default_version)
            .collect();
        others.sort_by_key(|version| version_number(&version.version_id));
        let contained = |version: &&PolicyVersion| {
            PolicyDocument::parse(&version.policy_document).is_ok_and(|document| {
                live.makes_superfluous(&Grants::read(self.desired, &document))
            })
        };
        let found = others.into_iter().find(contained);
        found.map(Some).ok_or_else(|| {
            Error::new(
                ErrorKind::LimitExceeded,
                format!(
                    "the policy has {VERSIONS} versions, and each besides the one in force grants something \
                     that the one in force does not"
                ),
            )
            .with_resource(self.recipe.policy().as_str())
            .with_help("look at the versions in the RAM console and delete one that is no longer needed")
        })
    }

    fn create_policy(&self, document: &PolicyDocument) -> Change {
        let name = self.recipe.policy();
        let lines = statement_lines(self.desired, document);
        let call = CreatePolicy {
            policy_name: name.to_string(),
            policy_document: document.to_compact(),
            description: Some(policy_description(self.recipe)),
            ..CreatePolicy::default()
        };
        let summary = format!(
            "create policy {name} ({} of {POLICY_DOCUMENT_BYTES} bytes)",
            document.size()
        );
        Change {
            lines,
            ..change(summary, &call)
        }
    }

    fn create_version(&self, before: &PolicyDocument, after: &PolicyDocument) -> Change {
        let name: &PolicyName = self.recipe.policy();
        let call = CreatePolicyVersion {
            policy_name: name.to_string(),
            policy_document: after.to_compact(),
            set_as_default: Some(true),
            rotate_strategy: None,
        };
        let summary = format!(
            "update policy {name} by a new version ({} of {POLICY_DOCUMENT_BYTES} bytes)",
            after.size()
        );
        let lines = changed_lines(self.desired, before, after);
        Change {
            lines,
            document: diff(before, after),
            ..change(summary, &call)
        }
    }

    fn delete_version(&self, version: &PolicyVersion) -> Change {
        let policy_name = self.recipe.policy().to_string();
        let version_id = version.version_id.clone();
        let summary = format!(
            "delete version {version_id} of policy {policy_name}, the oldest whose grants the one in force has too"
        );
        change(
            summary,
            &DeletePolicyVersion {
                policy_name,
                version_id,
            },
        )
    }
}

/// The number in `v12`; versions only grow (assumed, since no page says it).
pub(super) fn version_number(version_id: &str) -> u64 {
    version_id.trim_start_matches('v').parse().unwrap_or(0)
}

/// A change that needs nothing else first and was not carried out.
pub(super) fn change<O: Operation>(summary: String, operation: &O) -> Change {
    Change {
        summary,
        lines: Vec::new(),
        document: Vec::new(),
        call: Call::of(operation),
        done: false,
        ready: true,
    }
}

fn create_role(name: &RoleName, trust: &TrustPolicy) -> Change {
    let call = CreateRole {
        role_name: name.to_string(),
        assume_role_policy_document: trust.document().to_compact(),
        description: Some(ROLE_DESCRIPTION.to_owned()),
        ..CreateRole::default()
    };
    Change {
        lines: trust_lines(None, trust),
        ..change(format!("create role {name}"), &call)
    }
}

fn update_trust(name: &RoleName, live: &TrustPolicy, merged: &TrustPolicy) -> Change {
    let call = UpdateRole {
        role_name: name.to_string(),
        new_assume_role_policy_document: Some(merged.document().to_compact()),
        ..UpdateRole::default()
    };
    Change {
        lines: trust_lines(Some(live), merged),
        document: diff(live.document(), merged.document()),
        ..change(format!("update the trust policy of role {name}"), &call)
    }
}

/// The document, unless it is over RAM's limit.
pub(crate) fn fitting(recipe: &dyn Recipe, document: PolicyDocument) -> Result<PolicyDocument> {
    let bytes = document.size();
    if bytes <= POLICY_DOCUMENT_BYTES {
        return Ok(document);
    }
    let resources = document.statements().iter().flat_map(|statement| {
        let resources = statement.resources.as_deref();
        resources.unwrap_or_default()
    });
    let subjects: BTreeSet<_> = resources
        .filter_map(|resource| recipe.subject_of(resource.as_str()))
        .collect();
    let message = format!(
        "the policy would have {bytes} bytes with {} buckets, and RAM takes \
         {POLICY_DOCUMENT_BYTES}",
        subjects.len(),
    );
    Err(Error::new(ErrorKind::LimitExceeded, message)
        .with_resource(recipe.policy().as_str())
        .with_help("grant fewer buckets, or give them shorter names; nothing was changed"))
}

/// What a role that is made here says of itself.
pub(crate) const ROLE_DESCRIPTION: &str = "Made by rolewright";

/// What a policy that is made here says of itself.
pub(crate) fn policy_description(recipe: &dyn Recipe) -> String {
    format!("Made by rolewright for {}", recipe.name())
}

fn unreadable(error: &Error, name: &str, what: &str) -> Error {
    Error::new(
        ErrorKind::Refused,
        format!("{what} can't be read, so nothing is changed: {error}"),
    )
    .with_resource(name)
    .with_help("mend or delete it in the RAM console, then run again")
    .with_source(error.clone())
}
