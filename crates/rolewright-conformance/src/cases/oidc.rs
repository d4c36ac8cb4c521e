//! Sessions of roles for an OpenID Connect token.

use rolewright_core::operation::{AssumeRoleWithOIDC, CreateRole};
use rolewright_core::provider::Secret;
use rolewright_core::{Access, Call, RamProvider, RamProviderExt, Result, Service};

use crate::case::cases;
use crate::expect::{Outcome, ensure, equal, refuses, refuses_call};
use crate::fixture::{TRUST, ensure_date, make_role, role};

cases! { oidc:
    a_trusted_token_opens_a_session needs(OidcSessions) assumed "oidc-token-is-read",
    an_expired_or_malformed_token_opens_no_session
        needs(OidcSessions)
        assumed "oidc-token-is-read",
    a_token_opens_a_session_only_of_roles_that_trust_its_claims
        needs(OidcSessions)
        assumed "oidc-token-is-read",
    an_oidc_session_needs_all_its_parameters needs(OidcSessions),
    malformed_oidc_session_values_are_refused needs(OidcSessions),
}

/// Issued by `https://issuer.example` for `sts.aliyuncs.com` about
/// `system:serviceaccount:ci:build`, until 2100; not signed.
const TOKEN: &str = "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJodHRwczovL2lzc3Vlci5leGFtcGxlIiwic3ViIjoic3lzdGVtOnNlcnZpY2VhY2NvdW50OmNpOmJ1aWxkIiwiYXVkIjpbInN0cy5hbGl5dW5jcy5jb20iXSwiZXhwIjo0MTAyNDQ0ODAwLCJpYXQiOjE3MDAwMDAwMDB9.c2lnbmF0dXJl";
/// The same until November 2023.
const ENDED: &str = "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJodHRwczovL2lzc3Vlci5leGFtcGxlIiwic3ViIjoic3lzdGVtOnNlcnZpY2VhY2NvdW50OmNpOmJ1aWxkIiwiYXVkIjpbInN0cy5hbGl5dW5jcy5jb20iXSwiZXhwIjoxNzAwMDAzNjAwLCJpYXQiOjE3MDAwMDAwMDB9.c2lnbmF0dXJl";

const FULL: &str = r#"{"StringEquals":{"oidc:iss":"https://issuer.example",
    "oidc:aud":"sts.aliyuncs.com","oidc:sub":"system:serviceaccount:ci:build"}}"#;

/// Creates a role that trusts the account's provider `ci` under this condition.
async fn make_trusting(
    ram: &dyn RamProvider,
    name: &str,
    condition: &str,
) -> Result<AssumeRoleWithOIDC> {
    let account = ram.get_caller_identity().await?.account_id;
    let provider = format!("acs:ram::{account}:oidc-provider/ci");
    let principal = format!(r#"{{"Federated":["{provider}"]}}"#);
    let trust = TRUST
        .replace(r#"{"Service":["cr.aliyuncs.com"]}"#, &principal)
        .replace("}]}", &format!(r#","Condition":{condition}}}]}}"#));
    let made = ram
        .send(CreateRole {
            assume_role_policy_document: trust,
            ..role(name)
        })
        .await?;
    Ok(AssumeRoleWithOIDC {
        oidc_provider_arn: provider,
        role_arn: made.role.arn,
        oidc_token: TOKEN.into(),
        role_session_name: "build".into(),
        ..AssumeRoleWithOIDC::default()
    })
}

/// `AssumeRoleWithOIDC` returns a key, a token, the session's identity and the token's content. STS
/// SDK 1.2.0.
async fn a_trusted_token_opens_a_session(ram: &dyn RamProvider) -> Outcome {
    let assume = make_trusting(ram, "demo", FULL).await?;
    let session = ram.send(assume.clone()).await?;
    let credentials = &session.credentials;
    let is_whole = !credentials.access_key_id.is_empty()
        && credentials.access_key_secret != Secret::default()
        && credentials.security_token != Secret::default();
    ensure(is_whole, "a complete key", credentials)?;
    ensure_date("Expiration", &credentials.expiration)?;
    let arn = format!("{}/build", assume.role_arn);
    let who = &session.assumed_role_user;
    let is_named = who.arn.eq_ignore_ascii_case(&arn);
    ensure(is_named, format_args!("Arn {arn}"), who)?;
    let token = &session.oidc_token_info;
    equal("Issuer", &token.issuer.as_str(), &"https://issuer.example")?;
    equal(
        "Subject",
        &token.subject.as_str(),
        &"system:serviceaccount:ci:build",
    )?;
    equal("ClientIds", &token.client_ids.as_str(), &"sts.aliyuncs.com")
}

/// `AuthenticationFail.OIDCToken.Expired` and so on. Help page on RRSA.
async fn an_expired_or_malformed_token_opens_no_session(ram: &dyn RamProvider) -> Outcome {
    let good = make_trusting(ram, "demo", FULL).await?;
    for (token, code) in [(ENDED, "Expired"), ("no token", "Invalid")] {
        let assume = AssumeRoleWithOIDC {
            oidc_token: token.into(),
            ..good.clone()
        };
        let code = format!("AuthenticationFail.OIDCToken.{code}");
        refuses(ram, assume, 401, &code).await?;
    }
    Ok(())
}

/// `AuthenticationFail.NoPermission`. Help page on RRSA.
async fn a_token_opens_a_session_only_of_roles_that_trust_its_claims(
    ram: &dyn RamProvider,
) -> Outcome {
    let other = FULL.replace("ci:build", "ci:release");
    let mut refused = vec![make_trusting(ram, "of-others", &other).await?];
    let good = make_trusting(ram, "demo", FULL).await?;
    refused.push(AssumeRoleWithOIDC {
        oidc_provider_arn: good.oidc_provider_arn.replace("/ci", "/cd"),
        ..good.clone()
    });
    refused.push(AssumeRoleWithOIDC {
        role_arn: make_role(ram, "of-a-service").await?.arn,
        ..good
    });
    for assume in refused {
        refuses(ram, assume, 401, "AuthenticationFail.NoPermission").await?;
    }
    Ok(())
}

/// `MissingParameter.OIDCToken` and so on, 400. API page of `AssumeRole`.
async fn an_oidc_session_needs_all_its_parameters(ram: &dyn RamProvider) -> Outcome {
    let good = make_trusting(ram, "demo", FULL).await?;
    let all = [
        ("OIDCProviderArn", good.oidc_provider_arn.as_str()),
        ("RoleArn", good.role_arn.as_str()),
        ("OIDCToken", TOKEN),
        ("RoleSessionName", good.role_session_name.as_str()),
    ];
    for (missing, _) in all {
        let bare = Call::new(Service::STS, "AssumeRoleWithOIDC", Access::Write);
        let others = all.iter().filter(|(name, _)| *name != missing);
        let call = others.fold(bare, |call, (name, value)| call.with_param(*name, *value));
        refuses_call(ram, call, 400, &format!("MissingParameter.{missing}")).await?;
    }
    Ok(())
}

/// `InvalidParameter.RoleSessionName` and so on, 400. API page of `AssumeRole`.
async fn malformed_oidc_session_values_are_refused(ram: &dyn RamProvider) -> Outcome {
    let good = make_trusting(ram, "demo", FULL).await?;
    let named = AssumeRoleWithOIDC {
        role_session_name: "a b".into(),
        ..good.clone()
    };
    refuses(ram, named, 400, "InvalidParameter.RoleSessionName").await?;
    let narrowed = AssumeRoleWithOIDC {
        policy: Some("no policy".into()),
        ..good.clone()
    };
    refuses(ram, narrowed, 400, "InvalidParameter.PolicyGrammar").await?;
    let gone = AssumeRoleWithOIDC {
        role_arn: good.role_arn.replace("/demo", "/gone"),
        ..good
    };
    refuses(ram, gone, 404, "EntityNotExist.Role").await
}
