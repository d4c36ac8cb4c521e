//! Runs the conformance suite on a real account: `cargo xtask live`.

use std::fs::File;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use rolewright::{AccountId, Error, ErrorKind, ProviderOptions, ProviderRegistry, Result};
use rolewright_conformance::cases;
use rolewright_tests::live::{LiveReport, Prefix, run_live};

/// Run the conformance suite on a real account and report differences from the simulation. Creates
/// and deletes roles, policies, users and groups whose names start with the prefix; no other
/// objects in the account may have the prefix.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask live", max_term_width = 100)]
struct Arguments {
    /// Prefix of all names: 6 to 16 lower-case letters and digits
    #[arg(long)]
    prefix: Prefix,
    /// Account to write to; must match the credentials
    #[arg(long)]
    account: AccountId,
    /// Confirm writing to a real account
    #[arg(long, required = true)]
    yes: bool,
    /// File for the responses: a line of JSON per case, without IDs, dates and secrets
    #[arg(long, default_value = "live-answers.jsonl")]
    out: PathBuf,
    /// Run only cases whose name contains this text
    #[arg(long)]
    only: Option<String>,
    /// RAM endpoint
    #[arg(long)]
    endpoint: Option<String>,
    /// STS endpoint
    #[arg(long)]
    sts_endpoint: Option<String>,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let ended = run(&arguments).await;
    let (mut out, mut problems) = (std::io::stdout(), std::io::stderr());
    match ended {
        Ok(report) => {
            let _ = write!(out, "{report}");
            let holds = report.0.iter().all(|case| case.holds != Some(false));
            ExitCode::from(if holds { 0 } else { 2 })
        }
        Err(error) => {
            let _ = writeln!(problems, "error: {error}");
            if let Some(help) = error.remedy() {
                let _ = writeln!(problems, " help: {help}");
            }
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: &Arguments) -> Result<LiveReport> {
    let mut out = File::create(&arguments.out).map_err(|error| unwritten(arguments, &error))?;
    let options = ProviderOptions {
        account: Some(arguments.account.clone()),
        endpoint: arguments.endpoint.clone(),
        sts_endpoint: arguments.sts_endpoint.clone(),
        ..ProviderOptions::default()
    };
    let live = ProviderRegistry::built_in()
        .open("alibaba", &options)
        .await?
        .provider;
    let only = arguments.only.as_deref().unwrap_or_default();
    let cases: Vec<_> = cases()
        .into_iter()
        .filter(|case| case.name.contains(only))
        .collect();
    let report = run_live(live, &arguments.account, &arguments.prefix, &cases).await?;
    for case in &report.0 {
        let line = serde_json::to_string(case).unwrap_or_default();
        writeln!(out, "{line}").map_err(|error| unwritten(arguments, &error))?;
    }
    Ok(report)
}

fn unwritten(arguments: &Arguments, error: &std::io::Error) -> Error {
    let message = format!("can't write the responses: {error}");
    Error::new(ErrorKind::Store, message).with_resource(arguments.out.display().to_string())
}
