//! `verify --live`: the role is assumed and each bucket used.

use rolewright::emulator::Fault;
use serde_json::json;

use crate::cloud::{Cloud, ROLE, allowing, requirement};
use crate::{ACCOUNT, Shell};

#[test]
fn a_live_check_assumes_the_role_and_leaves_nothing_behind() {
    let cloud = Cloud::new(&allowing(&[
        "ram:Get*",
        "ram:List*",
        "oss:GetBucket*",
        "sts:AssumeRole",
    ]));
    let trusting = format!(
        "apply --bucket my-images --trust service --trust user:alice --yes --account {ACCOUNT}"
    );
    assert_eq!(cloud.run("root-key", &trusting).code, 0);
    let live = "verify --bucket my-images --trust service --trust user:alice --live";
    let refused = cloud.run("alice-key", live);
    assert_eq!(refused.code, 64, "{}", refused.err);
    assert!(refused.err.contains("--yes"), "{}", refused.err);
    assert_eq!(cloud.objects(), 0);

    let live = format!("{live} --yes");
    let (report, code) = cloud.json("alice-key", &live);
    assert_eq!(
        (code, &requirement(&report, "live")["status"]),
        (0, &json!("passed")),
        "{report:#}"
    );
    assert_eq!(cloud.objects(), 0);
    let versioned = cloud.emulator.with_account(|account| {
        let bucket = account
            .buckets
            .as_mut()
            .unwrap()
            .get_mut("my-images")
            .unwrap();
        bucket.versioning = rolewright::bucket::Versioning::Enabled;
    });
    versioned.unwrap();
    assert_eq!(cloud.run("alice-key", &live).code, 0);
    assert_eq!(cloud.objects(), 0, "neither a version nor a marker");

    cloud.fail("PutObject", Fault::InternalError);
    let (report, code) = cloud.json("alice-key", &live);
    assert_eq!(
        (code, &requirement(&report, "live")["status"]),
        (2, &json!("inconclusive"))
    );
    cloud.fail("GetObject", Fault::InternalError);
    let (report, code) = cloud.json("alice-key", &live);
    assert_eq!(
        (code, &requirement(&report, "live")["status"]),
        (2, &json!("inconclusive"))
    );
    assert_eq!(
        cloud.objects(),
        0,
        "what can't be read is deleted all the same"
    );

    cloud.fail("DeleteObject", Fault::InternalError);
    let (report, code) = cloud.json("alice-key", &live);
    assert_eq!(code, 2);
    let reason = requirement(&report, "live")["reason"].as_str().unwrap();
    assert!(
        reason.contains("ossutil rm oss://my-images/rolewright-probe-"),
        "{reason}"
    );
    assert_eq!(cloud.objects(), 1, "and it is told");
    cloud.emulator.set_faults(Vec::new()).unwrap();

    let untrusted = cloud.emulator.with_account(|account| {
        let trust = json!({ "Version": "1", "Statement": [{ "Effect": "Allow", "Action": "sts:AssumeRole",
            "Principal": { "Service": ["cr.aliyuncs.com"] } }] });
        account.roles.get_mut(ROLE).unwrap().trust = trust.to_string();
    });
    untrusted.unwrap();
    let (report, code) = cloud.json("alice-key", "verify --bucket my-images --live --yes");
    assert_eq!(
        (code, &requirement(&report, "live")["status"]),
        (2, &json!("inconclusive"))
    );
    assert!(
        requirement(&report, "live")["remedy"]["text"]
            .as_str()
            .unwrap()
            .contains("user:NAME")
    );
}

#[test]
fn a_live_check_that_the_provider_cannot_run_is_inconclusive_and_keeps_the_other_results() {
    let shell = Shell::new();
    assert_eq!(shell.run("apply --bucket my-images --yes").code, 0);
    let live = "verify --bucket my-images --live --yes";
    let report = shell.json(live);
    assert_eq!(report["outcome"], "inconclusive");
    assert_eq!(requirement(&report, "live")["status"], "inconclusive");
    assert_eq!(requirement(&report, "trust")["status"], "passed");
    let ended = shell.run(live);
    assert_eq!(ended.code, 2, "{}{}", ended.out, ended.err);
    let told = ended.out.split_whitespace().collect::<Vec<_>>().join(" ");
    for part in [
        "can't test buckets",
        "use the provider `alibaba`",
        "`--oss-endpoint`",
    ] {
        assert!(told.contains(part), "{part}: {told}");
    }
}
