//! SIGINT, SIGTERM and SIGHUP at each moment of a run.
#![cfg(unix)]

mod emulator;
mod gate;
mod prompt;

use std::process::Command;

use nix::sys::signal::Signal;
use rolewright::emulator::{Fault, FaultRule};
use serde_json::Value;

use crate::fault_injection::{Cloud, apply};
use crate::{ACCOUNT, Shell};
use gate::{At, Ended, Running, Watch, gate};

const SIGNALS: [Signal; 3] = [Signal::SIGINT, Signal::SIGTERM, Signal::SIGHUP];

/// The writes of a first set-up.
const CREATES: [&str; 2] = ["CreatePolicy", "CreateRole"];
const ATTACH: &str = "AttachPolicyToRole";

/// A moment of a first set-up: where the signal comes, the changes that are made then, and words of the
/// reason why the run stopped; none if nothing remained to do.
struct Moment {
    at: At,
    fault: Option<FaultRule>,
    done: &'static [&'static str],
    reason: Option<&'static str>,
}

fn moments() -> Vec<Moment> {
    let moment = |at, done, reason| Moment {
        at,
        fault: None,
        done,
        reason: Some(reason),
    };
    let fault = |action: &str, fault| {
        Some(FaultRule {
            action: Some(action.to_owned()),
            fault,
            ..FaultRule::default()
        })
    };
    let all: &[&str] = &[ATTACH, "CreatePolicy", "CreateRole"];
    vec![
        // Before the first write.
        moment(At::Answer("GetRole", 1), &[], "the run was cancelled"),
        // Between two writes.
        moment(
            At::Request("CreatePolicy", 1, "CreateRole"),
            &CREATES,
            "the run was cancelled",
        ),
        // During a write.
        moment(
            At::Answer("CreateRole", 1),
            &CREATES,
            "the run was cancelled",
        ),
        moment(
            At::Answer(ATTACH, 1),
            all,
            "cancelled before its changes were read back",
        ),
        // During verification, which its answers complete.
        Moment {
            at: At::Answer("GetRole", 2),
            fault: None,
            done: all,
            reason: None,
        },
        // Between the reads of a verification that does not see the writes yet.
        Moment {
            fault: fault(
                ATTACH,
                Fault::Stale {
                    reads: None,
                    milliseconds: None,
                },
            ),
            ..moment(
                At::Answer("GetRole", 2),
                all,
                "cancelled before its changes were read back",
            )
        },
        // In a wait between two attempts.
        Moment {
            fault: fault(
                ATTACH,
                Fault::Throttle {
                    retry_after_milliseconds: Some(50_000),
                },
            ),
            ..moment(At::Nowhere, &CREATES, "the run was cancelled")
        },
    ]
}

fn command(shell: &Shell, endpoint: &str, line: &str) -> Command {
    let mut command = crate::fault_injection::command(endpoint, line);
    command.current_dir(shell.path());
    command
}

/// Runs `apply` and sends the signal at the moment: how it ended, its record, and the writes that were
/// answered.
fn stopped(moment: &Moment, signal: Signal, output: &str) -> (Ended, Vec<Value>, Vec<String>) {
    let (cloud, shell, watch) = (Cloud::start(), Shell::new(), Watch::default());
    cloud
        .emulator
        .set_faults(moment.fault.clone().into_iter().collect())
        .unwrap();
    let address = gate(&cloud.emulator.host(), &watch, moment.at, signal);
    let line = apply("my-images") + " --trace --record changes.jsonl --output " + output;
    let running = Running::start(
        command(&shell, &format!("http://{address}"), &line),
        watch.clone(),
    );
    if matches!(moment.at, At::Nowhere) {
        let is_throttled = |line: &String| line.contains(ATTACH) && line.contains("status=400");
        watch.wait_until(|seen| seen.lines.iter().any(is_throttled));
        watch.strike(signal);
    }
    let ended = running.end();
    let record = shell.read("changes.jsonl");
    let record = record
        .lines()
        .map(|line| serde_json::from_str(line).unwrap());
    let is_write = |action: &&String| {
        ["Create", "Attach"]
            .iter()
            .any(|verb| action.starts_with(verb))
    };
    let answered = watch
        .seen()
        .answered
        .iter()
        .filter(is_write)
        .cloned()
        .collect();
    (ended, record.collect(), answered)
}

fn sorted<'v>(actions: impl Iterator<Item = &'v str>) -> Vec<&'v str> {
    let mut actions: Vec<_> = actions.collect();
    actions.sort_unstable();
    actions
}

fn action(value: &Value) -> &str {
    value["call"]["action"].as_str().unwrap()
}

#[test]
fn at_each_moment_each_signal_ends_a_run_with_its_code_its_report_and_every_answered_change() {
    for moment in moments() {
        for signal in SIGNALS {
            let (ended, record, answered) = stopped(&moment, signal, "json");
            let context = format!("{:?} {signal}: {}{}", moment.at, ended.out, ended.err);
            assert_eq!(ended.code, Some(128 + signal as i32), "{context}");

            let recorded = sorted(record.iter().map(action));
            assert_eq!(
                recorded,
                sorted(answered.iter().map(String::as_str)),
                "{context}"
            );
            let made = record.iter().filter(|one| one["error"].is_null());
            assert_eq!(sorted(made.map(action)), moment.done, "{context}");

            let report: Value = serde_json::from_str(&ended.out).unwrap();
            crate::schemas::assert_fits(&report);
            let changes = report["changes"].as_array().unwrap();
            let done = changes.iter().filter(|change| change["done"] == true);
            assert_eq!(sorted(done.map(action)), moment.done, "{context}");
            assert_eq!(changes.len(), 3, "{context}");
            let Some(reason) = moment.reason else {
                assert_eq!(report["outcome"], "changed", "{context}");
                continue;
            };
            assert_eq!(report["outcome"], "partial", "{context}");
            let error = &report["error"];
            assert_eq!(error["kind"], "cancelled", "{context}");
            let message = error["message"].as_str().unwrap();
            assert!(message.contains(reason), "{context}");
        }
    }
}

#[test]
fn the_text_says_what_was_done_and_what_was_not() {
    let signal = Signal::SIGTERM;
    for moment in moments() {
        let (ended, _, _) = stopped(&moment, signal, "text");
        let context = format!("{:?}: {}{}", moment.at, ended.out, ended.err);
        assert_eq!(ended.code, Some(143), "{context}");
        let Some(reason) = moment.reason else {
            assert!(
                ended.out.contains("Done: 3 changes made and read back."),
                "{context}"
            );
            continue;
        };
        let count = |mark: &str| {
            ended
                .out
                .lines()
                .filter(|line| line.starts_with(mark))
                .count()
        };
        let done = moment.done.len();
        assert_eq!(
            (count("  done: "), count("  not done: ")),
            (done, 3 - done),
            "{context}"
        );
        let verdict = match done {
            0 => "no change was confirmed",
            3 => "Stopped before the changes were read back.",
            _ => "Partly done.",
        };
        assert!(ended.out.contains(verdict), "{context}");
        assert!(
            ended.err.contains(&format!("the run stopped: {reason}"))
                || ended
                    .err
                    .contains("the run stopped: the run was cancelled before"),
            "{context}"
        );
        assert!(
            ended
                .err
                .contains("SIGTERM: finishing the calls in flight, at most 5 s"),
            "{context}"
        );
    }
}

#[test]
fn a_second_signal_ends_at_once_and_what_was_answered_is_recorded() {
    let (cloud, shell, watch) = (Cloud::start(), Shell::new(), Watch::default());
    let at = At::Held(ATTACH, 1);
    let address = gate(&cloud.emulator.host(), &watch, at, Signal::SIGINT);
    let line = apply("my-images") + " --record changes.jsonl";
    let command = command(&shell, &format!("http://{address}"), &line);
    let running = Running::start(command, watch.clone());
    watch.wait_until(|seen| seen.lines.iter().any(|line| line == "held"));
    watch.strike(Signal::SIGINT);
    watch.send(Signal::SIGTERM);
    let ended = running.end();
    assert_eq!(ended.code, Some(143), "{}", ended.err);
    assert!(
        ended
            .err
            .contains("SIGTERM: calls in flight may be applied"),
        "{}",
        ended.err
    );
    let record = shell.read("changes.jsonl");
    let record: Vec<Value> = record
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(sorted(record.iter().map(action)), CREATES);
    watch.open();
}

#[test]
fn a_verification_that_is_stopped_reports_that_it_judged_nothing() {
    let cloud = Cloud::start();
    assert_eq!(cloud.run(&apply("my-images")), 0);
    // Its caller is read first, so the other reads remain.
    for (line, kind) in [("verify", "verify"), ("drift", "drift"), ("show", "show")] {
        let (shell, watch) = (Shell::new(), Watch::default());
        let throttled = FaultRule {
            action: Some("GetRole".to_owned()),
            fault: Fault::Throttle {
                retry_after_milliseconds: Some(50_000),
            },
            ..FaultRule::default()
        };
        cloud.emulator.set_faults(vec![throttled]).unwrap();
        let address = gate(&cloud.emulator.host(), &watch, At::Nowhere, Signal::SIGHUP);
        let buckets = if line == "show" {
            ""
        } else {
            "--bucket my-images"
        };
        let line = format!("{line} {buckets} --account {ACCOUNT} --trace");
        let running = Running::start(
            command(&shell, &format!("http://{address}"), &line),
            watch.clone(),
        );
        let is_throttled = |line: &String| line.contains("GetRole") && line.contains("status=400");
        watch.wait_until(|seen| seen.lines.iter().any(is_throttled));
        watch.strike(Signal::SIGHUP);
        let ended = running.end();
        assert_eq!(ended.code, Some(129), "{kind}: {}{}", ended.out, ended.err);
        assert!(
            ended.out.contains("Stopped early; nothing was changed."),
            "{kind}: {}",
            ended.out
        );
        assert!(
            !ended.out.contains("does not exist"),
            "{kind}: {}",
            ended.out
        );
    }
}

#[test]
fn a_plan_that_was_stopped_is_not_saved() {
    let (cloud, shell, watch) = (Cloud::start(), Shell::new(), Watch::default());
    let throttled = FaultRule {
        action: Some("GetRole".to_owned()),
        fault: Fault::Throttle {
            retry_after_milliseconds: Some(50_000),
        },
        ..FaultRule::default()
    };
    cloud.emulator.set_faults(vec![throttled]).unwrap();
    let line = "plan --bucket my-images --out plan.json --trace";
    let command = command(&shell, &cloud.emulator.endpoint(), line);
    let running = Running::start(command, watch.clone());
    let is_throttled = |line: &String| line.contains("GetRole") && line.contains("status=400");
    watch.wait_until(|seen| seen.lines.iter().any(is_throttled));
    watch.strike(Signal::SIGINT);
    assert_eq!(running.end().code, Some(130));
    assert!(!shell.path().join("plan.json").exists());
}

#[cfg(target_os = "linux")]
#[test]
fn a_signal_that_the_parent_ignores_stays_ignored() {
    let (cloud, shell, watch) = (Cloud::start(), Shell::new(), Watch::default());
    let address = gate(
        &cloud.emulator.host(),
        &watch,
        At::Held("GetRole", 1),
        Signal::SIGHUP,
    );
    let real = command(&shell, &format!("http://{address}"), &apply("my-images"));
    // As nohup does.
    let mut ignoring = Command::new("/bin/sh");
    ignoring.args(["-c", "trap '' HUP; exec \"$0\" \"$@\""]);
    ignoring.arg(real.get_program()).args(real.get_args());
    ignoring.env_clear().current_dir(shell.path());
    ignoring.envs(
        real.get_envs()
            .filter_map(|(name, value)| Some((name, value?))),
    );
    let running = Running::start(ignoring, watch.clone());
    watch.wait_until(|seen| seen.lines.iter().any(|line| line == "held"));
    watch.send(Signal::SIGHUP);
    watch.open();
    let ended = running.end();
    assert_eq!(ended.code, Some(0), "{}{}", ended.out, ended.err);
}
