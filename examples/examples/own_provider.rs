//! A custom provider: it answers the four calls of a verification from data of its own.
#![allow(clippy::print_stdout, reason = "an example prints its result")]

use async_trait::async_trait;
use rolewright::{
    Call, Error, ErrorKind, ProviderInfo, RamProvider, RamProviderExt, Reply, Result,
};
use serde_json::json;

const ROLE: &str = "AliyunContainerRegistryCustomizedOSSBucketRole";

/// The only role of an account, as an inventory exported it: its trust policy. There are no policies.
#[derive(Debug)]
struct Inventory(String);

#[async_trait]
impl RamProvider for Inventory {
    fn info(&self) -> ProviderInfo {
        ProviderInfo::new("inventory", "inventory.json").with_simulated(true)
    }

    async fn execute(&self, call: Call) -> Result<Reply> {
        let fail = |kind, text: &str| Err(Error::new(kind, text));
        // The body of the service's response.
        let body = match (call.action.as_ref(), call.subject()) {
            ("GetCallerIdentity", _) => json!({"AccountId": "42", "Arn": "acs:ram::42:root"}),
            ("GetRole", Some(ROLE)) => json!({"Role": {
                "RoleName": ROLE,
                "Arn": format!("acs:ram::42:role/{ROLE}"),
                "AssumeRolePolicyDocument": self.0,
            }}),
            ("ListPoliciesForRole", Some(ROLE)) => json!({"Policies": {"Policy": []}}),
            ("GetRole" | "ListPoliciesForRole" | "GetPolicy", _) => {
                return fail(ErrorKind::NotFound, "it is not in the inventory");
            }
            // Ends the run: what was not checked never passes.
            _ => return fail(ErrorKind::Unsupported, "the inventory has one role only"),
        };
        Ok(Reply::new(body.to_string().into_bytes()))
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let trust = r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"Service":["cr.aliyuncs.com"]}}]}"#;
    let inventory = Inventory(trust.into());
    println!("{}", inventory.get_role(ROLE).await?.arn);

    let report = rolewright::setup(["my-images"]).verify(&inventory).await?;
    for cause in &report.causes {
        println!("cause: {}", cause.text);
    }
    assert!(!report.is_ok());
    Ok(())
}
