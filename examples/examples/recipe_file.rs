//! A recipe file: the role of another service as data. Checked, applied and verified.
#![allow(clippy::print_stdout, reason = "an example prints its result")]

use rolewright::recipe::library;
use rolewright::setup::{Goal, Options};
use rolewright::{MemoryProvider, RunOptions, run_all};

const RECIPE: &str = r#"
id = "reports/reader"
title = "Reads the reports"
service = "Function Compute"

[parameter.bucket]
kind = "bucket"
description = "Bucket with the reports"

[[role]]
name = "reports-reader"
trust = ["fc.aliyuncs.com"]
trust_source = "the page on service roles of Function Compute"

[role.policy]
name = "reports-reader"

[[role.policy.statement]]
purpose = "read the reports"
actions = ["oss:GetObject"]
resources = ["acs:oss:*:*:{bucket}/*"]

[[role.access]]
purpose = "read the reports"
actions = ["oss:GetObject"]
resource = "acs:oss:*:{account}:{bucket}/*"
"#;

#[tokio::main(flavor = "current_thread")]
async fn main() -> rolewright::Result<()> {
    let recipe = library::from_toml(RECIPE)?;
    let arguments = [("bucket".to_owned(), vec!["my-reports".to_owned()])].into();
    let provider = MemoryProvider::new();
    for goal in [Goal::Apply, Goal::VERIFY] {
        let roles = recipe.bind(&arguments)?.into_iter();
        let runs = roles.map(|role| (role, Options::default())).collect();
        let reports = run_all(runs, goal, &provider, RunOptions::default()).await?;
        for (role, report) in reports {
            let report = report?;
            println!("{role}: {:?} {:?}", report.kind, report.outcome);
            assert!(report.is_ok());
        }
    }

    // A mistake is an error with its position.
    let error = library::from_toml(&RECIPE.replace("actions", "action")).err();
    let location = error.as_ref().and_then(rolewright::Error::location);
    println!("a mistake: {location:?}");
    assert!(location.is_some());
    Ok(())
}
