//! Sessions of roles for OpenID Connect tokens.
//!
//! Codes and messages are from the help page of Container Service on RRSA, which lists the errors of
//! `AssumeRoleWithOIDC`.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use jiff::Timestamp;
use rolewright_core::evaluate::{self, Context};
use rolewright_core::operation::{
    AssumeRole, AssumeRoleWithOIDC, AssumeRoleWithOIDCOutput, OIDCTokenInfo,
};
use rolewright_core::policy::Principal;
use serde::Deserialize;

use super::session;
use crate::account::{Account, Moment};
use crate::error::{Answer, Refusal, refuse};
use crate::ram::document;

pub(crate) fn assume_role(
    account: &mut Account,
    moment: &Moment,
    op: &AssumeRoleWithOIDC,
) -> Answer<AssumeRoleWithOIDCOutput> {
    session::check_format(&AssumeRole {
        role_arn: op.role_arn.clone(),
        role_session_name: op.role_session_name.clone(),
        duration_seconds: op.duration_seconds,
        policy: op.policy.clone(),
        external_id: None,
        ..Default::default()
    })?;
    let claims = Claims::read(op.oidc_token.expose())?;
    let (role, state) = session::find(account, &op.role_arn)?;
    let seconds = session::seconds(state, op.duration_seconds)?;
    if claims.exp <= moment.now.as_second() {
        return Err(failed("OIDCToken.Expired", "This JsonWebToken is expired."));
    }
    let provider = account.arn("oidc-provider/");
    if !op.oidc_provider_arn.starts_with(&provider) {
        return Err(failed("NoPermission", "No such OIDC Provider registered."));
    }
    if !claims.are_trusted(&state.trust, &op.oidc_provider_arn, moment) {
        return Err(failed("NoPermission", "There is no permission"));
    }
    let request = session::SessionRequest {
        role,
        session: &op.role_session_name,
        policy: op.policy.as_deref(),
        seconds,
    };
    let session = session::open(account, moment, &request);
    Ok(AssumeRoleWithOIDCOutput {
        credentials: session.credentials,
        assumed_role_user: session.assumed_role_user,
        oidc_token_info: claims.info(),
        ..Default::default()
    })
}

/// Rule `oidc-token-is-read`.
fn failed(code: &str, text: &str) -> Refusal {
    refuse(format!("AuthenticationFail.{code}")).with_message(text)
}

/// The claims of a token.
#[derive(Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    aud: Audience,
    exp: i64,
    #[serde(default)]
    iat: i64,
}

/// One or several audiences.
#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Many(Vec<String>),
}

impl Claims {
    fn read(token: &str) -> Answer<Self> {
        let claims = || {
            let [_, claims, _] = token.split('.').collect::<Vec<_>>()[..] else {
                return None;
            };
            serde_json::from_slice(&BASE64.decode(claims).ok()?).ok()
        };
        claims().ok_or_else(|| failed("OIDCToken.Invalid", "This JsonWebToken is invalid."))
    }

    fn audiences(&self) -> &[String] {
        match &self.aud {
            Audience::One(one) => std::slice::from_ref(one),
            Audience::Many(many) => many,
        }
    }

    /// Whether the trust policy allows the provider with these claims and any of the audiences.
    fn are_trusted(&self, trust: &str, provider: &str, moment: &Moment) -> bool {
        let caller = evaluate::Caller::from(Principal::Federated(provider.to_owned()));
        self.audiences().iter().any(|audience| {
            let mut context: Context = session::context(moment, None);
            context.insert("oidc:iss", &self.iss);
            context.insert("oidc:sub", &self.sub);
            context.insert("oidc:aud", audience);
            document::trust_decision(trust, &caller, &context)
                .is_some_and(|decision| decision.is_allowed())
        })
    }

    fn info(&self) -> OIDCTokenInfo {
        let time = |seconds| {
            Timestamp::from_second(seconds).map_or_else(|_| String::new(), |t| t.to_string())
        };
        OIDCTokenInfo {
            subject: self.sub.clone(),
            issuer: self.iss.clone(),
            client_ids: self.audiences().join(","),
            expiration_time: time(self.exp),
            issuance_time: time(self.iat),
            verification_info: "Success".to_owned(),
            ..Default::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Lab;
    use rolewright_core::operation::CreateRole;
    use serde_json::{Value, json};

    const PROVIDER: &str = "acs:ram::1234567890123456:oidc-provider/ci";
    /// 2026-01-02T03:04:05Z, the initial time of the lab.
    const NOW: i64 = 1_767_323_045;

    fn token(claims: &Value) -> String {
        format!("e30.{}.c2ln", BASE64.encode(claims.to_string()))
    }

    fn claims() -> Value {
        json!({ "iss": "https://ci.example", "sub": "build", "aud": ["other", "sts.aliyuncs.com"],
            "exp": NOW + 60, "iat": NOW })
    }

    fn lab(condition: &str) -> Lab {
        let trust = format!(
            r#"{{"Version":"1","Statement":[{{"Effect":"Allow","Action":"sts:AssumeRole",
                "Principal":{{"Federated":["{PROVIDER}"]}}{condition}}}]}}"#
        );
        let mut lab = Lab::default();
        lab.ok(CreateRole {
            role_name: "Builder".into(),
            assume_role_policy_document: trust,
            ..CreateRole::default()
        });
        lab
    }

    fn assume(claims: &Value) -> AssumeRoleWithOIDC {
        AssumeRoleWithOIDC {
            oidc_provider_arn: PROVIDER.into(),
            role_arn: "acs:ram::1234567890123456:role/builder".into(),
            oidc_token: token(claims).into(),
            role_session_name: "ci".into(),
            ..AssumeRoleWithOIDC::default()
        }
    }

    #[test]
    fn a_trusted_token_opens_a_session_and_its_claims_are_returned() {
        let condition = r#","Condition":{"StringEquals":{"oidc:aud":"sts.aliyuncs.com",
            "oidc:iss":"https://ci.example","oidc:sub":"build"}}"#;
        let mut lab = lab(condition);
        let session = lab.ok(AssumeRoleWithOIDC {
            duration_seconds: Some(900),
            ..assume(&claims())
        });
        assert_eq!(session.credentials.expiration, "2026-01-02T03:19:07Z");
        assert_eq!(
            session.assumed_role_user.arn,
            "acs:ram::1234567890123456:role/Builder/ci"
        );
        let info = session.oidc_token_info;
        assert_eq!(info.client_ids, "other,sts.aliyuncs.com");
        assert_eq!(info.expiration_time, "2026-01-02T03:05:05Z");
        let token = session.credentials.security_token;
        assert!(lab.account.session(token.expose()).is_some());
    }

    #[test]
    fn an_untrusted_or_invalid_token_opens_no_session() {
        let condition = r#","Condition":{"StringEquals":{"oidc:aud":"sts.aliyuncs.com"}}"#;
        let with = |field: &str, value: Value| {
            let mut claims = claims();
            claims[field] = value;
            assume(&claims)
        };
        let one_audience = with("aud", "sts.aliyuncs.com".into());
        assert_eq!(lab(condition).refusal(one_audience), "executed");
        let elsewhere = AssumeRoleWithOIDC {
            oidc_provider_arn: "acs:ram::9:oidc-provider/ci".into(),
            ..assume(&claims())
        };
        let another = AssumeRoleWithOIDC {
            oidc_provider_arn: PROVIDER.replace("ci", "cd"),
            ..assume(&claims())
        };
        let gone = AssumeRoleWithOIDC {
            role_arn: "acs:ram::1234567890123456:role/gone".into(),
            ..assume(&claims())
        };
        let long = AssumeRoleWithOIDC {
            duration_seconds: Some(3601),
            ..assume(&claims())
        };
        let no_token = AssumeRoleWithOIDC {
            oidc_token: "abc.def".into(),
            ..assume(&claims())
        };
        for (request, refusal) in [
            (
                with("aud", json!(["x"])),
                "401 AuthenticationFail.NoPermission",
            ),
            (elsewhere, "401 AuthenticationFail.NoPermission"),
            (another, "401 AuthenticationFail.NoPermission"),
            (
                with("exp", NOW.into()),
                "401 AuthenticationFail.OIDCToken.Expired",
            ),
            (no_token, "401 AuthenticationFail.OIDCToken.Invalid"),
            (
                with("sub", 7.into()),
                "401 AuthenticationFail.OIDCToken.Invalid",
            ),
            (gone, "404 EntityNotExist.Role"),
            (long, "400 InvalidParameter.DurationSeconds"),
        ] {
            assert_eq!(lab(condition).refusal(request), refusal);
        }
    }
}
