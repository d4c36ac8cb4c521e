//! A Container Registry instance with a custom bucket: without a role, with the reference policy of
//! March 2026, and after rolewright.
#![allow(clippy::print_stdout, reason = "an example prints its result")]

use rolewright::emulator::{Emulator, Seed};
use rolewright::mock::InstanceState;
use rolewright::recipe::container_registry::Revision;
use rolewright::{BucketName, Cloud};

/// Prints and returns the state of the instance.
fn show(emulator: &Emulator, when: &str) -> rolewright::Result<InstanceState> {
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
    let emulator = Emulator::builder().seed(seed).start().await?;
    let cloud = Cloud::of_emulator(&emulator)?;

    emulator.create_instance("cn-hangzhou", "images", &bucket)?;
    let instance = show(&emulator, "no role")?;
    assert_eq!(instance.status, "PENDING");

    let setup = || rolewright::setup(["my-images"]);
    let old = setup().revision(Revision::March2026);
    assert!(!old.on(&cloud).apply().await?.has_passed());
    assert_eq!(show(&emulator, "revision 2026-03")?.status, "PENDING");
    let report = setup().on(&cloud).verify().await?;
    for cause in &report.causes {
        println!("  {}: {}", cause.id, cause.text);
    }
    assert!(!report.has_passed());

    let report = setup().on(&cloud).apply().await?;
    assert!(report.is_ok());
    assert_eq!(show(&emulator, "rolewright apply")?.status, "RUNNING");
    let key = emulator.push_layer(&instance.id, b"an image layer")?;
    println!("pushed an image layer to {bucket}/{key}");
    emulator.stop().await;
    Ok(())
}
