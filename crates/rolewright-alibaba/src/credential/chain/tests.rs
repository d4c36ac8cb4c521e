use std::collections::HashMap;
use std::fs;

use tempfile::TempDir;
use wiremock::matchers::{header, method, path, query_param};
use wiremock::{Mock, MockServer, ResponseTemplate};

use super::*;

const SECRET: &str = "hunter2-secret";
const ISSUED: &str = r#"{"Code":"Success","AccessKeyId":"issued","AccessKeySecret":"hunter2-i",
    "SecurityToken":"hunter2-t","Expiration":"2126-01-02T03:04:05Z"}"#;

/// A machine of its own: variables, a home folder, and one server for everything.
struct Lab {
    home: TempDir,
    variables: HashMap<String, String>,
    server: MockServer,
}

impl Lab {
    async fn new() -> Self {
        Self {
            home: tempfile::tempdir().unwrap(),
            variables: HashMap::new(),
            server: MockServer::start().await,
        }
    }

    fn set(mut self, name: &str, value: &str) -> Self {
        self.variables
            .insert(format!("ALIBABA_CLOUD_{name}"), value.into());
        self
    }

    fn file(self, name: &str, text: &str) -> Self {
        let path = self.home.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        self
    }

    fn profiles(self, current: &str, profiles: &str) -> Self {
        let text = format!(r#"{{"current":"{current}","profiles":[{profiles}]}}"#);
        self.file(".aliyun/config.json", &text)
    }

    /// The server answers a path so.
    async fn serves(self, verb: &str, at: &str, status: u16, body: &str) -> Self {
        let answer = ResponseTemplate::new(status).set_body_string(body);
        let mock = Mock::given(method(verb)).and(path(at)).respond_with(answer);
        mock.mount(&self.server).await;
        self
    }

    /// The server gives out a key for a call of STS with that parameter.
    async fn assumes(self, name: &str, value: &str) -> Self {
        let body = format!(r#"{{"Credentials":{ISSUED},"RequestId":"R-1"}}"#);
        let answer = ResponseTemplate::new(200).set_body_string(body);
        let mock = Mock::given(query_param(name, value)).respond_with(answer);
        mock.mount(&self.server).await;
        self
    }

    fn chain(&self) -> CredentialChain {
        let variables = self.variables.clone();
        let mut machine = Machine::new(
            Arc::new(move |name| variables.get(name).map(OsString::from)),
            Some(self.home.path().into()),
        );
        machine.metadata = self.server.uri();
        machine.sts_endpoint = Some(self.server.uri());
        CredentialChain::of(machine)
    }

    /// The id of the key that the chain finds.
    async fn id(&self) -> String {
        let issued = self.chain().provide().await.unwrap();
        issued.key.access_key_id().to_owned()
    }

    async fn error(&self) -> Error {
        let error = self.chain().provide().await.unwrap_err();
        assert!(!format!("{error:?}").contains("hunter2"), "{error:?}");
        error
    }
}

fn ak(name: &str, id: &str) -> String {
    format!(
        r#"{{"name":"{name}","mode":"AK","access_key_id":"{id}","access_key_secret":"{SECRET}"}}"#
    )
}

const ECS: &str = "/latest/meta-data/ram/security-credentials/";

#[tokio::test]
async fn the_places_are_asked_in_the_official_order() {
    let ini = format!(
        "[default]\ntype = access_key\naccess_key_id = ini\naccess_key_secret = {SECRET}\n"
    );
    let mut lab = Lab::new().await;
    let uri = format!("{}/uri", lab.server.uri());
    lab = lab.set("CREDENTIALS_URI", &uri);
    let by_address = ISSUED.replace("issued", "address");
    lab = lab.serves("GET", "/uri", 200, &by_address).await;
    assert_eq!(lab.id().await, "address");
    lab = lab.serves("PUT", "/latest/api/token", 200, "t").await;
    lab = lab.serves("GET", ECS, 200, "demo").await;
    lab = lab.serves("GET", &format!("{ECS}demo"), 200, ISSUED).await;
    assert_eq!(lab.id().await, "issued");
    lab = lab.file(".alibabacloud/credentials", &ini);
    assert_eq!(lab.id().await, "ini");
    lab = lab.profiles("default", &ak("default", "profile"));
    assert_eq!(lab.id().await, "profile");
    lab = lab.file("token", "hunter2-oidc\n");
    let token = lab.home.path().join("token").display().to_string();
    lab = lab
        .set("OIDC_TOKEN_FILE", &token)
        .set("OIDC_PROVIDER_ARN", "p")
        .set("ROLE_ARN", "r");
    lab = lab.assumes("OIDCToken", "hunter2-oidc").await;
    assert_eq!(lab.id().await, "issued");
    lab = lab
        .set("ACCESS_KEY_ID", "environment")
        .set("ACCESS_KEY_SECRET", SECRET);
    assert_eq!(lab.id().await, "environment");
}

#[tokio::test]
async fn nothing_anywhere_names_the_places_that_were_looked_at() {
    let error = Lab::new().await.error().await;
    assert_eq!(error.kind(), ErrorKind::CredentialMissing);
    for slot in SLOTS {
        assert!(error.message().contains(slot.name()), "{error}");
    }
    assert!(
        error
            .help()
            .unwrap()
            .contains("ALIBABA_CLOUD_ACCESS_KEY_ID")
    );
}

#[tokio::test]
async fn a_broken_place_stops_the_chain_and_is_named() {
    let good = || ak("default", "never");
    for (lab, said) in [
        (
            Lab::new().await.set("ACCESS_KEY_SECRET", SECRET),
            "the environment: ALIBABA_CLOUD_ACCESS_KEY_SECRET is set, but ALIBABA_CLOUD_ACCESS_KEY_ID",
        ),
        (
            Lab::new()
                .await
                .set("OIDC_TOKEN_FILE", "x")
                .profiles("default", &good()),
            "the OIDC token: ALIBABA_CLOUD_OIDC_TOKEN_FILE, ",
        ),
        (
            Lab::new()
                .await
                .file(".aliyun/config.json", r#"{"profiles": [{"x": "hunter2"#),
            "config.json`: it is no configuration, at line 1, column ",
        ),
        (
            Lab::new().await.profiles("gone", &good()),
            "config.json`: it has no profile `gone`",
        ),
        (
            Lab::new().await.profiles(
                "default",
                r#"{"name":"default","mode":"AK","access_key_secret":"hunter2"}"#,
            ),
            "config.json`: profile `default` has no `access_key_id`",
        ),
        (
            Lab::new().await.set("CONFIG_FILE", "/nowhere/config.json"),
            "the command line's profile: `/nowhere/config.json` is not there",
        ),
        (
            Lab::new().await.file(
                ".alibabacloud/credentials.ini",
                "[default]\ntype = access_key\naccess_key_id = a",
            ),
            "credentials.ini`: section `default` has no `access_key_secret`",
        ),
        (
            Lab::new().await.file(
                ".alibabacloud/credentials",
                "[default]\ntype = rsa_key_pair",
            ),
            "has the type `rsa_key_pair`, which gives no access key",
        ),
    ] {
        let error = lab.error().await;
        assert!(error.message().contains(said), "{error} has not `{said}`");
    }
}

#[tokio::test]
async fn modes_that_give_no_key_are_refused_by_name() {
    for mode in ["RsaKeyPair", "BearerToken", "Anonymous", "NextYears"] {
        let profile = format!(r#"{{"name":"default","mode":"{mode}"}}"#);
        let error = Lab::new().await.profiles("default", &profile).error().await;
        assert_eq!(error.kind(), ErrorKind::CredentialInvalid);
        assert!(
            error.message().contains(&format!("mode `{mode}`")),
            "{error}"
        );
    }
}

#[tokio::test]
async fn every_mode_that_needs_no_other_machine_gives_its_key() {
    let program = format!(r#"echo {{"access_key_id":"printed","access_key_secret":"{SECRET}"}}"#);
    let program = serde_json::json!({"name": "p", "mode": "External", "process_command": program});
    let oauth = format!(
        r#"{{"name":"p","mode":"OAuth","access_key_id":"kept","access_key_secret":"{SECRET}",
            "sts_token":"hunter2-t","sts_expiration":4102444800}}"#
    );
    let sts = oauth.replace("OAuth", "StsToken");
    for (profile, id) in [
        (program.to_string(), "printed"),
        (oauth, "kept"),
        (sts, "kept"),
    ] {
        let lab = Lab::new().await.profiles("p", &profile);
        assert_eq!(lab.id().await, id, "{profile}");
    }
    let forbidden = Lab::new().await.profiles("p", &program.to_string());
    let error = forbidden.set("DISABLE_EXTERNAL_PROCESS", "1").error().await;
    assert!(error.message().contains("forbids"), "{error}");
}

#[cfg(unix)]
#[tokio::test]
async fn no_program_runs_unless_the_mode_of_its_profile_is_external() {
    for mode in [
        "AK",
        "StsToken",
        "RamRoleArn",
        "EcsRamRole",
        "OIDC",
        "CredentialsURI",
        "OAuth",
    ] {
        let folder = tempfile::tempdir().unwrap();
        let trace = folder.path().join("it-ran");
        let profile = serde_json::json!({
            "name": "p", "mode": mode, "access_key_id": "id", "access_key_secret": SECRET,
            "process_command": format!("touch {}", trace.display()),
        });
        let lab = Lab::new().await.profiles("p", &profile.to_string());
        // Whether there is a key or an error: nothing was run for it.
        let _ = lab.chain().provide().await;
        assert!(!trace.exists(), "{mode}");
    }
}

#[tokio::test]
async fn a_sign_in_that_ended_says_so() {
    let profile = format!(
        r#"{{"name":"p","mode":"OAuth","access_key_id":"kept","access_key_secret":"{SECRET}",
            "sts_token":"hunter2-t","sts_expiration":1}}"#
    );
    let error = Lab::new().await.profiles("p", &profile).error().await;
    assert!(
        error
            .message()
            .ends_with("the sign-in of profile `p` has ended"),
        "{error}"
    );
    assert!(error.help().is_some());
}

#[tokio::test]
async fn a_role_of_a_profile_is_assumed_with_its_external_id_and_session_name() {
    let role = format!(
        r#"{{"name":"p","mode":"RamRoleArn","access_key_id":"a","access_key_secret":"{SECRET}",
            "ram_role_arn":"acs:ram::1:role/x","ram_session_name":"nightly","external_id":"e-1"}}"#
    );
    let chained = r#"{"name":"c","mode":"ChainableRamRoleArn","source_profile":"p",
        "ram_role_arn":"acs:ram::1:role/y"}"#;
    let lab = Lab::new().await.profiles("c", &format!("{role},{chained}"));
    let lab = lab
        .assumes("Action", "never")
        .await
        .assumes("RoleSessionName", "nightly")
        .await;
    let lab = lab.assumes("RoleArn", "acs:ram::1:role/y").await;
    assert_eq!(lab.id().await, "issued");
    let requests = lab.server.received_requests().await.unwrap();
    let query = |at: usize| requests[at].url.query().unwrap().to_owned();
    assert!(query(0).contains("ExternalId=e-1"), "{}", query(0));
    assert!(
        query(1).contains("RoleSessionName=rolewright"),
        "{}",
        query(1)
    );
    assert_eq!(
        requests[1].headers.get("x-acs-security-token").unwrap(),
        "hunter2-t"
    );
}

#[tokio::test]
async fn a_profile_that_builds_on_itself_is_refused() {
    let loops =
        r#"{"name":"c","mode":"ChainableRamRoleArn","source_profile":"c","ram_role_arn":"r"}"#;
    let error = Lab::new().await.profiles("c", loops).error().await;
    assert!(
        error.message().ends_with("profile `c` builds on itself"),
        "{error}"
    );
}

#[tokio::test]
async fn cloud_sso_gives_a_key_for_the_signed_in_token() {
    let lab = Lab::new().await;
    let profile = serde_json::json!({
        "name": "p", "mode": "CloudSSO", "access_token": "hunter2-a",
        "cloud_sso_sign_in_url": format!("{}/start", lab.server.uri()),
        "cloud_sso_account_id": "1", "cloud_sso_access_config": "ac-1",
    });
    let body = format!(r#"{{"CloudCredential":{ISSUED}}}"#);
    let answer = ResponseTemplate::new(200).set_body_string(body);
    Mock::given(path("/cloud-credentials"))
        .and(header("authorization", "Bearer hunter2-a"))
        .respond_with(answer)
        .mount(&lab.server)
        .await;
    let lab = lab.profiles("p", &profile.to_string());
    assert_eq!(lab.id().await, "issued");
    lab.server.reset().await;
    assert!(lab.error().await.help().unwrap().contains("CloudSSO"));
}

#[tokio::test]
async fn the_first_version_of_the_metadata_service_serves_unless_it_is_disabled() {
    let lab = Lab::new().await.set("ECS_METADATA", "demo");
    let lab = lab.serves("PUT", "/latest/api/token", 405, "").await;
    let lab = lab.serves("GET", &format!("{ECS}demo"), 200, ISSUED).await;
    assert_eq!(lab.id().await, "issued");
    for disabled in ["IMDSV1_DISABLED", "ECS_METADATA_DISABLED"] {
        let without = Lab {
            home: tempfile::tempdir().unwrap(),
            variables: lab.variables.clone(),
            server: MockServer::start().await,
        };
        let without = without
            .serves("GET", &format!("{ECS}demo"), 200, ISSUED)
            .await;
        let error = without.set(disabled, "true").error().await;
        assert_eq!(error.kind(), ErrorKind::CredentialMissing, "{disabled}");
    }
}

#[tokio::test]
async fn the_profile_variable_chooses_in_both_files() {
    let ini =
        format!("[other]\ntype=access_key\naccess_key_id=ini\naccess_key_secret=a#b;{SECRET}\n");
    let lab = Lab::new()
        .await
        .profiles("default", &ak("default", "profile"));
    let lab = lab
        .file(".alibabacloud/credentials", &ini)
        .set("PROFILE", "other");
    let issued = lab.chain().provide().await.unwrap();
    assert_eq!(issued.key.access_key_id(), "ini");
    assert_eq!(issued.key.access_key_secret(), format!("a#b;{SECRET}"));
    let disabled = lab
        .set("PROFILE", "default")
        .set("CLI_PROFILE_DISABLED", "true");
    assert_eq!(disabled.error().await.kind(), ErrorKind::CredentialMissing);
}

#[tokio::test]
async fn a_refusal_by_sts_keeps_its_code_and_stops_the_chain() {
    let profile = format!(
        r#"{{"name":"p","mode":"RamRoleArn","access_key_id":"a","access_key_secret":"{SECRET}",
            "ram_role_arn":"acs:ram::1:role/x"}}"#
    );
    let body = r#"{"Code":"NoPermission","Message":"no hunter2-secret","RequestId":"R-1"}"#;
    let lab = Lab::new()
        .await
        .profiles("p", &profile)
        .serves("POST", "/", 403, body)
        .await;
    let error = lab.error().await;
    assert_eq!(error.kind(), ErrorKind::PermissionDenied);
    assert_eq!(error.code(), Some("NoPermission"));
    assert!(
        error.message().starts_with("the command line's profile: "),
        "{error}"
    );
    assert!(!error.maybe_applied());
}
