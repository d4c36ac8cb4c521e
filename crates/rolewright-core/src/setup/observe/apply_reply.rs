//! Updates what is observed from the reply to each call.

use serde::de::{DeserializeOwned, IgnoredAny};

use super::{Deletion, Listing, LivePolicy, Observed, PolicyKey, Seen};
use crate::bucket::BucketFacts;
use crate::error::{Error, Result};
use crate::name::BucketName;
use crate::operation::{
    AttachPolicyToRole, AttachedPolicy, CreatePolicy, CreatePolicyOutput, CreatePolicyVersion,
    CreatePolicyVersionOutput, CreateRole, CreateRoleOutput, CreateServiceLinkedRole,
    CreateServiceLinkedRoleOutput, DELETION_STATUS, DeletePolicy, DeleteRole,
    DeleteServiceLinkedRole, DeleteServiceLinkedRoleOutput, DetachPolicyFromRole,
    GetCallerIdentity, GetPolicy, GetPolicyOutput, GetRole, GetRoleOutput, ListEntitiesForPolicy,
    ListEntitiesForPolicyOutput, ListPolicies, ListPoliciesForRole, ListPoliciesForRoleOutput,
    ListPoliciesOutput, ListPolicyVersions, ListPolicyVersionsOutput, ListRoles, ListRolesOutput,
    ListTagResources, ListTagResourcesOutput, Operation, PolicyType, PolicyVersion,
    SetDefaultPolicyVersion, TagResources, UpdateRole, UpdateRoleOutput,
};
use crate::probe::Probed;
use crate::provider::{Call, Reply};
use crate::setup::query::Query;

impl From<PolicyVersion> for LivePolicy {
    fn from(version: PolicyVersion) -> Self {
        Self {
            default_version: version.version_id,
            document: version.policy_document,
            description: String::new(),
            attachments: 0,
        }
    }
}

impl From<GetPolicyOutput> for LivePolicy {
    fn from(output: GetPolicyOutput) -> Self {
        Self {
            description: output.policy.description.unwrap_or_default(),
            attachments: output.policy.attachment_count.unwrap_or(0),
            ..output.default_policy_version.into()
        }
    }
}

impl Observed {
    /// Records the result of a call. After a failed write, what it affects is unknown.
    pub fn absorb(&mut self, call: Call, answer: Result<Reply>) {
        let name = |error: Error| match call.subject() {
            Some(subject) => error
                .with_action(call.action.clone())
                .with_resource(subject),
            None => error.with_action(call.action.clone()),
        };
        // A failed read changed nothing, whatever the transport reports.
        let maybe = |error: Error| {
            let applied = error.maybe_applied() && !call.is_read();
            error.with_maybe_applied(applied)
        };
        let answer = answer.map_err(|error| maybe(name(error)));
        self.waits.extend_from_slice(match &answer {
            Ok(reply) => reply.waits(),
            Err(error) => error.waits(),
        });
        let date = answer.as_ref().ok().and_then(Reply::date);
        self.date = self.date.max(date);
        let outcome = if call.is_read() {
            self.absorb_read(&call, &answer)
        } else {
            self.absorb_write(&call, &answer)
        };
        self.last_round.push((call.into(), outcome));
    }

    fn absorb_read(&mut self, call: &Call, answer: &Result<Reply>) -> Result<()> {
        match call.action.as_ref() {
            GetCallerIdentity::ACTION => self.identity.record(decoded(answer)),
            GetRole::ACTION => {
                let role = found(answer).map(|out| out.map(|out: GetRoleOutput| out.role));
                self.role.record(role)
            }
            ListPoliciesForRole::ACTION => {
                let output: Result<Option<ListPoliciesForRoleOutput>> = found(answer);
                self.attached
                    .record(output.map(|out| out.unwrap_or_default().policies.policy))
            }
            GetPolicy::ACTION => {
                let output: Result<Option<GetPolicyOutput>> = found(answer);
                let live = output.map(|out| out.map(LivePolicy::from));
                self.policies
                    .entry(policy_key(call))
                    .or_default()
                    .record(live)
            }
            ListPolicyVersions::ACTION => self.absorb_versions(call, answer),
            ListEntitiesForPolicy::ACTION => {
                let output: Result<Option<ListEntitiesForPolicyOutput>> = found(answer);
                let entities = self.entities.entry(policy_key(call).1).or_default();
                entities.record(output.map(Option::unwrap_or_default))
            }
            ListPolicies::ACTION => self.absorb_catalogue(answer),
            ListRoles::ACTION => self.absorb_roles(answer),
            ListTagResources::ACTION => self.absorb_tags(call, answer),
            DELETION_STATUS => match &mut self.deletion {
                Some(deletion) => deletion.status.record(decoded(answer)),
                None => Ok(()),
            },
            _ => self.answers.add_reply(call, answer.clone()),
        }
    }

    /// Records the facts of a bucket.
    pub fn absorb_bucket(
        &mut self,
        bucket: &BucketName,
        region: Option<String>,
        facts: Result<Option<BucketFacts>>,
    ) {
        let facts = facts.map_err(|error| error.with_action("GetBucketInfo"));
        if let Err(error) = &facts {
            self.waits.extend_from_slice(error.waits());
        }
        let outcome = self.answers.add_bucket(bucket, facts);
        let bucket = bucket.clone();
        let query = Query::InspectBucket { bucket, region };
        self.last_round.push((query, outcome));
    }

    /// Records the result of using a bucket with the role.
    pub fn absorb_probe(&mut self, bucket: &BucketName, probed: Probed) {
        self.answers.add_probe(bucket, probed);
    }

    /// The list is newer than the reply to `GetPolicy`, so the default version is taken from it.
    fn absorb_versions(&mut self, call: &Call, answer: &Result<Reply>) -> Result<()> {
        let output: Result<Option<ListPolicyVersionsOutput>> = found(answer);
        let versions = output.map(|out| out.unwrap_or_default().policy_versions.policy_version);
        let key = policy_key(call);
        if let Ok(versions) = &versions {
            let live = versions.iter().find(|version| version.is_default_version);
            let before = self
                .policies
                .get(&key)
                .and_then(Seen::value)
                .cloned()
                .flatten();
            let live = live
                .cloned()
                .map(LivePolicy::from)
                .map(|live| match before {
                    Some(before) => LivePolicy {
                        default_version: live.default_version,
                        document: live.document,
                        ..before
                    },
                    None => live,
                });
            self.policies.insert(key.clone(), Seen::Is(live));
        }
        self.versions.entry(key.1).or_default().record(versions)
    }

    fn absorb_catalogue(&mut self, answer: &Result<Reply>) -> Result<()> {
        let page: Result<ListPoliciesOutput> = decoded(answer);
        self.catalogue.absorb(page.map(|page| {
            let names = page.policies.policy.into_iter().map(|one| one.policy_name);
            (names.collect(), page.marker.filter(|_| page.is_truncated))
        }))
    }

    fn absorb_roles(&mut self, answer: &Result<Reply>) -> Result<()> {
        let page: Result<ListRolesOutput> = decoded(answer);
        self.roles.absorb(page.map(|page| {
            let names = page.roles.role.into_iter().map(|one| one.role_name);
            (names.collect(), page.marker.filter(|_| page.is_truncated))
        }))
    }

    fn absorb_tags(&mut self, call: &Call, answer: &Result<Reply>) -> Result<()> {
        let output: Result<Option<ListTagResourcesOutput>> = found(answer);
        let tags = output.map(|out| out.unwrap_or_default().tag_resources);
        self.tags.entry(tags_key(call)).or_default().record(tags)
    }

    fn absorb_write(&mut self, call: &Call, answer: &Result<Reply>) -> Result<()> {
        let key = policy_key(call);
        let action = call.action.as_ref();
        if call.params.get("PolicyName").is_some() && !action.ends_with("Role") {
            // Any write to a policy may change its list of versions.
            self.versions.remove(&key.1);
        }
        match action {
            CreateRole::ACTION => {
                self.role = written(answer, |out: CreateRoleOutput| Some(out.role));
                self.attached = written(answer, |_: IgnoredAny| Vec::new());
            }
            CreateServiceLinkedRole::ACTION => {
                self.role = written(answer, |out: CreateServiceLinkedRoleOutput| Some(out.role));
                // The service attaches its policy; this is read back.
                self.attached = written(answer, |_: IgnoredAny| Vec::new());
            }
            DeleteServiceLinkedRole::ACTION => {
                let output: Result<DeleteServiceLinkedRoleOutput> = decoded(answer);
                self.deletion = output.ok().map(|out| Deletion::new(out.deletion_task_id));
                self.role = written(answer, |_: IgnoredAny| None);
            }
            UpdateRole::ACTION => {
                self.role = written(answer, |out: UpdateRoleOutput| Some(out.role));
            }
            DeleteRole::ACTION => self.role = written(answer, |_: IgnoredAny| None),
            CreatePolicy::ACTION => {
                let live = written(answer, |out: CreatePolicyOutput| {
                    Some(sent(call, out.policy.default_version))
                });
                self.policies.insert(key, live);
                self.catalogue = Listing::default();
            }
            CreatePolicyVersion::ACTION => {
                let live = written(answer, |out: CreatePolicyVersionOutput| {
                    Some(sent(call, out.policy_version.version_id))
                });
                if answer.is_err() {
                    // The policy may have been deleted.
                    self.catalogue = Listing::default();
                }
                self.policies.insert(key, live);
            }
            SetDefaultPolicyVersion::ACTION => {
                self.policies.insert(key, Seen::NotYet);
            }
            DeletePolicy::ACTION => {
                self.entities.remove(&key.1);
                self.policies
                    .insert(key, written(answer, |_: IgnoredAny| None));
                self.catalogue = Listing::default();
            }
            TagResources::ACTION => {
                self.tags.remove(&tags_key(call));
            }
            AttachPolicyToRole::ACTION | DetachPolicyFromRole::ACTION => {
                self.absorb_attachment(call, answer);
            }
            _ => {}
        }
        if answer.is_err() {
            self.forget_attachment_state(call);
        }
        answer.as_ref().map(|_| ()).map_err(Clone::clone)
    }

    fn absorb_attachment(&mut self, call: &Call, answer: &Result<Reply>) {
        let (policy_type, policy_name) = policy_key(call);
        self.entities.remove(&policy_name);
        let same = |policy: &AttachedPolicy| {
            policy.policy_type == policy_type && policy.policy_name == policy_name
        };
        self.attached = match (answer, std::mem::take(&mut self.attached)) {
            (Ok(_), Seen::Is(mut policies)) => {
                policies.retain(|policy| !same(policy));
                if call.action == AttachPolicyToRole::ACTION {
                    policies.push(AttachedPolicy {
                        policy_name,
                        policy_type,
                        ..AttachedPolicy::default()
                    });
                }
                Seen::Is(policies)
            }
            _ => Seen::NotYet,
        };
    }

    /// An attachment or deletion may fail because the role or policy was deleted.
    fn forget_attachment_state(&mut self, call: &Call) {
        if call.action.contains("PolicyToRole")
            || call.action.contains("PolicyFromRole")
            || call.action.starts_with("Delete")
        {
            self.role = Seen::NotYet;
            self.attached = Seen::NotYet;
            self.entities.clear();
            let key = match call.params.get("PolicyName") {
                Some(_) => policy_key(call),
                None => self.own_key(),
            };
            self.policies.insert(key, Seen::NotYet);
        }
    }
}

pub(super) fn policy_key(call: &Call) -> PolicyKey {
    let policy_type = match call.params.get("PolicyType") {
        Some("System") => PolicyType::System,
        Some("Custom") | None => PolicyType::Custom,
        Some(other) => PolicyType::Other(other.to_owned()),
    };
    (
        policy_type,
        call.params.get("PolicyName").unwrap_or_default().to_owned(),
    )
}

/// Returns `role` or `policy`, and the resource's name; our calls name one resource each.
fn tags_key(call: &Call) -> (String, String) {
    let names: Vec<String> = call
        .params
        .get("ResourceNames")
        .and_then(|names| serde_json::from_str(names).ok())
        .unwrap_or_default();
    let resource_type = call.params.get("ResourceType").unwrap_or_default();
    (
        resource_type.to_owned(),
        names.into_iter().next().unwrap_or_default(),
    )
}

/// Returns the policy as a call that writes it sends it.
pub(super) fn sent(call: &Call, default_version: String) -> LivePolicy {
    let text = |name| call.params.get(name).unwrap_or_default().to_owned();
    LivePolicy {
        default_version,
        document: text("PolicyDocument"),
        description: text("Description"),
        attachments: 0,
    }
}

fn decoded<T: DeserializeOwned>(answer: &Result<Reply>) -> Result<T> {
    answer.as_ref().map_err(Clone::clone)?.decode()
}

/// As [`decoded`], but maps a "does not exist" error to `None`.
fn found<T: DeserializeOwned>(answer: &Result<Reply>) -> Result<Option<T>> {
    match decoded(answer) {
        Err(error) if error.is_not_found() => Ok(None),
        other => other.map(Some),
    }
}

/// Returns the state after a successful write; unknown after a failed one.
fn written<T: DeserializeOwned, U>(answer: &Result<Reply>, take: impl FnOnce(T) -> U) -> Seen<U> {
    decoded(answer).map_or(Seen::NotYet, |output| Seen::Is(take(output)))
}
