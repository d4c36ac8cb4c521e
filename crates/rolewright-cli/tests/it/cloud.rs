//! What stands between the command line and the cloud, against the emulator.

use rolewright::BucketName;
use rolewright::emulator::{Emulator, Fault, FaultRule, Seed};
use serde_json::{Value, json};
use tokio::runtime::Runtime;

use crate::{ACCOUNT, Ended, Shell};

const REGION: &str = "cn-hangzhou";
pub(crate) const ROLE: &str = "AliyunContainerRegistryCustomizedOSSBucketRole";

/// An emulator whose policies decide, with a bucket and a user who may assume roles.
pub(crate) struct Cloud {
    pub(crate) emulator: Emulator,
    pub(crate) shell: Shell,
    /// Drives the emulator.
    _server: Runtime,
}

impl Cloud {
    /// `policy` is what the user alice may do.
    pub(crate) fn new(policy: &Value) -> Self {
        let seed = json!({
            "calls": [
                { "action": "CreateUser", "params": { "UserName": "alice" } },
                { "action": "CreatePolicy",
                  "params": { "PolicyName": "alices", "PolicyDocument": policy } },
                { "action": "AttachPolicyToUser", "params": {
                    "PolicyType": "Custom", "PolicyName": "alices", "UserName": "alice" } },
            ],
            "keys": [{ "id": "alice-key", "secret": "alice-secret", "user": "alice" }],
            "buckets": { "my-images": { "region": REGION } },
        });
        let seed: Seed = serde_json::from_value(seed).unwrap();
        let server = Runtime::new().unwrap();
        let builder = Emulator::builder().access_key("root-key", "root-secret");
        let builder = builder.seed(seed).enforce(true);
        let emulator = server.block_on(builder.start()).unwrap();
        Self {
            emulator,
            shell: Shell::new(),
            _server: server,
        }
    }

    pub(crate) fn run(&self, key: &str, line: &str) -> Ended {
        let secret = key.replace("key", "secret");
        let endpoint = self.emulator.endpoint();
        let variables = [
            ("ALIBABA_CLOUD_ACCESS_KEY_ID", key),
            ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", &secret),
        ];
        let line = format!(
            "{line} --provider alibaba --endpoint {endpoint} --oss-endpoint {endpoint} --region {REGION}"
        );
        self.shell.run_with(&variables, &line)
    }

    pub(crate) fn json(&self, key: &str, line: &str) -> (Value, i32) {
        let ended = self.run(key, &format!("{line} --output json"));
        let value = serde_json::from_str(&ended.out);
        let value = value.unwrap_or_else(|_| panic!("{}{}", ended.out, ended.err));
        crate::schemas::assert_fits(&value);
        (value, ended.code)
    }

    /// What the bucket holds, versions and markers included.
    pub(crate) fn objects(&self) -> usize {
        let buckets = self.emulator.account().unwrap().buckets.unwrap();
        buckets["my-images"].objects.len()
    }

    pub(crate) fn fail(&self, action: &str, fault: Fault) {
        self.emulator
            .set_faults(vec![FaultRule {
                action: Some(action.to_owned()),
                fault,
                ..FaultRule::default()
            }])
            .unwrap();
    }
}

pub(crate) fn allowing(actions: &[&str]) -> Value {
    let statement = json!({ "Effect": "Allow", "Action": actions, "Resource": "*" });
    json!({ "Version": "1", "Statement": [statement] })
}

pub(crate) fn requirement<'a>(report: &'a Value, id: &str) -> &'a Value {
    let mut all = report["requirements"].as_array().unwrap().iter();
    all.find(|one| one["id"] == id)
        .unwrap_or_else(|| panic!("{report:#}"))
}

#[test]
fn an_instance_that_does_not_run_is_explained_until_it_does() {
    let cloud = Cloud::new(&allowing(&["sts:AssumeRole"]));
    let bucket = BucketName::new("my-images").unwrap();
    let made = cloud
        .emulator
        .create_instance(REGION, "images", &bucket)
        .unwrap();
    let id = made.unwrap().id;
    let verify = format!("verify --bucket my-images --instance {id}");
    let (report, code) = cloud.json("root-key", &verify);
    assert_eq!(code, 2);
    let told = requirement(&report, "instance");
    assert_eq!(told["status"], "failed");
    assert!(
        told["reason"]
            .as_str()
            .unwrap()
            .contains("OSS_SERVICE_ROLE_UNAUTHORIZED")
    );
    let remedy = told["remedy"]["text"].as_str().unwrap();
    assert!(remedy.contains("retries by itself"), "{remedy}");
    let last = report["causes"].as_array().unwrap().last().unwrap();
    assert_eq!(
        last["id"], "instance",
        "what follows from the others comes last"
    );
    for (output, part) in [
        ("text", "OSS_SERVICE_ROLE_UNAUTHORIZED"),
        ("markdown", "OSS&#95;SERVICE&#95;ROLE&#95;UNAUTHORIZED"),
    ] {
        let ended = cloud.run(
            "root-key",
            &format!("{verify} --output {output} --report page.html"),
        );
        assert!(ended.out.contains(part), "{}", ended.out);
    }
    let page = cloud.shell.read("page.html");
    assert!(page.contains("OSS_SERVICE_ROLE_UNAUTHORIZED") && page.contains(&id));

    let apply = cloud.run(
        "root-key",
        &format!("apply --bucket my-images --yes --account {ACCOUNT}"),
    );
    assert_eq!(apply.code, 0, "{}{}", apply.out, apply.err);
    let (report, code) = cloud.json("root-key", &verify);
    assert_eq!(
        (code, &requirement(&report, "instance")["status"]),
        (0, &json!("passed"))
    );

    let (report, code) = cloud.json(
        "root-key",
        "verify --bucket my-images --instance cri-nobody",
    );
    assert_eq!(
        (code, &requirement(&report, "instance")["status"]),
        (2, &json!("failed"))
    );
    let odd = cloud.run("root-key", "verify --bucket my-images --instance images");
    assert_eq!(odd.code, 64, "{}", odd.err);
}

#[test]
fn the_doctor_says_who_calls_with_which_key_and_which_permission_is_missing() {
    let cloud = Cloud::new(&allowing(&[
        "ram:Get*",
        "ram:List*",
        "oss:GetBucketInfo",
        "oss:GetBucketPolicy",
    ]));
    let (report, code) = cloud.json("alice-key", "doctor --bucket my-images");
    assert_eq!(code, 2, "{report:#}");
    assert_eq!(report["health"], "degraded");
    assert_eq!(
        report["caller"]["arn"],
        format!("acs:ram::{ACCOUNT}:user/alice")
    );
    assert_eq!(
        (&report["changes"], &report["rights"]),
        (&json!(3), &json!("write"))
    );
    let slots = report["connection"]["credentials"].as_array().unwrap();
    assert_eq!(
        (&slots[0]["slot"], &slots[0]["state"]),
        (&json!("environment"), &json!("used"))
    );
    assert_eq!(slots[0]["detail"], "access key alice-key");
    assert!(slots[1..].iter().all(|slot| slot["state"] != "used"));
    let endpoints = report["connection"]["endpoints"].as_array().unwrap();
    let services: Vec<_> = endpoints.iter().map(|one| &one["service"]).collect();
    assert_eq!(services, ["ram", "sts", "cr", "oss"]);
    assert!(
        endpoints.iter().all(|one| one["status"] == "passed"),
        "{report:#}"
    );
    assert!(
        report["connection"]["clock"]["ahead_seconds"]
            .as_i64()
            .unwrap()
            .abs()
            < 60
    );
    let status = |action: &str| {
        let mut all = report["permissions"].as_array().unwrap().iter();
        all.find(|one| one["action"] == action)
            .map(|one| one["status"].as_str().unwrap())
    };
    for action in [
        "ram:CreateRole",
        "ram:CreatePolicy",
        "ram:AttachPolicyToRole",
    ] {
        assert_eq!(status(action), Some("failed"), "{action}");
    }
    for action in ["ram:GetRole", "ram:GetPolicy", "oss:GetBucketInfo"] {
        assert_eq!(status(action), Some("passed"), "{action}");
    }
    let text = cloud.run("alice-key", "doctor --bucket my-images").out;
    for part in [
        "missing        ram:CreateRole (to apply)",
        "3 permissions are missing.",
        "\"ram:ServiceNames\"",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(
        text.lines()
            .all(|line| line.chars().count() <= 100 || line.contains("acs:")),
        "{text}"
    );
    assert!(!text.contains("alice-secret"));

    let (report, code) = cloud.json("root-key", "doctor --bucket my-images");
    assert_eq!((code, &report["health"]), (0, &json!("fit")), "{report:#}");
    assert_eq!(report["operator_policy"], Value::Null, "nothing is missing");
    let (report, _) = cloud.json("alice-key", "doctor --bucket my-images");
    assert!(
        report["operator_policy"]["Statement"].is_array(),
        "{report:#}"
    );
}

#[test]
fn what_the_doctor_prescribes_is_enough_for_the_apply_that_it_looked_at() {
    let cloud = Cloud::new(&allowing(&["ram:ListPoliciesForUser"]));
    let (report, code) = cloud.json("alice-key", "doctor --bucket my-images");
    assert_eq!(code, 2);
    assert!(
        report["problem"]["message"]
            .as_str()
            .unwrap()
            .contains("NoPermission")
    );
    let policy = report["operator_policy"].to_string();
    assert_eq!(report["rights"], "write");
    let cured = cloud.emulator.with_account(|account| {
        let policy_of = account.policies.get_mut("alices").unwrap();
        policy_of.versions.get_mut(&1).unwrap().document = policy;
    });
    cured.unwrap();
    let apply = cloud.run(
        "alice-key",
        &format!("apply --bucket my-images --yes --account {ACCOUNT}"),
    );
    assert_eq!(apply.code, 0, "{}{}", apply.out, apply.err);
    let (report, code) = cloud.json("alice-key", "doctor --bucket my-images");
    assert_eq!(
        (code, &report["health"]),
        (0, &json!("fit")),
        "all that is needed was tried: {report:#}"
    );
}

#[test]
fn without_a_key_or_with_a_broken_one_the_doctor_says_where_it_looked() {
    let cloud = Cloud::new(&allowing(&["ram:Get*"]));
    let endpoint = cloud.emulator.endpoint();
    let line = format!("doctor --provider alibaba --endpoint {endpoint}");
    let off = ("ALIBABA_CLOUD_ECS_METADATA_DISABLED", "true");
    let none = cloud.shell.run_with(&[off], &line);
    assert_eq!(none.code, 4, "{}{}", none.out, none.err);
    assert!(
        none.out.contains("not configured environment variables"),
        "{}",
        none.out
    );
    assert!(none.out.contains("No valid credentials"), "{}", none.out);
    let half = [off, ("ALIBABA_CLOUD_ACCESS_KEY_ID", "half")];
    let half = cloud.shell.run_with(&half, &line);
    assert_eq!(half.code, 4);
    assert!(
        half.out.contains("broken         environment variables"),
        "{}",
        half.out
    );
    cloud.shell.write("config.json", "{ no json");
    let file = cloud.shell.path().join("config.json");
    let broken = [off, ("ALIBABA_CLOUD_CONFIG_FILE", file.to_str().unwrap())];
    let broken = cloud.shell.run_with(&broken, &line);
    assert_eq!(broken.code, 4);
    for part in ["broken         aliyun CLI profile", "config.json"] {
        assert!(broken.out.contains(part), "{part}: {}", broken.out);
    }
    let wrong = cloud.run("wrong-key", "doctor");
    assert_eq!(wrong.code, 4, "{}", wrong.out);
    assert!(wrong.out.contains("InvalidAccessKeyId"), "{}", wrong.out);
}
