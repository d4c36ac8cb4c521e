//! Each source of keys over TLS.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use serde_json::{Value, json};

use super::network::{KEY, Network};
use crate::{ACCOUNT, Ended};

/// Writes the command line's file, the libraries' file and an OIDC token.
fn configure(network: &Network) {
    let role = format!("acs:ram::{ACCOUNT}:role/operator");
    let provider = format!("acs:ram::{ACCOUNT}:oidc-provider/ci");
    let home = network.shell.path().display();
    let keys = &network.keys.address;
    let profiles = json!({ "current": "none", "profiles": [
        { "name": "ram-role-arn", "mode": "RamRoleArn", "ram_role_arn": role,
          "access_key_id": "alice-key", "access_key_secret": "alice-secret" },
        { "name": "chainable", "mode": "ChainableRamRoleArn", "ram_role_arn": role,
          "source_profile": "ram-role-arn", "ram_session_name": "chained" },
        { "name": "oidc", "mode": "OIDC", "ram_role_arn": role,
          "oidc_provider_arn": provider, "oidc_token_file": format!("{home}/token") },
        { "name": "credentials-uri", "mode": "CredentialsURI",
          "credentials_uri": format!("{keys}/key") },
        { "name": "cloud-sso", "mode": "CloudSSO", "access_token": "a",
          "cloud_sso_sign_in_url": format!("{keys}/start"),
          "cloud_sso_account_id": ACCOUNT, "cloud_sso_access_config": "ac-1" },
        { "name": "oauth", "mode": "OAuth", "oauth_site_type": "CN", "oauth_refresh_token": "r" },
    ] });
    let claims = json!({ "iss": "https://ci.example", "sub": "build", "aud": "sts.aliyuncs.com",
        "exp": 4_102_444_800_i64 });
    let token = format!("e30.{}.s", BASE64.encode(claims.to_string()));
    let ini = format!(
        "[ini-ram-role-arn]\ntype = ram_role_arn\nrole_arn = {role}\n\
         access_key_id = alice-key\naccess_key_secret = alice-secret\n\
         [ini-oidc]\ntype = oidc_role_arn\nrole_arn = {role}\n\
         oidc_provider_arn = {provider}\noidc_token_file_path = {home}/token\n"
    );
    for folder in [".aliyun", ".alibabacloud"] {
        std::fs::create_dir(network.shell.path().join(folder)).unwrap();
    }
    network
        .shell
        .write(".aliyun/config.json", &profiles.to_string());
    network.shell.write(".alibabacloud/credentials.ini", &ini);
    network.shell.write("token", &token);
}

fn caller(ended: &Ended) -> String {
    let report: Value =
        serde_json::from_str(&ended.out).unwrap_or_else(|_| panic!("{}{}", ended.out, ended.err));
    let caller = report["caller"]["arn"].as_str();
    caller.unwrap_or_else(|| panic!("{report:#}")).to_owned()
}

const LINE: &str = "doctor --bucket my-images --output json";

#[test]
fn each_source_gives_a_key_over_tls() {
    let network = Network::new();
    configure(&network);
    let profile = |name| vec![("ALIBABA_CLOUD_PROFILE", name)];
    let role = format!("acs:ram::{ACCOUNT}:role/operator");
    let provider = format!("acs:ram::{ACCOUNT}:oidc-provider/ci");
    let token = network.shell.path().join("token");
    let address = format!("{}/key", network.keys.address);
    let oidc = vec![
        ("ALIBABA_CLOUD_OIDC_TOKEN_FILE", token.to_str().unwrap()),
        ("ALIBABA_CLOUD_OIDC_PROVIDER_ARN", &provider),
        ("ALIBABA_CLOUD_ROLE_ARN", &role),
    ];
    let uri = vec![
        ("ALIBABA_CLOUD_CREDENTIALS_URI", address.as_str()),
        ("ALIBABA_CLOUD_CLI_PROFILE_DISABLED", "true"),
    ];
    for (keys, arn) in [
        (KEY.to_vec(), "user/alice"),
        (oidc, "assumed-role/operator/rolewright"),
        (uri, "assumed-role/operator/handed-out"),
        (profile("ram-role-arn"), "assumed-role/operator/rolewright"),
        (profile("chainable"), "assumed-role/operator/chained"),
        (profile("oidc"), "assumed-role/operator/rolewright"),
        (
            profile("credentials-uri"),
            "assumed-role/operator/handed-out",
        ),
        (profile("cloud-sso"), "assumed-role/operator/handed-out"),
        (
            profile("ini-ram-role-arn"),
            "assumed-role/operator/rolewright",
        ),
        (profile("ini-oidc"), "assumed-role/operator/rolewright"),
    ] {
        let ended = network.run_at(&network.services, &keys, LINE);
        assert_eq!(
            caller(&ended),
            format!("acs:ram::{ACCOUNT}:{arn}"),
            "{keys:?}"
        );
    }
}

#[test]
fn a_sign_in_is_renewed_and_a_role_assumed_through_a_proxy() {
    let network = Network::new();
    configure(&network);
    for (profile, host, session) in [
        ("oauth", "oauth.aliyun.com:443", "handed-out"),
        ("ram-role-arn", "sts.aliyuncs.com:443", "rolewright"),
    ] {
        let keys = [("ALIBABA_CLOUD_PROFILE", profile)];
        let ended = network.run_through_the_proxy(&keys, LINE);
        let arn = format!("acs:ram::{ACCOUNT}:assumed-role/operator/{session}");
        assert_eq!(caller(&ended), arn, "{profile}");
        assert!(
            network.hosts().iter().any(|asked| asked == host),
            "{profile}"
        );
    }
}
