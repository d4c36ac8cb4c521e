//! Many concurrent runs in simulated time: 64 that each add a bucket, and some with removals.

mod world;

use rolewright::mock::Account;
use rolewright::recipe::container_registry::POLICY;

use crate::explore::{describe, ended_well, hours_later, is_granted, is_left, set_up_for};
use crate::runs::Run;
use world::{Faults, World};

const RUNS: usize = 64;

fn names(count: usize) -> Vec<String> {
    (0..count)
        .map(|number| format!("team-{number:02}"))
        .collect()
}

fn within_limits(account: &Account) {
    if let Some(policy) = account.policies.get(POLICY) {
        assert!(policy.versions.len() <= 5);
    }
}

/// Runs all concurrently, and killed ones again; asserts that surviving runs succeeded and all
/// buckets are granted.
fn all_granted(start: &Account, faults: Faults, seed: u64) {
    let names = names(RUNS);
    let mut world = World::new(start.clone(), faults, seed);
    for name in &names {
        world.enter(Run::apply(&[name]));
    }
    world.pass(within_limits);
    let longest = world.runs.iter().map(|run| run.now).max().unwrap();
    let versions = world.account.policies[POLICY]
        .versions
        .keys()
        .last()
        .unwrap();
    println!(
        "{faults:?}, seed {seed}: {} killed, {} calls in {:.1} s, up to version {versions}",
        world.killed.len(),
        world.calls(),
        longest.as_secs_f64(),
    );
    for (who, run) in world.runs.iter().enumerate() {
        let lived = !world.killed.contains(&who);
        assert!(
            !lived || ended_well(run),
            "{}: {}",
            names[who],
            describe(run)
        );
    }
    for who in &world.killed {
        let again = Run::apply(&[&names[*who]]).finished(&mut world.account);
        assert!(ended_well(&again), "{}", describe(&again));
    }
    // A bucket that a killed run hid is granted after another apply.
    if !world.killed.is_empty() {
        for name in &names {
            if !is_granted(&world.account, name) {
                println!("  {name} was hidden");
                let again = Run::apply(&[name]).finished(&mut world.account);
                assert!(ended_well(&again), "{}", describe(&again));
            }
        }
    }
    let lost: Vec<_> = names
        .iter()
        .filter(|name| !is_granted(&world.account, name))
        .collect();
    assert!(lost.is_empty(), "{lost:?} are lost");
}

#[test]
fn all_buckets_of_64_concurrent_runs_are_granted() {
    all_granted(&Account::default(), Faults::default(), 1);
    all_granted(&set_up_for(&["bucket-x"]), Faults::default(), 2);
}

#[test]
fn all_buckets_of_64_concurrent_runs_are_granted_with_stale_reads() {
    let stale = Faults {
        stale: 150,
        ..Faults::default()
    };
    all_granted(&Account::default(), stale, 3);
}

#[test]
fn all_buckets_of_64_concurrent_runs_are_granted_after_killed_ones_are_repeated() {
    let kills = Faults {
        kills: 50,
        ..Faults::default()
    };
    all_granted(&Account::default(), kills, 4);
    all_granted(
        &set_up_for(&["bucket-x"]),
        Faults {
            stale: 150,
            ..kills
        },
        5,
    );
}

#[test]
#[ignore = "minutes: cargo test -p rolewright-tests --all-features --test it -- swarm --ignored"]
fn all_buckets_of_64_concurrent_runs_are_granted_for_any_seed() {
    for seed in 100..140 {
        for (stale, kills) in [(0, 0), (150, 0), (0, 50), (150, 50)] {
            all_granted(&Account::default(), Faults { stale, kills }, seed);
        }
    }
}

#[test]
fn buckets_added_during_removals_are_granted_and_removals_can_be_repeated() {
    let (adds, removes) = (names(16), ["gone-1", "gone-2", "gone-3", "gone-4"]);
    for seed in 0..4 {
        let mut world = World::new(set_up_for(&removes), Faults::default(), seed);
        for name in &adds {
            world.enter(Run::apply(&[name]));
        }
        for name in removes {
            world.enter(Run::remove(&[name]));
        }
        world.pass(within_limits);
        for (run, name) in world.runs.iter().zip(&adds) {
            let granted = is_granted(&world.account, name);
            assert!(granted || !ended_well(run), "{}", describe(run));
        }
        // Versions that grant the removed buckets are kept for an hour.
        hours_later(&mut world.account);
        for name in &adds {
            let again = Run::apply(&[name]).finished(&mut world.account);
            assert!(ended_well(&again), "{}", describe(&again));
        }
        let back = removes.iter().filter(|name| is_left(&world.account, name));
        println!(
            "seed {seed}: {} of {} came back",
            back.count(),
            removes.len()
        );
        for name in removes {
            hours_later(&mut world.account);
            let again = Run::remove(&[name]).finished(&mut world.account);
            assert!(ended_well(&again), "{}", describe(&again));
            assert!(!is_left(&world.account, name));
        }
        for name in &adds {
            assert!(is_granted(&world.account, name), "{name} is lost");
        }
    }
}
