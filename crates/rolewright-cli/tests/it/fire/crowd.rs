//! Many processes at once on one account.

use std::os::unix::process::ExitStatusExt;
use std::time::Duration;

use rolewright::emulator::{Fault, FaultRule};
use rolewright::recipe::container_registry::ROLE;

use super::{Cloud, Dice, Victim, apply, assert_sound, not_granted};
use crate::ACCOUNT;

const CROWD: usize = 64;

fn buckets() -> Vec<String> {
    (0..CROWD)
        .map(|number| format!("team-{number:02}"))
        .collect()
}

/// Answers take their time, and some writes are not seen at once.
fn slow() -> Vec<FaultRule> {
    let rule = |probability, fault| FaultRule {
        probability: Some(probability),
        seed: 64,
        fault,
        ..FaultRule::default()
    };
    vec![
        rule(
            0.1,
            Fault::Stale {
                reads: Some(2),
                milliseconds: None,
            },
        ),
        rule(0.5, Fault::Delay { milliseconds: 20 }),
    ]
}

/// Lets all run at once, and kills one of so many at a random moment: the codes of those that
/// ended by themselves.
fn at_once(
    cloud: &Cloud,
    lines: &[String],
    kill_one_of: Option<u64>,
    seed: u64,
) -> Vec<Option<i32>> {
    let mut dice = Dice(seed);
    let deaths: Vec<Option<Duration>> = lines
        .iter()
        .map(|_| {
            let dies = kill_one_of.is_some_and(|share| dice.below(share) == 0);
            dies.then(|| Duration::from_millis(100 + dice.below(3000)))
        })
        .collect();
    std::thread::scope(|scope| {
        let each = lines.iter().zip(deaths).map(|(line, death)| {
            scope.spawn(move || {
                let victim = Victim::default();
                victim.spawn(cloud.command(line));
                let ended = match death {
                    Some(time) => victim.end_within(time),
                    None => victim.end(),
                };
                ended.code().or_else(|| {
                    assert_eq!(ended.signal(), Some(9));
                    None
                })
            })
        });
        let each: Vec<_> = each.collect();
        each.into_iter().map(|one| one.join().unwrap()).collect()
    })
}

#[test]
fn all_that_64_processes_at_once_add_is_granted() {
    let cloud = Cloud::start();
    cloud.emulator.set_faults(slow());
    let buckets = buckets();
    let lines: Vec<_> = buckets.iter().map(|bucket| apply(bucket)).collect();
    let codes = at_once(&cloud, &lines, None, 0);
    cloud.emulator.set_faults(Vec::new());
    let failed: Vec<_> = codes.iter().filter(|code| **code != Some(0)).collect();
    let all: Vec<&str> = buckets.iter().map(String::as_str).collect();
    let account = cloud.account();
    assert_sound(&account);
    assert_eq!(
        not_granted(&account, &all),
        Vec::<&str>::new(),
        "{failed:?}"
    );
    assert!(failed.is_empty(), "{failed:?}");
}

#[test]
fn what_killed_processes_of_a_crowd_wanted_is_granted_once_they_ran_again() {
    let cloud = Cloud::start();
    cloud.emulator.set_faults(slow());
    let buckets = buckets();
    let lines: Vec<_> = buckets.iter().map(|bucket| apply(bucket)).collect();
    let codes = at_once(&cloud, &lines, Some(3), 1);
    let killed: Vec<_> = (0..CROWD).filter(|who| codes[*who].is_none()).collect();
    for who in &killed {
        assert_eq!(cloud.run(&lines[*who]), 0);
    }
    cloud.emulator.set_faults(Vec::new());
    let account = cloud.account();
    assert_sound(&account);
    // Whoever lived and could not do it has said so.
    let done: Vec<&str> = (0..CROWD)
        .filter(|who| matches!(codes[*who], Some(0) | None))
        .map(|who| buckets[who].as_str())
        .collect();
    println!(
        "{} killed and run again, {} of {CROWD} done",
        killed.len(),
        done.len()
    );
    assert_eq!(not_granted(&account, &done), Vec::<&str>::new());
    assert_eq!(done.len(), CROWD, "{codes:?}");
}

#[test]
fn what_is_added_beside_removals_is_granted_and_removals_that_came_too_early_can_be_run_again() {
    let cloud = Cloud::start();
    let (adds, removes): (Vec<_>, Vec<_>) = buckets()
        .into_iter()
        .take(16)
        .partition(|b| b.as_str() < "team-12");
    for bucket in &removes {
        assert_eq!(cloud.run(&apply(bucket)), 0);
    }
    let remove = |bucket: &String| format!("remove --yes --account {ACCOUNT} --bucket {bucket}");
    let lines: Vec<_> = adds
        .iter()
        .map(|bucket| apply(bucket))
        .chain(removes.iter().map(remove))
        .collect();
    let codes = at_once(&cloud, &lines, None, 2);
    for (line, code) in lines.iter().zip(codes) {
        // A removal that others kept undoing says so.
        assert!(
            code == Some(0) || line.starts_with("remove"),
            "{line}: {code:?}"
        );
    }
    for bucket in &removes {
        assert_eq!(cloud.run(&remove(bucket)), 0);
    }
    let account = cloud.account();
    assert_sound(&account);
    let adds: Vec<&str> = adds.iter().map(String::as_str).collect();
    let removes: Vec<&str> = removes.iter().map(String::as_str).collect();
    assert_eq!(not_granted(&account, &adds), Vec::<&str>::new());
    assert_eq!(not_granted(&account, &removes), removes);
}

#[test]
fn what_a_destroy_beside_applies_leaves_is_finished_by_either() {
    let cloud = Cloud::start();
    let destroy = format!("destroy --yes --account {ACCOUNT}");
    for seed in 0..3 {
        assert_eq!(cloud.run(&apply("bucket-x")), 0);
        let lines = [apply("bucket-a"), apply("bucket-b"), destroy.clone()];
        at_once(&cloud, &lines, Some(4), seed);
        assert_sound(&cloud.account());
        assert_eq!(cloud.run(&apply("bucket-a")), 0);
        assert_eq!(
            not_granted(&cloud.account(), &["bucket-a"]),
            Vec::<&str>::new()
        );
        assert_eq!(cloud.run(&destroy), 0);
        assert!(!cloud.account().roles.contains_key(ROLE));
    }
}
