//! What has to change, worked out from what was seen. Pure: the same input, the same plan.

use std::collections::BTreeMap;

use super::grants::Grants;
use super::lines::trust_lines;
use super::members::Member;
use super::observed::{LivePolicy, Observed};
use super::options::Options;
use super::report::{Change, DiffLine};
use crate::error::{Error, ErrorKind, Result};
use crate::name::RoleName;
use crate::operation::{
    AttachPolicyToRole, CreateRole, DetachPolicyFromRole, Operation, PolicyType, Role, Tag,
    TagResources, UpdateRole,
};
use crate::policy::{PolicyDocument, TrustPolicy, diff};
use crate::provider::Call;
use crate::recipe::{DesiredState, Recipe};

/// All that planning needs to know.
#[derive(Clone)]
pub(super) struct Planner<'a> {
    pub(super) recipe: &'a dyn Recipe,
    pub(super) desired: &'a DesiredState,
    pub(super) observed: &'a Observed,
    pub(super) options: &'a Options,
    /// Documents of versions that were made between the one that was read and our own, by policy.
    pub(super) between: &'a BTreeMap<String, Vec<PolicyDocument>>,
    /// Whether others may still make room where no version can be deleted.
    pub(super) patient: bool,
}

/// What a plan needs.
pub(super) enum Need {
    /// The lists of versions of these policies have to be read before more can be said.
    Versions(Vec<String>),
    /// These have to be done, in order; none when all is as wanted.
    Changes(Vec<Change>),
    /// A policy has all the versions that it can have, and none that can be spared.
    Room { policy: String, error: Error },
}

impl Planner<'_> {
    /// The changes, in order; empty when all is as wanted.
    pub(super) fn need(&self) -> Result<Need> {
        let mut changes = Vec::new();
        changes.extend(self.role_change()?);
        let members = self.members_to_write()?;
        match self.policy_need(&members)? {
            Need::Changes(needed) => changes.extend(needed),
            other @ (Need::Versions(_) | Need::Room { .. }) => return Ok(other),
        }
        changes.extend(self.attachments(&members));
        if self.options.exact.attachments {
            changes.extend(self.detachments(&members));
        }
        changes.extend(self.tag_changes());
        Ok(Need::Changes(changes))
    }

    /// None for a system policy, and where others grant everything already.
    fn members_to_write(&self) -> Result<Vec<Member>> {
        if self.recipe.policy_type() != PolicyType::Custom {
            if self.live_policy().is_none() {
                let text = "the system policy does not exist, so it can't be attached";
                return Err(Error::new(ErrorKind::NotFound, text)
                    .with_resource(self.recipe.policy().as_str())
                    .with_help(
                        "authorise Container Registry once in its console, then run again",
                    ));
            }
            return Ok(Vec::new());
        }
        match self.satisfied_by_others() {
            Some(_) => Ok(Vec::new()),
            None => self.members(),
        }
    }

    pub(super) fn role(&self) -> Option<&Role> {
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
            let name = self.recipe.role().as_str();
            unreadable(&error, name, "the role's trust policy")
        })
    }

    /// What the page's own policy grants, when there is one.
    pub(super) fn live_grants(&self) -> Result<Option<(Grants, PolicyDocument)>> {
        let live = self
            .live_policy()
            .filter(|_| self.recipe.policy_type() == PolicyType::Custom);
        live.map(|live| self.read(self.recipe.policy().as_str(), &live.document))
            .transpose()
    }

    pub(super) fn read(&self, name: &str, document: &str) -> Result<(Grants, PolicyDocument)> {
        let document = PolicyDocument::parse(document)
            .map_err(|error| unreadable(&error, name, "the policy's document"))?;
        Ok((Grants::read(self.desired, &document), document))
    }

    pub(super) fn role_change(&self) -> Result<Option<Change>> {
        let name = self.recipe.role();
        match self.live_trust()? {
            None => Ok(Some(self.create_role(name))),
            Some(live) => {
                let target = self.trust_target(&live);
                Ok((target != live).then(|| update_trust(name, &live, &target)))
            }
        }
    }

    pub(super) fn attachments(&self, members: &[Member]) -> Vec<Change> {
        let attach = |policy_type: PolicyType, policy_name: &str, exists: bool| {
            let role_name = self.recipe.role().to_string();
            let summary = format!("attach policy {policy_name} to role {role_name}");
            let policy_name = policy_name.to_owned();
            let call = AttachPolicyToRole {
                policy_type,
                policy_name,
                role_name,
            };
            Change {
                ready: self.role().is_some() && exists,
                ..change(summary, &call)
            }
        };
        let key = self.observed.own_key();
        if key.0 == PolicyType::System {
            let there = self.observed.is_attached(&key);
            return (!there)
                .then(|| attach(key.0, &key.1, true))
                .into_iter()
                .collect();
        }
        let missing = members
            .iter()
            .filter(|member| member.used && !member.attached);
        missing
            .map(|member| attach(PolicyType::Custom, &member.name, member.live.is_some()))
            .collect()
    }

    /// Everything that is attached and is not ours; for `--exact`, once all else is done.
    fn detachments(&self, members: &[Member]) -> Vec<Change> {
        let own = |key: &(PolicyType, String)| {
            let member = members
                .iter()
                .any(|member| member.used && member.name == key.1);
            *key == self.observed.own_key() || (key.0 == PolicyType::Custom && member)
        };
        let complete = members.iter().all(|member| !member.used || member.attached);
        let foreign = self.observed.attached_keys().filter(|key| !own(key));
        foreign
            .map(|(policy_type, policy_name)| Change {
                ready: complete,
                ..self.detach(policy_type, policy_name)
            })
            .collect()
    }

    pub(super) fn detach(&self, policy_type: PolicyType, policy_name: String) -> Change {
        let role_name = self.recipe.role().to_string();
        let summary = format!("detach policy {policy_name} from role {role_name}");
        let call = DetachPolicyFromRole {
            policy_type,
            policy_name,
            role_name,
        };
        change(summary, &call)
    }

    /// Wanted tags that a role or policy lacks; what is made gets them at once.
    fn tag_changes(&self) -> Vec<Change> {
        if self.options.tags.is_empty() {
            return Vec::new();
        }
        let tags = self.observed.tags.iter();
        let lacking = tags.filter_map(|((resource_type, name), seen)| {
            let known = seen.value()?;
            let missing = self.tags().into_iter().filter(|tag| {
                !known
                    .iter()
                    .any(|k| k.tag_key == tag.key && k.tag_value == tag.value)
            });
            let missing: Vec<Tag> = missing.collect();
            let sets = |tag: &Tag| format!("{}={}", tag.key, tag.value);
            let lines = missing
                .iter()
                .map(|tag| DiffLine::add(format!("tag {}", sets(tag))));
            let lines: Vec<_> = lines.collect();
            let call = TagResources {
                resource_type: resource_type.clone(),
                resource_names: vec![name.clone()],
                tag: missing,
            };
            let made = Change {
                lines,
                ..change(format!("tag {resource_type} {name}"), &call)
            };
            (!made.lines.is_empty()).then_some(made)
        });
        lacking.collect()
    }

    /// The wanted tags, and the tool that sets them.
    pub(super) fn tags(&self) -> Vec<Tag> {
        let tag = |(key, value): (&str, &str)| Tag {
            key: key.into(),
            value: value.into(),
        };
        let wanted = self
            .options
            .tags
            .iter()
            .map(|(key, value)| (key.as_str(), value.as_str()));
        let tool = (!self.options.tags.is_empty()).then_some(("managed-by", "rolewright"));
        let said = |key: &str| self.options.tags.contains_key(key);
        wanted
            .chain(tool.filter(|(key, _)| !said(key)))
            .map(tag)
            .collect()
    }

    fn create_role(&self, name: &RoleName) -> Change {
        let trust = &self.desired.trust;
        let call = CreateRole {
            role_name: name.to_string(),
            assume_role_policy_document: trust.document().to_compact(),
            description: Some(ROLE_DESCRIPTION.to_owned()),
            tag: self.tags(),
            ..CreateRole::default()
        };
        Change {
            lines: trust_lines(None, trust),
            ..change(format!("create role {name}"), &call)
        }
    }
}

/// What a role that is made here says of itself.
pub(crate) const ROLE_DESCRIPTION: &str = "Made by rolewright";

/// What a policy that is made here says of itself.
pub(crate) fn policy_description(recipe: &dyn Recipe) -> String {
    format!("Made by rolewright for {}", recipe.name())
}

/// A change that needs nothing else first and was not carried out.
pub(super) fn change<O: Operation>(summary: String, operation: &O) -> Change {
    Change {
        summary,
        lines: Vec::new(),
        document: Vec::new(),
        before: None,
        call: Call::of(operation),
        done: false,
        ready: true,
    }
}

pub(super) fn update_trust(name: &RoleName, live: &TrustPolicy, target: &TrustPolicy) -> Change {
    let call = UpdateRole {
        role_name: name.to_string(),
        new_assume_role_policy_document: Some(target.document().to_compact()),
        ..UpdateRole::default()
    };
    Change {
        lines: trust_lines(Some(live), target),
        document: diff(live.document(), target.document()),
        before: Some(live.document().to_compact()),
        ..change(format!("update the trust policy of role {name}"), &call)
    }
}

fn unreadable(error: &crate::policy::PolicyError, name: &str, what: &str) -> Error {
    Error::new(
        ErrorKind::Refused,
        format!("{what} can't be read, so nothing is changed: {error}"),
    )
    .with_resource(name)
    .with_help("mend or delete it in the RAM console, then run again")
    .with_source(error.clone())
}
