//! Many processes at once on one account.

use std::os::unix::process::ExitStatusExt;
use std::time::Duration;

use rolewright::emulator::{Fault, FaultRule};
use rolewright::recipe::container_registry::ROLE;

use super::{Cloud, Dice, Victim, apply, assert_sound, not_granted};
use crate::ACCOUNT;

const CROWD: usize = 64;

fn buckets(count: usize) -> Vec<String> {
    (0..count)
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

/// Runs those again that said that they could not do it, one after the other: which these were.
fn again(cloud: &Cloud, lines: &[String], codes: &[Option<i32>]) -> Vec<usize> {
    let failed: Vec<_> = (0..lines.len())
        .filter(|who| codes[*who] != Some(0))
        .collect();
    for who in &failed {
        assert!(
            matches!(codes[*who], None | Some(1 | 3)),
            "{:?}",
            codes[*who]
        );
        assert_eq!(cloud.run(&lines[*who]), 0, "{}", lines[*who]);
    }
    failed
}

#[test]
fn all_of_16_processes_at_once_succeed() {
    let cloud = Cloud::start();
    cloud.emulator.set_faults(slow()).unwrap();
    let buckets = buckets(16);
    let lines: Vec<_> = buckets.iter().map(|bucket| apply(bucket)).collect();
    let codes = at_once(&cloud, &lines, None, 0);
    assert_eq!(codes, vec![Some(0); 16]);
    let all: Vec<&str> = buckets.iter().map(String::as_str).collect();
    assert_eq!(not_granted(&cloud.account(), &all), Vec::<&str>::new());
}

#[test]
fn all_that_64_processes_at_once_add_is_granted() {
    let cloud = Cloud::start();
    cloud.emulator.set_faults(slow()).unwrap();
    let buckets = buckets(CROWD);
    let lines: Vec<_> = buckets.iter().map(|bucket| apply(bucket)).collect();
    let codes = at_once(&cloud, &lines, None, 0);
    cloud.emulator.set_faults(Vec::new()).unwrap();
    // Nobody says that it is done and is not.
    let done: Vec<&str> = (0..CROWD)
        .filter(|who| codes[*who] == Some(0))
        .map(|who| buckets[who].as_str())
        .collect();
    assert_eq!(not_granted(&cloud.account(), &done), Vec::<&str>::new());
    let failed = again(&cloud, &lines, &codes);
    println!("{} of {CROWD} had to be run again", failed.len());
    let account = cloud.account();
    assert_sound(&account);
    let all: Vec<&str> = buckets.iter().map(String::as_str).collect();
    assert_eq!(not_granted(&account, &all), Vec::<&str>::new());
}

#[test]
fn what_killed_processes_of_a_crowd_wanted_is_granted_once_they_ran_again() {
    let cloud = Cloud::start();
    cloud.emulator.set_faults(slow()).unwrap();
    let buckets = buckets(CROWD);
    let lines: Vec<_> = buckets.iter().map(|bucket| apply(bucket)).collect();
    let codes = at_once(&cloud, &lines, Some(3), 1);
    let killed = codes.iter().filter(|code| code.is_none()).count();
    let failed = again(&cloud, &lines, &codes);
    cloud.emulator.set_faults(Vec::new()).unwrap();
    println!("{killed} killed, {} of {CROWD} run again", failed.len());
    let all: Vec<&str> = buckets.iter().map(String::as_str).collect();
    // A run that was killed before it merged hides another's bucket until that is applied again.
    let hidden = not_granted(&cloud.account(), &all);
    println!("{hidden:?} were hidden");
    for bucket in hidden {
        assert_eq!(cloud.run(&apply(bucket)), 0, "{bucket}");
    }
    let account = cloud.account();
    assert_sound(&account);
    assert_eq!(not_granted(&account, &all), Vec::<&str>::new());
}

#[test]
fn what_is_added_beside_removals_is_granted_and_removals_that_came_too_early_can_be_run_again() {
    let cloud = Cloud::start();
    let (adds, removes): (Vec<_>, Vec<_>) = buckets(16)
        .into_iter()
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
    // Versions that still grant what was removed are kept for an hour.
    cloud.hours_later();
    again(&cloud, &lines, &codes);
    for bucket in &removes {
        cloud.hours_later();
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
