//! A single run that is killed, or loses the reply, after each call.

use rolewright::operation::CreatePolicy;
use rolewright::recipe::container_registry::ROLE;
use rolewright::setup::Outcome;
use rolewright::{Error, ErrorKind, Operation, Reply};

use super::{Walk, describe, empty, ended_well, next_finishes};
use crate::runs::Run;
use crate::situations::situations;

#[test]
fn a_run_killed_after_each_call_is_finished_by_the_next() {
    for situation in situations() {
        let walk = Walk::of_every_order(&situation.start, &[situation.run()]);
        walk.print_size(situation.name);
        assert!(walk.ends.iter().all(|(_, runs)| ended_well(&runs[0])));
        assert!(walk.accounts.len() > 1);
        next_finishes(&walk, &|| situation.run(), &situation.check);
    }
}

#[test]
fn a_reply_lost_after_each_call_is_recovered_by_the_run() {
    for situation in situations() {
        let mut calls = usize::MAX;
        let mut lost_call = 0;
        while lost_call < calls {
            let mut account = situation.start.clone();
            let mut run = situation.run();
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
                describe(&run)
            );
            (situation.check)(&account);
            (calls, lost_call) = (made, lost_call + 1);
        }
        println!("{}: {calls} lost replies, one per run", situation.name);
    }
}

#[test]
fn a_write_that_may_have_been_applied_is_never_reported_as_unchanged() {
    let mut account = empty();
    let mut run = Run::apply(&["bucket-a"]);
    for _ in 0..4 {
        run.make(run.open_calls()[0], &mut account, true);
    }
    // CreateRole is applied but its reply is lost; CreatePolicy always fails.
    run.make(0, &mut account, false);
    let refusal = Error::new(ErrorKind::PermissionDenied, "no").with_action(CreatePolicy::ACTION);
    run.round[1].1 = Some(Err(refusal));
    run.hand_over();
    assert_eq!(run.outcome(), Outcome::Partial);
    assert!(account.roles.contains_key(ROLE));
}

#[test]
fn an_unreadable_reply_ends_the_run_without_endless_retries() {
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
            describe(&run)
        );
    }
}
