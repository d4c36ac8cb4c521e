//! The changes of a run, each as soon as the service has answered it, for a log or a progress bar.
#![allow(clippy::print_stdout, reason = "an example prints its result")]

use rolewright::MemoryProvider;
use rolewright::setup::driver::Event;

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
    let report = setup.apply(&provider).await?;
    assert!(report.is_ok());
    assert_eq!(made, 3);
    Ok(())
}
