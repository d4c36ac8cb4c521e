//! Three writers as processes, random faults and random kills, for as long as one likes.
//!
//! `cargo xtask soak --minutes 60` is the long run; the tests make a short one with a fixed seed.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use rolewright::emulator::{Fault, FaultRule};

use super::{Cloud, Dice, Victim, apply, assert_sound, not_granted};
use crate::ACCOUNT;

const WRITERS: u64 = 3;
/// Buckets of each writer in one round.
const EACH: u64 = 8;
/// Rounds until the memory has settled.
const WARM_UP: u64 = 20;
/// How much more memory may be in use in the end.
const FLAT_MB: f64 = 32.0;
/// So often a run is tried that says that it failed.
const TRIES: u32 = 12;

#[derive(Clone, Copy, Debug, Default)]
struct Figures {
    rounds: u64,
    runs: u64,
    killed: u64,
    failed: u64,
    /// Buckets that were applied again, since a killed run had hidden them.
    hidden: u64,
    granted: u64,
}

#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "how long it lasts is asked for in minutes"
)]
fn writers_with_random_faults_and_kills_lose_nothing() {
    let number = |name| {
        std::env::var(name)
            .ok()
            .and_then(|text| text.parse::<u64>().ok())
    };
    let time = Duration::from_secs(number("ROLEWRIGHT_SOAK_SECONDS").unwrap_or(0));
    let seed = number("ROLEWRIGHT_SOAK_SEED").unwrap_or(8);
    let begun = Instant::now();
    let cloud = Cloud::start();
    let mut figures = Figures::default();
    let (mut settled, mut told) = (None, 0);
    while figures.rounds < 2 || begun.elapsed() < time {
        round(
            &cloud,
            seed.wrapping_add(figures.rounds << 32),
            &mut figures,
        );
        if figures.rounds == WARM_UP {
            settled = Some(memory());
        }
        let minutes = begun.elapsed().as_secs() / 60;
        if minutes > told {
            told = minutes;
            println!("{minutes} min: {figures:?}, {:.1} MB", memory());
        }
    }
    let (seconds, now) = (begun.elapsed().as_secs(), memory());
    println!("{seconds} s from seed {seed}: {figures:?}");
    if let Some(settled) = settled {
        println!("memory {settled:.1} MB after {WARM_UP} rounds, {now:.1} MB at the end");
        assert!(now - settled < FLAT_MB, "memory grows");
    }
}

/// A fresh account in which each writer adds its buckets and takes one away again, with faults and kills.
fn round(cloud: &Cloud, seed: u64, figures: &mut Figures) {
    cloud.renew();
    cloud.emulator.set_faults(faults(seed)).unwrap();
    let counted = Mutex::new(*figures);
    std::thread::scope(|scope| {
        for writer in 0..WRITERS {
            let counted = &counted;
            scope.spawn(move || {
                let mut dice = Dice(seed ^ (writer + 1));
                for number in 0..EACH {
                    finished(cloud, &apply(&bucket(writer, number)), &mut dice, counted);
                }
            });
        }
    });
    *figures = counted.into_inner().unwrap();
    cloud.emulator.set_faults(Vec::new()).unwrap();
    let buckets: Vec<_> = (0..WRITERS)
        .flat_map(|writer| (0..EACH).map(move |number| bucket(writer, number)))
        .collect();
    let buckets: Vec<&str> = buckets.iter().map(String::as_str).collect();
    // A run that was killed before it merged hides another's bucket until that is applied again.
    for bucket in not_granted(&cloud.account(), &buckets) {
        figures.hidden += 1;
        assert_eq!(cloud.run(&apply(bucket)), 0, "{bucket}");
    }
    let account = cloud.account();
    assert_sound(&account);
    let missing = not_granted(&account, &buckets);
    assert!(missing.is_empty(), "seed {seed}: {missing:?} are missing");
    let destroy = format!("destroy --yes --account {ACCOUNT}");
    assert_eq!(cloud.run(&destroy), 0, "seed {seed}");
    assert_sound(&cloud.account());
    figures.rounds += 1;
    figures.granted += WRITERS * EACH;
}

fn bucket(writer: u64, number: u64) -> String {
    format!("writer-{writer}-{number}")
}

/// Runs it until it says that it is done: a run that is killed is run again, and so is one that says
/// that it failed.
fn finished(cloud: &Cloud, line: &str, dice: &mut Dice, counted: &Mutex<Figures>) {
    for _ in 0..TRIES {
        let victim = Victim::default();
        victim.spawn(cloud.command(line));
        let ended = match dice.below(3) {
            0 => victim.end_within(Duration::from_millis(5 + dice.below(600))),
            _ => victim.end(),
        };
        let mut counted = counted.lock().unwrap();
        counted.runs += 1;
        match ended.code() {
            Some(0) => return,
            Some(_) => counted.failed += 1,
            None => counted.killed += 1,
        }
    }
    panic!("{line} is not done after {TRIES} runs");
}

/// Each call meets one fault in five.
fn faults(seed: u64) -> Vec<FaultRule> {
    let faults = [
        Fault::Throttle {
            retry_after_milliseconds: Some(20),
        },
        Fault::InternalError,
        Fault::ServiceUnavailable,
        Fault::BadGateway,
        Fault::CutBefore,
        Fault::CutBody,
        Fault::LoseAnswer,
        Fault::Stale {
            reads: Some(2),
            milliseconds: None,
        },
        Fault::Delay { milliseconds: 15 },
    ];
    let rule = |(number, fault)| FaultRule {
        probability: Some(0.025),
        seed: seed.wrapping_add(number),
        fault,
        ..FaultRule::default()
    };
    (0..).zip(faults).map(rule).collect()
}

/// Resident memory of this process, in which the emulator runs, in MB.
fn memory() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok());
    kilobytes.unwrap_or_default() / 1024.0
}
