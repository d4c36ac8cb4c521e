//! Policy documents: brought into form, compared.

use crate::Shell;

/// Every element that a document can have, in an order of its own.
const ODD: &str = r#"{"Statement":{"Sid":"s","Condition":{"Bool":{},"NumericLessThan":{"k":1.50}},"Resource":"x","Odd":{"z":1,"a":[null]},"Action":["a:B"],"Effect":"Deny"},"Id":"me","Version":"1"}"#;

const TRUST: &str = r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"Service":["cr.aliyuncs.com"]}}]}"#;

#[test]
fn a_document_is_printed_in_form_and_loses_nothing() {
    let shell = Shell::new();
    shell.write("odd.json", ODD);
    let printed = shell.run("policy fmt odd.json");
    assert_eq!((printed.code, printed.err.as_str()), (0, ""));
    let compact = shell.run_fed(&printed.out, "policy fmt --compact -").out;
    let expected = r#"{"Version":"1","Statement":[{"Effect":"Deny","Action":["a:B"],"Resource":"x","Condition":{"NumericLessThan":{"k":1.50},"Bool":{}},"Sid":"s","Odd":{"z":1,"a":[null]}}],"Id":"me"}"#;
    assert_eq!(compact, format!("{expected}\n"));
    assert_eq!(shell.run_fed(&compact, "policy fmt -").out, printed.out);
    let trust = shell.run_fed(TRUST, "policy fmt --compact -");
    assert_eq!(trust.out, format!("{TRUST}\n"), "{}", trust.err);
    assert_eq!(shell.read("odd.json"), ODD, "printing writes nothing");
}

#[test]
fn check_names_the_files_that_are_not_in_form_and_write_puts_them_right() {
    let shell = Shell::new();
    shell.write("odd.json", ODD);
    shell.write("trust.json", TRUST);
    shell.write(
        "good.json",
        &shell.run("policy render --bucket my-images").out,
    );
    let files = "odd.json good.json trust.json";
    let check = shell.run(&format!("policy fmt --check {files}"));
    assert_eq!(
        (check.code, check.out.as_str()),
        (2, "odd.json\ntrust.json\n")
    );
    assert!(check.err.contains("`--write`"), "{}", check.err);
    let written = shell.run(&format!("policy fmt --write {files}"));
    assert_eq!(
        (written.code, written.out.as_str()),
        (0, "odd.json\ntrust.json\n")
    );
    let again = shell.run(&format!("policy fmt --check {files}"));
    assert_eq!(
        (again.code, again.out.as_str(), again.err.as_str()),
        (0, "", "")
    );
    let left = std::fs::read_dir(shell.path()).unwrap().count();
    assert_eq!(left, 3, "no other file is left behind");
    let compact = shell.run("policy fmt --check --compact good.json");
    assert_eq!(compact.code, 2);
}

#[cfg(unix)]
#[test]
fn a_rewritten_file_keeps_its_permissions_and_a_link_stays_a_link() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let shell = Shell::new();
    shell.write("odd.json", ODD);
    let (file, link) = (
        shell.path().join("odd.json"),
        shell.path().join("link.json"),
    );
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o640)).unwrap();
    symlink("odd.json", &link).unwrap();
    assert_eq!(shell.run("policy fmt --write link.json").code, 0);
    assert!(std::fs::symlink_metadata(&link).unwrap().is_symlink());
    let mode = std::fs::metadata(&file).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o640);
    assert_eq!(shell.run("policy fmt --check odd.json").code, 0);
}

#[test]
fn a_bad_file_is_refused_with_its_place_and_no_other_is_rewritten() {
    let shell = Shell::new();
    shell.write("odd.json", ODD);
    for (content, said) in [
        ("", "line 1, column 1: the document is empty"),
        (
            "{\n \"Version\": \"1\", \"Statement\": [\n {\"Effect\": \"allow\"}]}",
            "line 3, column 13, at `Statement[0].Effect`",
        ),
        (
            r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"a:B"}]}"#,
            "neither `Resource` nor `Principal`",
        ),
        (&"[".repeat(100_000), "too large"),
    ] {
        shell.write("bad.json", content);
        for line in [
            "policy fmt --write odd.json bad.json",
            "policy diff odd.json bad.json",
        ] {
            let ended = shell.run(line);
            assert_eq!((ended.code, ended.out.as_str()), (1, ""), "{line}");
            for text in [said, "`bad.json`", "help:"] {
                assert!(ended.err.contains(text), "{text}: {}", ended.err);
            }
        }
    }
    assert_eq!(shell.read("odd.json"), ODD);
    for (line, said) in [
        ("policy fmt", "<FILE>"),
        ("policy fmt --check --write odd.json", "cannot be used with"),
        ("policy fmt --write -", "can't be rewritten"),
        ("policy fmt - -", "only once"),
        ("policy diff - -", "only once"),
    ] {
        let ended = shell.run_fed(ODD, line);
        assert_eq!(ended.code, 64, "{line}");
        assert!(ended.err.contains(said), "{line}: {}", ended.err);
    }
    assert_eq!(shell.run("policy fmt nowhere.json").code, 1);
}

#[test]
fn documents_that_say_the_same_do_not_differ_however_they_are_written() {
    let shell = Shell::new();
    shell.write("one.json", ODD);
    let other = r#"{"Version":"1","Id":"me","Statement":[{"Effect":"Deny","Action":"a:B","Resource":["x","x"],"Odd":{"a":[null],"z":1},"Sid":"s","Condition":{"NumericLessThan":{"k":[1.50]}}}]}"#;
    let diff = shell.run_fed(other, "policy diff one.json -");
    assert_eq!(
        (diff.code, diff.out.as_str()),
        (0, "The documents say the same.\n")
    );
}

#[test]
fn each_difference_is_a_line_with_its_sign() {
    let shell = Shell::new();
    let statement = |actions: &str, rest: &str| {
        format!(r#"{{"Effect":"Allow","Action":[{actions}],"Resource":"x"{rest}}}"#)
    };
    let document = |version: &str, statements: &[String]| {
        format!(
            r#"{{"Version":"{version}","Statement":[{}]}}"#,
            statements.join(",")
        )
    };
    let long = format!(r#","Sid":"{}""#, "s".repeat(3_000));
    shell.write(
        "old.json",
        &document(
            "1",
            &[
                statement(r#""a:B","a:C""#, ""),
                statement(r#""d:E""#, &long),
            ],
        ),
    );
    shell.write(
        "new.json",
        &document(
            "2",
            &[
                statement(r#""f:G""#, r#","Sid":"t""#),
                statement(r#""a:B","a:D""#, ""),
            ],
        ),
    );
    let expected = [
        "- Version: \"1\"".to_owned(),
        "+ Version: \"2\"".to_owned(),
        format!("+ {}", statement(r#""f:G""#, r#","Sid":"t""#)),
        "  statement 1, now statement 2:".to_owned(),
        "-   action a:C".to_owned(),
        "+   action a:D".to_owned(),
        format!("- {}", statement(r#""d:E""#, &long)),
    ];
    let text = shell.run("policy diff old.json new.json");
    assert_eq!((text.code, text.err.as_str()), (2, ""));
    assert_eq!(
        text.out,
        format!("old.json -> new.json\n{}\n", expected.join("\n"))
    );
    let markdown = shell.run("policy diff old.json new.json --output markdown");
    assert_eq!(markdown.code, 2);
    let fenced = format!("```diff\n{}\n```\n", expected.join("\n"));
    assert!(markdown.out.contains(&fenced), "{}", markdown.out);
}

#[test]
fn access_is_compared_whatever_the_text_says() {
    let shell = Shell::new();
    let document = |actions: &str, resource: &str| {
        format!(
            r#"{{"Version":"1","Statement":[{{"Effect":"Allow","Action":{actions},"Resource":"acs:oss:*:*:{resource}"}}]}}"#
        )
    };
    shell.write("read.json", &document(r#"["oss:Get*"]"#, "b/*"));
    shell.write(
        "same.json",
        &document(r#"["oss:get*","oss:GetObject"]"#, "b/*"),
    );
    shell.write("all.json", &document(r#""oss:*""#, "b/*"));
    shell.write("put.json", &document(r#""oss:PutObject""#, "b/*"));
    shell.write("trust.json", TRUST);
    let same = shell.run("policy diff read.json same.json --access");
    assert_eq!(
        (same.code, same.out.as_str()),
        (0, "Both grant the same.\n")
    );
    let more = shell.run("policy diff read.json all.json --access");
    let expected = "read.json -> all.json\n+ oss:* on acs:oss:*:*:b/*\n    as before: oss:Get* on acs:oss:*:*:b/*\n";
    assert_eq!(
        (more.code, more.out.as_str()),
        (2, expected),
        "{}",
        more.err
    );
    let two = shell.run("policy diff read.json,put.json read.json --access");
    let expected = "read.json,put.json -> read.json\n- oss:PutObject on acs:oss:*:*:b/*\n";
    assert_eq!((two.code, two.out.as_str()), (2, expected));
    let marked = shell.run("policy diff read.json all.json --access --output markdown");
    assert!(marked.out.contains("```diff\n+ oss:*"), "{}", marked.out);
    assert_eq!(
        shell.run("policy diff trust.json read.json --access").code,
        1
    );
    assert_eq!(shell.run("policy diff - - --access").code, 64);
}

#[test]
fn narrowing_a_deny_is_a_difference_in_access() {
    let shell = Shell::new();
    let document = |denied: &str| {
        format!(
            r#"{{"Version":"1","Statement":[{{"Effect":"Allow","Action":"oss:ListObjects","Resource":"*"}},{{"Effect":"Deny","Action":"oss:ListObjects","Resource":"acs:oss:*:*:{denied}"}}]}}"#
        )
    };
    shell.write("wide.json", &document("logs*"));
    shell.write("narrow.json", &document("logs?*"));
    let opened = shell.run("policy diff wide.json narrow.json --access");
    assert_eq!(opened.code, 2, "{}", opened.out);
    let line = "+ oss:ListObjects on acs:oss:*:*:logs\n";
    assert!(opened.out.contains(line), "{}", opened.out);
}
