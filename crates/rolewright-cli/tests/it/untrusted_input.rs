//! Whatever a name, a message or a document holds, no output steers the terminal or is misread.

use rolewright::remedy::ConfigTerms;
use rolewright::setup::Report;
use rolewright::text::steers;
use rolewright_report::{Display, setup};
use serde_json::Value;

use crate::Shell;

/// Colours, a control sequence in one character, a text turned around, characters that can't be
/// seen, a line of its own, and markup.
const POISON: &str =
    "\u{1b}[31m\u{9b}2J\u{202e}\u{2066}\u{200b}\u{2028}\r\nFORGED <script>x</script> | `x` **x**";

/// The words of the report's own; everything else may come from outside.
const OWN: [&str; 9] = [
    "format_version",
    "kind",
    "outcome",
    "status",
    "level",
    "sign",
    "change",
    "service",
    "access",
];

fn poison(value: &mut Value) {
    match value {
        Value::String(text) => text.push_str(POISON),
        Value::Array(items) => items.iter_mut().for_each(poison),
        Value::Object(fields) => {
            let others = |(name, _): &(&String, &mut Value)| !OWN.contains(&name.as_str());
            fields
                .iter_mut()
                .filter(others)
                .for_each(|(_, value)| poison(value));
        }
        _ => {}
    }
}

fn assert_harmless(text: &str, what: &str) {
    let steering = text.chars().find(|c| *c != '\n' && steers(*c));
    assert_eq!(steering, None, "{what}: {text}");
    let forged = text
        .lines()
        .find(|line| line.trim_start().starts_with("FORGED"));
    assert_eq!(forged, None, "{what}");
}

#[test]
fn a_report_in_which_every_text_is_hostile_is_shown_and_harmless() {
    let shell = Shell::new();
    let mut reports = vec![shell.json("plan --bucket my-images")];
    reports.push(shell.json("apply --bucket my-images --yes"));
    reports.push(shell.json("verify --bucket my-images,other"));
    reports.push(shell.json("drift --bucket other --trust account:current"));
    reports.push(shell.json("show"));
    for mut report in reports {
        report["error"] = serde_json::json!({"kind": "refused", "message": "m", "remedy": {"kind": "other", "text": "h"}});
        poison(&mut report);
        let what = report["kind"].to_string();
        let report: Report = serde_json::from_value(report).expect("every field is free text");
        assert_harmless(&setup::text(&report, Display::PLAIN, &ConfigTerms), &what);
        let about = setup::Page::new(jiff::Timestamp::UNIX_EPOCH, "rolewright \u{1b}[2J<script>");
        let page = setup::html(&report, about, &ConfigTerms);
        let comment = setup::markdown(&report, &ConfigTerms);
        assert_harmless(&page, &what);
        assert_harmless(&comment, &what);
        // Between fences stands code, whatever it says.
        let prose: String = comment.split("```").step_by(2).collect();
        for markup in [page, prose] {
            assert!(!markup.contains("<script"), "{markup}");
        }
    }
}

#[test]
fn what_is_printed_of_a_hostile_file_is_harmless() {
    let shell = Shell::new();
    let name = POISON.replace(['\r', '\n'], " ");
    let statement = serde_json::json!({
        "Effect": "Allow", "Action": format!("oss:{name}"), "Resource": "*", "Sid": name,
    });
    let policy = serde_json::json!({"Version": "1", "Statement": [statement]}).to_string();
    shell.write("policy.json", &policy.replace(r"\u001b", "\u{7f}"));
    shell.write("other.json", r#"{"Version": "1", "Statement": []}"#);
    shell.write(
        "rolewright.toml",
        &format!("provider = \"x{}\"", name.replace('\u{1b}', "\u{7f}")),
    );
    for line in [
        "policy fmt policy.json",
        "policy lint policy.json",
        "policy diff other.json policy.json",
        "policy simulate --policy policy.json --action oss:GetObject --resource *",
        "verify --bucket my-images",
    ] {
        for format in ["text", "json", "markdown"] {
            let ended = shell.run(&format!("{line} --output {format}"));
            assert_harmless(&(ended.out + &ended.err), line);
        }
    }
}

#[test]
fn a_stolen_plan_holds_no_secret_and_one_that_was_tampered_with_is_refused() {
    let shell = Shell::new();
    let key = [
        ("ALIBABA_CLOUD_ACCESS_KEY_ID", "LTAI-id"),
        ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "hunter2"),
    ];
    shell.run_with(&key, "plan --bucket my-images --out plan.json");
    let plan = shell.read("plan.json");
    assert!(!plan.contains("hunter2") && !plan.contains("LTAI-id"));

    let mut tampered: Value = serde_json::from_str(&plan).unwrap();
    let attach = &mut tampered["roles"][0]["calls"].as_array_mut().unwrap()[2];
    assert_eq!(attach["action"], "AttachPolicyToRole");
    attach["params"]["PolicyName"] = "AdministratorAccess".into();
    attach["params"]["PolicyType"] = "System".into();
    shell.write("tampered.json", &tampered.to_string());
    let mut widened: Value = serde_json::from_str(&plan).unwrap();
    let policy =
        &mut widened["roles"][0]["calls"].as_array_mut().unwrap()[1]["params"]["PolicyDocument"];
    *policy =
        r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#.into();
    shell.write("widened.json", &widened.to_string());
    let mut emptied: Value = serde_json::from_str(&plan).unwrap();
    emptied["roles"] = Value::Array(Vec::new());
    shell.write("emptied.json", &emptied.to_string());
    for file in ["tampered.json", "widened.json", "emptied.json"] {
        let refused = shell.run(&format!("apply {file}"));
        assert_eq!(refused.code, 1, "{file}: {}", refused.out);
    }
    let shown = shell.json("show");
    assert_eq!(
        shown["state"]["role"],
        Value::Null,
        "nothing was made: {shown}"
    );
}

#[cfg(unix)]
#[test]
fn files_that_tell_of_an_account_are_for_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let shell = Shell::new();
    shell.run("plan --bucket my-images --out plan.json");
    shell.run("apply --bucket my-images --yes --record changes.jsonl");
    shell.run("verify --bucket my-images --report page.html");
    for file in [
        "plan.json",
        "changes.jsonl",
        "page.html",
        rolewright::LOCAL_STORE,
    ] {
        let mode = std::fs::metadata(shell.path().join(file)).unwrap();
        assert_eq!(mode.permissions().mode() & 0o777, 0o600, "{file}");
    }
}
