//! Exit codes, streams and JSON: the contract of every command.

use crate::{ACCOUNT, Shell};

/// The text without its line breaks.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn apply_makes_it_all_says_that_it_is_simulated_and_a_second_apply_changes_nothing() {
    let shell = Shell::new();
    let first = shell.run("apply --bucket my-images --yes");
    assert_eq!((first.code, first.err.as_str()), (0, ""), "{}", first.out);
    assert!(first.out.contains("no cloud account is used"));
    assert!(
        first
            .out
            .contains("Plan: 3 to create, 0 to change, 0 to delete.")
    );
    assert!(first.out.contains("Done: 3 changes made and read back."));
    assert!(first.out.contains("passed       29 of 30 on my-images\n"));
    let again = shell.run("apply --bucket my-images --yes");
    assert_eq!(again.code, 0);
    assert!(again.out.contains("No changes"), "{}", again.out);
    assert_eq!(shell.run("verify --bucket my-images").code, 0);
    assert_eq!(shell.run("plan --bucket my-images").code, 0);
}

#[test]
fn plan_says_what_would_change_writes_nothing_and_exits_with_2() {
    let shell = Shell::new();
    for _ in 0..2 {
        let plan = shell.run("plan --bucket my-images");
        assert_eq!(plan.code, 2);
        assert!(plan.out.contains("+ create role"), "{}", plan.out);
    }
}

#[test]
fn verify_of_an_empty_account_refutes_and_names_what_is_missing_first() {
    let shell = Shell::new();
    let verify = shell.run("verify --bucket my-images");
    assert_eq!(verify.code, 2);
    assert!(
        verify.out.contains("Role does not exist\n"),
        "{}",
        verify.out
    );
    assert!(
        verify
            .out
            .contains("help: run `rolewright apply --bucket my-images`")
    );
}

#[test]
fn a_bucket_that_is_granted_already_stays_when_another_is_added() {
    let shell = Shell::new();
    shell.run("apply --bucket one-bucket --yes");
    let second = shell.run("apply --bucket two-bucket --yes");
    assert_eq!(second.code, 0);
    assert!(
        second
            .out
            .contains("the policy also grants access to one-bucket; kept")
    );
    assert_eq!(shell.run("verify --bucket one-bucket,two-bucket").code, 0);
}

#[test]
fn the_page_followed_to_the_letter_is_applied_with_a_warning_and_refuted_by_verify() {
    let shell = Shell::new();
    let apply = shell.run("apply --bucket my-images --revision 2026-03 --yes");
    assert_eq!(apply.code, 0, "{}", apply.err);
    let verdict = "Applied as requested, not verified: 1 failed";
    assert!(apply.out.contains(verdict), "{}", apply.out);
    assert!(
        one_line(&apply.out).contains("it must name service cr.aliyuncs.com"),
        "{}",
        apply.out
    );
    let helps = [
        ("", "run `rolewright apply --bucket my-images`; principals"),
        (
            "--revision 2026-03",
            "run `rolewright apply --bucket my-images` without `--revision`, or with `--trust service`",
        ),
        (
            "--trust account:current",
            "run `rolewright apply --bucket my-images` without `--trust`, or with `--trust service`",
        ),
    ];
    for (flags, help) in helps {
        let verify = shell.run(&format!("verify --verbose --bucket my-images {flags}"));
        assert_eq!(verify.code, 2, "{flags}");
        assert!(
            verify
                .out
                .contains("passed       the trust policy is that of the page of Mar 26 2026")
        );
        assert!(
            verify
                .out
                .contains("failed       the trust policy names every RAM user and role of account")
        );
        assert!(one_line(&verify.out).contains("not confirmed on a live account"));
        assert!(one_line(&verify.out).contains(help), "{}", verify.out);
    }
    let mended = shell.run("apply --bucket my-images --yes");
    assert_eq!(mended.code, 0);
    assert!(
        mended
            .out
            .contains("warning: the role trusts every RAM user and role of account")
    );
    assert_eq!(shell.run("verify --bucket my-images").code, 0);
}

#[test]
fn every_choice_of_the_page_can_be_combined_with_the_service() {
    let shell = Shell::new();
    let line = "--trust service --trust user:Alice --trust role:22/ci --trust account:33";
    shell.meddle_user("Alice");
    assert_eq!(
        shell
            .run(&format!("apply --bucket my-images --yes {line}"))
            .code,
        0
    );
    let verify = shell.run(&format!("verify --verbose --bucket my-images {line}"));
    assert_eq!(verify.code, 0, "{}", verify.out);
    assert!(
        verify
            .out
            .contains("passed       the trust policy is as requested")
    );
    let show = shell.run("show").out;
    for trusted in [
        "user/Alice",
        "acs:ram::22:role/ci",
        "account 33",
        "service cr.aliyuncs.com",
    ] {
        assert!(show.contains(trusted), "{trusted}: {show}");
    }
}

#[test]
fn destroy_wants_yes_and_the_account_and_then_reads_back_until_all_is_gone() {
    let shell = Shell::new();
    shell.run("apply --bucket my-images --yes");
    for refused in [
        "destroy",
        "destroy --yes",
        &format!("destroy --account {ACCOUNT}"),
    ] {
        assert_eq!(shell.run(refused).code, 64, "{refused}");
    }
    assert_eq!(shell.run("verify --bucket my-images").code, 0);
    let gone = shell.run(&format!("destroy --yes --account {ACCOUNT}"));
    assert_eq!(gone.code, 0, "{}", gone.err);
    assert!(
        gone.out.contains("- access to my-images") && gone.out.contains("Destroyed and verified.")
    );
    assert_eq!(shell.run("verify --bucket my-images").code, 2);
    assert_eq!(
        shell
            .run(&format!("destroy --yes --account {ACCOUNT}"))
            .code,
        0
    );
}

#[test]
fn the_command_line_itself_is_answered_with_64() {
    let shell = Shell::new();
    for (line, said) in [
        (
            "plan --bucket My_Images",
            "`My_Images` is not a bucket name",
        ),
        ("plan", "`--bucket my-images`"),
        ("plan --bucket ab", "3 to 63"),
        ("plan --bucket ok-one,NOT", "`NOT`"),
        ("apply --bucket my-images", "--yes"),
        (
            "plan --bucket my-images --trust nobody",
            "`nobody` is not a principal to trust",
        ),
        ("plan --bucket my-images --revision 1999-01", "2026-03"),
        (
            "plan --bucket my-images --account me",
            "`me` is not an account id",
        ),
        (
            "plan --bucket my-images --provider nowhere",
            "available are alibaba, local, memory",
        ),
        (
            "plan --bucket my-images --provider alibaba --endpoint http://ram.aliyuncs.com",
            "plain HTTP to `ram.aliyuncs.com` is not allowed",
        ),
        ("frobnicate", "unrecognized subcommand"),
    ] {
        let ended = shell.run(line);
        assert_eq!(ended.code, 64, "{line}: {}", ended.err);
        assert!(ended.err.contains(said), "{line}: {}", ended.err);
        assert_eq!(ended.out, "", "{line}");
    }
    assert!(!shell.path().join(".rolewright").exists());
}

#[test]
fn missing_credentials_are_answered_with_4_and_what_to_set() {
    let shell = Shell::new();
    let home = shell.path().display().to_string();
    let nowhere = [
        ("HOME", &*home),
        ("ALIBABA_CLOUD_ECS_METADATA_DISABLED", "true"),
    ];
    let ended = shell.run_with(&nowhere, "plan --bucket my-images --provider alibaba");
    assert_eq!(ended.code, 4);
    assert!(
        ended.err.contains("ALIBABA_CLOUD_ACCESS_KEY_ID"),
        "{}",
        ended.err
    );
}

#[test]
fn another_account_than_the_expected_one_is_refused_before_anything_is_written() {
    let shell = Shell::new();
    shell.run("apply --bucket my-images --yes");
    let ended = shell.run("apply --bucket other-one --yes --account 22");
    assert_eq!(ended.code, 4, "{}", ended.err);
    assert!(
        ended.err.contains("22") && ended.err.contains(ACCOUNT),
        "{}",
        ended.err
    );
    assert_eq!(shell.run("verify --bucket other-one").code, 2);
}

#[test]
fn json_is_one_object_with_format_and_kind_first_and_errors_are_too() {
    let shell = Shell::new();
    let raw = shell.run("apply --bucket my-images --yes --output json");
    assert!(
        raw.out
            .starts_with("{\n  \"format_version\": \"1.0\",\n  \"kind\": \"apply\""),
        "{}",
        raw.out
    );
    assert_eq!(raw.err, "");
    let report = shell.json("verify --bucket my-images");
    assert_eq!(
        (&report["kind"], &report["outcome"]),
        (&"verify".into(), &"passed".into())
    );
    assert_eq!(
        (report["calls"].as_u64(), report["rounds"].as_u64()),
        (Some(4), Some(1))
    );
    for line in [
        "plan --bucket No! --output json",
        "plan --bucket abc --provider nope --output=json",
    ] {
        let error: serde_json::Value = serde_json::from_str(&shell.run(line).err).unwrap();
        assert_eq!(
            (&error["kind"], &error["exit_code"]),
            (&"error".into(), &64.into()),
            "{line}"
        );
    }
}

#[test]
fn help_and_version_are_results_and_a_pipe_gets_no_colours() {
    let shell = Shell::new();
    for line in ["--help", "apply --help", "--version", "completions bash"] {
        let ended = shell.run(line);
        assert_eq!((ended.code, ended.err.as_str()), (0, ""), "{line}");
        assert!(
            !ended.out.is_empty() && !ended.out.contains('\u{1b}'),
            "{line}"
        );
    }
    assert!(
        !shell
            .run("apply --bucket my-images --yes")
            .out
            .contains('\u{1b}')
    );
}

impl Shell {
    /// A user that a trust policy can name.
    fn meddle_user(&self, name: &str) {
        use rolewright::mock::Moment;
        use rolewright::{Call, operation::CreateUser};
        let call = Call::of(&CreateUser {
            user_name: name.into(),
            ..CreateUser::default()
        });
        let moment = Moment::new("2026-01-02T03:04:05Z".parse().unwrap(), "R");
        self.meddle(|account| {
            account.execute(&call, &moment).unwrap();
        });
    }
}
