//! Alibaba Cloud, with credentials from the environment, a profile or an instance role. This program
//! uses the emulator in place of the cloud.
#![allow(clippy::print_stdout, reason = "an example prints its result")]

use std::collections::HashMap;
use std::ffi::OsString;

use rolewright::emulator::{Emulator, Seed};
use rolewright::{AccountId, AlibabaProvider, Cloud, CredentialChain, RamProviderExt, Result};

/// Sets up the role in the account of the credentials, and checks the bucket too.
async fn set_up(cloud: &Cloud, account: &str) -> Result<()> {
    let caller = cloud.provider.get_caller_identity().await?;
    println!("caller: {}", caller.arn);
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
    let emulator = Emulator::builder().seed(seed).start().await?;

    // For Alibaba Cloud all of this is `Cloud::from_environment()`.
    let variables: HashMap<_, _> = emulator.environment().into_iter().collect();
    let variable = move |name: &str| variables.get(name).map(OsString::from);
    let chain = CredentialChain::from_variables(variable, None);
    let provider = AlibabaProvider::builder()
        .credentials_from(chain.clone())
        .endpoint(emulator.endpoint())
        .oss_endpoint(emulator.endpoint())
        .build()?;
    let cloud = Cloud::of_alibaba(provider, Some(chain));
    set_up(&cloud, "1234567890123456").await?;
    emulator.stop().await;
    Ok(())
}
