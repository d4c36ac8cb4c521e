//! Working set-ups in which one line is wrong: the answer begins with the cause, and names the remedy.
//!
//! `tests/corpus/planted.jsonl` is described in `planted.py`.

use rolewright::emulator::{Fault, FaultRule};
use serde_json::{Value, json};

use super::{cases, wrong};
use crate::cloud::Cloud;
use crate::{Ended, Shell};

const PLANTED: &str = include_str!("../../corpus/planted.jsonl");

/// Removes line breaks, which depend on the width.
fn squeezed(text: &str) -> String {
    text.split_whitespace().collect()
}

/// Splits the answer into its first item, which begins in its first line and goes on in indented ones, and
/// the help for it.
fn first_item(answer: &str) -> (String, String) {
    let mut lines = answer.lines();
    let mut item = lines.next().unwrap_or_default().to_owned();
    let (mut help, mut in_help) = (String::new(), false);
    for line in lines.take_while(|line| line.is_empty() || line.starts_with(' ')) {
        let word = line.split_whitespace().next().unwrap_or_default();
        in_help |= ["help:", "tip:"].contains(&word);
        if in_help { &mut help } else { &mut item }.push_str(line);
    }
    (item, help)
}

fn has(text: &str, words: &Value) -> bool {
    let mut words = words.as_array().unwrap().iter();
    words.all(|word| squeezed(text).contains(&squeezed(word.as_str().unwrap())))
}

fn ended(shell: &Shell, cloud: &Cloud, case: &Value) -> Ended {
    let endpoint = cloud.emulator.endpoint();
    let port = endpoint.rsplit(':').next().unwrap().to_owned();
    let line = case["run"].as_str().unwrap();
    let line = line
        .replace("{endpoint}", &endpoint)
        .replace("{port}", &port);
    let environment = case["environment"].as_object().into_iter().flatten();
    let environment: Vec<_> = environment
        .map(|(name, value)| (name.as_str(), value.as_str().unwrap()))
        .collect();
    let faults = case["fault"].as_str().map(|_| FaultRule {
        fault: Fault::ExpiredToken,
        ..FaultRule::default()
    });
    if case["applied"] == true {
        let applied = cloud.run("root-key", "apply --bucket my-images --yes");
        assert_eq!(applied.code, 0, "{}", applied.err);
    }
    cloud
        .emulator
        .set_faults(faults.into_iter().collect())
        .unwrap();
    shell.run_with(&environment, &line)
}

#[test]
fn the_answer_to_a_planted_error_begins_with_its_cause_and_names_the_remedy() {
    let planted = cases(PLANTED);
    let statement = json!({ "Effect": "Allow", "Action": "ecs:StartInstance", "Resource": "*" });
    let nothing = json!({ "Version": "1", "Statement": [statement] });
    // Each case has its own, since faults are for all calls.
    let check = |shell: &Shell, case: &Value| {
        let cloud = Cloud::new(&nothing);
        let ended = ended(shell, &cloud, case);
        let answer = if ended.code == 2 {
            &ended.out
        } else {
            &ended.err
        };
        let (item, help) = first_item(answer);
        let mut wrong = Vec::new();
        if ended.code != case["code"] {
            wrong.push(format!("exit code {}: {answer}", ended.code));
        }
        if !has(&item, &case["first"]) {
            wrong.push(format!("first line without {}: {item}", case["first"]));
        }
        if !has(&help, &case["help"]) {
            wrong.push(format!("remedy without {}: {help}", case["help"]));
        }
        wrong
    };
    let all = wrong(&planted, check);
    println!("{} planted errors", planted.len());
    assert!(all.is_empty(), "{}\n{}", all.len(), all.join("\n"));
    assert!(planted.len() >= 40, "{}", planted.len());
}
