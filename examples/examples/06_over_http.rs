//! The provider for Alibaba Cloud over HTTP, against the emulator on this machine.
#![allow(
    clippy::print_stdout,
    reason = "an example shows what it does by printing"
)]

use rolewright::emulator::Emulator;
use rolewright::{AlibabaProvider, StaticCredentials};

#[tokio::main(flavor = "current_thread")]
async fn main() -> rolewright::Result<()> {
    // The only access key that this emulator accepts.
    let (id, secret) = ("testid", "testsecret");
    let emulator = Emulator::builder().access_key(id, secret).start().await?;
    let provider = AlibabaProvider::builder()
        .credentials(StaticCredentials::new(id, secret))
        .endpoint(emulator.endpoint())
        .build()?;

    let report = rolewright::setup(["my-images"]).apply(&provider).await?;
    println!("apply: {:?} after {} calls", report.outcome, report.calls);
    let report = rolewright::setup(["my-images"]).verify(&provider).await?;
    println!("verify: {:?} after {} calls", report.outcome, report.calls);
    assert!(report.has_passed());

    for role in emulator.account()?.roles.keys() {
        println!("role in the emulator's account: {role}");
    }
    emulator.stop().await;
    Ok(())
}
