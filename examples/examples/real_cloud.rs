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
async fn set_up(chain: CredentialChain, endpoints: Endpoints, account: &str) -> Result<()> {
    let provider = AlibabaProvider::builder()
        .credentials_from(chain.clone())
        .endpoints(endpoints)
        .build()?;
    println!("caller: {}", provider.get_caller_identity().await?.arn);

    let cloud = Cloud::of_alibaba(provider, Some(chain));
    // Credentials of another account are refused before anything is written.
    let mut setup = rolewright::setup(["my-images"]).account(AccountId::new(account)?);
    if let Some(buckets) = cloud.buckets {
        setup = setup.buckets(buckets);
    }
    let report = setup.apply(&*cloud.provider).await?;
    for requirement in &report.requirements {
        println!("{:?}: {}", requirement.status, requirement.text);
    }
    assert!(report.is_ok() && report.has_passed());
    Ok(())
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let mut seed = Seed::default();
    seed.buckets.insert("my-images".into(), Default::default());
    let emulator = Emulator::builder().access_key("testid", "testsecret");
    let emulator = emulator.seed(seed).start().await?;

    // For Alibaba Cloud: `CredentialChain::new()` and `Endpoints::default()`.
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
    set_up(chain, endpoints, "1234567890123456").await?;
    emulator.stop().await;
    Ok(())
}
