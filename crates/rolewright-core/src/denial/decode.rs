//! Decodes messages of the service.

use super::body::Evidence;
use super::denied::{DeniedCall, denying};

use crate::error::{Error, ErrorKind, Result};
use crate::operation::{DecodeDiagnosticMessage, GetPolicyVersion, ListUsers, PolicyType};
use crate::policy::PolicyDocument;
use crate::provider::{RamProvider, RamProviderExt};

/// Explains a denial from the body of an error response, RPC's JSON or OSS's XML, or from an encoded
/// diagnostic message. A message of the service is decoded by the provider; one of the emulator needs
/// none.
///
/// # Errors
/// As [`Evidence::parse`] and [`decode`]; [`ErrorKind::Unsupported`] without a provider for a text that
/// only the service can decode.
pub async fn explain(text: &str, provider: Option<&dyn RamProvider>) -> Result<DeniedCall> {
    let evidence = Evidence::parse(text)?;
    match (evidence.encoded, provider, evidence.denied) {
        (Some(encoded), Some(provider), _) => decode(&encoded, provider).await,
        (_, _, Some(denied)) => Ok(denied),
        _ => Err(Error::new(
            ErrorKind::Unsupported,
            "only the service can decode this diagnostic message",
        )
        .with_remedy("set a provider for the account in which the call was denied")),
    }
}

/// Decodes a message of the service, and finds the Deny statement that matched in the policies that
/// the service names, and the name of a user who is missing in a trust policy. The caller needs
/// `ram:DecodeDiagnosticMessage`, `ram:GetPolicyVersion` and `ram:ListUsers`; without the latter two the
/// statement is not found.
///
/// # Errors
/// The service's error, for example `EntityNotExist.DiagnosticMessage` for a message that it did not make.
pub async fn decode(encoded: &str, provider: &dyn RamProvider) -> Result<DeniedCall> {
    let answer = provider
        .send(DecodeDiagnosticMessage {
            encoded_diagnostic_message: encoded.to_owned(),
            ..Default::default()
        })
        .await?;
    let mut denied = DeniedCall::of(answer.decoded_diagnostic_message);
    if denied.explicit {
        denied.statement = deny_statement(&denied, provider).await;
    } else if denied.layer == "AssumeRolePolicy" && denied.principal_type == "SubUser" {
        let caller = user_arn(&denied, provider).await;
        denied = denied.with_caller(caller);
    }
    Ok(denied)
}

async fn deny_statement(
    denied: &DeniedCall,
    provider: &dyn RamProvider,
) -> Option<serde_json::Value> {
    let deciding = denied
        .policies
        .iter()
        .filter(|policy| policy.effect == "Deny");
    for policy in deciding {
        let policy_type = match policy.policy_type.as_str() {
            "System" => PolicyType::System,
            "Custom" => PolicyType::Custom,
            _ => continue,
        };
        let version = GetPolicyVersion {
            policy_type,
            policy_name: policy.name.clone(),
            version_id: policy.version.clone(),
            ..Default::default()
        };
        let document = provider.send(version).await.ok();
        let document = document.map(|answer| answer.policy_version.policy_document);
        let document = document.and_then(|text| PolicyDocument::parse(&text).ok());
        let found = document.and_then(|document| denying(&document, denied));
        if found.is_some() {
            return found;
        }
    }
    None
}

/// Users have an id in a denial, and a name in a trust policy.
async fn user_arn(denied: &DeniedCall, provider: &dyn RamProvider) -> Option<String> {
    let users = provider.pages(ListUsers::default()).collect().await.ok()?;
    let user = users
        .into_iter()
        .find(|user| user.user_id == denied.principal)?;
    Some(format!(
        "acs:ram::{}:user/{}",
        denied.account, user.user_name
    ))
}
