//! What makes the exit code 2 on request: findings of a level, checks that were skipped or named.

use rolewright::operation::PolicyType;

use crate::unmanaged::{accepting, attach, set_up};

#[test]
fn fail_on_counts_findings_that_are_not_accepted() {
    let shell = set_up();
    shell.meddle(|account| {
        attach(
            account,
            PolicyType::System,
            "AliyunContainerRegistryReadOnlyAccess",
        );
    });
    assert_eq!(shell.run("verify --bucket my-images").code, 0);
    assert_eq!(
        shell
            .run("verify --bucket my-images --fail-on warning")
            .code,
        0
    );
    assert_eq!(
        shell.run("verify --bucket my-images --fail-on info").code,
        2
    );
    assert_eq!(shell.run("plan --bucket my-images --fail-on info").code, 2);
    accepting(
        &shell,
        "system_policy = \"AliyunContainerRegistryReadOnlyAccess\"",
    );
    assert_eq!(
        shell.run("verify --bucket my-images --fail-on info").code,
        0
    );
}

#[test]
fn fail_on_warning_counts_a_warning_for_verify_and_plan_by_option_and_key() {
    let shell = set_up();
    shell.meddle(|account| attach(account, PolicyType::System, "AdministratorAccess"));
    let lines = ["verify --bucket my-images", "plan --bucket my-images"];
    for line in lines {
        assert_eq!(shell.run(line).code, 0, "{line}");
        assert_eq!(
            shell.run(&format!("{line} --fail-on warning")).code,
            2,
            "{line}"
        );
    }
    let junit = shell.run("verify --bucket my-images --fail-on warning --output junit");
    assert!(
        junit
            .out
            .contains("<failure type=\"over_broad_attachment\""),
        "{}",
        junit.out
    );
    shell.write("rolewright.toml", "fail_on = \"warning\"\n");
    for line in lines {
        assert_eq!(shell.run(line).code, 2, "{line}");
    }
    accepting(&shell, "system_policy = \"AdministratorAccess\"");
    for line in lines {
        assert_eq!(
            shell.run(&format!("{line} --fail-on warning")).code,
            0,
            "{line}"
        );
    }
}

#[test]
fn strict_counts_what_was_skipped_but_not_what_cannot_be_checked() {
    let shell = set_up();
    // The local provider has no buckets to inspect.
    let verify = shell.run("verify --bucket my-images");
    assert_eq!(verify.code, 0);
    let strict = shell.run("verify --bucket my-images --strict");
    assert_eq!(strict.code, 2);
    assert!(strict.out.contains("Inconclusive:"), "{}", strict.out);
    // Only control policies and an unpublished document are left, which can't be checked.
    assert_eq!(shell.run("apply --default-bucket --yes").code, 0);
    assert_eq!(shell.run("verify --default-bucket --strict").code, 0);
}

#[test]
fn strict_holds_for_plan_apply_and_drift_too_and_as_a_key() {
    let shell = set_up();
    let lines = ["verify", "plan", "apply --yes", "drift"];
    let lines = lines.map(|command| format!("{command} --bucket my-images"));
    for line in &lines {
        assert_eq!(shell.run(line).code, 0, "{line}");
        let strict = shell.run(&format!("{line} --strict"));
        assert_eq!(strict.code, 2, "{line}: {}", strict.out);
    }
    shell.write("rolewright.toml", "strict = true\n");
    for line in &lines {
        let strict = shell.run(line);
        assert_eq!(strict.code, 2, "{line}: {}", strict.out);
    }
}

#[test]
fn an_instance_without_a_region_is_requested_and_not_passed() {
    let shell = set_up();
    let verify = shell.run("verify --bucket my-images --instance cri-1234567890abcdef");
    assert_eq!(verify.code, 2, "{}", verify.out);
    assert!(
        verify.out.contains("its region is not set"),
        "{}",
        verify.out
    );
}
