//! The commands, one file each: its arguments, what it does, its exit code.

mod apply;
mod check;
mod completions;
mod destroy;
mod doctor;
mod drift;
mod emulator;
mod export;
mod init;
mod man;
mod plan;
mod policy;
mod remove;
mod rollback;
mod run;
mod schema;
mod show;
mod trust;
mod verify;
mod write;

use clap::{CommandFactory, Parser, Subcommand};

use crate::args::{Format, GlobalArgs};
use crate::config::Config;
use crate::failure::{Failure, Outcome};
use apply::Apply;
use completions::Completions;
use destroy::Destroy;
use doctor::Doctor;
use drift::Drift;
use emulator::Emulator;
use export::Export;
use init::Init;
use man::Man;
use plan::Plan;
use policy::Policy;
use remove::Remove;
use rollback::Rollback;
pub(crate) use run::Context;
use schema::Schema;
use show::Show;
use trust::Trust;
use verify::Verify;

/// Sets up the RAM role that lets Alibaba Cloud Container Registry use your own OSS bucket, and
/// proves that it works before the instance is bought.
///
/// Exit codes: 0 yes; 2 an honest no (changes pending, drift, refuted, can't be told, findings); 1 it failed;
/// 3 partly done, run again; 4 credentials or permission; 64 the command line itself.
#[derive(Debug, Parser)]
#[command(name = "rolewright", version, max_term_width = 100)]
pub(crate) struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// What every command takes.
    #[command(flatten)]
    pub global: GlobalArgs,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Write rolewright.toml; ask for what has no flag
    Init(Init),
    /// Show what would have to change; writes nothing (exit 2 when something would)
    Plan(Plan),
    /// Make the role, the policy and the attachment, or mend them, and read back
    Apply(Apply),
    /// Prove or refute, requirement by requirement, that Container Registry can use the buckets
    Verify(Verify),
    /// Say whether anything is not as wanted any more; writes nothing (exit 2 when something is)
    Drift(Drift),
    /// Take the grants on single buckets away; what else is granted stays
    Remove(Remove),
    /// Put an earlier version of the policy in force again
    Rollback(Rollback),
    /// Take the role, the policy and the attachment down again
    Destroy(Destroy),
    /// Show the role, its trust, the policy and what else is attached
    Show(Show),
    /// Say what stands between here and the cloud: the key, the endpoints, the clock, the caller and
    /// its permissions; writes nothing (exit 4 without a key, 2 when something else is missing)
    Doctor(Doctor),
    /// Print it all for another tool: Terraform, ROS, the aliyun CLI; asks no provider
    Export(Export),
    /// Policy documents: make one, bring them into form, compare two
    #[command(subcommand)]
    Policy(Policy),
    /// The role's trust policy
    #[command(subcommand)]
    Trust(Trust),
    /// Serve RAM, STS, OSS and Container Registry on this machine, for any client; prints where and
    /// with which key as one line of JSON
    Emulator(Emulator),
    /// Print the JSON schema of rolewright.toml, or of a kind of JSON output
    Schema(Schema),
    /// Print a completion script for a shell; `--help` names the file for it
    Completions(Completions),
    /// Print the man page, or write all man pages into a folder
    Man(Man),
}

impl Command {
    /// Whether the command reads the configuration file.
    pub(crate) fn reads_config(&self) -> bool {
        match self {
            Self::Policy(policy) => policy.reads_config(),
            Self::Init(_)
            | Self::Emulator(_)
            | Self::Schema(_)
            | Self::Completions(_)
            | Self::Man(_) => false,
            _ => true,
        }
    }

    /// Rejects the formats of findings and checks for commands that have none.
    pub(crate) fn check_format(&self, format: Format) -> Result<(), Failure> {
        let is_check = matches!(self, Self::Verify(_) | Self::Drift(_));
        let is_lint = matches!(self, Self::Policy(Policy::Lint(_)));
        let (name, commands, is_known) = match format {
            Format::Sarif => (
                "sarif",
                "`policy lint`, `verify` and `drift`",
                is_check || is_lint,
            ),
            Format::Junit => ("junit", "`verify` and `drift`", is_check),
            Format::Text | Format::Json | Format::Markdown => return Ok(()),
        };
        if is_known {
            return Ok(());
        }
        Err(Failure::Usage(
            format!("the output `{name}` exists for {commands} only"),
            "take text, json or markdown".into(),
        ))
    }

    pub(crate) fn run(&self, config: Config, context: &Context<'_>) -> Outcome {
        let printer = context.printer;
        match self {
            Self::Init(init) => init.run(config, context.file, printer),
            Self::Plan(plan) => plan.run(config, context),
            Self::Apply(apply) => apply.run(config, context),
            Self::Verify(verify) => verify.run(config, context),
            Self::Drift(drift) => drift.run(config, context),
            Self::Remove(remove) => remove.run(config, context),
            Self::Rollback(rollback) => rollback.run(&config, context),
            Self::Destroy(destroy) => destroy.run(config, context),
            Self::Show(show) => show.run(config, context),
            Self::Doctor(doctor) => doctor.run(config, context),
            Self::Export(export) => export.run(config, printer),
            Self::Policy(policy) => policy.run(config, printer),
            Self::Trust(trust) => trust.run(config, printer),
            Self::Emulator(emulator) => emulator.run(config.store.as_deref(), printer),
            Self::Schema(schema) => schema.run(printer),
            Self::Completions(completions) => Ok(completions.run(Arguments::command(), printer)),
            Self::Man(man) => man.run(Arguments::command(), printer),
        }
    }
}
