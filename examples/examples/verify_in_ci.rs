//! A check for CI: verifies within a deadline, prints the causes, and returns an exit code.
#![allow(
    clippy::print_stdout,
    reason = "an example shows what it does by printing"
)]

use std::process::ExitCode;
use std::time::Duration;

use rolewright::{MemoryProvider, RamProvider};

/// Returns 0 if the account is verified, 2 if it isn't, and 1 if that is unknown.
async fn check(provider: &dyn RamProvider) -> u8 {
    let verification = rolewright::setup(["my-images"]).verify(provider);
    // A verification only reads, so it can be dropped at any time.
    let report = match tokio::time::timeout(Duration::from_secs(60), verification).await {
        Ok(Ok(report)) => report,
        Ok(Err(error)) => {
            println!("error: {error}");
            return 1;
        }
        Err(_elapsed) => {
            println!("error: not verified within 60 seconds");
            return 1;
        }
    };
    for requirement in &report.requirements {
        println!("{:?}: {}", requirement.status, requirement.text);
    }
    // The first cause is the one to fix first.
    for cause in &report.causes {
        println!("cause: {}", cause.text);
        if let Some(remedy) = &cause.remedy {
            println!("  {remedy}");
        }
    }
    if report.is_ok() { 0 } else { 2 }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> rolewright::Result<ExitCode> {
    let provider = MemoryProvider::new();
    assert_eq!(check(&provider).await, 2);

    rolewright::setup(["my-images"]).apply(&provider).await?;
    let code = check(&provider).await;
    assert_eq!(code, 0);
    Ok(ExitCode::from(code))
}
