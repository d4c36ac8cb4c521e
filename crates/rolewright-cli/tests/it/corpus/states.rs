//! Account states with the verdict that the documentation gives, each with its source.
//!
//! `tests/corpus/states.jsonl` has the fields of the other cases, `status`, the outcome of verify, and
//! `changes_at`, the date that a warning has to name, and `finding`, the id of one that each report has:
//! then `plan` and `drift` have changes, whatever the outcome of verify.

use serde_json::Value;

use super::{cases, run, wrong};
use crate::Shell;

pub(super) const STATES: &str = include_str!("../../corpus/states.jsonl");

fn check(shell: &Shell, case: &Value) -> Vec<String> {
    let (code, report) = run(shell, "verify", case);
    let (passed, outcome) = (case["status"] == "passed", &report["outcome"]);
    let kind = if passed { "false red" } else { "false green" };
    let mut wrong = Vec::new();
    if *outcome != case["status"] || code != if passed { 0 } else { 2 } {
        let causes = &report["causes"];
        wrong.push(format!(
            "{kind}: verify ended with {code}, {outcome}: {causes}"
        ));
    }
    let findings = report["findings"].as_array().into_iter().flatten();
    let mut dated = findings.filter(|finding| finding["id"] == "time_condition");
    let date = case["changes_at"].as_str().unwrap_or_default();
    let names = |finding: &Value| finding["text"].as_str().unwrap().contains(date);
    if dated.clone().count() > 0 && date.is_empty() || !date.is_empty() && !dated.any(names) {
        wrong.push(format!(
            "wrong date: `{date}` is expected: {}",
            report["findings"]
        ));
    }
    let (planned, plan) = run(shell, "plan", case);
    if let Some(id) = case["finding"].as_str() {
        let (drifted, drift) = run(shell, "drift", case);
        let has = |report: &Value| {
            let mut findings = report["findings"].as_array().into_iter().flatten();
            findings.any(|finding| finding["id"] == id)
        };
        if ![&report, &plan, &drift].into_iter().all(has) || (planned, drifted) != (2, 2) {
            wrong.push(format!(
                "no {id}: plan ended with {planned}, drift with {drifted}: {}",
                report["findings"]
            ));
        }
    }
    if !passed && planned == 0 {
        wrong.push(format!("{kind}: plan ended with 0: {plan}"));
    }
    wrong
}

#[test]
fn every_state_has_the_verdict_of_its_source() {
    let states = cases(STATES);
    let all = wrong(&states, check);
    let count = |kind: &str| all.iter().filter(|wrong| wrong.starts_with(kind)).count();
    let counts = format!(
        "{} states, false green {}, false red {}",
        states.len(),
        count("false green"),
        count("false red"),
    );
    println!("{counts}");
    for state in &states {
        assert!(state["source"].is_string() && state["because"].is_string());
    }
    assert!(all.is_empty(), "{counts}\n{}", all.join("\n"));
    assert!(states.len() >= 250, "{counts}");
}
