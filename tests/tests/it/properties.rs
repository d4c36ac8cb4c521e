//! Properties of all accounts: a plan after apply is empty, and unmanaged parts are kept.

use std::collections::BTreeSet;

use proptest::prelude::*;
use rolewright::mock::{Account, Moment};
use rolewright::operation::{AttachPolicyToRole, CreatePolicy, CreateRole, PolicyType};
use rolewright::policy::{PolicyDocument, Principal, Statement, TrustPolicy};
use rolewright::recipe::container_registry::{POLICY, ROLE};
use rolewright::setup::{Outcome, Report};
use rolewright::{Call, MemoryProvider, Operation, Result};

/// Unmanaged parts of the account.
#[derive(Clone, Debug)]
struct Unmanaged {
    statements: Vec<Statement>,
    principals: Vec<Principal>,
    attachments: Vec<&'static str>,
    with_role: bool,
    with_policy: bool,
}

fn unmanaged_parts() -> impl Strategy<Value = Unmanaged> {
    let action = prop::sample::select(vec![
        "oss:GetObject",
        "oss:*",
        "log:Post*",
        "vpc:DescribeVpcs",
        "*",
    ]);
    let resource = prop::sample::select(vec![
        "*",
        "acs:oss:*:*:others",
        "acs:oss:*:*:others/*",
        "acs:oss:*:*:cri-*",
        "acs:log:*:*:x",
    ]);
    let statement = (
        prop::collection::vec(action, 1..3),
        prop::collection::vec(resource, 1..3),
        any::<bool>(),
    )
        .prop_map(|(actions, resources, denies)| {
            let statement = if denies {
                Statement::deny(actions)
            } else {
                Statement::allow(actions)
            };
            statement.on(resources)
        });
    let principal = prop::sample::select(vec![
        Principal::Ram("acs:ram::1234567890123456:root".into()),
        Principal::Ram("acs:ram::22:user/alice".into()),
        Principal::Service("ecs.aliyuncs.com".into()),
        Principal::Service("cr.aliyuncs.com".into()),
    ]);
    let attachment = prop::sample::subsequence(
        vec!["AliyunOSSReadOnlyAccess", "AliyunRAMReadOnlyAccess"],
        0..=2,
    );
    (
        prop::collection::vec(statement, 1..4),
        prop::collection::vec(principal, 1..4),
        attachment,
        any::<bool>(),
        any::<bool>(),
    )
        .prop_map(
            |(statements, principals, attachments, with_role, with_policy)| Unmanaged {
                statements,
                principals,
                attachments: if with_role { attachments } else { Vec::new() },
                with_role,
                with_policy,
            },
        )
}

fn make<O: Operation>(account: &mut Account, operation: &O) {
    let moment = Moment::new("2026-01-02T03:04:05Z".parse().unwrap(), "R");
    account.execute(&Call::of(operation), &moment).unwrap();
}

fn account_with(unmanaged: &Unmanaged) -> MemoryProvider {
    let provider = MemoryProvider::new();
    provider.with_account(|account| {
        if unmanaged.with_role {
            let trust = TrustPolicy::of(unmanaged.principals.iter().cloned());
            let assume_role_policy_document = trust.document().to_compact();
            make(
                account,
                &CreateRole {
                    role_name: ROLE.into(),
                    assume_role_policy_document,
                    ..CreateRole::default()
                },
            );
        }
        if unmanaged.with_policy {
            let policy_document =
                PolicyDocument::new(unmanaged.statements.iter().cloned()).to_pretty();
            make(
                account,
                &CreatePolicy {
                    policy_name: POLICY.into(),
                    policy_document,
                    ..CreatePolicy::default()
                },
            );
        }
        for policy_name in &unmanaged.attachments {
            let (policy_type, role_name) = (PolicyType::System, ROLE.to_owned());
            make(
                account,
                &AttachPolicyToRole {
                    policy_type,
                    policy_name: (*policy_name).into(),
                    role_name,
                    ..Default::default()
                },
            );
        }
    });
    provider
}

fn run<F: Future<Output = Result<Report>>>(run: F) -> Report {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
        .block_on(run)
        .unwrap()
}

/// All parts of the account that could be lost, as texts.
fn holdings(provider: &MemoryProvider) -> BTreeSet<String> {
    let account = provider.account();
    let mut all = BTreeSet::new();
    if let Some(role) = account.roles.get(ROLE) {
        let trust = TrustPolicy::parse(&role.trust).unwrap();
        all.extend(
            trust
                .principals()
                .into_iter()
                .map(|principal| format!("principal {principal:?}")),
        );
        all.extend(
            role.policies
                .iter()
                .map(|attachment| format!("attachment {}", attachment.policy_name)),
        );
    }
    if let Some(policy) = account.policies.get(POLICY) {
        let document =
            PolicyDocument::parse(&policy.versions[&policy.default_version].document).unwrap();
        for statement in document.statements() {
            let resources = statement.resources.as_deref().unwrap_or_default();
            let actions = statement.action_list().unwrap();
            for (action, resource) in actions
                .iter()
                .flat_map(|a| resources.iter().map(move |r| (a, r)))
            {
                all.insert(format!("{} {action} on {resource}", statement.effect));
            }
        }
    }
    all
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn a_plan_after_apply_is_empty_and_unmanaged_parts_are_kept(
        unmanaged in unmanaged_parts(),
        buckets in prop::collection::btree_set("[a-z]{3,8}", 1..4),
        more in prop::collection::btree_set("[a-z]{3,8}", 1..3),
    ) {
        let provider = account_with(&unmanaged);
        let mut held = holdings(&provider);
        for names in [&buckets, &more] {
            let report = run(rolewright::setup(names).apply(&provider));
            // Only an unmanaged Deny, which is kept, can make the verification fail.
            let denied = unmanaged.with_policy && format!("{:?}", unmanaged.statements).contains("Deny");
            prop_assert!(matches!(report.outcome, Outcome::Changed | Outcome::Unchanged) || denied);
            let plan = run(rolewright::setup(names).plan(&provider));
            prop_assert!(plan.changes.is_empty(), "{:?}", plan.changes);
            prop_assert!(plan.outcome == Outcome::Unchanged || denied, "{:?}", plan.causes);
            let now = holdings(&provider);
            prop_assert!(held.is_subset(&now), "lost: {:?}", held.difference(&now));
            held = now;
        }
        let both = run(rolewright::setup(buckets.union(&more)).plan(&provider));
        prop_assert!(both.changes.is_empty(), "{:?}", both.changes);
    }
}
