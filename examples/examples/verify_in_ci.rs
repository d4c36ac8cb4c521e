//! A check for CI: verifies within a deadline, prints the causes, and returns an exit code.
#![allow(clippy::print_stdout, reason = "an example prints its result")]

use std::process::ExitCode;
use std::time::Duration;

use rolewright::{ErrorKind, MemoryProvider, RamProvider};

/// Returns 0 if the account is verified, 2 if it isn't, and 1 if that is unknown.
async fn check(provider: &dyn RamProvider) -> u8 {
    let verification = rolewright::setup(["my-images"]).verify(provider);
    // A verification only reads, so it can be dropped at any time.
    let verification = tokio::time::timeout(Duration::from_secs(60), verification);
    let Ok(verified) = verification.await else {
        println!("error: not verified within 60 seconds");
        return 1;
    };
    // The first cause is the one to fix first.
    for cause in verified.iter().flat_map(|report| &report.causes) {
        println!("cause: {}", cause.text);
        if let Some(remedy) = &cause.remedy {
            println!("  {remedy}");
        }
    }
    match verified.and_then(|report| report.into_result()) {
        Ok(report) => {
            println!("verified: {} requirements", report.requirements.len());
            0
        }
        Err(error) => {
            println!("error: {error}");
            let negative = error.kind() == ErrorKind::NotVerified;
            if negative { 2 } else { 1 }
        }
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> rolewright::Result<ExitCode> {
    let provider = MemoryProvider::new();
    assert_eq!(check(&provider).await, 2);

    let applied = rolewright::setup(["my-images"]).apply(&provider).await?;
    assert!(applied.is_ok());
    let code = check(&provider).await;
    assert_eq!(code, 0);
    Ok(ExitCode::from(code))
}
