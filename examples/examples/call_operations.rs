//! Calls RAM's operations: typed, page by page, and by name.
#![allow(clippy::print_stdout, reason = "an example prints its result")]

use rolewright::operation::{CreateRole, ListRoles};
use rolewright::{
    Access, Call, ErrorKind, MemoryProvider, RamProvider, RamProviderExt, Result, Service,
};

const TRUST: &str = r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"Service":["fc.aliyuncs.com"]}}]}"#;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let provider = MemoryProvider::new();
    for number in 0..25 {
        let role = CreateRole {
            role_name: format!("reader-{number:02}"),
            assume_role_policy_document: TRUST.into(),
            ..CreateRole::default()
        };
        provider.send(role).await?;
    }

    // Pages of 10 are requested as needed.
    let list = ListRoles {
        max_items: Some(10),
        ..ListRoles::default()
    };
    let roles = provider.pages(list).collect().await?;
    assert_eq!(roles.len(), 25);

    // Match on the kind of an error; the code is the service's.
    match provider.get_role("gone").await {
        Err(error) if error.kind() == ErrorKind::NotFound => println!("{:?}", error.code()),
        other => println!("{other:?}"),
    }

    // An operation by name, with the service's parameters.
    let call = Call::new(Service::RAM, "ListUsers", Access::Read).with_param("MaxItems", "10");
    let reply = provider.execute(call).await?;
    println!("{}", String::from_utf8_lossy(reply.body()));
    assert!(reply.request_id().is_some());
    Ok(())
}
