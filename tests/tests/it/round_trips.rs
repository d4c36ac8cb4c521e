//! Number of calls and rounds of a run, counted with the recording wrapper.

use std::sync::Mutex;

use rolewright::operation::{AttachPolicyToRole, PolicyType};
use rolewright::recipe::container_registry::ROLE;
use rolewright::setup::Report;
use rolewright::setup::driver::Event;
use rolewright::wrapper::RecordingProvider;
use rolewright::{MemoryProvider, RamProviderExt, Result, SetupBuilder};

/// The calls of each round, in order.
type Rounds = Vec<Vec<String>>;

async fn counted<F>(
    provider: &RecordingProvider<MemoryProvider>,
    bucket: &str,
    run: F,
) -> (Report, Rounds)
where
    F: AsyncFnOnce(SetupBuilder<'_>) -> Result<Report>,
{
    let rounds = Mutex::new(Rounds::new());
    let note = |event: Event| {
        let actions = match event {
            Event::Reading(queries) => queries.iter().map(|one| one.action().into()).collect(),
            Event::Writing(calls) => calls.iter().map(|call| call.action.to_string()).collect(),
            _ => return,
        };
        rounds.lock().unwrap().push(actions);
    };
    let report = run(rolewright::setup([bucket]).on_event(note))
        .await
        .unwrap();
    let rounds = rounds.into_inner().unwrap();
    let recorded: Vec<_> = provider
        .take()
        .into_iter()
        .map(|one| one.call.action.to_string())
        .collect();
    assert_eq!(
        recorded,
        rounds.concat(),
        "the wrapper recorded exactly the calls of the rounds"
    );
    assert_eq!(
        (report.calls, report.rounds),
        (recorded.len(), rounds.len())
    );
    (report, rounds)
}

#[tokio::test]
async fn a_first_set_up_takes_7_calls_in_3_rounds_and_one_round_to_verify() {
    let provider = RecordingProvider::new(MemoryProvider::new());
    let (report, rounds) = counted(&provider, "my-images", async |setup| {
        setup.apply(&provider).await
    })
    .await;
    assert!(report.is_changed() && report.has_passed());
    assert_eq!(
        rounds,
        [
            vec![
                "GetCallerIdentity",
                "GetRole",
                "GetPolicy",
                "ListPoliciesForRole"
            ],
            vec!["CreateRole", "CreatePolicy"],
            vec!["AttachPolicyToRole"],
            vec!["GetRole", "GetPolicy", "ListPoliciesForRole"],
        ]
    );
}

#[tokio::test]
async fn a_correct_account_takes_4_calls_in_1_round() {
    let provider = RecordingProvider::new(MemoryProvider::new());
    let _ = rolewright::setup(["my-images"])
        .apply(&provider)
        .await
        .unwrap();
    provider.take();
    let (_, apply) = counted(&provider, "my-images", async |setup| {
        setup.apply(&provider).await
    })
    .await;
    let (_, plan) = counted(&provider, "my-images", async |setup| {
        setup.plan(&provider).await
    })
    .await;
    let (_, verify) = counted(&provider, "my-images", async |setup| {
        setup.verify(&provider).await
    })
    .await;
    for rounds in [apply, plan, verify] {
        assert_eq!(
            rounds,
            [[
                "GetCallerIdentity",
                "GetRole",
                "GetPolicy",
                "ListPoliciesForRole"
            ]]
        );
    }
}

#[tokio::test]
async fn another_bucket_takes_a_round_for_versions_and_tags_a_write_and_the_verification() {
    let provider = RecordingProvider::new(MemoryProvider::new());
    let _ = rolewright::setup(["one-bucket"])
        .apply(&provider)
        .await
        .unwrap();
    provider.take();
    let (_, rounds) = counted(&provider, "two-bucket", async |setup| {
        setup.apply(&provider).await
    })
    .await;
    let sizes: Vec<_> = rounds.iter().map(Vec::len).collect();
    assert_eq!(sizes, [4, 3, 1, 3], "{rounds:?}");
}

#[tokio::test]
async fn each_additional_attached_policy_takes_one_call_and_all_of_them_one_round() {
    let provider = RecordingProvider::new(MemoryProvider::new());
    let _ = rolewright::setup(["my-images"])
        .apply(&provider)
        .await
        .unwrap();
    for policy_name in ["AliyunOSSReadOnlyAccess", "AliyunRAMReadOnlyAccess"] {
        let (policy_type, role_name) = (PolicyType::System, ROLE.to_owned());
        let attach = AttachPolicyToRole {
            policy_type,
            policy_name: policy_name.into(),
            role_name,
            ..Default::default()
        };
        provider.send(attach).await.unwrap();
    }
    provider.take();
    let (_, rounds) = counted(&provider, "my-images", async |setup| {
        setup.verify(&provider).await
    })
    .await;
    assert_eq!(
        rounds.iter().map(Vec::len).collect::<Vec<_>>(),
        [4, 2],
        "{rounds:?}"
    );
}
