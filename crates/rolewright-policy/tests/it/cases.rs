//! Test cases from the documentation, with sources.

use rolewright_policy::evaluate::{Case, Rules};

#[test]
fn every_documented_case_has_the_documented_verdict() {
    let lines = include_str!("../data/policy-cases.jsonl").lines();
    let cases: Vec<_> = lines
        .map(|line| Case::parse(line, Rules::default()).unwrap())
        .collect();
    assert_eq!(cases.len(), 77);
    let wrong = cases.iter().filter(|case| !case.passes());
    let wrong: Vec<_> = wrong
        .map(|case| format!("{}: {}", case.id, case.policies.explain(&case.request)))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
