//! Killed before and after each call, and at random moments.

use std::io::{BufRead, BufReader};
use std::os::unix::process::ExitStatusExt;
use std::process::{Command, Stdio};
use std::time::Duration;

use rolewright::mock::Account;

use super::relay::{Point, Relay};
use super::{Cloud, Dice, Victim, apply, assert_sound, not_granted};
use crate::{ACCOUNT, Shell};

/// What is there before, and what is killed; run once more it ends well.
const RUNS: [(&[&str], &str); 6] = [
    (&[], "apply --yes --bucket bucket-a"),
    (&["bucket-x"], "apply --yes --bucket bucket-a"),
    (
        &["bucket-u", "bucket-v", "bucket-w", "bucket-x", "bucket-y"],
        "apply --yes --bucket bucket-a",
    ),
    (&["bucket-x", "bucket-y"], "remove --yes --bucket bucket-y"),
    (&["bucket-x", "bucket-y"], "rollback --yes --to v1"),
    (&["bucket-x"], "destroy --yes"),
];

fn prepared(cloud: &Cloud, before: &[&str]) -> Account {
    for bucket in before {
        assert_eq!(cloud.run(&apply(bucket)), 0);
    }
    cloud.account()
}

/// The next run finishes, and what was there before is granted still.
fn finished_by_the_next(cloud: &Cloud, before: &[&str], line: &str, when: &str) {
    assert_eq!(cloud.run(line), 0, "{line}, {when}");
    let account = cloud.account();
    assert_sound(&account);
    let mut wanted = before.to_vec();
    match line.split_whitespace().next() {
        Some("apply") => wanted.push("bucket-a"),
        Some("remove" | "rollback") => wanted.retain(|bucket| *bucket == "bucket-x"),
        _ => wanted.clear(),
    }
    assert!(not_granted(&account, &wanted).is_empty(), "{line}, {when}");
}

#[test]
fn a_process_killed_before_and_after_each_call_is_finished_by_the_next() {
    let mut kills = 0;
    for (before, line) in RUNS {
        let cloud = Cloud::start();
        let line = format!("{line} --account {ACCOUNT}");
        let start = prepared(&cloud, before);
        let victim = Victim::default();
        let relay = Relay::to(&cloud.emulator.host(), victim.clone(), None);
        victim.spawn(super::command(&relay.endpoint(), &line));
        assert!(victim.end().success(), "{line}");
        for call in 1..=relay.calls() {
            for answered in [false, true] {
                cloud.restore(&start);
                let point = Point { call, answered };
                let victim = Victim::default();
                let relay = Relay::to(&cloud.emulator.host(), victim.clone(), Some(point));
                victim.spawn(super::command(&relay.endpoint(), &line));
                let ended = victim.end();
                assert_eq!(ended.signal(), Some(9), "{line}, {point:?}: {ended}");
                finished_by_the_next(&cloud, before, &line, &format!("{point:?}"));
                kills += 1;
            }
        }
    }
    println!("killed {kills} times, once at each point");
}

#[test]
fn a_process_killed_at_any_moment_is_finished_by_the_next() {
    let mut dice = Dice(8);
    let mut killed = 0;
    for (before, line) in RUNS {
        let cloud = Cloud::start();
        let line = format!("{line} --account {ACCOUNT}");
        let start = prepared(&cloud, before);
        for _ in 0..8 {
            cloud.restore(&start);
            let victim = Victim::default();
            victim.spawn(cloud.command(&line));
            let moment = Duration::from_micros(dice.below(40_000));
            killed += usize::from(victim.end_within(moment).signal() == Some(9));
            finished_by_the_next(&cloud, before, &line, &format!("{moment:?}"));
        }
    }
    println!("killed {killed} times at random");
}

/// An emulator on a store in the shell's folder: where it listens.
fn serve(shell: &Shell, server: &Victim) -> String {
    // An emulator's store knows buckets, and this one is looked at.
    shell.write("seed.json", r#"{"buckets":{"bucket-a":{}}}"#);
    let mut serve = Command::new(assert_cmd::cargo::cargo_bin!("rolewright"));
    serve
        .current_dir(shell.path())
        .env_clear()
        .arg("emulator")
        .args(["--store", "account.db", "--seed", "seed.json"])
        .args([
            "--access-key-id",
            "test-key",
            "--access-key-secret",
            "test-secret",
        ])
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    let mut first = String::new();
    let said = server.spawn(serve).unwrap();
    BufReader::new(said).read_line(&mut first).unwrap();
    let ready: serde_json::Value = serde_json::from_str(&first).unwrap();
    ready["host"].as_str().unwrap().to_owned()
}

/// The server works on the store and is killed before it has done a call, and once it has answered:
/// the store opens, and the next run on it finishes.
#[test]
fn a_store_whose_process_is_killed_at_each_call_opens_and_the_next_run_finishes() {
    let apply = apply("bucket-a");
    let (shell, server) = (Shell::new(), Victim::default());
    let relay = Relay::to(&serve(&shell, &server), server.clone(), None);
    let whole = super::command(&relay.endpoint(), &apply).status().unwrap();
    assert!(whole.success());
    server.kill();
    server.end();
    let points =
        (1..=relay.calls()).flat_map(|call| [false, true].map(|answered| Point { call, answered }));
    for point in points {
        let (shell, server) = (Shell::new(), Victim::default());
        let relay = Relay::to(&serve(&shell, &server), server.clone(), Some(point));
        let client = Victim::default();
        client.spawn(super::command(&relay.endpoint(), &apply));
        assert_eq!(server.end().signal(), Some(9), "{point:?}");
        client.kill();
        client.end();
        let next = shell.run(&format!("{apply} --store account.db"));
        assert_eq!(next.code, 0, "{point:?}: {}{}", next.out, next.err);
        let verify = shell.run("verify --bucket bucket-a --store account.db");
        assert_eq!(verify.code, 0, "{point:?}: {}{}", verify.out, verify.err);
    }
}

#[test]
fn a_process_killed_at_any_moment_on_the_local_store_is_finished_by_the_next() {
    let mut dice = Dice(9);
    let mut killed = 0;
    for _ in 0..24 {
        let shell = Shell::new();
        let line = apply("bucket-a");
        let victim = Victim::default();
        let mut command = Command::new(assert_cmd::cargo::cargo_bin!("rolewright"));
        command.current_dir(shell.path()).env_clear();
        command
            .args(line.split_whitespace())
            .args(["--provider", "local"]);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        victim.spawn(command);
        let moment = Duration::from_micros(dice.below(40_000));
        killed += usize::from(victim.end_within(moment).signal() == Some(9));
        let next = shell.run(&line);
        assert_eq!(next.code, 0, "{moment:?}: {}{}", next.out, next.err);
        assert_eq!(shell.run("verify --bucket bucket-a").code, 0, "{moment:?}");
    }
    println!("killed {killed} times at random");
}
