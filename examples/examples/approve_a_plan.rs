//! Shows a plan for approval, and applies it unless the account has changed since then.
#![allow(clippy::print_stdout, reason = "an example prints its result")]

use rolewright::{ErrorKind, MemoryProvider, Result};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let provider = MemoryProvider::new();
    let setup = rolewright::setup(["my-images"]);
    // The plan can be serialized, stored and approved elsewhere.
    let plan = setup.clone().plan(&provider).await?;
    for change in &plan.changes {
        println!("planned: {}", change.summary);
        for line in &change.lines {
            println!("  {}", line.text);
        }
    }
    let approved = setup.approved(&plan);

    // Another account, in which another team has set up its bucket.
    let other = MemoryProvider::new();
    let theirs = rolewright::setup(["other-images"]).apply(&other).await?;
    assert!(theirs.is_ok());
    match approved.clone().apply(&other).await {
        Err(error) if error.kind() == ErrorKind::Refused => println!("refused: {error}"),
        result => assert!(result.is_err(), "the plan was applied"),
    }

    let report = approved.apply(&provider).await?.into_result()?;
    assert!(report.changes.iter().all(|change| change.done));
    Ok(())
}
