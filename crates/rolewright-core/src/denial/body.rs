//! What an error body says about a denial.

use serde::Deserialize;

use super::denied::DeniedCall;
use super::message::Diagnosis;
use crate::error::{Error, ErrorKind, Result};
use crate::operation::{AuthPrincipal, DecodedDiagnosticMessage};
use crate::text::excerpt;

/// What a text says about a denial.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Evidence {
    /// The denial, as far as it is known without the service.
    pub denied: Option<DeniedCall>,
    /// The encoded message that only the service can decode.
    pub encoded: Option<String>,
}

/// `AccessDeniedDetail`; a newer product has names in camel case.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct Detail {
    #[serde(alias = "authAction")]
    auth_action: Option<String>,
    #[serde(alias = "authPrincipalType")]
    auth_principal_type: Option<String>,
    #[serde(alias = "authPrincipalOwnerId")]
    auth_principal_owner_id: Option<String>,
    #[serde(alias = "authPrincipalDisplayName")]
    auth_principal_display_name: Option<String>,
    #[serde(alias = "noPermissionType")]
    no_permission_type: Option<String>,
    #[serde(alias = "policyType")]
    policy_type: Option<String>,
    #[serde(alias = "encodedDiagnosticMessage")]
    encoded_diagnostic_message: Option<String>,
}

/// An error, in JSON of an RPC service or in XML of OSS.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct Body {
    #[serde(alias = "code")]
    code: Option<String>,
    #[serde(alias = "message")]
    message: Option<String>,
    #[serde(alias = "accessDeniedDetail")]
    access_denied_detail: Option<Detail>,
}

impl Evidence {
    /// Reads an error body, RPC's JSON or OSS's XML, or an encoded diagnostic message.
    ///
    /// # Errors
    /// [`ErrorKind::ConfigInvalid`] for any other text, and for an error that is no denial.
    pub fn parse(text: &str) -> Result<Self> {
        let text = text.trim().trim_start_matches('\u{feff}');
        let body: Body = match text.chars().next() {
            None => return Err(invalid("the text is empty".into())),
            Some('{') => serde_json::from_str(text)
                .map_err(|error| invalid(format!("the error body is not valid: {error}")))?,
            Some('<') => quick_xml::de::from_str(text)
                .map_err(|error| invalid(format!("the error body is not valid: {error}")))?,
            Some(_) => return Self::of_message(text),
        };
        let code = body.code.as_deref().unwrap_or_default();
        let Some(detail) = body.access_denied_detail else {
            let message = if code.is_empty() {
                "the text is no error of a service".to_owned()
            } else {
                let code = excerpt(code, 60);
                format!("the error `{code}` has no `AccessDeniedDetail`: no policy denied the call")
            };
            return Err(invalid(message));
        };
        let encoded = detail.encoded_diagnostic_message.clone();
        let encoded = encoded.filter(|encoded| !encoded.is_empty());
        if let Some(own) = encoded.as_deref().and_then(own) {
            return Ok(own);
        }
        let denied = detail.denied(body.message.as_deref().unwrap_or_default());
        if denied.is_none() && encoded.is_none() {
            let message = "`AccessDeniedDetail` has neither an action nor a diagnostic message";
            return Err(invalid(message.into()));
        }
        Ok(Self { denied, encoded })
    }

    fn of_message(text: &str) -> Result<Self> {
        // A message may be wrapped.
        let encoded: String = text.split_whitespace().collect();
        if let Some(own) = own(&encoded) {
            return Ok(own);
        }
        let is_base64 = |byte: u8| byte.is_ascii_alphanumeric() || b"+/=-_".contains(&byte);
        if encoded.len() < 16 || !encoded.bytes().all(is_base64) {
            let shown = excerpt(text, 40);
            return Err(invalid(format!(
                "`{shown}` is neither an error body nor an encoded diagnostic message"
            )));
        }
        Ok(Self {
            denied: None,
            encoded: Some(encoded),
        })
    }
}

/// What a message of the emulator says. Its seal is known only there.
fn own(encoded: &str) -> Option<Evidence> {
    let diagnosis = Diagnosis::decode(encoded, |_, _| true)?;
    Some(Evidence {
        denied: Some(diagnosis.into()),
        encoded: None,
    })
}

impl Detail {
    fn denied(self, message: &str) -> Option<DeniedCall> {
        let decoded = DecodedDiagnosticMessage {
            auth_action: self.auth_action.filter(|action| !action.is_empty())?,
            auth_resource: resource_in(message).unwrap_or_default().to_owned(),
            auth_principal: AuthPrincipal {
                auth_principal_type: self.auth_principal_type.unwrap_or_default(),
                auth_principal_display_name: self.auth_principal_display_name.unwrap_or_default(),
                auth_principal_owner_id: self.auth_principal_owner_id.unwrap_or_default(),
                ..Default::default()
            },
            explicit_deny: self.no_permission_type.as_deref() == Some("ExplicitDeny"),
            no_permission_policy_type: self.policy_type.unwrap_or_default(),
            ..DecodedDiagnosticMessage::default()
        };
        Some(DeniedCall::of(decoded))
    }
}

/// The resource in RAM's message, `.. Resource: ARN Action: ACTION`.
fn resource_in(message: &str) -> Option<&str> {
    let (_, rest) = message.split_once("Resource: ")?;
    let resource = rest.split(" Action: ").next()?.trim();
    (resource == "*" || resource.starts_with("acs:")).then_some(resource)
}

fn invalid(message: String) -> Error {
    Error::new(ErrorKind::ConfigInvalid, message).with_remedy(
        "pass the whole body of the denied response, JSON or XML, or its `EncodedDiagnosticMessage`",
    )
}
