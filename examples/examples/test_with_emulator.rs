//! Tests with the emulator: the same client as on the real cloud, over HTTP, with faults. In your crate
//! the functions are tests with `#[tokio::test]`.
#![allow(
    clippy::print_stdout,
    reason = "an example shows what it does by printing"
)]

use rolewright::emulator::{Emulator, Fault, FaultRule, Seed};
use rolewright::{AlibabaProvider, Result, StaticCredentials};

/// Starts an emulator with a bucket, and a provider for it.
async fn start() -> Result<(Emulator, AlibabaProvider)> {
    let seed = Seed {
        buckets: [("my-images".to_owned(), Default::default())].into(),
        ..Seed::default()
    };
    let emulator = Emulator::builder().access_key("testid", "testsecret");
    let emulator = emulator.seed(seed).start().await?;
    let provider = AlibabaProvider::builder()
        .credentials(StaticCredentials::new("testid", "testsecret"))
        .endpoint(emulator.endpoint())
        .build()?;
    Ok((emulator, provider))
}

// #[tokio::test]
async fn a_throttled_call_is_retried() -> Result<()> {
    let (emulator, provider) = start().await?;
    emulator.set_faults(vec![FaultRule {
        action: Some("CreateRole".into()),
        calls: vec![1],
        fault: Fault::Throttle {
            retry_after_milliseconds: Some(1),
        },
        ..FaultRule::default()
    }])?;
    let report = rolewright::setup(["my-images"]).apply(&provider).await?;
    assert!(report.is_ok());
    assert_eq!(report.waits.len(), 1);
    Ok(())
}

// #[tokio::test]
async fn a_lost_reply_is_resolved_by_reading_back() -> Result<()> {
    let (emulator, provider) = start().await?;
    emulator.set_faults(vec![FaultRule {
        action: Some("CreatePolicy".into()),
        calls: vec![1],
        fault: Fault::LoseAnswer,
        ..FaultRule::default()
    }])?;
    let report = rolewright::setup(["my-images"]).apply(&provider).await?;
    assert!(report.is_ok());
    assert_eq!(emulator.account()?.policies.len(), 1);
    Ok(())
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    a_throttled_call_is_retried().await?;
    a_lost_reply_is_resolved_by_reading_back().await?;
    println!("2 tests passed");
    Ok(())
}
