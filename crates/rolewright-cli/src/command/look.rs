//! `verify` and `drift`: what only looks.

use jiff::Timestamp;
use rolewright::setup::{Goal, Options};
use rolewright::{Error, ErrorKind};

use super::run::Run;
use crate::args::{Look, Verify};
use crate::config::Config;
use crate::failure::{Failure, Outcome};
use crate::files;
use crate::output;
use crate::terminal::Printer;

impl Run<'_> {
    pub(super) fn verify(&self, config: Config, verify: &Verify) -> Outcome {
        if verify.live && !verify.yes {
            return Err(Failure::Usage(
                "`--live` puts one object into each bucket, reads it and deletes it again".into(),
                "say `--yes` to agree to that".into(),
            ));
        }
        self.looks(Goal::Verify, config, &verify.look, verify.live)
    }

    /// `drift`: what only looks.
    pub(super) fn look(&self, goal: Goal, config: Config, look: &Look) -> Outcome {
        self.looks(goal, config, look, false)
    }

    fn looks(&self, goal: Goal, config: Config, look: &Look, live: bool) -> Outcome {
        let config = config
            .with_wanted(&look.wanted)
            .with_instances(&look.instance);
        let options = Options {
            live,
            ..config.options(None)
        };
        let task = self.task(goal, config.recipe()?, &config, options)?;
        if live && task.cloud.probe.is_none() {
            let text = "this provider has nobody who can try a bucket with a role";
            let error = Error::new(ErrorKind::Unsupported, text);
            let help =
                "run it with `--provider alibaba`; for an emulator, say `--oss-endpoint` too";
            return Err(error.with_help(help).into());
        }
        let report = task.report(self.printer)?;
        let exit = self.print(&report)?;
        if let Some(path) = &look.report {
            files::write(path, &output::page(&report, Timestamp::now()))?;
        }
        Ok(exit)
    }
}

/// Lets a run end that has put objects into buckets, so that it takes them away again, even when
/// somebody presses Ctrl-C meanwhile. It is bounded.
pub(super) async fn to_the_end<T>(run: impl Future<Output = T>, printer: &Printer) -> T {
    let mut run = std::pin::pin!(run);
    tokio::select! {
        ended = &mut run => return ended,
        _ = tokio::signal::ctrl_c() => {}
    }
    printer.note("ending as soon as the objects are deleted again");
    run.await
}
