//! Alibaba Cloud, with credentials from the environment, a profile or an instance role. This program
//! uses the emulator in place of the cloud.
#![allow(
    clippy::print_stdout,
    reason = "an example shows what it does by printing"
)]

use std::ffi::OsString;

use rolewright::emulator::{Emulator, Seed};
use rolewright::{
    AccountId, AlibabaProvider, Cloud, CredentialChain, Endpoints, RamProviderExt, Result,
};

/// Sets up the role in the account of the credentials, and checks the bucket too.
async fn set_up(cloud: &Cloud, account: &str) -> Result<()> {
    println!(
        "caller: {}",
        cloud.provider.get_caller_identity().await?.arn
    );
    // Credentials of another account are refused before anything is written.
    let setup = rolewright::setup(["my-images"]).account(AccountId::new(account)?);
    let report = setup.on(cloud).apply().await?.into_result()?;
    for requirement in &report.requirements {
        println!("{:?}: {}", requirement.status, requirement.text);
    }
    assert!(report.has_passed());
    Ok(())
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let mut seed = Seed::default();
    seed.buckets.insert("my-images".into(), Default::default());
    let emulator = Emulator::builder().access_key("testid", "testsecret");
    let emulator = emulator.seed(seed).start().await?;

    // For Alibaba Cloud all of this is `Cloud::from_environment()`.
    let chain = CredentialChain::from_variables(
        |name| match name {
            "ALIBABA_CLOUD_ACCESS_KEY_ID" => Some(OsString::from("testid")),
            "ALIBABA_CLOUD_ACCESS_KEY_SECRET" => Some(OsString::from("testsecret")),
            _ => None,
        },
        None,
    );
    let endpoints = Endpoints {
        ram: Some(emulator.endpoint()),
        oss: Some(emulator.endpoint()),
        ..Endpoints::default()
    };
    let provider = AlibabaProvider::builder()
        .credentials_from(chain.clone())
        .endpoints(endpoints)
        .build()?;
    set_up(
        &Cloud::of_alibaba(provider, Some(chain)),
        "1234567890123456",
    )
    .await?;
    emulator.stop().await;
    Ok(())
}
