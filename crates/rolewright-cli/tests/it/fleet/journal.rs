//! Interrupted runs, and journals that can't be used.

use std::collections::BTreeSet;
use std::fs::File;
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};

use serde_json::json;

use super::{KEY, Organisation};
use crate::Ended;

/// The members of the journal, in its order.
fn done(all: &Organisation, file: &str) -> Vec<String> {
    let text = all.shell.read(file);
    let rows = text
        .lines()
        .skip(1)
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    rows.map(|row| row["account"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn a_killed_run_is_continued_and_each_account_ends_once() {
    const MEMBERS: usize = 9;
    let moments: &[u64] = match std::env::var_os("ROLEWRIGHT_ALL_FAULTS") {
        Some(_) => &[
            1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24,
            25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46,
            47, 48, 49, 50,
        ],
        None => &[2, 9, 17, 30, 44],
    };
    /// The process to kill, and at which request.
    #[derive(Default)]
    struct Victim {
        process: Option<nix::unistd::Pid>,
        left: u64,
    }
    let victim = Arc::new(Mutex::new(Victim::default()));
    let watched = Arc::clone(&victim);
    let all = Organisation::with(MEMBERS, &json!({}), |builder| {
        builder.on_request(move |_| {
            let mut victim = watched.lock().unwrap();
            victim.left = victim.left.saturating_sub(1);
            if let (0, Some(process)) = (victim.left, victim.process) {
                let _ = nix::sys::signal::kill(process, nix::sys::signal::Signal::SIGKILL);
            }
        })
    });
    let mut interrupted = 0;
    for moment in moments {
        let out = format!("out{moment}");
        let line = all.line(&format!(
            "verify --out {out} --resource-directory --set bucket={{account}}-images --concurrency 3"
        ));
        *victim.lock().unwrap() = Victim {
            process: None,
            left: *moment,
        };
        let mut child = Command::new(assert_cmd::cargo::cargo_bin!("rolewright"))
            .current_dir(all.shell.path())
            .env_clear()
            .envs(KEY)
            .args(line.split_whitespace())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let id = nix::unistd::Pid::from_raw(child.id().try_into().unwrap());
        victim.lock().unwrap().process = Some(id);
        let was_killed = !child.wait().unwrap().success() && {
            let mut victim = victim.lock().unwrap();
            victim.process = None;
            victim.left == 0
        };
        victim.lock().unwrap().process = None;
        if !all.shell.path().join(&out).join("fleet.json").exists() {
            // Before the accounts were known.
            continue;
        }
        interrupted += u32::from(was_killed);
        let resumed = all.run(&format!("verify --out {out} --resume"));
        assert_eq!(resumed.code, 2, "{moment}: {}{}", resumed.out, resumed.err);
        let done = done(&all, &format!("{out}/verify.jsonl"));
        let distinct: BTreeSet<_> = done.iter().cloned().collect();
        assert_eq!(
            (done.len(), distinct.len()),
            (MEMBERS, MEMBERS),
            "{moment}: {done:?}"
        );
        let report = all.report(&format!("{out}/verify.json"));
        assert_eq!(report["negative"], MEMBERS, "{moment}");
    }
    assert!(interrupted >= 3, "{interrupted}");
}

/// A finished run over three members.
fn finished() -> Organisation {
    let all = Organisation::of(3);
    assert_eq!(all.on_members("verify --out out").code, 2);
    all
}

fn resumed(all: &Organisation) -> Ended {
    all.run("verify --out out --resume")
}

#[test]
fn a_line_that_was_cut_off_is_an_account_that_runs_again() {
    let all = finished();
    let text = all.shell.read("out/verify.jsonl");
    let (whole, _) = text.split_at(text.len() - 40);
    all.shell.write("out/verify.jsonl", whole);
    let ended = resumed(&all);
    assert_eq!(ended.code, 2, "{}{}", ended.out, ended.err);
    assert_eq!(done(&all, "out/verify.jsonl").len(), 3);
}

#[test]
fn a_damaged_line_is_named() {
    let all = finished();
    let text = all
        .shell
        .read("out/verify.jsonl")
        .replacen("{\"account\"", "{\"acc", 2);
    all.shell.write("out/verify.jsonl", &text);
    let ended = resumed(&all);
    assert_eq!(ended.code, 1);
    assert!(ended.err.contains("line 2: it is damaged"), "{}", ended.err);
}

#[test]
fn the_journal_of_another_fleet_is_refused() {
    let all = finished();
    assert_eq!(
        all.on_members("verify --out other --exclude member-2000000000000001")
            .code,
        2
    );
    std::fs::copy(
        all.shell.path().join("other/verify.jsonl"),
        all.shell.path().join("out/verify.jsonl"),
    )
    .unwrap();
    let ended = resumed(&all);
    assert_eq!(ended.code, 1);
    assert!(
        ended.err.contains("belongs to another fleet"),
        "{}",
        ended.err
    );
}

#[test]
fn a_journal_in_use_is_refused() {
    let all = finished();
    let journal = File::options()
        .append(true)
        .open(all.shell.path().join("out/verify.jsonl"))
        .unwrap();
    journal.lock().unwrap();
    let ended = resumed(&all);
    assert_eq!(ended.code, 1);
    assert!(
        ended.err.contains("another process uses this journal"),
        "{}",
        ended.err
    );
    drop(journal);
    assert_eq!(resumed(&all).code, 2);
}

#[test]
fn a_run_is_unfinished_twice_in_one_folder() {
    let all = finished();
    let ended = all.on_members("verify --out out");
    assert_eq!(ended.code, 1);
    assert!(ended.err.contains("--resume"), "{}", ended.err);
    assert_eq!(all.on_members("plan --out plan").code, 2);
    assert_eq!(all.run("apply plan --yes").code, 0);
    let again = all.run("apply plan --yes");
    assert_eq!(again.code, 1, "{}{}", again.out, again.err);
    assert_eq!(
        all.run("apply plan --yes --resume").code,
        0,
        "all of it is done"
    );
}

#[cfg(target_os = "linux")]
#[test]
fn on_a_full_disk_the_run_ends_with_the_file_and_is_continued_later() {
    let all = Organisation::of(5);
    let full = all.shell.path().join("out/verify/2000000000000003.json");
    std::fs::create_dir_all(full.parent().unwrap()).unwrap();
    std::os::unix::fs::symlink("/dev/full", &full).unwrap();
    let ended = all.on_members("verify --out out --concurrency 1");
    assert_eq!(ended.code, 1, "{}{}", ended.out, ended.err);
    assert!(ended.err.contains("2000000000000003.json"), "{}", ended.err);
    assert!(ended.err.contains("--resume"), "{}", ended.err);
    let before = done(&all, "out/verify.jsonl");
    assert!(before.len() < 5, "{before:?}");
    std::fs::remove_file(full).unwrap();
    let resumed = resumed(&all);
    assert_eq!(resumed.code, 2, "{}{}", resumed.out, resumed.err);
    let done: BTreeSet<_> = done(&all, "out/verify.jsonl").into_iter().collect();
    assert_eq!(done.len(), 5);
}

#[test]
fn a_write_that_fails_in_one_account_starts_no_further_one() {
    let all = Organisation::of(6);
    assert_eq!(all.on_members("plan --out plan").code, 2);
    let first = all.members()[0].clone();
    all.change(&first, |account| account.roles.clear());
    let apply = all.run("apply plan --yes --concurrency 1");
    assert_eq!(
        apply.code, 1,
        "no account was reached: {}{}",
        apply.out, apply.err
    );
    let report = all.report("plan/apply.json");
    assert_eq!(report["unfinished"].as_array().unwrap().len(), 5);
    let rest = all.run("apply plan --yes --resume --max-failures 9");
    assert_eq!(rest.code, 3, "{}{}", rest.out, rest.err);
    assert_eq!(all.report("plan/apply.json")["passed"], 5);
}
