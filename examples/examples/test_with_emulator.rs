//! Tests with the emulator: the same client as on the real cloud, over HTTP, with faults. In your crate
//! the functions are tests with `#[tokio::test]`.
#![allow(clippy::print_stdout, reason = "an example prints its result")]

use rolewright::emulator::{Emulator, Fault, FaultRule, Seed};
use rolewright::{Cloud, Result};

/// Starts an emulator with a bucket and a fault in the first call of an operation.
async fn start(action: &str, fault: Fault) -> Result<(Emulator, Cloud)> {
    let mut seed = Seed::default();
    seed.buckets.insert("my-images".into(), Default::default());
    let emulator = Emulator::builder().seed(seed).start().await?;
    emulator.set_faults(vec![FaultRule {
        action: Some(action.into()),
        calls: vec![1],
        fault,
        ..FaultRule::default()
    }])?;
    let cloud = Cloud::of_emulator(&emulator)?;
    Ok((emulator, cloud))
}

// #[tokio::test]
async fn a_throttled_call_is_retried() -> Result<()> {
    let throttle = Fault::Throttle {
        retry_after_milliseconds: Some(1),
    };
    let (_emulator, cloud) = start("CreateRole", throttle).await?;
    let report = rolewright::setup(["my-images"]).on(&cloud).apply().await?;
    assert!(report.has_passed());
    assert_eq!(report.waits.len(), 1);
    Ok(())
}

// #[tokio::test]
async fn a_lost_reply_is_resolved_by_reading_back() -> Result<()> {
    let (emulator, cloud) = start("CreatePolicy", Fault::LoseAnswer).await?;
    let report = rolewright::setup(["my-images"]).on(&cloud).apply().await?;
    assert!(report.has_passed());
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
