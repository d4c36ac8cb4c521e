//! Learns the smallest policy for a program from its requests to the emulator.
#![allow(clippy::print_stdout, reason = "an example prints its result")]

use std::sync::{Arc, Mutex, PoisonError};

use rolewright::emulator::{Emulator, Enforcement};
use rolewright::learn::{self, LoggedRequest};
use rolewright::{AlibabaProvider, StaticCredentials};

const SEED: &str = r#"{
  "calls": [{"action": "CreateUser", "params": {"UserName": "deployer"}}],
  "keys": [{"id": "deployer-key", "secret": "deployer-secret", "user": "deployer"}]
}"#;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let requests: Arc<Mutex<Vec<LoggedRequest>>> = Arc::default();
    let log = Arc::clone(&requests);
    // Soft: denials are recorded, and the call succeeds nevertheless.
    let emulator = Emulator::builder()
        .enforce(Enforcement::Soft)
        .seed(serde_json::from_str(SEED)?)
        .on_request(move |entry| {
            let mut log = log.lock().unwrap_or_else(PoisonError::into_inner);
            log.push(entry.logged());
        });
    let emulator = emulator.start().await?;

    // The program: here a set-up, in yours anything in any language.
    let provider = AlibabaProvider::builder()
        .credentials(StaticCredentials::new("deployer-key", "deployer-secret"))
        .endpoint(emulator.endpoint())
        .build()?;
    let report = rolewright::setup(["my-images"]).apply(&provider).await?;
    assert!(report.is_ok());
    emulator.stop().await;

    let requests = requests.lock().unwrap_or_else(PoisonError::into_inner);
    let policy = learn::policy(&requests, None)?;
    println!("{}", policy.to_pretty());
    let grants = |action: &str| policy.statements().iter().any(|one| one.has_action(action));
    assert!(grants("ram:CreateRole") && !grants("ram:DeleteRole"));
    Ok(())
}
