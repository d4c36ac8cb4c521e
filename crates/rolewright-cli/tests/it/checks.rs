//! `verify` and `drift` for other tools: JUnit XML and SARIF.

use quick_xml::de::from_str;
use serde::Deserialize;
use serde_json::Value;

use crate::lint::sarif_schema;
use crate::{Ended, Shell};

/// The elements and attributes of the common JUnit schema, and no others.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Suites {
    #[serde(rename = "@name")]
    _name: String,
    #[serde(rename = "@tests")]
    tests: usize,
    #[serde(rename = "@failures")]
    failures: usize,
    #[serde(rename = "@errors")]
    errors: usize,
    #[serde(rename = "@time")]
    _time: f64,
    testsuite: Vec<Suite>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Suite {
    #[serde(rename = "@name")]
    name: String,
    #[serde(rename = "@tests")]
    tests: usize,
    #[serde(rename = "@failures")]
    failures: usize,
    #[serde(rename = "@errors")]
    errors: usize,
    #[serde(rename = "@skipped")]
    skipped: usize,
    #[serde(rename = "@time")]
    _time: f64,
    properties: Properties,
    testcase: Vec<Case>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Properties {
    property: Vec<Property>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Property {
    #[serde(rename = "@name")]
    name: String,
    #[serde(rename = "@value")]
    value: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    #[serde(rename = "@classname")]
    class: String,
    #[serde(rename = "@name")]
    name: String,
    #[serde(rename = "@time")]
    _time: f64,
    failure: Option<Bad>,
    error: Option<Bad>,
    skipped: Option<Skipped>,
    #[serde(rename = "system-out")]
    _output: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Bad {
    #[serde(rename = "@type")]
    _type: String,
    #[serde(rename = "@message")]
    message: String,
    #[serde(rename = "$text", default)]
    text: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Skipped {
    #[serde(rename = "@message")]
    _message: String,
}

/// The one suite of a report, once its counts are right.
fn suite(ended: &Ended) -> Suite {
    let all: Suites = from_str(&ended.out).unwrap_or_else(|error| panic!("{error}: {}", ended.out));
    let [suite] = <[Suite; 1]>::try_from(all.testsuite).unwrap();
    let count = |is: fn(&Case) -> bool| suite.testcase.iter().filter(|case| is(case)).count();
    let failures = count(|case| case.failure.is_some());
    let errors = count(|case| case.error.is_some());
    assert_eq!((suite.failures, suite.errors), (failures, errors));
    assert_eq!((all.failures, all.errors), (failures, errors));
    assert_eq!(suite.skipped, count(|case| case.skipped.is_some()));
    assert_eq!(suite.tests, suite.testcase.len());
    assert_eq!(all.tests, suite.tests);
    assert_eq!(ended.code != 0, failures + errors > 0, "{}", ended.out);
    suite
}

fn sarif(ended: &Ended) -> Value {
    let log: Value = serde_json::from_str(&ended.out).unwrap();
    let errors: Vec<_> = sarif_schema()
        .iter_errors(&log)
        .map(|error| error.to_string())
        .collect();
    assert!(errors.is_empty(), "{errors:?}");
    log["runs"][0].clone()
}

#[test]
fn a_good_account_has_no_failure_and_what_was_not_checked_is_skipped() {
    let shell = Shell::new();
    shell.run("apply --bucket my-images --yes");
    for command in ["verify", "drift"] {
        let suite = suite(&shell.run(&format!("{command} --bucket my-images --output junit")));
        assert_eq!(suite.name, format!("rolewright {command}"));
        assert_eq!((suite.failures, suite.errors, suite.skipped), (0, 0, 2));
        let group = |case: &Case| case.name == "object operations on my-images";
        assert!(suite.testcase.iter().any(group), "{suite:?}");
        let simulated = |one: &Property| (&*one.name, &*one.value) == ("simulated", "true");
        assert!(suite.properties.property.iter().any(simulated));
        let run = sarif(&shell.run(&format!("{command} --bucket my-images --output sarif")));
        assert_eq!(run["results"], Value::Array(vec![]));
        let notes = &run["invocations"][0]["toolExecutionNotifications"];
        assert_eq!(notes.as_array().unwrap().len(), 2);
    }
}

#[test]
fn what_is_missing_is_a_failure_with_reason_and_remedy() {
    let shell = Shell::new();
    shell.run("apply --bucket my-images --yes");
    let suite = suite(&shell.run("verify --bucket other-one --output junit"));
    let failed: Vec<_> = suite
        .testcase
        .iter()
        .filter_map(|case| case.failure.as_ref())
        .collect();
    assert_eq!(failed.len(), 2, "{suite:?}");
    assert!(failed[0].message.contains("no policy"), "{failed:?}");
    assert!(failed[0].text.contains("oss:GetObject"), "{failed:?}");
    assert!(failed[0].text.contains("help: "), "{failed:?}");
    let run = sarif(&shell.run("verify --bucket other-one --output sarif"));
    let results = run["results"].as_array().unwrap();
    assert_eq!(results.len(), 2);
    for result in results {
        assert_eq!(result["level"], "error");
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(
            run["tool"]["driver"]["rules"][index]["id"],
            result["ruleId"]
        );
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "rolewright.toml");
    }
    let hash = |result: &Value| result["partialFingerprints"]["primaryLocationLineHash"].clone();
    assert_ne!(hash(&results[0]), hash(&results[1]));
}

#[test]
fn an_empty_account_fails_drift_by_every_change() {
    let shell = Shell::new();
    let suite = suite(&shell.run("drift --bucket my-images --output junit"));
    let is_change = |case: &&Case| case.class == "rolewright.drift.pending_change";
    assert_eq!(suite.testcase.iter().filter(is_change).count(), 3);
}

#[test]
fn an_inconclusive_check_is_an_error() {
    let shell = Shell::new();
    shell.run("apply --bucket my-images --yes");
    let trust = r#"{"Version":"1","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"Service":"cr.aliyuncs.com"},"Condition":{"StringEquals":{"acs:Unknown":"<&\"'"}}}]}"#;
    shell.write("trust.json", trust);
    let apply = shell.run("apply --bucket my-images --yes --trust-policy trust.json --exact=trust");
    let suite = suite(&shell.run("verify --bucket my-images --output junit"));
    assert_eq!(suite.errors, 1, "{} {suite:?}", apply.out);
    let run = sarif(&shell.run("verify --bucket my-images --output sarif"));
    assert_eq!(run["results"][0]["level"], "warning");
}

#[test]
fn commands_without_checks_have_neither_format() {
    let shell = Shell::new();
    for line in [
        "plan --bucket abc --output junit",
        "plan --bucket abc --output sarif",
        "policy lint - --output junit",
    ] {
        let ended = shell.run(line);
        assert_eq!((ended.code, ended.out.as_str()), (64, ""), "{line}");
    }
}

#[test]
fn a_run_that_fails_prints_no_report() {
    let shell = Shell::new();
    let ended = shell.run("verify --bucket my-images --account 22 --output junit");
    assert_eq!(ended.code, 2, "{}", ended.err);
    shell.run("apply --bucket my-images --yes");
    let ended = shell.run("verify --bucket my-images --account 33 --output junit");
    assert_eq!((ended.code, ended.out.as_str()), (4, ""));
}
