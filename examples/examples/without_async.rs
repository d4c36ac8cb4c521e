//! Without async: applies and verifies on the local store, which outlives its provider.
#![allow(clippy::print_stdout, reason = "an example prints its result")]

use rolewright::LocalProvider;
use rolewright::blocking::Blocking;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // The folder is deleted when the variable is dropped.
    let folder = tempfile::tempdir()?;
    let store = folder.path().join("account.db");

    let blocking = Blocking::new()?;
    let provider = LocalProvider::open(&store, None)?;
    let report = blocking.wait(rolewright::setup(["my-images"]).apply(&provider))?;
    println!("apply: {:?} after {} calls", report.outcome, report.calls);

    let later = LocalProvider::open(&store, None)?;
    let report = blocking.wait(rolewright::setup(["my-images"]).verify(&later))?;
    println!("verify: {:?} after {} calls", report.outcome, report.calls);
    assert!(report.has_passed());
    Ok(())
}
