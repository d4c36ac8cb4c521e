//! The live suite, tested with a simulated account.

use std::sync::Arc;

use async_trait::async_trait;
use rolewright::operation::{CreatePolicy, CreateRole, CreateUser};
use rolewright::{
    AccountId, Call, ErrorKind, MemoryProvider, ProviderInfo, RamProvider, RamProviderExt, Reply,
    Result,
};
use rolewright_conformance::{cases, snapshot};
use rolewright_tests::live::{LiveReport, Prefix, run_live};

const ACCOUNT: &str = "1234567890123456";
const DOCUMENT: &str =
    r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"oss:GetObject","Resource":"*"}]}"#;

/// An account with other objects.
async fn account_in_use() -> MemoryProvider {
    let account = MemoryProvider::new();
    for name in ["demo", "work", "rwlive-not-ours"] {
        let assume_role_policy_document = r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"Service":["ecs.aliyuncs.com"]}}]}"#.into();
        let role_name = name.into();
        let role = CreateRole {
            role_name,
            assume_role_policy_document,
            ..CreateRole::default()
        };
        account.send(role).await.unwrap();
        let (policy_name, policy_document) = (name.into(), DOCUMENT.into());
        let policy = CreatePolicy {
            policy_name,
            policy_document,
            ..CreatePolicy::default()
        };
        account.send(policy).await.unwrap();
        let user = CreateUser {
            user_name: name.into(),
            ..CreateUser::default()
        };
        account.send(user).await.unwrap();
    }
    account
}

async fn live(account: Arc<dyn RamProvider>, part_of_name: &str) -> Result<LiveReport> {
    let prefix: Prefix = "rwlive7".parse().unwrap();
    let mut cases = cases();
    cases.retain(|case| case.name.contains(part_of_name));
    run_live(account, &AccountId::new(ACCOUNT).unwrap(), &prefix, &cases).await
}

#[tokio::test]
async fn a_simulated_account_has_no_differences_and_is_left_unchanged() {
    let account = account_in_use().await;
    let before = snapshot(&account).await.unwrap();
    let report = live(Arc::new(account.clone()), "").await.unwrap();
    before
        .ensure_same(&snapshot(&account).await.unwrap())
        .unwrap();
    let held: Vec<_> = report
        .0
        .iter()
        .filter(|case| case.holds == Some(true))
        .collect();
    assert!(held.len() > 100, "{report}");
    assert!(
        report.0.iter().all(|case| case.holds != Some(false)),
        "{report}"
    );
    for case in held {
        assert_eq!(case.differences, [""; 0], "{}", case.name);
    }
    let kept = serde_json::to_string(&report.0).unwrap();
    for secret in [ACCOUNT, "rwlive7"] {
        assert!(!kept.contains(secret), "{secret}: {kept}");
    }
}

/// Responds like the simulation, except for new roles.
#[derive(Debug)]
struct Other(MemoryProvider);

#[async_trait]
impl RamProvider for Other {
    fn info(&self) -> ProviderInfo {
        self.0.info()
    }

    async fn execute(&self, call: Call) -> Result<Reply> {
        let reply = self.0.execute(call).await?;
        let body = String::from_utf8_lossy(reply.body()).into_owned();
        let body = body.replace("\"for a test\"", "\"of its own\"");
        let body = body.replace("\"Role\":{", "\"Role\":{\"Extra\":1,");
        Ok(Reply::new(body.into_bytes()))
    }
}

#[tokio::test]
async fn differences_are_reported_whether_or_not_a_case_fails() {
    let account = Arc::new(Other(account_in_use().await));
    let report = live(account, "a_new_role_").await.unwrap();
    let text = report.to_string();
    let broken = "failed a_new_role_is_returned_as_requested:\n  expected: Description";
    assert!(text.contains(broken), "{text}");
    let apart = "passed with different responses sessions_of_a_new_role_last_an_hour:\n";
    let apart = format!("{apart}  CreateRole: .Role.Extra is additional");
    assert!(text.contains(&apart), "{text}");
}

#[tokio::test]
async fn another_account_than_the_named_one_is_not_changed() {
    let other = AccountId::new("6543210987654321").unwrap();
    let prefix: Prefix = "rwlive7".parse().unwrap();
    let account = account_in_use().await;
    let before = snapshot(&account).await.unwrap();
    let refused = run_live(Arc::new(account.clone()), &other, &prefix, &cases()).await;
    assert_eq!(refused.unwrap_err().kind(), ErrorKind::Refused);
    before
        .ensure_same(&snapshot(&account).await.unwrap())
        .unwrap();
}

#[test]
fn without_yes_no_account_is_changed() {
    let folder = tempfile::tempdir().unwrap();
    let answers = folder.path().join("answers.jsonl");
    let ended = std::process::Command::new(env!("CARGO_BIN_EXE_live"))
        .args(["--prefix", "rwlive7", "--account", ACCOUNT, "--out"])
        .arg(&answers)
        .output()
        .unwrap();
    assert_eq!(ended.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&ended.stderr).contains("--yes"));
    assert!(!answers.exists());
}

#[test]
fn an_unspecific_prefix_is_rejected() {
    for text in ["", "a", "Admin1", "role-x", "abcdefghijklmnopq"] {
        assert!(text.parse::<Prefix>().is_err(), "{text}");
    }
}
