//! A provider that wraps another one, registered by name: it prints every write and rejects deletions.
#![allow(clippy::print_stdout, reason = "an example prints its result")]

use async_trait::async_trait;
use rolewright::operation::DeleteRole;
use rolewright::{
    Call, Error, ErrorKind, MemoryProvider, ProviderInfo, ProviderOptions, ProviderRegistry,
    RamProvider, RamProviderExt, Reply, Result,
};

/// Wraps any provider.
#[derive(Debug)]
struct Careful<P>(P);

#[async_trait]
impl<P: RamProvider> RamProvider for Careful<P> {
    fn info(&self) -> ProviderInfo {
        let mut info = self.0.info();
        info.name = "careful".into();
        info
    }

    async fn execute(&self, call: Call) -> Result<Reply> {
        if call.action.starts_with("Delete") {
            return Err(Error::new(ErrorKind::Refused, "deletions are not allowed"));
        }
        if !call.is_read() {
            println!("{} {}", call.action, call.subject().unwrap_or_default());
        }
        self.0.execute(call).await
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let mut registry = ProviderRegistry::built_in();
    registry.register("careful", |_: &ProviderOptions| {
        Ok(Careful(MemoryProvider::new()).into())
    });

    let cloud = registry
        .open("careful", &ProviderOptions::default())
        .await?;
    let provider = cloud.provider;
    let report = rolewright::setup(["my-images"]).apply(&provider).await?;
    assert!(report.is_ok());

    let role_name = "AliyunContainerRegistryCustomizedOSSBucketRole".into();
    let refused = provider
        .send(DeleteRole {
            role_name,
            ..Default::default()
        })
        .await
        .err();
    assert_eq!(refused.map(|error| error.kind()), Some(ErrorKind::Refused));
    Ok(())
}
