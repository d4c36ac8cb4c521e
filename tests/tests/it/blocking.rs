//! The blocking API, used by several threads at once.

use rolewright::blocking::Blocking;
use rolewright::emulator::Emulator;
use rolewright::operation::CreateRole;
use rolewright::{AlibabaProvider, RamProviderExt, StaticCredentials};

#[test]
fn threads_that_share_a_provider_do_not_break_each_others_connections() {
    let server = tokio::runtime::Runtime::new().unwrap();
    let builder = Emulator::builder().access_key("test-key", "test-secret");
    let emulator = server.block_on(builder.start()).unwrap();
    let key = StaticCredentials::new("test-key", "test-secret");
    let builder = AlibabaProvider::builder()
        .credentials(key)
        .endpoint(emulator.endpoint());
    let provider = builder.build().unwrap();
    let blocking = Blocking::new().unwrap();
    std::thread::scope(|scope| {
        for thread in 0..4 {
            let (provider, blocking) = (&provider, &blocking);
            scope.spawn(move || {
                for number in 0..25 {
                    let role_name = format!("role-{thread}-{number}");
                    let assume_role_policy_document = TRUST.to_owned();
                    let create = CreateRole {
                        role_name,
                        assume_role_policy_document,
                        ..CreateRole::default()
                    };
                    blocking.wait(provider.send(create)).unwrap();
                }
            });
        }
    });
    assert_eq!(emulator.account().unwrap().roles.len(), 100);
}

const TRUST: &str = r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"Service":["cr.aliyuncs.com"]}}]}"#;
