//! A policy with five versions: if none can be deleted, a run changes nothing; otherwise the report
//! contains the document of the deleted one.

mod disturbed;

use std::time::Duration;

use rolewright::mock::Account;
use rolewright::operation::{DeletePolicyVersion, SetDefaultPolicyVersion};
use rolewright::policy::{PolicyDocument, Statement};
use rolewright::recipe::container_registry::{CustomBucket, POLICY, Revision, custom_bucket};
use rolewright::remedy::RemedyKind;
use rolewright::setup::{Change, Exact, Goal, Options, Outcome};
use rolewright::{AccountId, BucketName, ErrorKind, Operation};

use crate::explore::{assert_granted, describe, ended_well, is_granted, set_up_for};
use crate::runs::{Run, moment};

const BUCKETS: [&str; 5] = ["bucket-v", "bucket-w", "bucket-x", "bucket-y", "bucket-z"];

/// Five versions that each grant another bucket; the first is the default version.
fn first_is_default() -> Account {
    let mut account = set_up_for(&BUCKETS);
    Run::rollback("v1").finished(&mut account);
    account
}

/// Five versions; the last one is the default version and includes the grants of all documents.
fn with_documents(documents: [String; 4]) -> Account {
    let mut account = set_up_for(&BUCKETS);
    let policy = account.policies.get_mut(POLICY).unwrap();
    for (version, document) in policy.versions.values_mut().zip(documents) {
        version.document = document;
    }
    account
}

fn page(page: Revision) -> CustomBucket {
    let recipe = custom_bucket([BucketName::new("bucket-v").unwrap()]).unwrap();
    recipe.revision(page)
}

/// The document of a revision for `bucket-v`, with an additional statement.
fn document(recipe: &CustomBucket, extra: Option<Statement>) -> String {
    use rolewright::recipe::Recipe;
    let account = AccountId::new("1234567890123456").unwrap();
    let document = recipe.desired_state(&account).document();
    let statements = document.statements().iter().cloned().chain(extra);
    PolicyDocument::new(statements).to_compact()
}

fn allowing(action: &str) -> String {
    document(
        &page(Revision::June2026),
        Some(Statement::allow([action]).on(["*"])),
    )
}

fn four(documents: impl Fn(usize) -> String) -> Account {
    with_documents([0, 1, 2, 3].map(documents))
}

fn dated(mut account: Account, date: &str) -> Account {
    let policy = account.policies.get_mut(POLICY).unwrap();
    for version in policy.versions.values_mut() {
        version.created = date.to_owned();
    }
    account
}

fn adding(options: Options) -> impl Fn(Goal) -> Run {
    move |goal| Run::with(goal, &["bucket-a"], options.clone())
}

/// Accounts without a deletable version, and the options of the run.
fn stuck() -> Vec<(&'static str, Account, Options)> {
    let plain = Options::default;
    let denying = |n: usize| {
        let deny = Statement::deny(["oss:PutObject"]).on([format!("acs:oss:*:*:locked-{n}/*")]);
        document(&page(Revision::June2026), Some(deny))
    };
    let conditional = |n: usize| {
        let statement = allowing(&format!("log:Get{n}"));
        statement.replacen(
            "\"Resource\":\"*\"",
            "\"Resource\":\"*\",\"Condition\":{\"Bool\":{\"acs:SecureTransport\":[\"true\"]}}",
            1,
        )
    };
    let exact = Options {
        exact: Exact::ALL,
        ..plain()
    };
    let narrow = Options {
        narrow: true,
        ..plain()
    };
    let tags = Options {
        tags: [("team".to_owned(), "images".to_owned())].into(),
        ..plain()
    };
    let mut no_role = first_is_default();
    no_role.roles.clear();
    let mut one_in_the_future = first_is_default();
    let policy = one_in_the_future.policies.get_mut(POLICY).unwrap();
    policy.versions.get_mut(&5).unwrap().created = "2999-01-01T00:00:00Z".to_owned();
    let mut detached = first_is_default();
    for role in detached.roles.values_mut() {
        role.policies.clear();
    }
    vec![
        ("each grants more buckets", first_is_default(), plain()),
        (
            "each allows all of RAM",
            four(|n| allowing(["ram:*", "ram:Get*", "ram:List*", "*"][n])),
            plain(),
        ),
        ("each denies something", four(denying), plain()),
        ("each has a condition", four(conditional), plain()),
        (
            "each can't be read",
            four(|n| format!("{{\"broken\":{n}")),
            plain(),
        ),
        (
            "each has another action",
            four(|n| allowing(&format!("log:Get{n}"))),
            plain(),
        ),
        (
            "each is an old revision with actions that later ones lack",
            four(|_| document(&page(Revision::A), None)),
            plain(),
        ),
        (
            "dates that can't be read",
            dated(first_is_default(), "yesterday"),
            plain(),
        ),
        ("no dates", dated(first_is_default(), ""), plain()),
        (
            "dates in the future",
            dated(first_is_default(), "2026-01-02T09:00:00Z"),
            plain(),
        ),
        ("one date in the future", one_in_the_future, plain()),
        (
            "just an hour old",
            dated(first_is_default(), "2026-01-02T02:04:05Z"),
            plain(),
        ),
        ("the role is missing", no_role, plain()),
        ("nothing is attached", detached, plain()),
        ("an exact run", first_is_default(), exact),
        ("a narrowing run", first_is_default(), narrow),
        ("tags are missing", first_is_default(), tags),
    ]
}

fn refused(name: &str, run: &Run) -> String {
    let error = run.failed.as_ref();
    let error = error.unwrap_or_else(|| panic!("{name}: {}", describe(run)));
    assert_eq!(error.kind(), ErrorKind::LimitExceeded, "{name}");
    assert!(
        error
            .remedy()
            .is_some_and(|remedy| remedy.kind == RemedyKind::DeleteVersion),
        "{name}"
    );
    error.to_string()
}

#[test]
fn without_a_deletable_version_a_run_waits_changes_nothing_and_lists_all_five() {
    let cases = stuck();
    assert!(cases.len() >= 10);
    for (name, start, options) in cases {
        let add = adding(options);
        let mut account = start.clone();
        let run = add(Goal::Apply).finished(&mut account);
        assert_eq!(account, start, "{name}: {}", describe(&run));
        let text = refused(name, &run);
        let budget = Options::default().retry.budget;
        assert!(
            run.now > Duration::ZERO && run.now <= budget,
            "{name}: {:?}",
            run.now
        );
        for version in 1..=5 {
            assert!(text.contains(&format!("v{version} ")), "{name}: {text}");
        }
        let plan = add(Goal::Plan).finished(&mut account);
        assert_eq!(refused(name, &plan), text, "{name}: a plan says the same");
        assert_eq!(plan.now, Duration::ZERO, "{name}: a plan does not wait");
    }
}

#[test]
fn a_removal_without_a_deletable_version_changes_nothing() {
    let start = first_is_default();
    let mut account = start.clone();
    let run = Run::remove(&["bucket-v"]).finished(&mut account);
    assert_eq!(account, start);
    refused("removal", &run);
}

fn deleted(run: &Run) -> &Change {
    let report = run
        .report
        .as_ref()
        .unwrap_or_else(|| panic!("{}", describe(run)));
    let mut changes = report.changes.iter();
    let deletion = changes.find(|change| change.call.action == DeletePolicyVersion::ACTION);
    deletion.unwrap_or_else(|| panic!("{}", describe(run)))
}

#[test]
fn the_oldest_version_of_more_than_an_hour_is_deleted_and_reported() {
    let mut account = dated(
        four(|n| allowing(&format!("log:Get{n}"))),
        "2026-01-02T02:04:04Z",
    );
    let oldest = account.policies[POLICY].versions[&1].document.clone();
    let plan = Run::with(Goal::Plan, &["bucket-a"], Options::default()).finished(&mut account);
    let apply = Run::apply(&["bucket-a"]).finished(&mut account);
    for run in [plan, apply] {
        let deletion = deleted(&run);
        assert!(
            deletion.summary.contains("version v1 "),
            "{}",
            deletion.summary
        );
        assert!(
            deletion
                .lines
                .iter()
                .any(|line| line.text.contains("log:Get0"))
        );
        assert_eq!(deletion.before.as_ref(), Some(&oldest));
    }
    assert_granted(&account, &["bucket-a", "bucket-z"]);
    let versions = &account.policies[POLICY].versions;
    assert_eq!(
        versions.keys().copied().collect::<Vec<_>>(),
        [2, 3, 4, 5, 6]
    );
}

#[test]
fn a_version_contained_in_the_default_version_is_deleted_before_an_older_one() {
    let mut account = dated(
        four(|n| {
            if n == 2 {
                document(&page(Revision::June2026), None)
            } else {
                allowing(&format!("log:Get{n}"))
            }
        }),
        "2026-01-01T00:00:00Z",
    );
    let run = Run::apply(&["bucket-a"]).finished(&mut account);
    assert!(
        deleted(&run).summary.contains("version v3 "),
        "{}",
        describe(&run)
    );
    assert!(deleted(&run).lines.is_empty(), "nothing is lost");
}

#[test]
fn without_the_services_time_ages_are_relative_to_the_newest_version() {
    let mut account = four(|n| allowing(&format!("log:Get{n}")));
    let policy = account.policies.get_mut(POLICY).unwrap();
    for (number, version) in &mut policy.versions {
        version.created = format!("2026-01-0{number}T00:00:00Z");
    }
    let mut run = Run::apply(&["bucket-a"]);
    while !run.open_calls().is_empty() {
        for (call, answer) in &mut run.round {
            let reply = account.execute(call, &moment());
            *answer = Some(reply.map(|reply| reply.with_date(None)));
        }
        run.hand_over();
    }
    assert!(ended_well(&run), "{}", describe(&run));
    assert!(deleted(&run).summary.contains("version v1 "));
}

#[test]
fn only_the_named_version_is_deleted() {
    let mut account = first_is_default();
    let named = |version: &str| Options {
        delete_version: Some(version.to_owned()),
        ..Options::default()
    };
    for wrong in ["v1", "v9", "v5 "] {
        let before = account.clone();
        let run = Run::with(Goal::Apply, &["bucket-a"], named(wrong)).finished(&mut account);
        assert_eq!(run.failed.unwrap().kind(), ErrorKind::NotFound, "{wrong}");
        assert_eq!(account, before);
    }
    let run = Run::with(Goal::Apply, &["bucket-a"], named("v5")).finished(&mut account);
    assert_eq!(run.outcome(), Outcome::Changed, "{}", describe(&run));
    assert!(
        deleted(&run)
            .lines
            .iter()
            .any(|line| line.text.contains("bucket-z"))
    );
    assert!(is_granted(&account, "bucket-a") && !is_granted(&account, "bucket-z"));
}

#[test]
fn only_a_rollback_sets_an_existing_version_as_the_default() {
    for (name, start, options) in stuck() {
        let add = adding(options);
        for goal in [
            Goal::Apply,
            Goal::Remove,
            Goal::Plan,
            Goal::Drift,
            Goal::VERIFY,
        ] {
            let mut run = add(goal);
            let mut account = start.clone();
            while let Some(&index) = run.open_calls().first() {
                assert_ne!(
                    run.round[index].0.action,
                    SetDefaultPolicyVersion::ACTION,
                    "{name}"
                );
                run.make(index, &mut account, true);
            }
        }
    }
}
