//! Retries of calls, the deadline of a run, and what a stopped run leaves: the next run finishes it.
#![allow(clippy::print_stdout, reason = "an example prints its result")]

use std::time::Duration;

use rolewright::emulator::{Emulator, Fault, FaultRule};
use rolewright::setup::Outcome;
use rolewright::setup::driver::Event;
use rolewright::{
    AlibabaProvider, Cancellation, ErrorKind, HttpRetryPolicy, RamProviderExt, Result,
};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let emulator = Emulator::builder().start().await?;
    let builder = AlibabaProvider::builder()
        .credentials(emulator.credentials())
        .endpoint(emulator.endpoint());
    // The first call is throttled.
    emulator.set_faults(vec![FaultRule {
        action: Some("GetCallerIdentity".into()),
        calls: vec![1],
        fault: Fault::Throttle {
            retry_after_milliseconds: Some(1),
        },
        ..FaultRule::default()
    }])?;
    let impatient = builder.clone().retry(HttpRetryPolicy::never()).build()?;
    let error = impatient.get_caller_identity().await.err();
    assert_eq!(error.map(|error| error.kind()), Some(ErrorKind::Throttled));

    let retry = HttpRetryPolicy::of(Some(5), Some(Duration::from_secs(10)));
    let provider = builder.retry(retry).build()?;
    // Another task may cancel a run, for example at a signal or a deadline. Here, the first change does.
    let stop = Cancellation::default();
    let stopped = rolewright::setup(["my-images"])
        .cancellation(stop.clone())
        .on_event(|event| {
            if matches!(
                event,
                Event::Answered {
                    change: Some(_),
                    ..
                }
            ) {
                stop.cancel();
            }
        });
    // Calls in flight are finished, no further one is sent.
    let report = stopped.apply(&provider).await?;
    assert_eq!(report.outcome, Outcome::Partial);
    for change in &report.changes {
        println!("done: {}: {}", change.done, change.summary);
    }

    let report = rolewright::setup(["my-images"]).apply(&provider).await?;
    println!("{} changes were left", report.changes.len());
    assert!(report.is_ok());
    emulator.stop().await;
    Ok(())
}
