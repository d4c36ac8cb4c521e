//! `rolewright emulator` as a process that gets anything but requests.
#![cfg(unix)]

use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};

use nix::sys::signal::Signal;

use crate::Shell;
use crate::emulator::Running;

/// Sends it and reads what comes back, whatever that is.
fn send(host: &str, bytes: &[u8]) -> Vec<u8> {
    let mut stream = TcpStream::connect(host).unwrap();
    // It may have been closed before all was sent.
    let _ = stream.write_all(bytes);
    let _ = stream.shutdown(Shutdown::Write);
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    answer
}

struct Dice(u64);

impl Dice {
    fn below(&mut self, below: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % below
    }

    fn byte(&mut self) -> u8 {
        self.below(256).to_le_bytes()[0]
    }
}

const HEADS: [&str; 6] = [
    "POST /?Action=GetRole&RoleName=a HTTP/1.1\r\nhost: x\r\ncontent-length: 3\r\n\r\nabc",
    "POST / HTTP/1.1\r\nhost: x\r\nauthorization: ACS3-HMAC-SHA256 Credential=me,SignedHeaders=host,Signature=00\r\n\r\n",
    "PUT /bucket/key?partNumber=1&uploadId=2 HTTP/1.1\r\nhost: x\r\nauthorization: OSS4-HMAC-SHA256 Credential=me/20260102/cn-hangzhou/oss/aliyun_v4_request,Signature=00\r\nx-oss-date: 20260102T030405Z\r\n\r\n",
    "GET /?AccessKeyId=me&Signature=%2B&Timestamp=2026-01-02T03%3A04%3A05Z&SignatureNonce=1 HTTP/1.1\r\nhost: x\r\n\r\n",
    "POST /_rolewright/faults HTTP/1.1\r\nhost: 127.0.0.1\r\ntransfer-encoding: chunked\r\n\r\n5\r\n[{}]]\r\n0\r\n\r\n",
    "PUT /_rolewright/faults HTTP/1.1\r\nhost: localhost\r\ncontent-length: 2\r\n\r\n[]",
];

/// Random bytes, or a request in which some bytes are others, or which ends too soon.
fn malformed(dice: &mut Dice) -> Vec<u8> {
    let drawn = dice.below(HEADS.len() + 2);
    let mut bytes = match HEADS.get(drawn) {
        Some(head) => head.as_bytes().to_vec(),
        None => (0..dice.below(600)).map(|_| dice.byte()).collect(),
    };
    for _ in 0..dice.below(5) {
        if !bytes.is_empty() {
            let at = dice.below(bytes.len());
            bytes[at] = dice.byte();
        }
    }
    if dice.below(3) == 0 {
        bytes.truncate(dice.below(bytes.len() + 1));
    }
    bytes
}

#[test]
fn ten_thousand_streams_of_noise_leave_it_as_it_was() {
    let shell = Shell::new();
    let emulator = Running::start(&shell, "--access-key-id me --access-key-secret mine");
    let host = emulator.ready["host"].as_str().unwrap().to_owned();
    let send_some = |count: u64, seed: u64| {
        std::thread::scope(|scope| {
            for part in 0..4 {
                let host = &host;
                scope.spawn(move || {
                    let mut dice = Dice(seed + part);
                    for _ in 0..count / 4 {
                        send(host, &malformed(&mut dice));
                    }
                });
            }
        });
    };
    // What is kept of requests is full after the first thousand.
    send_some(3_000, 1);
    let before = emulator.memory();
    send_some(7_000, 100);
    let grown = emulator.memory().saturating_sub(before);
    assert!(grown < 4_096, "grown by {grown} KB from {before} KB");
    let health = "GET /_rolewright/health HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
    let answer = send(&host, health.as_bytes());
    assert!(answer.starts_with(b"HTTP/1.1 200"), "{answer:?}");
    // Its standard error is a pipe that nobody has emptied all the time.
    let (code, said) = emulator.end(Signal::SIGTERM);
    assert_eq!(code, Some(0));
    assert!(!said.contains("panic"), "{said}");
}
