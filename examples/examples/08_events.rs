//! Handles the changes of a run as soon as the service has answered each, and stops a run.
#![allow(
    clippy::print_stdout,
    reason = "an example shows what it does by printing"
)]

use rolewright::setup::Outcome;
use rolewright::setup::driver::Event;
use rolewright::{Cancellation, MemoryProvider};

#[tokio::main(flavor = "current_thread")]
async fn main() -> rolewright::Result<()> {
    let provider = MemoryProvider::new();
    let mut made = 0;
    let setup = rolewright::setup(["my-images"]).on_event(|event| match event {
        Event::Planned { changes, .. } => println!("{} changes planned", changes.len()),
        Event::Answered {
            change: Some(change),
            error,
            ..
        } => {
            made += 1;
            match error {
                None => println!("done: {}", change.summary),
                Some(error) => println!("failed: {}: {error}", change.summary),
            }
        }
        _ => {}
    });
    let _ = setup.apply(&provider).await?;
    assert_eq!(made, 3);

    let provider = MemoryProvider::new();
    // Another task may stop a run, for example one that waits for a signal. Here, the first change does.
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
    let report = stopped.apply(&provider).await?;
    assert_eq!(report.outcome, Outcome::Partial);
    for change in &report.changes {
        println!("done: {}: {}", change.done, change.summary);
    }
    Ok(())
}
