//! The conformance suite for a provider with unsupported features.

use std::collections::BTreeSet;
use std::process::Command;

use rolewright::MemoryProvider;
use rolewright_conformance::{Case, Feature, cases};

mod suite {
    use super::MemoryProvider;

    rolewright_conformance::tests! {
        || async { MemoryProvider::new() },
        unsupported: {
            Groups: "groups are not supported",
            AssumedRules: "only confirmed rules",
        },
    }
}

/// The cases that the declarations above skip.
const LACKING: [Feature; 4] = [
    Feature::Limits,
    Feature::Callers,
    Feature::Groups,
    Feature::AssumedRules,
];

/// Returns the names of the tests in a module, as libtest lists them.
fn listed(module: &str, more: &[&str]) -> BTreeSet<String> {
    let program = std::env::current_exe().unwrap();
    let out = Command::new(program)
        .args(["--list", "--format", "terse", module])
        .args(more)
        .output()
        .unwrap();
    let lines = String::from_utf8(out.stdout).unwrap();
    let name = |line: &str| Some(line.strip_suffix(": test")?.rsplit("::").next()?.to_owned());
    lines.lines().filter_map(name).collect()
}

fn named(is_selected: impl Fn(&Case) -> bool) -> BTreeSet<String> {
    let cases = cases().into_iter().filter(is_selected);
    cases.map(|case| case.name.to_owned()).collect()
}

#[test]
fn a_case_with_an_unsupported_feature_is_ignored() {
    let needs_more = |case: &Case| case.needs.iter().any(|need| LACKING.contains(need));
    assert_eq!(listed("partial::suite", &["--ignored"]), named(needs_more));
}

#[test]
fn every_case_is_a_test_of_every_provider() {
    for module in ["memory::", "local::", "http::", "partial::suite::"] {
        let tests = listed(module, &[]);
        let missing: Vec<_> = named(|_| true).difference(&tests).cloned().collect();
        assert_eq!(missing, [""; 0], "{module}");
    }
    for module in ["memory::", "local::", "http::"] {
        assert_eq!(listed(module, &["--ignored"]), BTreeSet::new(), "{module}");
    }
}
