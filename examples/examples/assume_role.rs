//! Works in another account with a role there: its id is checked before anything is written.
#![allow(clippy::print_stdout, reason = "an example prints its result")]

use rolewright::emulator::Emulator;
use rolewright::{
    AccountId, AlibabaProvider, AssumeRoleCredentials, ErrorKind, RamProviderExt, StaticCredentials,
};

/// A user with full access, since an account itself can't assume roles.
const SEED: &str = r#"{
  "calls": [
    {"action": "CreateUser", "params": {"UserName": "ops"}},
    {"action": "AttachPolicyToUser", "params": {
      "UserName": "ops", "PolicyType": "System", "PolicyName": "AdministratorAccess"}}
  ],
  "keys": [{"id": "ops-key", "secret": "ops-secret", "user": "ops"}]
}"#;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let emulator = Emulator::builder().accounts(2).enforce(true);
    let emulator = emulator.seed(serde_json::from_str(SEED)?).start().await?;
    let member = emulator.account_ids().pop().unwrap_or_default();

    let role = format!("acs:ram::{member}:role/ResourceDirectoryAccountAccessRole");
    let session = AssumeRoleCredentials::new(StaticCredentials::new("ops-key", "ops-secret"), role)
        .with_session_name("images-setup")
        .with_sts_endpoint(emulator.endpoint());
    let provider = AlibabaProvider::builder()
        .credentials_from(session)
        .endpoint(emulator.endpoint())
        .build()?;
    println!("caller: {}", provider.get_caller_identity().await?.arn);

    let setup = || rolewright::setup(["my-images"]);
    let wrong = AccountId::new("1000000000000000")?;
    let refused = setup().account(wrong).apply(&provider).await.err();
    assert!(refused.is_some_and(|error| error.kind() == ErrorKind::CredentialInvalid));

    let account = AccountId::new(&member)?;
    let report = setup().account(account).apply(&provider).await?;
    println!("{:?} in account {}", report.outcome, report.account);
    assert!(report.is_ok() && report.account == member);
    emulator.stop().await;
    Ok(())
}
