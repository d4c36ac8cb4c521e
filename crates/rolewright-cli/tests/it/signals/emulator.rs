//! A signal to the emulator while a request is in progress.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::Command;

use nix::sys::signal::Signal;
use rolewright::LocalProvider;

use super::SIGNALS;
use super::gate::{Running, Watch};
use crate::Shell;

const SEED: &str = r#"{"calls":[{"action":"CreateUser","params":{"UserName":"alice"}}]}"#;

/// An emulator on a store, and a request of which it has read the head.
fn serving(shell: &Shell, watch: &Watch) -> (Running, TcpStream) {
    // A free port, which stays free unless another process takes it at once.
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = free.local_addr().unwrap();
    drop(free);
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("rolewright"));
    command.current_dir(shell.path()).env_clear();
    command.args(["emulator", "--store", "account.db", "--listen"]);
    command.arg(address.to_string());
    let running = Running::start_watched(command, watch.clone());
    watch.wait_until(|seen| seen.lines.iter().any(|line| line.contains("\"emulator\"")));
    let mut client = TcpStream::connect(address).unwrap();
    let length = SEED.len();
    let head = format!(
        "POST /_rolewright/seed HTTP/1.1\r\nHost: {address}\r\nContent-Length: {length}\r\n\
         Expect: 100-continue\r\n\r\n"
    );
    client.write_all(head.as_bytes()).unwrap();
    // The server waits for the body from now on.
    let mut go_on = [0; 25];
    client.read_exact(&mut go_on).unwrap();
    assert_eq!(&go_on, b"HTTP/1.1 100 Continue\r\n\r\n");
    (running, client)
}

fn stops(watch: &Watch, signal: Signal) {
    watch.send(signal);
    watch.wait_until(|seen| seen.lines.iter().any(|line| line.starts_with("stopping")));
}

#[test]
fn each_signal_lets_the_request_in_progress_finish_and_its_change_is_stored() {
    for signal in SIGNALS {
        let (shell, watch) = (Shell::new(), Watch::default());
        let (running, mut client) = serving(&shell, &watch);
        stops(&watch, signal);
        client.write_all(SEED.as_bytes()).unwrap();
        let mut answer = String::new();
        client.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 20"), "{answer}");
        let ended = running.end();
        assert_eq!(ended.code, Some(0), "{signal}: {}", ended.err);
        let store = LocalProvider::open(shell.path().join("account.db"), None).unwrap();
        assert!(store.account().unwrap().users.contains_key("alice"));
    }
}

#[test]
fn a_second_signal_ends_the_emulator_at_once() {
    let (shell, watch) = (Shell::new(), Watch::default());
    let (running, _client) = serving(&shell, &watch);
    stops(&watch, Signal::SIGTERM);
    watch.send(Signal::SIGINT);
    let ended = running.end();
    assert_eq!(ended.code, Some(130), "{}", ended.err);
}
