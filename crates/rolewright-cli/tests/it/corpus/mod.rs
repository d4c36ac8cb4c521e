//! The mutation corpus: what `verify` has to refuse and what it has to prove, case by case.
//!
//! The cases are data, whole documents, in `tests/corpus/*.jsonl`. They were written by
//! `tests/corpus/generate.py`, which makes the same files again; what runs is what is checked in.
//! `account` says what differs from an account that `apply --bucket my-images` has made:
//! `policy` and `trust` (a document, or a text as it is; null: there is none), `role` (its name), `versions` and
//! `in_force`, `others` (further policies), `attached` (`Custom/NAME`, in one resource group `Custom/NAME@GROUP`)
//! and `buckets`. Where there is a `config`,
//! it is the folder's `rolewright.toml`.

mod hostile;
mod instances;
mod names;
mod planted;
mod recording;
mod states;

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use rolewright::mock::{Account, Attachment, PolicyState, VersionState};
use rolewright::operation::PolicyType;
use rolewright::recipe::container_registry::{POLICY, ROLE};
use serde_json::Value;

use crate::{Ended, Shell};

const DAMAGES: &str = include_str!("../../corpus/damages.jsonl");
const REWRITES: &str = include_str!("../../corpus/rewrites.jsonl");

fn cases(lines: &str) -> Vec<Value> {
    let cases = lines.lines().map(serde_json::from_str);
    cases.collect::<Result<_, _>>().unwrap()
}

/// A document as text; what is a text in the case stays as it is.
fn text(document: &Value) -> String {
    document
        .as_str()
        .map_or_else(|| document.to_string(), str::to_owned)
}

fn policy(like: &PolicyState, documents: &[Value], in_force: u64) -> PolicyState {
    let version = |document| VersionState {
        document: text(document),
        created: like.created.clone(),
        ..VersionState::default()
    };
    PolicyState {
        default_version: u32::try_from(in_force).unwrap(),
        next_version: u32::try_from(documents.len()).unwrap() + 1,
        versions: (1..).zip(documents.iter().map(version)).collect(),
        ..like.clone()
    }
}

/// Makes the account differ as the case says.
fn differ(account: &mut Account, difference: &Value) {
    let own = account.policies[POLICY].clone();
    for (name, value) in difference.as_object().unwrap() {
        let documents = value.as_array().map(Vec::as_slice);
        match (name.as_str(), value) {
            ("policy", Value::Null) => {
                account.policies.remove(POLICY);
                let role = account.roles.get_mut(ROLE);
                role.into_iter().for_each(|role| role.policies.clear());
            }
            ("policy", document) => {
                let made = policy(&own, std::slice::from_ref(document), 1);
                account.policies.insert(POLICY.into(), made);
            }
            ("versions", _) => {
                let in_force = difference["in_force"].as_u64().unwrap();
                let made = policy(&own, documents.unwrap(), in_force);
                account.policies.insert(POLICY.into(), made);
            }
            ("in_force", _) => {}
            ("trust", Value::Null) => account.roles.clear(),
            ("role", name) => {
                let role = account.roles.remove(ROLE).unwrap();
                account.roles.insert(name.as_str().unwrap().into(), role);
            }
            ("trust", document) => account.roles.get_mut(ROLE).unwrap().trust = text(document),
            ("others", others) => {
                for (name, document) in others.as_object().unwrap() {
                    let made = policy(&own, std::slice::from_ref(document), 1);
                    account.policies.insert(name.clone(), made);
                }
            }
            ("attached", _) => {
                let attachment = |named: &Value| {
                    let (policy_type, policy_name) =
                        named.as_str().unwrap().split_once('/').unwrap();
                    let (policy_name, group) = match policy_name.split_once('@') {
                        Some((name, group)) => (name, Some(group.to_owned())),
                        None => (policy_name, None),
                    };
                    account.resource_groups.extend(group.clone());
                    Attachment {
                        policy_type: match policy_type {
                            "System" => PolicyType::System,
                            _ => PolicyType::Custom,
                        },
                        policy_name: policy_name.into(),
                        date: own.created.clone(),
                        resource_group: group,
                        ..Attachment::default()
                    }
                };
                let attached = documents.unwrap().iter().map(attachment).collect();
                account.roles.get_mut(ROLE).unwrap().policies = attached;
            }
            ("buckets", buckets) => {
                account.buckets = Some(serde_json::from_value(buckets.clone()).unwrap());
            }
            (unknown, _) => panic!("`{unknown}` is not known"),
        }
    }
}

/// More than there are cores, since a command waits for the disk too.
const THREADS: usize = 8;

/// Runs `check` for each case in an account of its own. Returns the results in the order of the cases.
fn each<T: Send>(cases: &[Value], check: impl Fn(&Shell, &Value) -> T + Sync) -> Vec<T> {
    let correct = Shell::new();
    correct.run("apply --bucket my-images --yes");
    let store = correct.path().join(rolewright::LOCAL_STORE);
    let (next, all) = (AtomicUsize::new(0), Mutex::new(BTreeMap::new()));
    let work = || {
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(case) = cases.get(index) else { break };
            let shell = Shell::new();
            let copy = shell.path().join(rolewright::LOCAL_STORE);
            std::fs::create_dir(copy.parent().unwrap()).unwrap();
            std::fs::copy(&store, copy).unwrap();
            shell.meddle(|account| differ(account, &case["account"]));
            if let Some(config) = case["config"].as_str() {
                std::fs::write(shell.path().join("rolewright.toml"), config).unwrap();
            }
            let checked = check(&shell, case);
            all.lock().unwrap().insert(index, checked);
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(work);
        }
    });
    all.into_inner().unwrap().into_values().collect()
}

/// Runs `check` for each case. Says what was wrong, sorted.
fn wrong(cases: &[Value], check: impl Fn(&Shell, &Value) -> Vec<String> + Sync) -> Vec<String> {
    let checked = cases.iter().zip(each(cases, check));
    let named = |(case, wrong): (&Value, Vec<String>)| {
        let id = case["id"].as_str().unwrap().to_owned();
        wrong.into_iter().map(move |w| format!("{w} ({id})"))
    };
    let mut all: Vec<_> = checked.flat_map(named).collect();
    all.sort();
    all
}

/// Runs a command on the case's buckets, for JSON.
fn ended(shell: &Shell, command: &str, case: &Value) -> Ended {
    let more = case["arguments"].as_str().unwrap_or_default();
    shell.run(&format!(
        "{command} --bucket my-images {more} --output json"
    ))
}

/// Runs a command on the case's buckets; says its exit code and its JSON.
fn run(shell: &Shell, command: &str, case: &Value) -> (i32, Value) {
    let ended = ended(shell, command, case);
    let json = serde_json::from_str(&ended.out).unwrap_or_default();
    (ended.code, json)
}

fn check_damage(shell: &Shell, case: &Value) -> Vec<String> {
    let mut wrong = Vec::new();
    let (code, report) = run(shell, "verify", case);
    if code != 2 || report["outcome"] != case["status"] {
        let outcome = &report["outcome"];
        wrong.push(format!("false green: verify ended with {code}, {outcome}"));
    }
    let first = &report["causes"][0];
    let mut words = case["words"].as_array().unwrap().iter();
    let text = first["text"].as_str().unwrap_or_default();
    if first["id"] != case["cause"] || !words.all(|word| text.contains(word.as_str().unwrap())) {
        let expected = format!("{} with {}", case["cause"], case["words"]);
        wrong.push(format!(
            "wrong first cause: {first}\n  in place of {expected}"
        ));
    }
    let requirements = report["requirements"].as_array().unwrap();
    let has = |status: &str| requirements.iter().any(|r| r["status"] == status);
    let status = if has("failed") {
        "failed"
    } else {
        "inconclusive"
    };
    if case["status"] != status || !has(status) {
        wrong.push(format!("wrong status: {status}"));
    }
    let (code, plan) = run(shell, "plan", case);
    let says = !(plan["changes"].as_array()).is_none_or(Vec::is_empty) || code == 1;
    // Who asks for an older copy gets what was asked for, and is told what that lacks.
    let mut findings = plan["findings"].as_array().into_iter().flatten();
    let warned = findings.any(|finding| finding["id"] == "desired_lacks_required");
    let refuses = code != 0 && (says || plan["causes"][0]["id"] == case["cause"]);
    if !(refuses || warned) {
        wrong.push(format!("plan is silent and ends with {code}: {plan}"));
    }
    let fixed = case["fixed_by_apply"].as_bool().unwrap();
    let (applied, _) = run(shell, "apply --yes", case);
    let (verified, after) = run(shell, "verify", case);
    if ((applied, verified) == (0, 0)) != fixed || (verified == 0) != fixed {
        let causes = &after["causes"];
        wrong.push(format!(
            "fixed: {fixed}? apply ends with {applied}, verify with {verified}: {causes}"
        ));
    }
    wrong
}

fn check_rewrite(shell: &Shell, case: &Value) -> Vec<String> {
    let (code, report) = run(shell, "verify", case);
    let causes = &report["causes"];
    let proven = code == 0 && report["outcome"] == "passed";
    if proven && causes.as_array().is_some_and(Vec::is_empty) {
        Vec::new()
    } else {
        vec![format!("false red: verify ended with {code}: {causes}")]
    }
}

#[test]
fn every_damage_is_refused_with_its_cause_in_front_and_every_rewrite_is_proven() {
    let (damages, rewrites) = (cases(DAMAGES), cases(REWRITES));
    let mut all = wrong(&damages, check_damage);
    all.extend(wrong(&rewrites, check_rewrite));
    let count = |kind: &str| all.iter().filter(|wrong| wrong.starts_with(kind)).count();
    let counts = format!(
        "{} damages, {} rewrites, false green {}, false red {}, wrong first cause {}",
        damages.len(),
        rewrites.len(),
        count("false green"),
        count("false red"),
        count("wrong first cause"),
    );
    println!("{counts}");
    assert!(all.is_empty(), "{counts}\n{}", all.join("\n"));
    assert!(damages.len() >= 150 && rewrites.len() >= 50, "{counts}");
}
