//! The commands, one file each: arguments, execution, exit code.

mod apply;
mod check;
mod completions;
#[cfg(feature = "console")]
mod console;
mod destroy;
mod doctor;
mod drift;
mod emulator;
mod export;
mod fleet;
mod init;
mod man;
mod plan;
mod policy;
mod recipe;
mod remove;
mod rollback;
mod run;
mod schema;
mod show;
mod trust;
mod verify;
mod version;
mod write;

use clap::{CommandFactory, Parser, Subcommand};

use crate::args::{Format, GlobalArgs};
use crate::config::Config;
use crate::failure::{Failure, Outcome};
use apply::Apply;
use completions::Completions;
#[cfg(feature = "console")]
use console::Console;
use destroy::Destroy;
use doctor::Doctor;
use drift::Drift;
use emulator::Emulator;
use export::Export;
use fleet::Fleet;
use init::Init;
use man::Man;
use plan::Plan;
use policy::Policy;
use recipe::Recipe;
use remove::Remove;
use rollback::Rollback;
pub(crate) use run::Context;
use schema::Schema;
use show::Show;
use trust::Trust;
use verify::Verify;
use version::Version;

/// Sets up and verifies RAM roles for Alibaba Cloud services, such as the role with which Container
/// Registry uses your own OSS bucket.
///
/// Exit codes: 0 success; 1 error; 2 negative result (changes pending, drift, failed or inconclusive checks,
/// findings, documents differ); 3 partly done, run again; 4 credentials, permission or another account; 64 usage;
/// 129, 130 and 143 stopped by SIGHUP, SIGINT or SIGTERM; 141 closed pipe.
#[derive(Debug, Parser)]
#[command(name = "rolewright", version, max_term_width = 100)]
pub(crate) struct Arguments {
    /// The command.
    #[command(subcommand)]
    pub command: Command,
    /// The arguments of every command.
    #[command(flatten)]
    pub global: GlobalArgs,
}

/// The command.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Write rolewright.toml; prompts for values without a flag
    Init(Init),
    /// Show pending changes (exit 2 if there are any)
    Plan(Plan),
    /// Create or repair the role, policy and attachment, then verify
    Apply(Apply),
    /// Check each requirement for the service to use the buckets (exit 2 if one fails or is inconclusive)
    Verify(Verify),
    /// Detect drift from the desired state (exit 2 if there is any)
    Drift(Drift),
    /// Revoke access to the named buckets
    Remove(Remove),
    /// Set another version of the policy as the default
    Rollback(Rollback),
    /// Delete the role, policy and attachment
    Destroy(Destroy),
    /// Show the role, its trust policy, and its policies
    Show(Show),
    /// Diagnose credentials, endpoints, clock and permissions (exit 4 without valid credentials, 2 if a
    /// check fails)
    Doctor(Doctor),
    /// Print the set-up for another tool: Terraform, ROS, the aliyun CLI; makes no calls
    Export(Export),
    /// Verify, plan, apply and destroy a recipe in many accounts
    #[command(subcommand)]
    Fleet(Fleet),
    /// Render, format, compare, lint, simulate and learn policy documents; explain denied calls
    #[command(subcommand)]
    Policy(Policy),
    /// Render the trust policy of the role
    #[command(subcommand)]
    Trust(Trust),
    /// List, show, check and find recipes: the roles that services need
    #[command(subcommand)]
    Recipe(Recipe),
    /// Serve RAM, STS, OSS and Container Registry on this machine; prints endpoint and access key as
    /// one line of JSON
    Emulator(Emulator),
    /// Serve a console in the browser: set-up, verification, roles and policies; prints its address
    #[cfg(feature = "console")]
    Console(Console),
    /// Print the JSON schema of rolewright.toml or of a kind of JSON output
    Schema(Schema),
    /// Print a shell completion script
    Completions(Completions),
    /// Print the man page, or write all man pages to a folder
    Man(Man),
    /// Print the version, and the dates of the data about Alibaba Cloud in it
    Version(Version),
}

impl Command {
    /// Whether the command reads the configuration file.
    pub(crate) fn reads_config(&self) -> bool {
        match self {
            Self::Policy(policy) => policy.reads_config(),
            Self::Init(_)
            | Self::Recipe(_)
            | Self::Emulator(_)
            | Self::Schema(_)
            | Self::Completions(_)
            | Self::Man(_)
            | Self::Version(_) => false,
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
            format!("output format `{name}` is supported by {commands} only"),
            "use text, json or markdown".into(),
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
            Self::Rollback(rollback) => rollback.run(config, context),
            Self::Destroy(destroy) => destroy.run(config, context),
            Self::Show(show) => show.run(config, context),
            Self::Doctor(doctor) => doctor.run(config, context),
            Self::Export(export) => export.run(config, printer),
            Self::Fleet(fleet) => fleet.run(&config, context),
            Self::Policy(policy) => policy.run(config, context),
            Self::Trust(trust) => trust.run(config, printer),
            Self::Recipe(recipe) => recipe.run(printer),
            Self::Emulator(emulator) => emulator.run(config.store.as_deref(), printer),
            #[cfg(feature = "console")]
            Self::Console(console) => console.run(&config, context),
            Self::Schema(schema) => schema.run(printer),
            Self::Completions(completions) => Ok(completions.run(Arguments::command(), printer)),
            Self::Man(man) => man.run(Arguments::command(), printer),
            Self::Version(version) => version.run(printer),
        }
    }
}
