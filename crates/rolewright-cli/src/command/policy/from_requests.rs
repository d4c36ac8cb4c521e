//! `policy from-requests`: prints the smallest policy for what a caller requested; makes no calls.

use std::path::PathBuf;

use clap::Args;
use rolewright::learn;

use crate::exit::Exit;
use crate::failure::Outcome;
use crate::files::Input;
use crate::terminal::Printer;

/// The size of a custom policy, in bytes.
const LIMIT: usize = 6144;

/// The arguments of `policy from-requests`.
#[derive(Debug, Args)]
pub(crate) struct FromRequests {
    /// What `GET /_rolewright/requests` of an emulator returns, or its log; `-` is standard input
    file: PathBuf,
    /// ARN of the caller; that of a role means all its sessions [default: the only caller]
    #[arg(long, value_name = "ARN")]
    caller: Option<String>,
}

impl FromRequests {
    pub(super) fn run(&self, printer: &Printer) -> Outcome {
        let requests = Input::Requests.read(&self.file, learn::parse)?;
        let policy = learn::policy(&requests, self.caller.as_deref())?;
        if policy.size() > LIMIT {
            let text = format!(
                "the policy has {} bytes, more than the {LIMIT} of a custom policy",
                policy.size()
            );
            printer.warning(&text, None);
        }
        printer.result(&policy.to_pretty());
        Ok(Exit::Positive)
    }
}
