//! Reports as comments for a code review.

use rolewright::mock::Account;
use rolewright::recipe::container_registry::{POLICY, ROLE};

use crate::{ACCOUNT, Shell};

/// What a comment must not take for its own.
const HOSTILE: &str =
    "@everyone | <img src=x> `code` **b** [l](http://x) #77 acs:ram::22:root\\n```";

/// A document in which somebody wrote all that.
fn with_markup(rest: &str) -> String {
    format!(r#"{{"Version":"1","Statement":[{{"Effect":"Allow",{rest},"Sid":"{HOSTILE}"}}]}}"#)
}

#[test]
fn a_plan_is_a_comment_with_its_changes_and_nothing_else_is_printed() {
    let plan = Shell::new().run("plan --bucket my-images --output markdown");
    assert_eq!((plan.code, plan.err.as_str()), (2, ""));
    for part in [
        "### rolewright plan: pending\n\nSimulated account ",
        "\nPlan: 3 to create, 0 to change, 0 to delete.\n\n| | change | call | done |\n|---|---|---|---|\n| + | create role ",
        " | <code>CreateRole</code> | no |\n",
        "\n```diff\n@@ create role ",
        "\n+ trust service cr.aliyuncs.com\n```\n",
    ] {
        assert!(plan.out.contains(part), "{part}: {}", plan.out);
    }
}

#[test]
fn apply_and_verify_fold_what_is_proven_and_end_with_their_sentence() {
    let shell = Shell::new();
    let summary = "\nVerified: 35 passed, 2 not checked (simulated).\n";
    for (line, title) in [
        ("apply --yes", "rolewright apply: changed"),
        ("verify", "rolewright verify: passed"),
    ] {
        let ended = shell.run(&format!("{line} --bucket my-images --output markdown"));
        assert_eq!((ended.code, ended.err.as_str()), (0, ""), "{line}");
        assert!(
            ended.out.starts_with(&format!("### {title}\n")),
            "{}",
            ended.out
        );
        assert!(ended.out.ends_with(summary), "{}", ended.out);
        let (open, passed) = ended
            .out
            .split_once("<details><summary>35 passed</summary>\n\n")
            .unwrap();
        assert!(
            open.contains("\n| **not checked** | bucket my-images exists"),
            "{open}"
        );
        assert!(passed.contains("\n| object operations on my-images: <code>oss:GetObject</code> "));
        assert!(passed.contains("\n</details>\n"), "{passed}");
    }
    let show = shell.run("show --output markdown").out;
    assert!(show.contains("\n  grants  my-images\n"), "{show}");
    let destroy = shell.run(&format!(
        "destroy --yes --account {ACCOUNT} --output markdown"
    ));
    assert!(
        destroy.out.contains("\n- access to my-images\n"),
        "{}",
        destroy.out
    );
    assert!(
        destroy.out.contains("Destroyed and verified."),
        "{}",
        destroy.out
    );
}

#[test]
fn a_refuted_requirement_is_told_once_with_what_to_do_and_a_warning_is_part_of_the_comment() {
    let shell = Shell::new();
    let line = "--bucket my-images --revision 2026-03 --output markdown";
    let apply = shell.run(&format!("apply --yes {line}"));
    assert_eq!(apply.err, "");
    assert!(
        apply
            .out
            .contains("but not Container Registry; it must name service cr.aliyuncs.com"),
        "{}",
        apply.out
    );
    assert!(!apply.out.contains("**warning:**"), "{}", apply.out);
    let verify = shell.run(&format!("verify {line}"));
    assert_eq!(verify.code, 2);
    assert!(
        verify
            .out
            .contains("\n| **failed** | Container Registry can assume the role | "),
        "{}",
        verify.out
    );
    assert!(verify.out.contains("<br>help: "), "{}", verify.out);
    let repaired = shell.run("apply --yes --bucket my-images --output markdown");
    assert!(
        repaired
            .out
            .contains("\n- **warning:** the role trusts every RAM user and role"),
        "{}",
        repaired.out
    );
}

/// A set-up in which somebody wrote all that.
pub(crate) fn hostile_account() -> Shell {
    let shell = Shell::new();
    shell.run("apply --bucket my-images --yes");
    shell.meddle(|account: &mut Account| {
        let trust =
            with_markup(r#""Action":"sts:AssumeRole","Principal":{"RAM":"acs:ram::22:root"}"#);
        account.roles.get_mut(ROLE).unwrap().trust = trust;
        let document = with_markup(r#""Action":"a:B","Resource":"*""#);
        let policy = account.policies.get_mut(POLICY).unwrap();
        let version = policy.versions.get_mut(&policy.default_version);
        version.unwrap().document = document;
    });
    shell
}

#[test]
fn what_somebody_wrote_stays_text() {
    let shell = hostile_account();
    for line in [
        "plan --bucket my-images",
        "apply --yes --bucket my-images",
        "verify --bucket my-images",
    ] {
        let out = shell.run(&format!("{line} --output markdown")).out;
        assert!(out.contains("everyone"), "{line}: {out}");
        let mut fence: Option<&str> = None;
        for text in out.lines() {
            let ticks = text.trim_start().trim_end_matches(|c| c != '`');
            match fence {
                Some(open) if text == open => fence = None,
                Some(_) => {}
                None if text.starts_with("```") => fence = Some(ticks),
                None => assert_harmless(text),
            }
        }
        assert_eq!(fence, None, "{line}");
    }
}

fn assert_harmless(text: &str) {
    for raw in ["<img", "**b**", "[l]", "`code`", "```"] {
        assert!(!text.contains(raw), "{raw}: {text}");
    }
    for spoken in ["@everyone", "#77", "acs:ram::22:root"] {
        for (place, _) in text.match_indices(spoken) {
            let (before, _) = text.split_at(place);
            let open = before.matches("<code>").count() > before.matches("</code>").count();
            assert!(open, "{spoken} speaks: {text}");
        }
    }
    if text.starts_with('|') && !text.starts_with("|-") {
        assert!([4, 5, 3].contains(&text.matches('|').count()), "{text}");
    }
}

#[test]
fn a_comment_that_would_be_too_long_is_cut_and_says_so() {
    let buckets: Vec<_> = (0..150).map(|number| format!("bucket-{number}")).collect();
    let line = format!("verify --bucket {} --output markdown", buckets.join(","));
    let verify = Shell::new().run(&line);
    assert_eq!(verify.code, 2);
    assert!(verify.out.len() <= 65_536, "{}", verify.out.len());
    assert!(verify.out.len() > 50_000, "as much as there is room for");
    assert!(
        verify
            .out
            .contains("rows (requirements). `--output text` shows all._")
    );
    assert!(verify.out.ends_with("not checked (simulated).\n"));
}

#[test]
fn an_error_is_text_and_a_document_stays_a_document() {
    let shell = Shell::new();
    for line in [
        "plan --bucket No!",
        "apply --bucket my-images",
        "policy fmt nowhere.json",
    ] {
        let ended = shell.run(&format!("{line} --output markdown"));
        assert_eq!(ended.out, "", "{line}");
        assert!(ended.err.starts_with("error: "), "{line}: {}", ended.err);
    }
    let line = "policy render --bucket my-images";
    let markdown = shell.run(&format!("{line} --output markdown")).out;
    assert_eq!(markdown, shell.run(line).out);
}
