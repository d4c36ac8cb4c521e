//! Tests with a simulated account: RAM's rules, error codes and limits, without HTTP. In your crate the
//! functions are tests with `#[tokio::test]`.
#![allow(clippy::print_stdout, reason = "an example prints its result")]

use rolewright::operation::{CreatePolicy, CreatePolicyVersion, CreateUser};
use rolewright::{MemoryProvider, RamProvider, RamProviderExt, Result};

/// The code under test: makes sure that a user exists.
async fn ensure_user(provider: &dyn RamProvider, user_name: &str) -> Result<bool> {
    let user = CreateUser {
        user_name: user_name.into(),
        ..CreateUser::default()
    };
    match provider.send(user).await {
        Ok(_) => Ok(true),
        Err(error) if error.is_already_exists() => Ok(false),
        Err(error) => Err(error),
    }
}

// #[tokio::test]
async fn a_user_is_created_once() -> Result<()> {
    let provider = MemoryProvider::new();
    assert!(ensure_user(&provider, "alice").await?);
    assert!(!ensure_user(&provider, "alice").await?);
    // The account is plain data, for assertions.
    assert_eq!(provider.account().users.len(), 1);
    Ok(())
}

// #[tokio::test]
async fn a_policy_has_five_versions() -> Result<()> {
    let provider = MemoryProvider::new();
    let document =
        r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"oss:Get*","Resource":"*"}]}"#;
    let policy = CreatePolicy {
        policy_name: "images".into(),
        policy_document: document.into(),
        ..CreatePolicy::default()
    };
    provider.send(policy).await?;
    let version = CreatePolicyVersion {
        policy_name: "images".into(),
        policy_document: document.into(),
        ..CreatePolicyVersion::default()
    };
    for _ in 2..=5 {
        provider.send(version.clone()).await?;
    }
    let code = provider.send(version).await.err();
    let code = code.as_ref().and_then(rolewright::Error::code);
    assert_eq!(code, Some("LimitExceeded.Policy.Version"));
    Ok(())
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    a_user_is_created_once().await?;
    a_policy_has_five_versions().await?;
    println!("2 tests passed");
    Ok(())
}
