//! Benchmark of signing a `GetRole`, compared with SHA-256 and HMAC-SHA256 over the same bytes
//! only.
//!
//! `cargo bench -p rolewright-sign --bench signing`
#![allow(
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "a benchmark takes the time and prints its figures"
)]

use std::hint::black_box;
use std::time::Instant;

use hmac::{Hmac, KeyInit, Mac};
use rolewright_sign::acs3::{Request, sign};
use sha2::{Digest, Sha256};

/// Each figure is the median of this many samples of this many signatures.
const SAMPLES: usize = 501;
const BATCH: u32 = 200;

/// Signatures per second of the official Python client's `get_authorization` for the same call:
/// alibabacloud-tea-openapi 0.4.6 on Python 3.11, one core.
const OFFICIAL: f64 = 84_200.0;

fn main() {
    let request = Request {
        method: "POST",
        host: "ram.aliyuncs.com",
        path: "/",
        query: &[("RoleName", "AliyunContainerRegistryCustomizedOSSBucketRole")],
        action: "GetRole",
        version: "2015-05-01",
        date: "2026-01-01T00:00:00Z",
        nonce: "00112233445566778899aabbccddeeff",
        body: b"",
        access_key_id: "LTAI5tExampleExampleExam",
        access_key_secret: "ExampleSecretExampleSecretExam",
        security_token: None,
    };
    // The lengths of what is hashed for this request: the canonical request and the string to sign.
    let canonical = [b'x'; 455];
    let to_sign = [b'y'; 17 + 64];
    let secret = request.access_key_secret.as_bytes();
    let (signing, hashing) = side_by_side(
        || {
            black_box(sign(black_box(&request)));
        },
        || {
            black_box(Sha256::digest(black_box(request.body)));
            black_box(Sha256::digest(black_box(canonical)));
            if let Ok(mac) = Hmac::<Sha256>::new_from_slice(black_box(secret)) {
                black_box(mac.chain_update(black_box(to_sign)).finalize());
            }
        },
    );
    println!("{SAMPLES} samples of {BATCH}, alternating; median [min, max], nanoseconds each");
    println!("sign a GetRole            {}", shown(&signing));
    println!("the hashing it needs      {}", shown(&hashing));
    let rate = 1e9 / median(&signing);
    println!("signatures a second       {rate:.0}");
    println!(
        "against bare hashing      {:.2} times (goal 1.5)",
        median(&signing) / median(&hashing)
    );
    println!(
        "against the official client {:.1} times as fast as {OFFICIAL:.0} a second (goal 10)",
        rate / OFFICIAL
    );
}

/// Samples of both, alternating, so that changes in machine load affect both.
fn side_by_side(one: impl Fn(), other: impl Fn()) -> (Vec<f64>, Vec<f64>) {
    let samples = (0..=SAMPLES).map(|_| (sample(&one), sample(&other)));
    let (mut ones, mut others): (Vec<_>, Vec<_>) = samples.skip(1).unzip();
    ones.sort_by(f64::total_cmp);
    others.sort_by(f64::total_cmp);
    (ones, others)
}

fn sample(work: impl Fn()) -> f64 {
    let start = Instant::now();
    (0..BATCH).for_each(|_| work());
    start.elapsed().as_secs_f64() * 1e9 / f64::from(BATCH)
}

fn median(sorted: &[f64]) -> f64 {
    sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN)
}

fn shown(sorted: &[f64]) -> String {
    let end = |value: Option<&f64>| value.copied().unwrap_or(f64::NAN);
    format!(
        "{:.0} [{:.0}, {:.0}]",
        median(sorted),
        end(sorted.first()),
        end(sorted.last())
    )
}
