//! Applies and verifies a set-up, on an account in memory.
#![allow(clippy::print_stdout, reason = "an example prints its result")]

use rolewright::MemoryProvider;

#[tokio::main(flavor = "current_thread")]
async fn main() -> rolewright::Result<()> {
    let provider = MemoryProvider::new();
    let report = rolewright::setup(["my-images"]).apply(&provider).await?;

    for change in &report.changes {
        println!("done: {}", change.summary);
    }
    for requirement in &report.requirements {
        println!("{:?}: {}", requirement.status, requirement.text);
    }
    assert!(report.into_result()?.has_passed());
    Ok(())
}
