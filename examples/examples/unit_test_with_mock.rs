//! Unit tests with the mock of the provider trait. In your crate the functions with
//! `#[tokio::test]` are in a test module, and the feature `testing` is enabled for tests only.
#![allow(clippy::print_stdout, reason = "an example prints its result")]

use rolewright::operation::{GetRole, GetRoleOutput, Role};
use rolewright::testing::MockRamProvider;
use rolewright::{Error, ErrorKind, RamProvider, RamProviderExt, Result};

/// The code under test: returns a role's ARN, or `None` if the role does not exist.
async fn find_arn(provider: &dyn RamProvider, role: &str) -> Result<Option<String>> {
    match provider.get_role(role).await {
        Ok(role) => Ok(Some(role.arn)),
        Err(error) if error.is_not_found() => Ok(None),
        Err(error) => Err(error),
    }
}

// #[tokio::test]
async fn the_arn_of_a_role_is_found() {
    let mut provider = MockRamProvider::new();
    provider.expect_operation(|GetRole { role_name, .. }| {
        let arn = format!("acs:ram::1234567890123456:role/{role_name}");
        let role = Role {
            role_name,
            arn,
            ..Role::default()
        };
        Ok(GetRoleOutput {
            role,
            ..Default::default()
        })
    });
    let arn = find_arn(&provider, "demo").await;
    assert!(matches!(arn, Ok(Some(arn)) if arn.ends_with(":role/demo")));
}

// #[tokio::test]
async fn a_missing_role_is_not_an_error() {
    let mut provider = MockRamProvider::new();
    provider.expect_operation(|GetRole { .. }| Err(Error::new(ErrorKind::NotFound, "none")));
    assert!(matches!(find_arn(&provider, "demo").await, Ok(None)));
}

// #[tokio::test]
async fn any_other_error_is_returned() {
    let mut provider = MockRamProvider::new();
    provider.expect_operation(|GetRole { .. }| Err(Error::new(ErrorKind::Throttled, "slow down")));
    assert!(find_arn(&provider, "demo").await.is_err());
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    the_arn_of_a_role_is_found().await;
    a_missing_role_is_not_an_error().await;
    any_other_error_is_returned().await;
    println!("3 tests passed");
}
