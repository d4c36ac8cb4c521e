//! What Container Registry makes of a bucket: nothing set up, the page of March 2026 followed to
//! the letter, and rolewright.
#![allow(
    clippy::print_stdout,
    reason = "an example shows what it does by printing"
)]

use rolewright::emulator::{Emulator, Seed};
use rolewright::mock::InstanceState;
use rolewright::recipe::container_registry::Revision;
use rolewright::{AlibabaProvider, BucketName, StaticCredentials};

/// Says how the one instance is.
fn look(emulator: &Emulator, when: &str) -> rolewright::Result<InstanceState> {
    let instance = emulator.instances()?.into_values().flatten().next();
    let instance = instance.unwrap_or_default();
    println!("{when}: the instance is {}", instance.status);
    if let Some(refused) = instance.refused.first() {
        println!("  {}: {}", refused.code, refused.message);
    }
    Ok(instance)
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> rolewright::Result<()> {
    let bucket = BucketName::new("my-images")?;
    let mut seed = Seed::default();
    seed.buckets.insert(bucket.to_string(), Default::default());
    let emulator = Emulator::builder()
        .access_key("testid", "testsecret")
        .seed(seed);
    let emulator = emulator.start().await?;
    let provider = AlibabaProvider::builder()
        .credentials(StaticCredentials::new("testid", "testsecret"))
        .endpoint(emulator.endpoint())
        .build()?;

    emulator.create_instance("cn-hangzhou", "images", &bucket)?;
    let instance = look(&emulator, "nothing set up")?;
    assert_eq!(instance.status, "PENDING");

    let setup = || rolewright::setup(["my-images"]);
    setup()
        .revision(Revision::March2026)
        .apply(&provider)
        .await?;
    assert_eq!(look(&emulator, "the page to the letter")?.status, "PENDING");
    let report = setup().verify(&provider).await?;
    for cause in &report.causes {
        println!("  {}: {}", cause.id, cause.text);
    }
    assert!(!report.has_passed());

    setup().apply(&provider).await?;
    assert_eq!(look(&emulator, "rolewright apply")?.status, "RUNNING");
    let key = emulator.push_layer(&instance.id, b"an image layer")?;
    println!("an image layer lies in {bucket}/{key}");
    emulator.stop().await;
    Ok(())
}
