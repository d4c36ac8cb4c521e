//! Where a bucket must be, and what `plan` and `apply` say of one that is elsewhere or missing.

use rolewright::emulator::{Emulator, Seed};
use serde_json::json;
use tokio::runtime::Runtime;

use crate::{Ended, Shell};

struct Cloud {
    emulator: Emulator,
    shell: Shell,
    /// Drives the emulator.
    _server: Runtime,
}

impl Cloud {
    fn new() -> Self {
        let seed = json!({ "buckets": {
            "near": { "region": "cn-hangzhou" },
            "far": { "region": "cn-beijing" },
        } });
        let seed: Seed = serde_json::from_value(seed).unwrap();
        let server = Runtime::new().unwrap();
        let builder = Emulator::builder().access_key("id", "secret").seed(seed);
        Self {
            emulator: server.block_on(builder.start()).unwrap(),
            shell: Shell::new(),
            _server: server,
        }
    }

    fn run(&self, line: &str) -> Ended {
        let endpoint = self.emulator.endpoint();
        let variables = [
            ("ALIBABA_CLOUD_ACCESS_KEY_ID", "id"),
            ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "secret"),
        ];
        let line =
            format!("{line} --provider alibaba --endpoint {endpoint} --oss-endpoint {endpoint}");
        self.shell.run_with(&variables, &line)
    }
}

#[test]
fn a_bucket_must_be_in_its_own_region_else_in_one_of_the_instances() {
    let cloud = Cloud::new();
    let cases = [
        ("--bucket near --region cn-hangzhou", 0),
        ("--bucket far --region cn-hangzhou", 2),
        ("--bucket far@cn-beijing --region cn-hangzhou", 0),
        ("--bucket near@cn-beijing --region cn-hangzhou", 2),
        ("--bucket near,far --region cn-hangzhou,cn-beijing", 0),
        ("--bucket near,far --region cn-beijing", 2),
        ("--bucket far", 0),
    ];
    for (line, code) in cases {
        let apply = cloud.run(&format!("apply --yes {line}"));
        assert_eq!(apply.code, code, "{line}: {}{}", apply.out, apply.err);
        let plan = cloud.run(&format!("plan {line}"));
        assert_eq!(plan.code, code, "plan {line}: {}{}", plan.out, plan.err);
    }
    let verify = cloud.run("verify --bucket far --region cn-hangzhou");
    let reason = "bucket far is in cn-beijing, but Container Registry needs it in cn-hangzhou";
    assert!(verify.out.contains(reason), "{}", verify.out);
}

#[test]
fn plan_shows_a_missing_bucket_before_anything_is_written_and_apply_still_writes() {
    let cloud = Cloud::new();
    let plan = cloud.run("plan --bucket nowhere");
    assert_eq!(plan.code, 2);
    for part in [
        "bucket nowhere does not exist",
        "After the plan: 1 failed",
        "Plan: 3 to create, 0 to change, 0 to delete.",
    ] {
        assert!(plan.out.contains(part), "{part}: {}", plan.out);
    }
    let (_, after) = plan.out.split_once("to delete.\n").unwrap();
    assert!(after.contains("After the plan: 1 failed"), "{}", plan.out);
    let quiet = cloud.run("plan --quiet --bucket nowhere");
    assert!(
        quiet.out.contains("After the plan: 1 failed"),
        "{}",
        quiet.out
    );
    let apply = cloud.run("apply --yes --bucket nowhere");
    assert_eq!(apply.code, 2, "{}{}", apply.out, apply.err);
    assert_eq!(
        apply.out.matches("Done: 3 changes made").count(),
        1,
        "{}",
        apply.out
    );
    // The bucket is still missing, with nothing left to change.
    let plan = cloud.run("plan --bucket nowhere");
    assert_eq!(plan.code, 2);
    assert!(
        plan.out
            .contains("No changes, but not all requirements passed.")
    );
}
