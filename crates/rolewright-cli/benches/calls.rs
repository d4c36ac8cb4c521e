//! Many `GetRole` through the provider for the real cloud: `calls COUNT [AT ONCE]`, with the
//! endpoint in `ENDPOINT` and the key where the official clients look for it; prints the seconds.
//!
//! `cargo xtask bench calls` runs it beside the official clients. Without arguments it does nothing.
#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a benchmark takes times and prints its figures"
)]

use std::error::Error;
use std::sync::Arc;
use std::time::Instant;

use rolewright::operation::GetRole;
use rolewright::{AlibabaProvider, RamProviderExt};

const ROLE: &str = "AliyunContainerRegistryCustomizedOSSBucketRole";

type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Outcome<()> {
    let numbers = std::env::args().skip(1).map_while(|text| text.parse().ok());
    let numbers: Vec<usize> = numbers.collect();
    let Some(count) = numbers.first().copied() else {
        return Ok(());
    };
    let at_once = numbers.get(1).copied().unwrap_or(1);
    let provider = AlibabaProvider::builder()
        .credentials_from_environment()?
        .endpoint(format!("http://{}", std::env::var("ENDPOINT")?))
        .build()?;
    let provider = Arc::new(provider);
    call(&provider).await?;
    let begun = Instant::now();
    let work = (0..at_once).map(|number| {
        let provider = Arc::clone(&provider);
        tokio::spawn(async move {
            for _ in (number..count).step_by(at_once) {
                call(&provider).await?;
            }
            Ok::<_, Box<dyn Error + Send + Sync>>(())
        })
    });
    for one in work.collect::<Vec<_>>() {
        one.await??;
    }
    println!("{}", begun.elapsed().as_secs_f64());
    Ok(())
}

async fn call(provider: &AlibabaProvider) -> Outcome<()> {
    let role_name = ROLE.to_owned();
    let role = provider
        .send(GetRole {
            role_name,
            ..Default::default()
        })
        .await?
        .role;
    if role.role_name == ROLE {
        Ok(())
    } else {
        Err("another role".into())
    }
}
