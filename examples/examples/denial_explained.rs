//! Explains a denied call from the body of the response: the layer, and the statement that is missing.
#![allow(clippy::print_stdout, reason = "an example prints its result")]

use rolewright::evaluate::{PolicySet, Request, Verdict};
use rolewright::policy::{PolicyDocument, Statement};
use rolewright::{Result, denial};

/// From the log of another program. OSS's XML and encoded diagnostic messages are read too.
const BODY: &str = r#"{
  "Code": "NoPermission",
  "Message": "You are not authorized. Resource: acs:ram:*:42:role/demo Action: ram:GetRole",
  "AccessDeniedDetail": {
    "AuthAction": "ram:GetRole",
    "AuthPrincipalType": "SubUser",
    "AuthPrincipalOwnerId": "42",
    "AuthPrincipalDisplayName": "2001",
    "NoPermissionType": "ImplicitDeny",
    "PolicyType": "AccountLevelIdentityBasedPolicy"
  }
}"#;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    // With a provider, the service decodes diagnostic messages and a matching Deny is searched for.
    let denied = denial::explain(BODY, None).await?;
    println!("{denied}");
    assert!(!denied.explicit);
    assert_eq!(denied.layer, "AccountLevelIdentityBasedPolicy");

    // With the missing statement, the request is allowed.
    let resource = denied.resource.unwrap_or_default();
    let request = Request::new(&denied.action, &resource);
    let missing = PolicyDocument::new([Statement::allow([denied.action]).on([resource])]);
    let decision = PolicySet::new()
        .identity("missing", &missing)
        .decide(&request);
    assert_eq!(decision.verdict, Verdict::Allow);
    println!("{}", missing.to_pretty());
    Ok(())
}
