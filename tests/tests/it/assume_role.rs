//! Roles of other accounts, assumed with the credentials of the emulator's management account.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use rolewright::emulator::{Emulator, Seed};
use rolewright::mock::WallClock;
use rolewright::operation::{AssumeRole, ListUsers};
use rolewright::{
    AlibabaProvider, Endpoints, ErrorKind, RamProviderExt, RoleToAssume, StaticCredentials,
};
use serde_json::json;

const ROLE: &str = "acs:ram::2000000000000001:role/resourcedirectoryaccountaccessrole";

fn seed() -> Seed {
    let seed = json!({
        "calls": [{ "action": "CreateUser", "params": { "UserName": "alice" } }],
        "keys": [{ "id": "alice-key", "secret": "secret", "user": "alice" }],
    });
    serde_json::from_value(seed).unwrap()
}

/// Two accounts, and a user of the first one.
async fn two_accounts() -> Emulator {
    let builder = Emulator::builder().seed(seed()).accounts(2);
    builder.start().await.unwrap()
}

fn alice() -> StaticCredentials {
    StaticCredentials::new("alice-key", "secret")
}

fn role() -> RoleToAssume {
    RoleToAssume {
        role_arn: ROLE.into(),
        session_name: Some("fleet".into()),
        duration: Some(Duration::from_secs(900)),
        ..RoleToAssume::default()
    }
}

/// The provider of alice, or of the role that she assumes.
fn provider(emulator: &Emulator, role: Option<&RoleToAssume>) -> AlibabaProvider {
    let endpoints = Endpoints {
        ram: Some(emulator.endpoint()),
        ..Endpoints::default()
    };
    let builder = AlibabaProvider::builder();
    let builder = match role {
        Some(role) => builder.credentials_from(role.credentials(alice(), &endpoints).unwrap()),
        None => builder.credentials(alice()),
    };
    builder.endpoints(endpoints).build().unwrap()
}

#[tokio::test]
async fn a_role_of_another_account_is_assumed_before_the_first_call() {
    let emulator = two_accounts().await;
    let provider = provider(&emulator, Some(&role()));
    let who = provider.get_caller_identity().await.unwrap();
    assert_eq!(
        who.arn,
        "acs:ram::2000000000000001:assumed-role/ResourceDirectoryAccountAccessRole/fleet"
    );
    provider.send(ListUsers::default()).await.unwrap();
}

#[tokio::test]
async fn a_session_policy_and_a_wrong_role_are_passed_on() {
    let emulator = two_accounts().await;
    let unknown = RoleToAssume {
        role_arn: "acs:ram::2000000000000001:role/gone".into(),
        ..role()
    };
    let refused = provider(&emulator, Some(&unknown))
        .get_caller_identity()
        .await;
    let error = refused.unwrap_err();
    // Not that what the call looks for does not exist.
    assert_eq!(error.kind(), ErrorKind::CredentialInvalid);
    assert!(error.message().contains("EntityNotExist.Role"), "{error}");
    let policy = r#"{"Version":"1","Statement":[{"Effect":"Deny","Action":"*","Resource":"*"}]}"#;
    let narrow = RoleToAssume {
        session_policy: Some(policy.into()),
        ..role()
    };
    provider(&emulator, Some(&narrow))
        .get_caller_identity()
        .await
        .unwrap();
    let odd = RoleToAssume {
        role_arn: "operator".into(),
        ..role()
    };
    let error = odd.credentials(alice(), &Endpoints::default()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
}

#[tokio::test]
async fn the_credentials_of_a_response_are_accepted_as_they_are() {
    let emulator = two_accounts().await;
    let session = provider(&emulator, None)
        .send(AssumeRole {
            role_arn: ROLE.into(),
            role_session_name: "direct".into(),
            ..AssumeRole::default()
        })
        .await
        .unwrap();
    let provider = AlibabaProvider::builder()
        .credentials(session.credentials)
        .endpoint(emulator.endpoint())
        .build()
        .unwrap();
    let who = provider.get_caller_identity().await.unwrap();
    assert_eq!(who.account_id, "2000000000000001");
}

#[tokio::test]
async fn a_session_is_renewed_before_it_expires() {
    let opened = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&opened);
    // Sessions of this emulator end two minutes from now, and are renewed three minutes before.
    let slow = Timestamp::now() - SignedDuration::from_secs(780);
    let builder = Emulator::builder().seed(seed()).accounts(2);
    let builder = builder
        .clock(WallClock::fixed(slow))
        .on_request(move |entry| {
            count.fetch_add(usize::from(entry.action == "AssumeRole"), Ordering::Relaxed);
        });
    let emulator = builder.start().await.unwrap();
    let provider = provider(&emulator, Some(&role()));
    for sessions in 1..=3 {
        provider.get_caller_identity().await.unwrap();
        assert_eq!(opened.load(Ordering::Relaxed), sessions);
    }
}
