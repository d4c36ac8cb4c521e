//! Tests of the suite: it calls every operation, covers every documented error code, and marks
//! assumed rules.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use rolewright::mock::SIMULATED;
use rolewright::operation::GetInstance;
use rolewright::wrapper::RecordingProvider;
use rolewright::{Call, Error, ErrorKind, Operation, ProviderInfo, RamProvider, Reply, Result};
use rolewright_conformance::{Case, Feature, Harness, Limits, Verdict, cases, run_all};

use crate::harness::Memory;

type Recorder = RecordingProvider<Arc<dyn RamProvider>>;

/// Accounts in memory that record calls.
#[derive(Default)]
struct Recording(Mutex<Vec<Recorder>>);

impl Recording {
    fn remember(&self, account: Arc<dyn RamProvider>) -> Arc<dyn RamProvider> {
        let recorder = RecordingProvider::new(account);
        self.0.lock().unwrap().push(recorder.clone());
        Arc::new(recorder)
    }
}

#[async_trait]
impl Harness for Recording {
    async fn fresh(&self, limits: Limits) -> Result<Arc<dyn RamProvider>> {
        Ok(self.remember(Memory.fresh(limits).await?))
    }

    async fn fresh_as_user(&self, limits: Limits, user: &str) -> Result<Arc<dyn RamProvider>> {
        Ok(self.remember(Memory.fresh_as_user(limits, user).await?))
    }
}

/// All error codes in the documentation of the operations.
const DOCUMENTED: &[&str] = &[
    "DeleteConflict.Group.Policy",
    "DeleteConflict.Group.User",
    "DeleteConflict.Policy.Group",
    "DeleteConflict.Policy.Role",
    "DeleteConflict.Policy.User",
    "DeleteConflict.Policy.Version",
    "DeleteConflict.Policy.Version.Default",
    "DeleteConflict.Role.Policy",
    "DeleteConflict.User.AccessKey",
    "DeleteConflict.User.Group",
    "DeleteConflict.User.Policy",
    "EntityAlreadyExists.Group",
    "EntityAlreadyExists.Group.Policy",
    "EntityAlreadyExists.Policy",
    "EntityAlreadyExists.Role",
    "EntityAlreadyExists.Role.Policy",
    "EntityAlreadyExists.User",
    "EntityAlreadyExists.User.Group",
    "EntityAlreadyExists.User.Policy",
    "EntityNotExist.Group",
    "EntityNotExist.Group.Policy",
    "EntityNotExist.Policy",
    "EntityNotExist.Policy.Version",
    "EntityNotExist.Role",
    "EntityNotExist.Role.Policy",
    "EntityNotExist.User",
    "EntityNotExist.User.Group",
    "EntityNotExist.User.Policy",
    "InvalidParameter.AssumeRolePolicyDocument.Length",
    "InvalidParameter.Comments.Length",
    "InvalidParameter.Description.Length",
    "InvalidParameter.DisplayName.Length",
    "InvalidParameter.DurationSeconds",
    "InvalidParameter.GroupName.InvalidChars",
    "InvalidParameter.GroupName.Length",
    "InvalidParameter.NewAssumeRolePolicyDocument.Length",
    "InvalidParameter.NewComments.Length",
    "InvalidParameter.NewDisplayName.Length",
    "InvalidParameter.NewUserName.InvalidChars",
    "InvalidParameter.NewUserName.Length",
    "InvalidParameter.PolicyDocument.Length",
    "InvalidParameter.PolicyGrammar",
    "InvalidParameter.PolicyName.InvalidChars",
    "InvalidParameter.PolicyName.Length",
    "InvalidParameter.PolicySize",
    "InvalidParameter.PolicyType",
    "InvalidParameter.RoleArn",
    "InvalidParameter.RoleName.InvalidChars",
    "InvalidParameter.RoleName.Length",
    "InvalidParameter.RoleSessionName",
    "InvalidParameter.UserName.InvalidChars",
    "InvalidParameter.UserName.Length",
    "InvalidParameter.VersionId.Format",
    "LimitExceeded.Group",
    "LimitExceeded.Group.Policy",
    "LimitExceeded.Policy",
    "LimitExceeded.Policy.Version",
    "LimitExceeded.Role",
    "LimitExceeded.Role.Policy",
    "LimitExceeded.User",
    "LimitExceeded.User.AccessKey",
    "LimitExceeded.User.Policy",
    "MalformedPolicyDocument",
    "NoPermission",
];

#[tokio::test]
async fn every_operation_succeeds_and_every_documented_code_is_covered() {
    let recording = Recording::default();
    run_all(&recording, &[]).await;
    let (mut actions, mut codes) = (BTreeSet::new(), BTreeSet::new());
    for recorder in recording.0.lock().unwrap().iter() {
        for recorded in recorder.take() {
            match recorded.outcome {
                Ok(_) => drop(actions.insert(recorded.call.action.to_string())),
                Err(error) => codes.extend(error.code().map(str::to_owned)),
            }
        }
    }
    // No call creates an instance or an MFA device, so no case can use one; no case changes the alias
    // or the service-linked roles of an account. Diagnostic messages are tested with the emulator.
    let without = [
        GetInstance::ACTION,
        "DecodeDiagnosticMessage",
        "GetUserMFAInfo",
        "UnbindMFADevice",
        "SetAccountAlias",
        "ClearAccountAlias",
        "CreateServiceLinkedRole",
        "DeleteServiceLinkedRole",
    ];
    let done = |action: &str| actions.contains(action) || without.contains(&action);
    let uncalled: Vec<_> = SIMULATED.iter().filter(|action| !done(action)).collect();
    assert_eq!(uncalled, [&""; 0], "operations without a case");
    let unprovoked: Vec<_> = DOCUMENTED
        .iter()
        .filter(|code| !codes.contains(**code))
        .collect();
    assert_eq!(unprovoked, [&""; 0], "error codes without a case");
}

#[test]
fn names_of_cases_are_unique() {
    let names: BTreeSet<_> = cases().iter().map(|case| case.name).collect();
    assert_eq!(names.len(), cases().len());
}

/// Assumed rules that no RAM call can test.
const NOT_SEEN: [&str; 10] = [
    "attachments-in-a-resource-group",
    "buckets-from-everywhere",
    "default-resource-group",
    "ids",
    "put-bucket-again",
    "registry-calls",
    "registry-tries-again",
    "request-context",
    "resources-in-a-group",
    "session-tokens",
];

#[test]
fn the_suite_and_the_simulation_have_the_same_assumed_rules() {
    let tried: BTreeSet<_> = cases().iter().filter_map(|case| case.assumed).collect();
    let assumed: BTreeSet<_> = rolewright::mock::ASSUMED
        .iter()
        .map(|rule| rule.id)
        .collect();
    let unknown: Vec<_> = tried.difference(&assumed).collect();
    assert_eq!(unknown, [&""; 0], "assumed rules only in the suite");
    let missing = assumed
        .difference(&tried)
        .filter(|id| !NOT_SEEN.contains(*id));
    assert_eq!(
        missing.collect::<Vec<_>>(),
        [&""; 0],
        "assumed rules without a case"
    );
}

/// A harness with the documented limits only.
struct Plain;

#[async_trait]
impl Harness for Plain {
    async fn fresh(&self, limits: Limits) -> Result<Arc<dyn RamProvider>> {
        if limits == Limits::DOCUMENTED {
            return Memory.fresh(limits).await;
        }
        Err(rolewright::Error::new(
            ErrorKind::Unsupported,
            "only the documented limits",
        ))
    }

    async fn fresh_as_user(&self, _: Limits, _: &str) -> Result<Arc<dyn RamProvider>> {
        Err(rolewright::Error::new(
            ErrorKind::Unsupported,
            "users are not supported",
        ))
    }
}

#[tokio::test]
async fn a_case_that_the_harness_does_not_support_is_skipped() {
    let special = |case: &&Case| case.user.is_some() || case.limits != Limits::DOCUMENTED;
    for case in cases().iter().filter(special) {
        assert!(
            matches!(case.run(&Plain).await, Verdict::Skipped(_)),
            "{}",
            case.name
        );
    }
}

/// A provider without one feature: its calls fail like unknown actions.
#[derive(Debug)]
struct Without(Arc<dyn RamProvider>, Feature);

impl Without {
    fn lacks(&self, call: &Call) -> bool {
        let action = call.action.as_ref();
        match self.1 {
            Feature::Users => action.contains("User"),
            Feature::AccessKeys => action.contains("AccessKey"),
            Feature::LoginProfiles => action.contains("LoginProfile"),
            Feature::AccountSettings => {
                let settings = ["AccountAlias", "PasswordPolicy", "SecurityPreference"];
                settings.iter().any(|name| action.contains(name))
            }
            Feature::ServiceLinkedRoles => action.contains("ServiceLinkedRole"),
            Feature::Groups => action.contains("Group"),
            Feature::Tags => action.contains("TagResource"),
            Feature::Sessions => action == "AssumeRole",
            Feature::OidcSessions => action == "AssumeRoleWithOIDC",
            Feature::Instances => action.contains("Instance"),
            Feature::SystemPolicies => call.params.get("PolicyType") == Some("System"),
            other => panic!("unknown feature {other:?}"),
        }
    }
}

#[async_trait]
impl RamProvider for Without {
    fn info(&self) -> ProviderInfo {
        self.0.info()
    }

    async fn execute(&self, mut call: Call) -> Result<Reply> {
        if self.lacks(&call) {
            return Err(Error::new(ErrorKind::Unsupported, "not supported here"));
        }
        if self.1 == Feature::Tags {
            call.params.insert("Tag", "");
        }
        self.0.execute(call).await
    }
}

struct Lacking(Feature);

#[async_trait]
impl Harness for Lacking {
    async fn fresh(&self, limits: Limits) -> Result<Arc<dyn RamProvider>> {
        Ok(Arc::new(Without(Memory.fresh(limits).await?, self.0)))
    }

    async fn fresh_as_user(&self, limits: Limits, user: &str) -> Result<Arc<dyn RamProvider>> {
        let account = Memory.fresh_as_user(limits, user).await?;
        Ok(Arc::new(Without(account, self.0)))
    }
}

#[tokio::test]
async fn a_case_fails_without_each_feature_that_it_needs_and_passes_without_the_others() {
    let mut wrong = Vec::new();
    for feature in [
        Feature::Users,
        Feature::AccessKeys,
        Feature::Groups,
        Feature::Tags,
        Feature::SystemPolicies,
        Feature::Sessions,
        Feature::OidcSessions,
        Feature::Instances,
    ] {
        for case in cases() {
            let passed = case.run(&Lacking(feature)).await == Verdict::Passed;
            if passed == case.needs.contains(&feature) {
                wrong.push(format!("{feature:?} {passed} {}", case.name));
            }
        }
    }
    assert_eq!(wrong, [""; 0]);
}
