//! `rolewright doctor`: diagnoses credentials, endpoints, clock and permissions.

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use rolewright::InstanceId;
use rolewright::blocking::Blocking;
use rolewright::doctor::{self, DoctorReport, Health};
use rolewright::recipe::Recipe;
use rolewright::setup::{self, Rights};

use super::run::Context;
use crate::args::{BucketArgs, RecipeArgs, TrustArgs, checked};
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Outcome;
use crate::files::PrivateFile;
use crate::output;
use crate::terminal::Printer;

/// The arguments of `doctor`.
#[derive(Debug, Args)]
pub(crate) struct Doctor {
    /// Print the least-privilege policy for a caller that plans, verifies and detects drift (`read`), or also
    /// applies, removes, rolls back and destroys (`write`); makes no calls
    #[arg(long, value_name = "RIGHTS")]
    operator_policy: Option<Rights>,
    /// File for the requests and answers of the diagnosis, redacted for a bug report: without secrets,
    /// account ids, names and documents
    #[arg(long, value_name = "FILE", conflicts_with = "operator_policy")]
    evidence: Option<PathBuf>,
    /// The recipe.
    #[command(flatten)]
    recipe: RecipeArgs,
    /// The buckets, which are only read.
    #[command(flatten)]
    buckets: BucketArgs,
    /// KMS key (id or ARN) that encrypts the buckets; repeatable
    #[arg(long, value_name = "KEY")]
    kms_key: Vec<String>,
    /// The trust of the role.
    #[command(flatten)]
    trust: TrustArgs,
    /// Container Registry instance to check; repeatable
    #[arg(long, value_delimiter = ',', value_name = "ID", value_parser = checked::<InstanceId>)]
    instance: Vec<String>,
}

impl Doctor {
    pub(super) fn run(&self, config: Config, context: &Context<'_>) -> Outcome {
        let config = config
            .with_recipe(&self.recipe)
            .with_buckets(&self.buckets)
            .with_kms_keys(&self.kms_key)
            .with_trust(&self.trust)
            .with_instances(&self.instance);
        let recipes = if config.bucket.is_empty() {
            config.recipes_of_roles()?
        } else {
            config.recipes()?
        };
        match self.operator_policy {
            Some(rights) => print_operator_policy(&config, &recipes, rights, context.printer),
            None => self.examine(&config, recipes, context),
        }
    }

    fn examine(
        &self,
        config: &Config,
        recipes: Vec<Arc<dyn Recipe>>,
        context: &Context<'_>,
    ) -> Outcome {
        config.check()?;
        // Before the first call: a diagnosis whose evidence can't be kept is not started.
        let file = self.evidence.as_deref().map(PrivateFile::at).transpose()?;
        let (options, blocking) = (config.options(), Blocking::new()?);
        let cloud = context.open(config, true, &blocking)?;
        let Some(file) = file else {
            let report = blocking.wait(doctor::examine_all(recipes, &cloud, options))?;
            return print(&report, context.printer);
        };
        let examined = doctor::examine_with_evidence(recipes, &cloud, options);
        let (report, evidence) = blocking.wait(examined)?;
        let exit = print(&report, context.printer)?;
        file.write(&output::json(&evidence)?)?;
        Ok(exit)
    }
}

/// Prints the least policy for the operator; uses no provider.
fn print_operator_policy(
    config: &Config,
    recipes: &[Arc<dyn Recipe>],
    rights: Rights,
    printer: &Printer,
) -> Outcome {
    let policy = setup::operator_policy_of(recipes, config.account.as_ref(), rights)?;
    printer.result(&policy.to_pretty());
    Ok(Exit::Positive)
}

fn print(report: &DoctorReport, printer: &Printer) -> Outcome {
    let text = if printer.is_json() {
        output::json(report)?
    } else {
        rolewright_report::doctor::text(report, printer.display(), printer.terms())
    };
    printer.result(&text);
    Ok(match report.health {
        Health::Fit => Exit::Positive,
        Health::Degraded => Exit::Negative,
        Health::Locked => Exit::Denied,
    })
}
