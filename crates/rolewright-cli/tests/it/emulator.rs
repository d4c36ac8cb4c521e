//! `rolewright emulator` as a process.
#![cfg(unix)]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde_json::Value;

use crate::{ACCOUNT, Shell};

/// A running emulator, and what it said.
pub(crate) struct Running {
    child: Child,
    pub(crate) ready: Value,
}

impl Running {
    pub(crate) fn start(shell: &Shell, line: &str) -> Self {
        let mut child = Command::new(assert_cmd::cargo::cargo_bin!("rolewright"))
            .current_dir(shell.path())
            .env_clear()
            .arg("emulator")
            .args(line.split_whitespace())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut first = String::new();
        BufReader::new(child.stdout.as_mut().unwrap())
            .read_line(&mut first)
            .unwrap();
        let ready = serde_json::from_str(&first).unwrap();
        Self { child, ready }
    }

    fn text(&self, name: &str) -> &str {
        self.ready[name].as_str().unwrap()
    }

    /// Runs `rolewright` against it, with its key.
    pub(crate) fn run(&self, shell: &Shell, line: &str) -> crate::Ended {
        let key = [
            ("ALIBABA_CLOUD_ACCESS_KEY_ID", self.text("access_key_id")),
            (
                "ALIBABA_CLOUD_ACCESS_KEY_SECRET",
                self.text("access_key_secret"),
            ),
        ];
        let endpoint = self.text("endpoint");
        shell.run_with(
            &key,
            &format!("{line} --provider alibaba --endpoint {endpoint}"),
        )
    }

    /// The memory that it holds, in KB.
    pub(crate) fn memory(&self) -> u64 {
        let path = format!("/proc/{}/status", self.child.id());
        let status = std::fs::read_to_string(path).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        // No such file outside Linux, where nothing is measured.
        line.and_then(|line| line.split_whitespace().next()?.parse().ok())
            .unwrap_or_default()
    }

    /// Ends it by this signal: its exit code, and what it wrote to standard error.
    pub(crate) fn end(mut self, signal: Signal) -> (Option<i32>, String) {
        let id = i32::try_from(self.child.id()).unwrap();
        kill(Pid::from_raw(id), signal).unwrap();
        let mut said = String::new();
        self.child
            .stderr
            .take()
            .unwrap()
            .read_to_string(&mut said)
            .unwrap();
        (self.child.wait().unwrap().code(), said)
    }
}

impl Drop for Running {
    /// A test that failed leaves no process behind.
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn the_first_line_says_all_that_a_client_needs_and_a_signal_ends_it() {
    let shell = Shell::new();
    for signal in [Signal::SIGTERM, Signal::SIGINT, Signal::SIGHUP] {
        let emulator = Running::start(&shell, "--access-key-id me --access-key-secret mine");
        let known: Vec<_> = emulator
            .ready
            .as_object()
            .unwrap()
            .keys()
            .cloned()
            .collect();
        let expected = [
            "format_version",
            "kind",
            "endpoint",
            "host",
            "account_id",
            "access_key_id",
            "access_key_secret",
        ];
        assert_eq!(known, expected);
        assert_eq!(
            (
                emulator.text("access_key_id"),
                emulator.text("access_key_secret")
            ),
            ("me", "mine")
        );
        assert_eq!(
            emulator.text("endpoint"),
            format!("http://{}", emulator.text("host"))
        );
        let apply = emulator.run(
            &shell,
            &format!("apply --bucket my-images --yes --account {ACCOUNT}"),
        );
        assert_eq!(apply.code, 0, "{}{}", apply.out, apply.err);
        let (code, said) = emulator.end(signal);
        assert_eq!(code, Some(0));
        assert!(said.contains(" 200 ram CreateRole acs:ram::"), "{said}");
        assert!(!said.contains("mine"), "{said}");
    }
}

#[test]
fn what_is_in_a_store_is_there_after_the_end_however_it_came() {
    let shell = Shell::new();
    shell.write("seed.json", r#"{"buckets":{"my-images":{}}}"#);
    let line = format!("--store emulated.db --account-id {ACCOUNT} --seed seed.json");
    let emulator = Running::start(&shell, &line);
    let apply = emulator.run(
        &shell,
        &format!("apply --bucket my-images --yes --account {ACCOUNT}"),
    );
    assert_eq!(apply.code, 0, "{}{}", apply.out, apply.err);
    emulator.end(Signal::SIGKILL);
    let again = Running::start(&shell, "--store emulated.db");
    assert_eq!(again.run(&shell, "verify --bucket my-images").code, 0);
    let local = shell.run("verify --bucket my-images --store emulated.db");
    assert_eq!(local.code, 0, "{}", local.out);
    assert_eq!(again.end(Signal::SIGTERM).0, Some(0));
}

#[test]
fn a_seed_is_put_in_and_one_that_can_not_be_is_refused() {
    let shell = Shell::new();
    shell.write(
        "seed.json",
        r#"{"calls":[{"action":"CreateUser","params":{"UserName":"alice"}}],
            "keys":[{"id":"alice","secret":"secret","user":"alice"}]}"#,
    );
    let emulator = Running::start(&shell, "--seed seed.json --enforce");
    let key = [
        ("ALIBABA_CLOUD_ACCESS_KEY_ID", "alice"),
        ("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "secret"),
    ];
    let endpoint = emulator.text("endpoint");
    let plan = format!("plan --bucket my-images --provider alibaba --endpoint {endpoint}");
    let refused = shell.run_with(&key, &plan);
    assert_eq!(refused.code, 4, "{}{}", refused.out, refused.err);
    assert!(refused.err.contains("NoPermission"), "{}", refused.err);
    assert_eq!(emulator.run(&shell, "plan --bucket my-images").code, 2);

    shell.write("odd.json", r#"{"call":[]}"#);
    let odd = shell.run("emulator --seed odd.json");
    assert_eq!(odd.code, 1, "{}", odd.err);
    shell.write(
        "twice.json",
        r#"{"calls":[{"action":"GetUser","params":{"UserName":"bob"}}]}"#,
    );
    let gone = shell.run("emulator --seed twice.json");
    assert_eq!(gone.code, 1, "{}", gone.err);
    assert!(gone.err.contains("user does not exist"), "{}", gone.err);
}

#[test]
fn an_address_that_others_can_reach_needs_a_word_of_its_own() {
    let shell = Shell::new();
    let refused = shell.run("emulator --listen 0.0.0.0:0");
    assert_eq!(refused.code, 64, "{}", refused.err);
    assert!(
        refused
            .err
            .contains("`0.0.0.0:0` can be reached from other machines")
    );
    drop(Running::start(&shell, "--listen 0.0.0.0:0 --reachable"));
}

/// The state of the account with this id, over a connection that stays open.
fn state(stream: &mut BufReader<TcpStream>, host: &str, id: &str) -> Value {
    let request = format!("GET /_rolewright/state?account={id} HTTP/1.1\r\nhost: {host}\r\n\r\n");
    stream.get_mut().write_all(request.as_bytes()).unwrap();
    let mut length = 0;
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).unwrap();
        match line.to_ascii_lowercase().split_once(": ") {
            Some(("content-length", value)) => length = value.trim().parse().unwrap(),
            None if line == "\r\n" => break,
            _ => {}
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).unwrap();
    serde_json::from_slice(&body).unwrap()
}

#[test]
fn ten_thousand_accounts_need_less_than_60_mb_before_their_first_use() {
    let shell = Shell::new();
    let emulator = Running::start(&shell, "--accounts 10000");
    let unused = emulator.memory();
    let host = emulator.text("host").to_owned();
    let stream = TcpStream::connect(&host).unwrap();
    let mut stream = BufReader::new(stream);
    for number in 1..10_000_u64 {
        let id = (2_000_000_000_000_000 + number).to_string();
        let account = state(&mut stream, &host, &id);
        assert_eq!(account["id"], id);
    }
    let used = emulator.memory();
    println!("KB after start: {unused}, after a use of each account: {used}");
    assert!(unused < 60_000 && used < 100_000, "{unused} {used}");
}

#[test]
fn several_accounts_are_refused_where_they_can_not_be() {
    let shell = Shell::new();
    for (line, said) in [
        ("--accounts 0", "an emulator needs at least one account"),
        (
            "--accounts 100001",
            "an emulator has at most 100000 accounts, not 100001",
        ),
        (
            "--accounts 2 --store accounts.db",
            "a store holds one account",
        ),
    ] {
        let refused = shell.run(&format!("emulator {line}"));
        assert_eq!(refused.code, 64, "{}", refused.err);
        assert!(refused.err.contains(said), "{}", refused.err);
    }
}
