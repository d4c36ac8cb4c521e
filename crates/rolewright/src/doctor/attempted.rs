//! The permissions of the caller: from the calls that were attempted, else from the caller's policies.

use std::sync::Arc;

use rolewright_core::doctor::{CallerPolicies, NeededPermission, Tried};
use rolewright_core::evaluate::Caller;
use rolewright_core::operation::{
    AttachedPolicy, CallerIdentity, GetPolicy, ListGroupsForUser, ListPoliciesForGroup,
    ListPoliciesForRole, ListPoliciesForUser,
};
use rolewright_core::permission::{self, Permission};
use rolewright_core::policy::PolicyDocument;
use rolewright_core::recipe::Recipe;
use rolewright_core::setup::driver::Event;
use rolewright_core::setup::{Goal, Options, Problem, Report, RequirementId, Status};
use rolewright_core::{Call, Error, ErrorKind, RamProvider, RamProviderExt, Result};

use crate::{Cloud, RunOptions, run};

/// The calls that were attempted for the plan.
#[derive(Default)]
pub(super) struct Attempted {
    tried: Vec<(Call, Tried)>,
}

impl Attempted {
    pub(super) async fn plan(
        &mut self,
        recipe: Arc<dyn Recipe>,
        cloud: &Cloud,
        setup: Options,
    ) -> Result<Report> {
        let tried = &mut self.tried;
        let note = |event: Event| {
            let Event::Answered { query, error, .. } = event else {
                return;
            };
            // The other calls of a query are made only if the first one succeeds.
            let Some(call) = query.calls().into_iter().next() else {
                return;
            };
            let denied = error
                .as_ref()
                .filter(|error| error.kind() == ErrorKind::PermissionDenied);
            match (&error, denied) {
                (_, Some(denied)) => {
                    tried.push((call, Tried::Denied(Problem::from(denied))));
                }
                // `NotFound` shows that the call is allowed; other errors show nothing.
                (Some(error), None) if !error.is_not_found() => {}
                _ => tried.push((call, Tried::Allowed)),
            }
        };
        let options = RunOptions {
            setup,
            buckets: cloud.buckets.clone(),
            on_event: Some(Box::new(note)),
            ..RunOptions::default()
        };
        let report = run(recipe, Goal::Plan, &cloud.provider, options).await?;
        self.without_missing_buckets(&report);
        Ok(report)
    }

    /// A bucket that does not exist says nothing about the caller's permission on it.
    fn without_missing_buckets(&mut self, report: &Report) {
        let missing = report
            .requirements
            .iter()
            .filter(|one| one.id == RequirementId::BucketExists && one.status == Status::Failed);
        for bucket in missing.filter_map(|one| one.subject.as_deref()) {
            let is_on_it = |call: &Call| call.params.get("BucketName") == Some(bucket);
            for (_, tried) in self.tried.iter_mut().filter(|(call, _)| is_on_it(call)) {
                *tried = Tried::Unknown(format!("bucket {bucket} does not exist"));
            }
        }
    }

    /// The permissions for the attempted calls and for `calls`, each once.
    pub(super) async fn judge(
        &self,
        provider: &dyn RamProvider,
        identity: &CallerIdentity,
        calls: Vec<Call>,
    ) -> Vec<NeededPermission> {
        let account = identity.account_id.as_str();
        let user = part_of(&identity.arn, "user");
        let of = |call: &Call| permission::of(call, account, user);
        let policies = caller_policies(provider, identity).await;
        let caller: Option<Caller> = identity.arn.parse().ok();
        let mut known: Vec<Permission> = Vec::new();
        let mut all = Vec::new();
        let tried = self.tried.iter().map(|(call, tried)| (call, Some(tried)));
        for (call, tried) in tried.chain(calls.iter().map(|call| (call, None))) {
            let Some(needed) = of(call).filter(|needed| !known.contains(needed)) else {
                continue;
            };
            all.push(policies.judge(&needed, !call.is_read(), caller.as_ref(), tried));
            known.push(needed);
        }
        all.sort_by_key(|one| match one.status {
            Status::Failed => 0,
            Status::Inconclusive => 1,
            Status::NotChecked => 2,
            Status::Passed => 3,
        });
        all
    }
}

/// The name after `user/` or `assumed-role/` in an ARN.
fn part_of<'a>(arn: &'a str, kind: &str) -> Option<&'a str> {
    let id = arn.splitn(5, ':').nth(4)?;
    let (found, rest) = id.split_once('/')?;
    let name = rest.split('/').next()?;
    (found == kind && !name.is_empty()).then_some(name)
}

/// The caller's policies, as far as the caller can read them.
async fn caller_policies(provider: &dyn RamProvider, identity: &CallerIdentity) -> CallerPolicies {
    let mut all = CallerPolicies {
        is_account: identity.arn.ends_with(":root"),
        ..CallerPolicies::default()
    };
    let mut attached = Vec::new();
    if let Some(user) = part_of(&identity.arn, "user") {
        let own = provider
            .send(ListPoliciesForUser {
                user_name: user.into(),
                ..Default::default()
            })
            .await;
        let own = own.map(|output| output.policies.policy);
        attached.extend(found(
            &mut all.unread,
            &format!("policies of user {user}"),
            own,
        ));
        match provider
            .send(ListGroupsForUser {
                user_name: user.into(),
                ..Default::default()
            })
            .await
        {
            Ok(output) => {
                for group in output.groups.group {
                    let group_name = group.group_name;
                    let about = format!("policies of group {group_name}");
                    let of_group = provider
                        .send(ListPoliciesForGroup {
                            group_name,
                            ..Default::default()
                        })
                        .await;
                    let of_group = of_group.map(|output| output.policies.policy);
                    attached.extend(found(&mut all.unread, &about, of_group));
                }
            }
            Err(error) => all
                .unread
                .push(unread("policies of the user's groups", &error)),
        }
    } else if let Some(role) = part_of(&identity.arn, "assumed-role") {
        all.is_session = true;
        let own = provider
            .send(ListPoliciesForRole {
                role_name: role.into(),
                ..Default::default()
            })
            .await;
        let own = own.map(|output| output.policies.policy);
        attached.extend(found(
            &mut all.unread,
            &format!("policies of role {role}"),
            own,
        ));
    }
    for policy in attached {
        let name = policy.policy_name.clone();
        let document = provider
            .send(GetPolicy {
                policy_name: policy.policy_name,
                policy_type: policy.policy_type,
                ..Default::default()
            })
            .await
            .and_then(|output| {
                let document = output.default_policy_version.policy_document;
                Ok(PolicyDocument::parse(&document)?)
            });
        match document {
            Ok(document) => all.read.push((name, document)),
            Err(error) => all.unread.push(unread(&format!("policy {name}"), &error)),
        }
    }
    all
}

/// The attached policies; adds an entry to `unread_ones` on error.
fn found(
    unread_ones: &mut Vec<String>,
    about: &str,
    policies: Result<Vec<AttachedPolicy>>,
) -> Vec<AttachedPolicy> {
    policies.unwrap_or_else(|error| {
        unread_ones.push(unread(about, &error));
        Vec::new()
    })
}

fn unread(what: &str, error: &Error) -> String {
    let code = error
        .code()
        .map_or_else(|| error.message().to_owned(), str::to_owned);
    format!("{what} ({code})")
}
