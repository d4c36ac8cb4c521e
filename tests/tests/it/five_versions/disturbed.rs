//! Five versions, with another run or a failed call in between.

use std::sync::atomic::{AtomicBool, Ordering};

use async_trait::async_trait;
use rolewright::operation::{
    AttachPolicyToRole, CreatePolicyVersion, DeletePolicyVersion, ListPolicyVersions,
};
use rolewright::setup::driver::Event;
use rolewright::setup::{Goal, Options, Outcome};
use rolewright::{
    Call, Error, ErrorKind, MemoryProvider, Operation, ProviderInfo, RamProvider, Reply, Result,
};

use super::{BUCKETS, dated, first_is_default};
use crate::explore::{assert_granted, describe, ended_well, is_left, set_up_for};
use crate::runs::{Run, moment};

/// A provider where another run creates a version before the first one of this run.
#[derive(Debug)]
struct Rival {
    account: MemoryProvider,
    is_done: AtomicBool,
}

#[async_trait]
impl RamProvider for Rival {
    fn info(&self) -> ProviderInfo {
        self.account.info()
    }

    async fn execute(&self, call: Call) -> Result<Reply> {
        let is_new = call.action == CreatePolicyVersion::ACTION;
        if is_new && !self.is_done.swap(true, Ordering::Relaxed) {
            let rival = rolewright::setup(["bucket-b"]);
            let _ = rival.apply(&self.account).await?;
        }
        self.account.execute(call).await
    }
}

#[tokio::test]
async fn each_deleted_version_is_reported_before_with_its_document() {
    let account = MemoryProvider::builder()
        .account(set_up_for(&BUCKETS))
        .build();
    let provider = Rival {
        account,
        is_done: AtomicBool::new(false),
    };
    let (mut planned, mut deleted) = (Vec::new(), 0);
    let note = |event: Event| match event {
        Event::Planned { changes, .. } | Event::Replanned { changes } => {
            planned = changes;
        }
        Event::Writing(calls) => {
            for call in calls {
                let change = planned.iter().find(|change| change.call == call);
                let change = change.unwrap_or_else(|| panic!("{} is not reported", call.action));
                if call.action == DeletePolicyVersion::ACTION {
                    deleted += 1;
                    assert!(change.before.is_some(), "{}", change.summary);
                }
            }
        }
        _ => {}
    };
    let run = rolewright::setup(["bucket-a"]).on_event(note);
    let _ = run.apply(&provider).await.unwrap();
    assert!(deleted > 1, "the second plan deletes a version, too");
    assert_granted(&provider.account.account(), &["bucket-a", "bucket-b"]);
}

#[test]
fn drift_is_detected_when_versions_can_be_neither_deleted_nor_listed() {
    let start = first_is_default();
    let drift = || Run::with(Goal::Drift, &["bucket-a"], Options::default());
    let run = drift().finished(&mut start.clone());
    assert_eq!(run.outcome(), Outcome::Drifted, "{}", describe(&run));

    let mut run = drift();
    let mut rounds = 0;
    while !run.open_calls().is_empty() {
        rounds += 1;
        assert!(rounds < 20, "the run does not end");
        let mut account = start.clone();
        for (call, answer) in &mut run.round {
            let refused = Error::new(ErrorKind::PermissionDenied, "no");
            *answer = Some(if call.action == ListPolicyVersions::ACTION {
                Err(refused)
            } else {
                account.execute(call, &moment())
            });
        }
        run.hand_over();
    }
    let error = run.failed.unwrap();
    assert_eq!(error.kind(), ErrorKind::PermissionDenied, "{error}");
}

/// The reply to `CreatePolicyVersion` has the new version's number, even if another call fails.
#[test]
fn a_removed_bucket_stays_removed_when_an_attachment_fails() {
    let mut account = set_up_for(&["bucket-x", "bucket-y"]);
    Run::remove(&["bucket-x"]).finished(&mut account);
    for role in account.roles.values_mut() {
        role.policies.clear();
    }
    let mut run = Run::apply(&["bucket-z"]);
    let mut failed = false;
    while !run.open_calls().is_empty() {
        for (call, answer) in &mut run.round {
            let fails = call.action == AttachPolicyToRole::ACTION && !failed;
            failed |= fails;
            *answer = Some(if fails {
                Err(Error::new(ErrorKind::Server, "try again").with_action(call.action.clone()))
            } else {
                account.execute(call, &moment())
            });
        }
        run.hand_over();
    }
    assert!(failed && ended_well(&run), "{}", describe(&run));
    assert_granted(&account, &["bucket-y", "bucket-z"]);
    assert!(!is_left(&account, "bucket-x"), "it came back");
}

#[test]
fn a_run_that_loses_the_free_version_waits_and_lists_all_five() {
    let mut account = dated(first_is_default(), "2999-01-01T00:00:00Z");
    let named = Options {
        delete_version: Some("v5".to_owned()),
        ..Options::default()
    };
    let mut run = Run::with(Goal::Apply, &["bucket-a"], named);
    let mut rival = true;
    while !run.open_calls().is_empty() {
        let mut calls = run.round.iter();
        if rival && calls.any(|(call, _)| call.action == CreatePolicyVersion::ACTION) {
            rival = false;
            let other = Run::remove(&["bucket-v"]).finished(&mut account);
            assert!(ended_well(&other), "{}", describe(&other));
        }
        let index = run.open_calls()[0];
        run.make(index, &mut account, true);
    }
    let error = run.report.unwrap().error.unwrap();
    assert_eq!(error.kind, ErrorKind::LimitExceeded, "{}", error.message);
    assert!(
        error.message.contains("v6 is the default version"),
        "{}",
        error.message
    );
}
