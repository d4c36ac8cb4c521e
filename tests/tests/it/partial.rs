//! The conformance suite for a provider that declares what it lacks.

use std::collections::BTreeSet;
use std::process::Command;

use rolewright::MemoryProvider;
use rolewright_conformance::{Case, Feature, cases};

mod suite {
    use super::MemoryProvider;

    rolewright_conformance::tests! {
        || async { MemoryProvider::new() },
        unsupported: {
            Groups: "there are no groups here",
            AssumedRules: "only confirmed rules",
        },
    }
}

/// What the closure and the declaration above leave out.
const LACKING: [Feature; 4] = [
    Feature::Limits,
    Feature::Callers,
    Feature::Groups,
    Feature::AssumedRules,
];

/// The names of the tests of this program in that module, as libtest lists them.
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

fn named(is_wanted: impl Fn(&Case) -> bool) -> BTreeSet<String> {
    let cases = cases().into_iter().filter(is_wanted);
    cases.map(|case| case.name.to_owned()).collect()
}

#[test]
fn a_test_is_ignored_when_its_case_needs_what_is_declared_unsupported() {
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
