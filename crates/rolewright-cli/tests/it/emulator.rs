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
        let emulator = Running::start(
            &shell,
            "--access-key-id me --access-key-secret mine --bucket my-images",
        );
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
            "keys":[{"id":"alice","secret":"secret","user":"alice"}],
            "buckets":{"my-images":{}}}"#,
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

    for (odd, meant) in [
        (r#"{"call":[]}"#, "`calls`"),
        (r#"{"buckets":{"b":{"regoin":"cn-beijing"}}}"#, "`region`"),
        (r#"{"calls":[{"action":"CreateUsr"}]}"#, "`CreateUser`"),
    ] {
        shell.write("odd.json", odd);
        let refused = shell.run("emulator --seed odd.json");
        assert_ne!(refused.code, 0, "{odd}");
        let text = format!("did you mean {meant}?");
        assert!(refused.err.contains(&text), "{odd}: {}", refused.err);
    }
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

/// The variables that `--env` sets, after the removal of another session token.
fn exported(text: &str) -> Vec<(String, String)> {
    let words = |line: &str| shell_words::split(line.strip_prefix("export ").unwrap()).unwrap();
    let pair = |word: &String| {
        word.split_once('=')
            .map(|(name, value)| (name.into(), value.into()))
    };
    let lines = text.strip_prefix("unset ALIBABA_CLOUD_SECURITY_TOKEN\n");
    let lines = lines.unwrap().lines();
    lines.map(|line| pair(&words(line)[0]).unwrap()).collect()
}

#[test]
fn the_environment_is_all_that_a_client_needs() {
    let shell = Shell::new();
    let secret = "quo'te$HOME";
    let mut child = Command::new(assert_cmd::cargo::cargo_bin!("rolewright"))
        .current_dir(shell.path())
        .env_clear()
        .args([
            "emulator",
            "--env",
            "--tls",
            "--bucket",
            "my-images@cn-beijing",
        ])
        .args(["--access-key-secret", secret])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut text = String::new();
    while !text.contains("NODE_EXTRA_CA_CERTS") {
        text.push_str(&(lines.next().unwrap().unwrap() + "\n"));
    }
    let pairs = exported(&text);
    let value = |name: &str| &pairs.iter().find(|(known, _)| known == name).unwrap().1;
    assert_eq!(value("ALIBABA_CLOUD_ACCESS_KEY_SECRET"), secret);
    assert!(value("OSS_ENDPOINT").starts_with("https://localhost:"));
    assert_eq!(
        &format!("https://{}", value("RAM_ENDPOINT")),
        value("ALIBABA_CLOUD_ENDPOINT")
    );
    for (name, value) in [
        ("ALIBABA_CLOUD_REGION", "cn-hangzhou"),
        ("ALIBABA_CLOUD_ACCOUNT_TYPE", "Domestic"),
        ("BSSOPENAPI_ENDPOINT", value("RAM_ENDPOINT").as_str()),
    ] {
        let found = pairs.iter().find(|(known, _)| known == name);
        assert_eq!(found.map(|(_, value)| value.as_str()), Some(value));
    }
    let page = include_str!("../../../../docs/emulator.md");
    for (name, _) in &pairs {
        assert!(page.contains(&format!("`{name}`")), "{name} is described");
    }
    let authority = std::path::PathBuf::from(value("SSL_CERT_FILE"));
    assert!(authority.is_file());
    let environment: Vec<_> = pairs
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    // Over TLS, with the bucket of the same host.
    let line = "plan --provider alibaba --bucket my-images@cn-beijing";
    let plan = shell.run_with(&environment, line);
    assert_eq!(plan.code, 2, "{}{}", plan.out, plan.err);
    let wrong = shell.run_with(&environment, "plan --provider alibaba --bucket others");
    let text = format!("{}{}", wrong.out, wrong.err);
    assert!(
        text.contains("others") && text.contains("does not exist"),
        "{text}"
    );
    let id = i32::try_from(child.id()).unwrap();
    kill(Pid::from_raw(id), Signal::SIGTERM).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert!(!authority.exists(), "removed at the end");
}

#[test]
fn the_authority_is_written_to_the_named_file() {
    let shell = Shell::new();
    let emulator = Running::start(&shell, "--tls --tls-ca ca.pem");
    assert!(emulator.text("endpoint").starts_with("https://"));
    let file = emulator.text("ca_file").to_owned();
    assert_eq!(
        std::path::Path::new(&file),
        shell.path().canonicalize().unwrap().join("ca.pem")
    );
    let pem = std::fs::read_to_string(&file).unwrap();
    assert!(pem.starts_with("-----BEGIN CERTIFICATE-----"), "{pem}");
    let untrusted = emulator.run(&shell, "show");
    assert_eq!(untrusted.code, 1, "{}", untrusted.err);
    assert!(untrusted.err.contains("certificate"), "{}", untrusted.err);
    emulator.end(Signal::SIGTERM);
    assert!(std::path::Path::new(&file).exists());
    let alone = shell.run("emulator --tls-ca ca.pem");
    assert_eq!(alone.code, 64, "{}", alone.err);
    let nowhere = shell.run("emulator --tls --tls-ca none/ca.pem");
    assert_eq!(nowhere.code, 1, "{}", nowhere.err);
    assert!(nowhere.err.contains("none/ca.pem"), "{}", nowhere.err);
    let twice = shell.run("emulator --bucket b-1 --bucket b-1");
    assert_eq!(twice.code, 64, "{}", twice.err);
}
