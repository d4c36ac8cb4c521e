//! Every fault at every call, over real sockets.
//!
//! Each situation's run is made once for each of its calls, each fault, and the fault coming once,
//! twice and for good. However it ends, the next run finishes the job, nobody else's things are
//! touched, and what the run said of itself is true. One of seven trials is made unless
//! `ROLEWRIGHT_ALL_FAULTS` is set; the page in the docs is of all of them.

mod line;
mod trial;

use std::collections::BTreeMap;
use std::panic::AssertUnwindSafe;
use std::path::Path;

use futures_util::{FutureExt, StreamExt, stream};
use reqwest::{Client, redirect::Policy};

use crate::situations::{Situation, situations};
use line::Line;
use trial::{Blow, Ending, Times, Trial};

/// Of so many trials one is made where not all are wanted: a number that shares no factor with how
/// many there are of one call, so that every fault and every call is met.
const ONE_OF: usize = 7;

/// As many trials at once as keep two processors busy while some wait for a time-out.
const AT_ONCE: usize = 16;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn whatever_fails_at_whatever_call_nothing_is_lost_and_the_next_run_finishes() {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = Client::builder().redirect(Policy::none()).build().unwrap();
    let situations: Vec<_> = situations().into_iter().map(trial::with_foreign).collect();
    let mut trials = Vec::new();
    for situation in &situations {
        for (action, count) in calls_of(situation, &client).await {
            for call in 1..=count {
                trials.extend(all_blows(situation, &action, call));
            }
        }
    }
    let write = std::env::var_os("ROLEWRIGHT_WRITE_DOCS").is_some();
    let all = write || std::env::var_os("ROLEWRIGHT_ALL_FAULTS").is_some();
    if !all {
        let mut number = 0;
        trials.retain(|_| {
            number += 1;
            number % ONE_OF == 0
        });
    }
    let count = trials.len();
    let endings: Vec<_> = stream::iter(trials)
        .map(|trial| async {
            let ending = AssertUnwindSafe(trial.ending(&client)).catch_unwind().await;
            (trial, ending)
        })
        .buffer_unordered(AT_ONCE)
        .collect()
        .await;
    println!("{count} faults, each at one call of one run");
    let (good, bad): (Vec<_>, Vec<_>) = endings.into_iter().partition(|(_, ending)| ending.is_ok());
    let bad: Vec<_> = bad.iter().map(|(trial, _)| trial).collect();
    assert!(bad.is_empty(), "{} are not borne: {bad:#?}", bad.len());
    if !all {
        return;
    }
    let endings: Vec<_> = good
        .into_iter()
        .filter_map(|(trial, ending)| Some((trial, ending.ok()?)))
        .collect();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/faults.md");
    let page = page(&situations, &endings);
    if write {
        std::fs::write(&path, &page).unwrap();
    }
    let stored = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        stored == page,
        "docs/faults.md is not what came out; look at it, then run this test with \
         ROLEWRIGHT_WRITE_DOCS=1\n{page}"
    );
}

/// How often a run that nothing disturbs makes each call.
async fn calls_of(situation: &Situation, client: &Client) -> BTreeMap<String, u64> {
    let line = Line::to(situation.start.clone(), client).await;
    let report = line.run((situation.setup)()).await.unwrap();
    assert!(report.is_ok(), "{}: {:?}", situation.name, report.outcome);
    (situation.check)(&line.account());
    line.seen()
}

fn all_blows<'s>(
    situation: &'s Situation,
    action: &str,
    call: u64,
) -> impl Iterator<Item = Trial<'s>> {
    let action = action.to_owned();
    let blows = Blow::ALL.into_iter().filter({
        let is_read = action.starts_with("Get") || action.starts_with("List");
        // A read that is stale itself is what a write before it brings about.
        move |blow| !(is_read && *blow == Blow::Stale)
    });
    blows.flat_map(move |blow| {
        let action = action.clone();
        Times::ALL.into_iter().map(move |times| Trial {
            situation,
            blow,
            times,
            action: action.clone(),
            call,
        })
    })
}

/// The tables of what came of it.
fn page(situations: &[Situation], endings: &[(Trial<'_>, Ending)]) -> String {
    let blows = Blow::ALL.into_iter().map(|blow| {
        let cells = cells(endings, |trial| trial.blow == blow);
        format!("| {} | {cells} |\n", blow.title())
    });
    let runs = situations.iter().map(|situation| {
        let cells = cells(endings, |trial| trial.situation.name == situation.name);
        format!("| {} | {cells} |\n", situation.name)
    });
    let head = |of: &str| format!("\n| {of} | once | twice | permanent |\n|---|---|---|---|\n");
    let page = [include_str!("page.md").to_owned(), head("fault")].into_iter();
    page.chain(blows).chain([head("run")]).chain(runs).collect()
}

fn cells(endings: &[(Trial<'_>, Ending)], of: impl Fn(&Trial<'_>) -> bool) -> String {
    let cell = |times| {
        let mut counts: BTreeMap<Ending, usize> = BTreeMap::new();
        for (trial, ending) in endings {
            if of(trial) && trial.times == times {
                *counts.entry(*ending).or_default() += 1;
            }
        }
        let told = counts
            .iter()
            .map(|(ending, count)| format!("{count} {}", ending.title()));
        told.collect::<Vec<_>>().join(", ")
    };
    Times::ALL.map(cell).join(" | ")
}
