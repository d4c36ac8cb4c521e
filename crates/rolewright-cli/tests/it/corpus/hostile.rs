//! Accounts with a grant that the desired state doesn't have: each is named by every command and output,
//! is drift, and is removed by narrowing where that says so. Another team's grants are no drift.
//!
//! `tests/corpus/hostile.jsonl` and `shared.jsonl` have the fields of the other cases; `words`, `level` and
//! `narrowed` are described in `hostile.py`.

use serde_json::Value;

use super::{cases, run, wrong};
use crate::Shell;

const HOSTILE: &str = include_str!("../../corpus/hostile.jsonl");
const SHARED: &str = include_str!("../../corpus/shared.jsonl");

fn words(case: &Value) -> impl Iterator<Item = &str> {
    let words = case["words"].as_array().unwrap().iter();
    words.map(|word| word.as_str().unwrap())
}

/// The text without line breaks and markup.
fn squeezed(text: &str) -> String {
    let mut text = text.to_owned();
    for (markup, plain) in [
        ("<br>", ""),
        ("<code>", ""),
        ("</code>", ""),
        ("&quot;", "\""),
        ("&#42;", "*"),
        ("&#95;", "_"),
        ("&#91;", "["),
        ("&#93;", "]"),
    ] {
        text = text.replace(markup, plain);
    }
    text.split_whitespace().collect()
}

/// Whether the text has each word of the case.
fn names(text: &str, case: &Value) -> bool {
    let text = squeezed(text);
    words(case).all(|word| text.contains(&squeezed(word)))
}

/// Whether a finding of the case's level names the grant.
fn is_found(report: &Value, case: &Value) -> bool {
    let mut findings = report["findings"].as_array().into_iter().flatten();
    findings.any(|finding| {
        finding["level"] == case["level"] && names(finding["text"].as_str().unwrap(), case)
    })
}

fn check(shell: &Shell, case: &Value) -> Vec<String> {
    let mut wrong = Vec::new();
    for command in ["drift", "verify", "plan"] {
        let (code, report) = run(shell, command, case);
        if !is_found(&report, case) {
            wrong.push(format!("{command} has no finding: {}", report["findings"]));
        }
        if command == "drift" && (code, &report["outcome"]) != (2, &"drifted".into()) {
            wrong.push(format!("drift ended with {code}, {}", report["outcome"]));
        }
        let page = if command == "plan" {
            ""
        } else {
            "--report report.html"
        };
        for output in ["text", "markdown"] {
            let ended = shell.run(&format!(
                "{command} --bucket my-images --output {output} {page}"
            ));
            let told = ended.out + &ended.err;
            if !names(&told, case) {
                wrong.push(format!("{command} does not name it in {output}: {told}"));
            }
        }
        if !page.is_empty() && !names(&shell.read("report.html"), case) {
            wrong.push(format!("{command} does not name it in HTML"));
        }
        if command != "plan" {
            wrong.extend(check_for_tools(shell, command, case));
        }
    }
    if case["narrowed"] == true {
        wrong.extend(check_narrowed(shell, case));
    }
    wrong
}

/// JUnit and SARIF name the grant, as a failure where it is drift.
fn check_for_tools(shell: &Shell, command: &str, case: &Value) -> Vec<String> {
    let mut wrong = Vec::new();
    let output = |format: &str| {
        let line = format!("{command} --bucket my-images --output {format}");
        shell.run(&line).out
    };
    let junit = output("junit");
    let mut cases = junit.split("<testcase ").skip(1);
    let element = match command {
        "drift" => "<failure ",
        _ => "<system-out>",
    };
    if !cases.any(|one| one.contains(element) && names(one, case)) {
        wrong.push(format!("{command} has no {element} in JUnit: {junit}"));
    }
    let level = match (command, case["level"].as_str()) {
        ("drift", _) => "error",
        (_, Some("warning")) => "warning",
        _ => "note",
    };
    let log: Value = serde_json::from_str(&output("sarif")).unwrap();
    let results = &log["runs"][0]["results"];
    let is_named = |result: &Value| {
        result["level"] == level && names(result["message"]["text"].as_str().unwrap(), case)
    };
    if !results.as_array().unwrap().iter().any(is_named) {
        wrong.push(format!("{command} has no {level} in SARIF: {results}"));
    }
    wrong
}

/// Narrowing is offered, removes what is dangerous and nothing that the recipe needs.
fn check_narrowed(shell: &Shell, case: &Value) -> Vec<String> {
    let mut wrong = Vec::new();
    let (_, plan) = run(shell, "plan", case);
    if plan["offers"].as_array().is_none_or(Vec::is_empty) {
        wrong.push("narrowing is not offered".to_owned());
    }
    let (applied, report) = run(shell, "apply --narrow --yes", case);
    let (verified, after) = run(shell, "verify", case);
    if (applied, verified) != (0, 0) {
        wrong.push(format!(
            "narrowing ended with {applied}, verify with {verified}: {} {}",
            report["error"], after["causes"]
        ));
    }
    if is_found(&after, case) {
        wrong.push(format!("narrowing kept it: {}", after["findings"]));
    }
    wrong
}

fn check_shared(shell: &Shell, case: &Value) -> Vec<String> {
    let (code, report) = run(shell, "drift", case);
    let findings = report["findings"].as_array().unwrap();
    let is_note = |finding: &Value| finding["id"] == "other_grants" && finding["level"] == "info";
    if code == 0 && !findings.is_empty() && findings.iter().all(is_note) {
        Vec::new()
    } else {
        vec![format!("drift ended with {code}: {}", report["findings"])]
    }
}

#[test]
fn every_grant_in_a_hostile_account_is_named_and_is_drift() {
    let (hostile, shared) = (cases(HOSTILE), cases(SHARED));
    let mut all = wrong(&hostile, check);
    all.extend(wrong(&shared, check_shared));
    let counts = format!("{} hostile, {} shared", hostile.len(), shared.len());
    println!("{counts}");
    assert!(all.is_empty(), "{counts}\n{}", all.join("\n"));
    let count = |level: &str| hostile.iter().filter(|case| case["level"] == level).count();
    assert!(count("warning") >= 40 && count("info") >= 10, "{counts}");
    assert!(shared.len() >= 5, "{counts}");
}
