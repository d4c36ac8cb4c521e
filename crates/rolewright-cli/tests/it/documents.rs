//! Documents: what is rendered, and what is refused.

use rolewright::policy::{PolicyDocument, TrustPolicy};

use crate::Shell;

#[test]
fn the_rendered_policy_for_one_bucket_is_the_pages_element_by_element() {
    let page = include_str!("../../../rolewright-core/test-data/acr-policy-2026-03.json");
    let page = page.replace("<YOUR_BUCKET_NAME>", "my-images");
    let rendered = Shell::new().run("policy render --bucket my-images").out;
    let (page, rendered): (serde_json::Value, serde_json::Value) = (
        serde_json::from_str(&page).unwrap(),
        serde_json::from_str(&rendered).unwrap(),
    );
    // Not by our own equality: the same keys, the same lists in the same order, `Condition: {}`.
    assert_eq!(page, rendered);
}

#[test]
fn documents_are_rendered_without_a_provider_and_can_be_read_back() {
    let shell = Shell::new();
    let policy =
        shell.run("policy render --bucket one-bucket --bucket two-bucket --provider alibaba");
    assert_eq!(policy.code, 0, "{}", policy.err);
    assert!(PolicyDocument::parse_input(&policy.out).is_ok());
    let trust = shell.run("trust render --trust service --trust account:current --account 22");
    assert!(
        TrustPolicy::parse_input(&trust.out)
            .unwrap()
            .principals()
            .len()
            == 2,
        "{}",
        trust.out
    );
    let unknown = shell.run("trust render --trust account:current");
    assert_eq!(unknown.code, 64);
    assert!(unknown.err.contains("--account ID"));
}

#[test]
fn an_export_asks_no_provider_and_holds_what_apply_would_make() {
    let shell = Shell::new();
    let wanted = "--bucket one-bucket,two-bucket --trust service --trust user:22/Alice";
    let export = |format| {
        let line = format!("export --format {format} {wanted} --provider alibaba");
        let ended = shell.run(&line);
        assert_eq!((ended.code, ended.err.as_str()), (0, ""), "{format}");
        ended.out
    };
    let json: serde_json::Value = serde_json::from_str(&export("json")).unwrap();
    assert_eq!(json["kind"], "export");
    shell.run(&format!("apply {wanted} --yes"));
    shell.meddle(|account| {
        let account = serde_json::to_string(account).unwrap();
        for description in [
            &json["role"]["description"],
            &json["policies"][0]["description"],
        ] {
            assert!(
                account.contains(&description.to_string()),
                "{description}: {account}"
            );
        }
    });
    let trust = json["role"]["trust_policy"].to_string();
    std::fs::write(shell.path().join("trust.json"), trust).unwrap();
    let again = "plan --bucket one-bucket,two-bucket --trust-policy trust.json";
    assert_eq!(shell.run(again).code, 0);
    for (format, begin) in [
        ("hcl", "# Requires the provider aliyun/alicloud"),
        ("ros", "# ROS fails"),
        ("cli", "#!/bin/sh\n"),
    ] {
        let text = export(format);
        assert!(text.starts_with(begin), "{text}");
        assert!(text.contains("acs:oss:*:*:two-bucket/*"), "{text}");
        assert!(text.contains("acs:ram::22:user/Alice"), "{text}");
    }
}

#[test]
fn an_export_with_an_instance_needs_a_format_and_a_bucket_for_it() {
    let shell = Shell::new();
    let run = |rest: &str| shell.run(&format!("export --with-instance{rest}"));
    let hcl = run(" --format hcl --bucket my-images");
    assert!(
        hcl.out.contains("instance_name      = \"my-images\""),
        "{}",
        hcl.out
    );
    let ros = run("=images --format ros --default-bucket");
    assert!(ros.out.contains("InstanceName: \"images\""), "{}", ros.out);
    for (line, text) in [
        (
            " --format cli --bucket my-images",
            "use `--format hcl` or `--format ros`",
        ),
        (
            " --format json --bucket my-images",
            "use `--format hcl` or `--format ros`",
        ),
        (
            " --format hcl --bucket one,two",
            "one bucket, but 2 are set",
        ),
        ("=X --format hcl --bucket one", "is not an instance name"),
        (" --format hcl --default-bucket", "has no name"),
        (
            " --format hcl --recipe ecs/images",
            "no registry instance uses the role",
        ),
    ] {
        let refused = run(line);
        assert_eq!(refused.out, "", "{line}");
        assert_eq!(refused.code, 64, "{line}: {}", refused.err);
        assert!(refused.err.contains(text), "{line}: {}", refused.err);
    }
}

#[test]
fn an_export_has_the_tags_that_an_apply_run_sets() {
    let shell = Shell::new();
    let wanted = "--bucket my-images --tag owner=platform";
    let exported = shell.run(&format!("export --format json {wanted}"));
    let json: serde_json::Value = serde_json::from_str(&exported.out).unwrap();
    shell.run(&format!("apply {wanted} --yes"));
    shell.meddle(|account| {
        let role = account.roles.values().next().unwrap();
        assert_eq!(serde_json::to_value(&role.tags).unwrap(), json["tags"]);
        assert_eq!(role.tags.len(), 2);
    });
}

#[test]
fn an_export_that_names_the_current_account_wants_its_id() {
    let shell = Shell::new();
    let line = "export --format hcl --bucket my-images --revision 2026-03";
    let refused = shell.run(line);
    assert_eq!((refused.code, refused.out.as_str()), (64, ""));
    assert!(refused.err.contains("--account ID"), "{}", refused.err);
    let named = shell.run(&format!("{line} --account 22"));
    assert!(named.out.contains("\"acs:ram::22:root\""), "{}", named.out);
    let unknown = shell.run("export --format yaml --bucket my-images");
    assert_eq!(unknown.code, 64);
    assert!(
        unknown.err.contains("use json, hcl, ros or cli"),
        "{}",
        unknown.err
    );
}

#[test]
fn a_trust_policy_file_is_taken_as_it_is_and_merged() {
    let shell = Shell::new();
    let trust = r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole",
        "Principal":{"Service":["cr.aliyuncs.com"]}},{"Effect":"Deny","Action":"sts:AssumeRole",
        "Principal":{"RAM":"acs:ram::22:root"},"Condition":{"Bool":{"acs:MFAPresent":"false"}}}]}"#;
    std::fs::write(shell.path().join("trust.json"), trust).unwrap();
    let apply = shell.run("apply --bucket my-images --trust-policy trust.json --yes");
    assert_eq!(apply.code, 0, "{}{}", apply.out, apply.err);
    assert_eq!(
        shell
            .run("plan --bucket my-images --trust-policy trust.json")
            .code,
        0
    );
    assert!(
        shell
            .run("plan --bucket my-images")
            .out
            .contains("the trust policy has an unmanaged statement")
    );
}

#[test]
fn a_file_that_is_no_document_is_refused_with_its_place_and_nothing_is_changed() {
    let shell = Shell::new();
    for (content, said) in [
        ("not json", "line 1, column 1"),
        (
            "{\"Version\":\"1\",\"Statement\":[{\"Effect\":\"Allow\",\n#x\n",
            "line 2, column 1",
        ),
        (
            r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"RAM":"<YOUR_ACCOUNT>"}}]}"#,
            "`<YOUR_ACCOUNT>` is a placeholder",
        ),
        (
            r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#,
            "Resource",
        ),
    ] {
        std::fs::write(shell.path().join("trust.json"), content).unwrap();
        let ended = shell.run("apply --bucket my-images --trust-policy trust.json --yes");
        assert_eq!(ended.code, 1, "{content}: {}", ended.err);
        assert!(
            ended.err.contains(said) && ended.err.contains("`trust.json`"),
            "{}",
            ended.err
        );
    }
    assert_eq!(
        shell
            .run("apply --bucket my-images --trust-policy nowhere.json --yes")
            .code,
        1
    );
    assert!(!shell.path().join(".rolewright").exists());
}

#[test]
fn the_readme_shows_what_its_first_command_prints() {
    let readme = include_str!("../../../../README.md");
    let line = "apply --provider local --bucket my-images --yes";
    let (_, shown) = readme
        .split_once(&format!("$ cargo run --release -- {line}\n"))
        .unwrap();
    let (shown, _) = shown.split_once("```").unwrap();
    assert_eq!(Shell::new().run(line).out, shown);
}

#[test]
fn the_operators_policies_are_printed_without_a_provider_or_a_key() {
    let shell = Shell::new();
    let printed = |line: &str| {
        let line = format!("doctor --operator-policy {line} --provider alibaba");
        let ended = shell.run(&line);
        assert_eq!(ended.code, 0, "{}", ended.err);
        rolewright::policy::PolicyDocument::parse(&ended.out)
            .unwrap()
            .to_compact()
    };
    let read = printed("read --bucket my-images");
    assert!(read.contains("ram:GetRole") && !read.contains("ram:CreateRole"));
    assert!(read.contains("acs:oss:*:*:my-images"), "{read}");
    let write = printed("write --account 1234567890123456 --region cn-hangzhou");
    assert!(
        write.contains(r#""ram:ServiceNames":"cr.aliyuncs.com""#),
        "{write}"
    );
    assert!(
        write.contains("acs:cr:cn-hangzhou:1234567890123456:instance/*"),
        "{write}"
    );
    assert!(!write.contains("oss:"), "no bucket is named: {write}");
    let account = printed("write --trust account:current");
    assert!(
        account.contains(r#""ram:TrustedPrincipalTypes":"RAM""#),
        "{account}"
    );
    assert_eq!(shell.run("doctor --operator-policy both").code, 64);
}
