//! `policy simulate`: requests, and files of cases.

use crate::Shell;

const READ: &str = "{\"Version\": \"1\", \"Statement\": [\n  {\"Effect\": \"Allow\", \"Action\": \"oss:Get*\", \"Resource\": \"acs:oss:*:*:my-images/*\",\n   \"Condition\": {\"IpAddress\": {\"acs:SourceIp\": \"192.0.2.0/24\"}}}]}";
const TRUST: &str = r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"RAM":["acs:ram::1234567890123456:root"]}}]}"#;
const ASSUME: &str =
    r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Resource":"*"}]}"#;

fn shell() -> Shell {
    let shell = Shell::new();
    shell.write("read.json", READ);
    shell.write("trust.json", TRUST);
    shell.write("assume.json", ASSUME);
    shell
}

const GET: &str = "policy simulate --policy read.json --action oss:GetObject --resource acs:oss:*:1234567890123456:my-images/a";

#[test]
fn an_answer_names_the_deciding_statement_with_its_place_and_a_refusal_both_values() {
    let shell = shell();
    let yes = shell.run(&format!("{GET} --context acs:SourceIp=192.0.2.7"));
    assert_eq!(yes.code, 0, "{}", yes.err);
    assert!(
        yes.out
            .starts_with("at read.json:2:3\nAllow: statement 1 of read.json allows oss:GetObject"),
        "{}",
        yes.out
    );
    let no = shell.run(&format!("{GET} --context acs:SourceIp=203.0.113.9"));
    assert_eq!(no.code, 2, "{}", no.err);
    let told = "acs:SourceIp is `203.0.113.9`, which does not match IpAddress `192.0.2.0/24`";
    assert!(no.out.contains(told), "{}", no.out);
}

#[test]
fn assuming_a_role_takes_both_sides() {
    let shell = shell();
    let asked = "policy simulate --action sts:AssumeRole --resource acs:ram::1234567890123456:role/ci --trust trust.json --principal acs:ram::1234567890123456:user/u";
    assert_eq!(shell.run(asked).code, 2);
    assert_eq!(shell.run(&format!("{asked} --policy assume.json")).code, 0);
    let lacking = shell.run("policy simulate --action a:B --resource * --trust trust.json");
    assert_eq!(lacking.code, 64, "{}", lacking.err);
}

#[test]
fn a_control_or_session_policy_stops_what_the_role_may() {
    let shell = shell();
    let asked = "policy simulate --policy assume.json --action sts:AssumeRole --resource *";
    assert_eq!(shell.run(asked).code, 0);
    for gate in [
        "--control assume.json --control read.json",
        "--session read.json",
    ] {
        let stopped = shell.run(&format!("{asked} {gate}"));
        assert_eq!(stopped.code, 2, "{}", stopped.err);
    }
    let level = shell.run(&format!("{asked} --control assume.json,read.json"));
    assert_eq!(level.code, 0, "{}", level.err);
}

#[test]
fn an_action_or_a_resource_that_no_request_has_is_refused_with_a_suggestion() {
    let shell = shell();
    for (action, resource, told) in [
        ("GetObject", "*", "write `oss:GetObject`"),
        ("Frobnicate", "*", "write SERVICE:NAME"),
        ("oss:", "*", "lacks its service or its name"),
        (
            "oss:GetObject",
            "my-images/a",
            "write `acs:oss:*:ACCOUNT:my-images/a`",
        ),
        ("oss:GetObject", "arn:aws:s3:::my-images/a", "is not an ARN"),
        (
            "oss:GetObject",
            "acs:oss:*:my-images/a",
            "write acs:SERVICE:REGION:ACCOUNT:NAME",
        ),
        (
            "oss:GetObject",
            "acs:oss:*:1234567890123456:",
            "is not an ARN",
        ),
    ] {
        let line =
            format!("policy simulate --policy read.json --action {action} --resource {resource}");
        let ended = shell.run(&line);
        assert_eq!(ended.code, 64, "{line}: {}", ended.out);
        assert!(ended.err.contains(told), "{line}: {}", ended.err);
        assert!(ended.out.is_empty(), "{}", ended.out);
    }
    let empty = shell.run("policy simulate --policy read.json --action oss:GetObject --resource=");
    assert_eq!(empty.code, 64, "{}", empty.out);
    assert!(empty.err.contains("is empty"), "{}", empty.err);
}

#[test]
fn an_unknown_action_is_decided_with_a_warning_that_names_a_similar_one() {
    let asked = GET.replace("oss:GetObject", "oss:GetObjects");
    let ended = shell().run(&format!("{asked} --context acs:SourceIp=192.0.2.7"));
    assert_eq!(ended.code, 0, "{}", ended.err);
    for told in ["has no action `oss:GetObjects`", "write `oss:GetObject`"] {
        assert!(ended.err.contains(told), "{}", ended.err);
    }
    let known = shell().run(&format!("{GET} --context acs:SourceIp=192.0.2.7"));
    assert_eq!(known.err, "");
}

#[test]
fn a_condition_key_that_is_given_twice_is_refused() {
    let twice = shell().run(&format!("{GET} --context k=1 --context k=2"));
    assert_eq!(twice.code, 64);
    assert!(twice.err.contains("`k` is given twice"), "{}", twice.err);
}

#[test]
fn cases_are_counted_and_those_that_fail_are_named() {
    let shell = shell();
    let cases = include_str!("../../../rolewright-policy/tests/data/policy-cases.jsonl");
    shell.write("good.jsonl", cases);
    let good = shell.run("policy simulate --cases good.jsonl");
    assert_eq!((good.code, good.out.as_str()), (0, "77 passed, 0 failed\n"));
    let first = cases.lines().next().unwrap();
    let wrong = first.replace("\"ImplicitDeny\"", "\"Allow\"");
    shell.write("bad.jsonl", &format!("{first}\n{wrong}\n\nnonsense\n"));
    let bad = shell.run("policy simulate --cases bad.jsonl");
    assert_eq!(bad.code, 2);
    assert!(
        bad.out
            .contains("line 2, basic-default-deny: expected Allow, found ImplicitDeny"),
        "{}",
        bad.out
    );
    assert!(bad.out.ends_with("\n1 passed, 2 failed\n"), "{}", bad.out);
}

#[test]
fn a_case_whose_request_no_service_sends_fails_with_a_suggestion() {
    let shell = Shell::new();
    let case = |action: &str, resource: &str| {
        format!(
            r#"{{"id":"c","policies":[],"request":{{"action":"{action}","resource":"{resource}"}},"expected":"ImplicitDeny"}}"#
        )
    };
    let lines = [
        case("GetObject", "*"),
        case("oss:GetObject", "my-images/a"),
        case("oss:GetObject", "*"),
    ];
    shell.write("cases.jsonl", &lines.join("\n"));
    let ended = shell.run("policy simulate --cases cases.jsonl");
    assert_eq!(ended.code, 2, "{}", ended.err);
    for told in [
        "line 1, c: the action `GetObject` has no service; write `oss:GetObject`",
        "line 2, c: the resource `my-images/a` is not an ARN; for a bucket or an object, write",
        "1 passed, 2 failed",
    ] {
        assert!(ended.out.contains(told), "{told}: {}", ended.out);
    }
}

#[test]
fn each_reading_that_the_pages_contradict_each_other_on_has_its_switch() {
    let shell = Shell::new();
    let document = |effect: &str, condition: &str| {
        format!(
            r#"{{"Version":"1","Statement":[{{"Effect":"{effect}","Action":"*","Resource":"*","Condition":{{{condition}}}}}]}}"#
        )
    };
    let not_equal = document("Allow", r#""StringNotEquals":{"k":"a"}"#);
    shell.write("not.json", &not_equal);
    shell.write(
        "star.json",
        &document("Allow", r#""StringEquals":{"k":"a*"}"#),
    );
    shell.write("all.json", &document("Allow", ""));
    shell.write("deny.json", &document("Deny", ""));
    let code = |rest: &str| {
        let line = format!("policy simulate --action a:B --resource * {rest}");
        shell.run(&line).code
    };
    let missing = "--policy not.json --missing-key-negated";
    assert_eq!(code("--policy not.json"), 2);
    for (reading, exit) in [("undecided", 2), ("holds", 0), ("fails", 2)] {
        assert_eq!(code(&format!("{missing} {reading}")), exit, "{reading}");
    }
    let star = "--policy star.json --context k=abc";
    assert_eq!(code(star), 2);
    assert_eq!(code(&format!("{star} --wildcards-in-string-equals")), 0);
    let group = "--policy all.json --resource-group-policy deny.json";
    assert_eq!(code(group), 0);
    assert_eq!(code(&format!("{group} --resource-group-deny-wins")), 2);
    let case = format!(
        r#"{{"id":"c","policies":[{not_equal}],"request":{{"action":"a:B","resource":"*"}},"expected":"Allow"}}"#
    );
    shell.write("cases.jsonl", &case);
    assert_eq!(shell.run("policy simulate --cases cases.jsonl").code, 2);
    let holds = shell.run("policy simulate --cases cases.jsonl --missing-key-negated holds");
    assert_eq!(holds.code, 0, "{}", holds.out);
}
