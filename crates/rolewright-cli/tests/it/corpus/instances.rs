//! An instance of the emulator runs exactly in the account states that verify passes.

use rolewright::BucketName;
use rolewright::emulator::Emulator;
use serde_json::{Value, json};
use tokio::runtime::Runtime;

use super::states::STATES;
use super::{cases, differ};
use crate::Shell;

/// States in which the emulator differs from the verdict: their ids, and the reason.
const EXCEPTIONS: &[(&str, &str)] = &[
    (OBJECTS[0], PROBE),
    (OBJECTS[1], PROBE),
    (OBJECTS[2], PROBE),
    (OBJECTS[3], PROBE),
    (OBJECTS[4], PROBE),
    (OBJECTS[5], PROBE),
    ("objects-are-granted-on-my-imagesslashoneoneany", PROBE),
    (
        "vpcs-in-cn-hangzhou-1-are-denied-for-unknown-regions",
        "no instance is in that region",
    ),
    ("the-key-in-cn-hangzhou-is-denied", KEY),
    ("the-key-in-cn-beijing-is-granted", KEY),
    ("the-key-in-any-is-denied", KEY),
];

const PROBE: &str = "the emulator's instance uses one object, and the statement is about others";
const KEY: &str = "the key is required by an option; the bucket is not encrypted with it";
const OBJECTS: [&str; 6] = [
    "a-deny-in-a-ram-policy-on-my-imagesslasha",
    "a-deny-in-a-bucket-policy-on-my-imagesslasha",
    "a-deny-in-a-ram-policy-on-my-imagesslashanyslashb",
    "a-deny-in-a-bucket-policy-on-my-imagesslashanyslashb",
    "a-deny-in-a-ram-policy-on-any-imagesxslashany",
    "a-deny-in-a-bucket-policy-on-any-imagesxslashany",
];

/// The regions of the instances: those of the case's arguments, otherwise several, since every region counts.
fn regions(case: &Value) -> Vec<&str> {
    let arguments = case["arguments"].as_str().unwrap_or_default();
    let named: Vec<_> = arguments.split("--region ").skip(1).collect();
    let named = named.iter().filter_map(|rest| rest.split(' ').next());
    let named: Vec<_> = named.collect();
    if named.is_empty() {
        vec!["cn-hangzhou", "cn-beijing", "eu-central-1"]
    } else {
        named
    }
}

/// Returns the calls that were refused to the instances of a state; empty if all run.
fn refused(emulator: &Emulator, case: &Value) -> Vec<String> {
    let bucket = BucketName::new("my-images").unwrap();
    let create = |region: &&str| {
        // An instance and its bucket are in one region.
        let move_bucket = |live: &mut rolewright::mock::Account| {
            let buckets = live.buckets.iter_mut().flatten();
            buckets.for_each(|(_, state)| state.region = (*region).to_owned());
        };
        emulator.with_account(move_bucket).unwrap();
        emulator.create_instance(region, "images", &bucket).unwrap()
    };
    let made = regions(case).iter().filter_map(create).collect::<Vec<_>>();
    let waiting = made.iter().filter(|one| one.status != "RUNNING");
    let calls = waiting.flat_map(|one| one.refused.iter().map(|call| call.message.clone()));
    calls.collect()
}

#[test]
fn an_instance_runs_exactly_when_verify_passes() {
    let correct = Shell::new();
    correct.run("apply --bucket my-images --yes");
    let mut account = None;
    correct.meddle(|live| account = Some(live.clone()));
    let mut account = account.unwrap();
    account.buckets = Some(serde_json::from_value(json!({ "my-images": {} })).unwrap());
    let server = Runtime::new().unwrap();
    let emulator = server.block_on(Emulator::builder().start()).unwrap();
    let (mut all, mut unused) = (Vec::new(), EXCEPTIONS.to_vec());
    let (mut judged, states) = (0, cases(STATES));
    for case in &states {
        let (id, status) = (case["id"].as_str().unwrap(), &case["status"]);
        if status == "inconclusive" {
            continue;
        }
        if EXCEPTIONS.iter().any(|(known, _)| *known == id) {
            unused.retain(|(known, _)| *known != id);
            continue;
        }
        judged += 1;
        let changed = emulator.with_account(|live| {
            *live = account.clone();
            differ(live, &case["account"]);
        });
        changed.unwrap();
        let refused = refused(&emulator, case);
        if refused.is_empty() != (status == "passed") {
            all.push(format!("{status}, but refused: {refused:?} ({id})"));
        }
    }
    println!("{judged} of {} states", states.len());
    assert!(all.is_empty(), "{}\n{}", all.len(), all.join("\n"));
    assert!(unused.is_empty(), "{unused:?}");
    assert!(judged >= 250, "{judged}");
}
