//! Compares the reports of the corpus with a recording, so that no change of names, modules or
//! texts changes a decision.
//!
//! `tests/corpus/recorded.jsonl` holds what each report decides, under the names of the time when it
//! was recorded, and the SHA-256 of its whole JSON. `ROLEWRIGHT_RECORD=1` accepts changed texts and
//! adds new cases; a recorded decision stays, and `tests/corpus/renamed.tsv` maps its names to new ones.
//! `ROLEWRIGHT_RECORD=decisions` accepts changed decisions as well, for a change of behavior.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::names::Names;
use super::{DAMAGES, REWRITES, cases, each, ended};
use crate::Shell;

const RECORDING: &str = "tests/corpus/recorded.jsonl";
const RENAMED: &str = include_str!("../../corpus/renamed.tsv");
const GOALS: [&str; 3] = ["verify", "plan", "drift"];
/// The key of the hash of the whole report.
const REPORT: &str = "report";

fn hash(text: &str) -> String {
    let digest = Sha256::digest(text);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// These fields of each object of a list, where they are set.
fn fields(names: &Names, list: &Value, keys: &[&str]) -> Vec<Value> {
    let of = |object| {
        let field = |key: &&str| ((*key).to_owned(), names.field(object, key).clone());
        let set = keys.iter().map(field).filter(|(_, value)| !value.is_null());
        set.collect::<Map<_, _>>().into()
    };
    list.as_array().into_iter().flatten().map(of).collect()
}

/// Failed and inconclusive requirements; the actions on one subject are one text.
fn requirements(names: &Names, list: &Value) -> Vec<Value> {
    let mut all: Vec<Value> = Vec::new();
    for one in fields(names, list, &["status", "id", "subject", "action"]) {
        let is = |old| names.same("status", old, one["status"].as_str().unwrap_or_default());
        if is("passed") || is("not_checked") {
            continue;
        }
        let mut parts = ["status", "id", "subject"].iter();
        let last = all.last_mut();
        match last.filter(|last| parts.all(|part| last.get(part) == one.get(part))) {
            Some(last) if one["action"].is_string() => {
                let [before, action] = [&*last, &one].map(|of| of["action"].as_str().unwrap());
                last["action"] = format!("{before} {action}").into();
            }
            _ => all.push(one),
        }
    }
    all
}

/// The calls of changes, each with a hash of its parameters.
fn calls(names: &Names, list: &Value) -> Vec<Value> {
    let call = |change: Value| {
        let parameters = hash(&names.field(&change["call"], "params").to_string());
        let action = names.field(&change["call"], "action");
        json!({ "action": action, "params": parameters.get(..12) })
    };
    let changes = fields(names, list, &["call"]);
    changes.into_iter().map(call).collect()
}

/// What a command decides, and the hash of all that it prints but request ids.
fn decided(names: &Names, shell: &Shell, goal: &str, case: &Value) -> Value {
    let ended = ended(shell, goal, case);
    let printed = [ended.out, ended.err].concat();
    let report: Value = serde_json::from_str(&printed).unwrap();
    let of = |key| names.field(&report, key);
    let id = |c: char| c.is_ascii_hexdigit() || c == '-';
    let printed = printed.split("request id ");
    let printed: Vec<_> = printed.map(|part| part.trim_start_matches(id)).collect();
    let mut decided = json!({
        "exit": ended.code,
        "outcome": of("outcome"),
        "requirements": requirements(names, of("requirements")),
        "causes": fields(names, of("causes"), &["id", "explains"]),
        "changes": calls(names, of("changes")),
        "offers": calls(names, of("offers")),
        "findings": fields(names, of("findings"), &["id"]),
        "error": names.field(of("error"), "kind"),
        REPORT: hash(&printed.concat()),
    });
    let fields = decided.as_object_mut().unwrap();
    fields.retain(|_, value| !value.is_null() && *value != json!([]));
    decided
}

#[test]
fn every_report_of_the_corpus_decides_what_was_recorded_in_accepted_words() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(RECORDING);
    let recorded = cases(&std::fs::read_to_string(&path).unwrap_or_default());
    let named = |case: Value| (case["id"].as_str().unwrap().to_owned(), case);
    let mut recorded: BTreeMap<_, _> = recorded.into_iter().map(named).collect();
    let corpus = [cases(DAMAGES), cases(REWRITES)].concat();
    let names = Names::parse(RENAMED);
    let reports = each(&corpus, |shell, case| {
        GOALS.map(|goal| decided(&names, shell, goal, case))
    });
    let record = std::env::var_os("ROLEWRIGHT_RECORD").unwrap_or_default();
    let all = record == "decisions";
    let (mut decisions, mut texts, mut lines) = (Vec::new(), Vec::new(), String::new());
    for (case, reports) in corpus.iter().zip(reports) {
        let id = case["id"].as_str().unwrap();
        let old = recorded.remove(id).unwrap_or_default();
        let mut line = json!({ "id": id });
        for (goal, new) in GOALS.into_iter().zip(reports) {
            let path = format!("{id}.{goal}");
            if old[goal][REPORT] != new[REPORT] {
                texts.push(path.clone());
            }
            line[goal] = new.clone();
            if let Some(old) = old.get(goal).filter(|_| !all) {
                line[goal] = old.clone();
                line[goal][REPORT] = new[REPORT].clone();
                decisions.extend(names.differences(&path, &line[goal], &new));
            }
        }
        writeln!(lines, "{line}").unwrap();
    }
    let gone = |id| format!("{id}, which is no case");
    texts.extend(recorded.into_keys().map(gone));
    println!("{} cases, {} goals each", corpus.len(), GOALS.len());
    let (count, unused) = (decisions.len(), names.unused().join("\n"));
    decisions.truncate(20);
    let decisions = decisions.join("\n");
    assert!(
        count == 0,
        "{count} decisions differ, first these:\n{decisions}"
    );
    assert!(unused.is_empty(), "unused rows of renamed.tsv:\n{unused}");
    if !record.is_empty() {
        std::fs::write(path, lines).unwrap();
    } else {
        let (count, texts) = (texts.len(), texts.join("\n"));
        assert!(
            texts.is_empty(),
            "{count} reports in other words; ROLEWRIGHT_RECORD=1 accepts them:\n{texts}"
        );
    }
}
