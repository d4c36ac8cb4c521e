//! Two first set-ups at once, one of them killed anywhere.

use super::{Walk, assert_granted, empty, ended_well, told};
use crate::runs::Run;

const BUCKETS: [&str; 2] = ["bucket-a", "bucket-b"];

/// In each end whoever lived is done, and once the killed one has run again all is granted.
#[test]
fn two_first_runs_of_which_one_is_killed_anywhere_lose_nothing_once_it_ran_again() {
    let walk = Walk::with_a_kill(&empty(), &BUCKETS.map(|bucket| Run::apply(&[bucket])));
    walk.told("two first runs and a kill");
    let mut healed = 0;
    for (account, runs) in &walk.ends {
        let mut account = account.clone();
        for (run, bucket) in runs.iter().zip(BUCKETS) {
            if run.is_killed() {
                healed += 1;
                let again = Run::apply(&[bucket]).finished(&mut account);
                assert!(ended_well(&again), "{}", told(&again));
            } else {
                assert!(ended_well(run), "{}", told(run));
            }
        }
        assert_granted(&account, &BUCKETS);
    }
    println!("  {healed} killed runs were run again");
}
