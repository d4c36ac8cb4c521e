//! The least-privilege policy of the user who runs rolewright: to verify, and to apply.
#![allow(clippy::print_stdout, reason = "an example prints its result")]

use rolewright::evaluate::{PolicySet, Request, Verdict};
use rolewright::recipe::container_registry::custom_bucket;
use rolewright::setup::{Rights, operator_policy};
use rolewright::{AccountId, BucketName, Result};

fn main() -> Result<()> {
    let recipe = custom_bucket([BucketName::new("my-images")?])?;
    let account = AccountId::new("1234567890123456")?;
    let read = operator_policy(&recipe, Some(&account), Rights::Read)?;
    let write = operator_policy(&recipe, Some(&account), Rights::Write)?;
    println!("{}", read.to_pretty());
    println!("{} bytes to verify, {} to apply", read.size(), write.size());

    let role = "acs:ram:*:1234567890123456:role/AliyunContainerRegistryCustomizedOSSBucketRole";
    let delete = Request::new("ram:DeleteRole", role);
    let decide = |document| {
        PolicySet::new()
            .identity("operator", document)
            .decide(&delete)
    };
    assert_eq!(decide(&read).verdict, Verdict::ImplicitDeny);
    assert_eq!(decide(&write).verdict, Verdict::Allow);
    Ok(())
}
