//! One run alone: cut off after each of its calls, or left without an answer to each.

use std::sync::Arc;

use rolewright::mock::Account;
use rolewright::recipe::container_registry::{POLICY, Page, ROLE, custom_bucket};
use rolewright::setup::{Goal, Outcome};
use rolewright::{BucketName, Error, ErrorKind, Reply};

use super::split::{documented_to_the_brim, pooled_to_the_brim};
use super::{
    Walk, assert_granted, assert_sound, empty, ended_well, is_left, next_finishes, set_up_for, told,
};
use crate::runs::{Run, setup};

/// A run in a situation, and what holds once it is finished.
struct Situation {
    name: &'static str,
    start: Account,
    run: Box<dyn Fn() -> Run>,
    check: Box<dyn Fn(&Account)>,
}

impl Situation {
    fn new(
        name: &'static str,
        start: Account,
        run: impl Fn() -> Run + 'static,
        check: impl Fn(&Account) + 'static,
    ) -> Self {
        let (run, check) = (Box::new(run), Box::new(check));
        Self {
            name,
            start,
            run,
            check,
        }
    }

    fn adding(name: &'static str, start: Account, run: impl Fn() -> Run + 'static) -> Self {
        Self::new(name, start, run, |account| {
            assert_granted(account, &["bucket-a"]);
        })
    }
}

fn situations() -> Vec<Situation> {
    let five = set_up_for(&["bucket-u", "bucket-v", "bucket-w", "bucket-x", "bucket-y"]);
    let full = pooled_to_the_brim().account;
    let mut split = full.clone();
    Run::split(&["bucket-x"]).finished(&mut split);
    let mut old = empty();
    let recipe = custom_bucket([BucketName::new("bucket-x").unwrap()]).unwrap();
    let recipe = Arc::new(recipe.as_documented(Page::A));
    Run::start(setup(recipe, Goal::Apply)).finished(&mut old);
    let add = || Run::apply(&["bucket-a"]);
    let remove = || Run::remove(&["bucket-x"]);
    let removed = |account: &Account| {
        assert!(!is_left(account, "bucket-x"));
        assert_sound(account);
    };
    let nothing =
        |account: &Account| assert!(account.roles.is_empty() && account.policies.is_empty());
    vec![
        Situation::adding("first set-up", empty(), add),
        Situation::adding("update", set_up_for(&["bucket-x"]), add),
        Situation::adding("upgrade", old, add),
        Situation::adding("rotation", five.clone(), add),
        Situation::adding("pooling", documented_to_the_brim().account, add),
        Situation::adding("split", full, || Run::split(&["bucket-a"])),
        Situation::adding("update of a further policy", split.clone(), add),
        Situation::new(
            "removal",
            set_up_for(&["bucket-w", "bucket-x"]),
            remove,
            removed,
        ),
        Situation::new("removal at five versions", five.clone(), remove, removed),
        Situation::new(
            "removal of a further policy",
            split.clone(),
            remove,
            removed,
        ),
        Situation::new(
            "rollback",
            five,
            || Run::rollback("v2"),
            |account| {
                assert_eq!(account.policies[POLICY].default_version, 2);
            },
        ),
        Situation::new(
            "destroy",
            set_up_for(&["bucket-x", "bucket-y"]),
            Run::destroy,
            nothing,
        ),
        Situation::new("destroy of further policies", split, Run::destroy, nothing),
    ]
}

#[test]
fn a_run_cut_off_after_each_call_is_finished_by_the_next() {
    for situation in situations() {
        let walk = Walk::of_every_order(&situation.start, &[(situation.run)()]);
        walk.told(situation.name);
        assert!(walk.ends.iter().all(|(_, runs)| ended_well(&runs[0])));
        assert!(walk.accounts.len() > 1);
        next_finishes(&walk, &situation.run, &situation.check);
    }
}

#[test]
fn an_answer_lost_after_each_call_is_made_up_for_by_the_run_itself() {
    for situation in situations() {
        let mut calls = usize::MAX;
        let mut lost_call = 0;
        while lost_call < calls {
            let mut account = situation.start.clone();
            let mut run = (situation.run)();
            let mut made = 0;
            while let Some(&index) = run.open_calls().first() {
                run.make(index, &mut account, made != lost_call);
                made += 1;
            }
            let name = situation.name;
            assert_eq!(
                run.outcome(),
                Outcome::Changed,
                "{name}, {lost_call}: {}",
                told(&run)
            );
            (situation.check)(&account);
            (calls, lost_call) = (made, lost_call + 1);
        }
        println!("{}: {calls} answers lost, one at a time", situation.name);
    }
}

#[test]
fn a_write_that_may_have_been_done_is_never_told_as_nothing_changed() {
    let mut account = empty();
    let mut run = Run::apply(&["bucket-a"]);
    for _ in 0..4 {
        run.make(run.open_calls()[0], &mut account, true);
    }
    // CreateRole is carried out and its answer lost; CreatePolicy is refused for good.
    run.make(0, &mut account, false);
    let refusal = Error::new(ErrorKind::PermissionDenied, "no").with_action("CreatePolicy");
    run.round[1].1 = Some(Err(refusal));
    run.hand_over();
    assert_eq!(run.outcome(), Outcome::Partial);
    assert!(account.roles.contains_key(ROLE));
}

#[test]
fn a_read_that_shows_nothing_ends_the_run_and_is_not_asked_again_for_ever() {
    for reply in [
        Reply::new(b"[]".to_vec()),
        Reply::new(br#"{"Role":7}"#.to_vec()),
    ] {
        let mut run = Run::apply(&["bucket-a"]);
        let mut asked = 0;
        while !run.open_calls().is_empty() {
            asked += run.round.len();
            for (_, answer) in &mut run.round {
                *answer = Some(Ok(reply.clone()));
            }
            run.hand_over();
        }
        assert!(
            run.failed.is_some() && asked == 4,
            "{asked}: {}",
            told(&run)
        );
    }
}
