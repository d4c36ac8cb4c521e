//! `rolewright doctor`: diagnoses credentials, endpoints, clock and permissions.

use std::sync::Arc;

use clap::Args;
use rolewright::InstanceId;
use rolewright::blocking::Blocking;
use rolewright::doctor::{self, Health};
use rolewright::recipe::Recipe;
use rolewright::setup::{self, Rights};

use super::run::Context;
use crate::args::{BucketArgs, TrustArgs, checked};
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::{Failure, Outcome};
use crate::output;
use crate::terminal::{CliTerms, Printer};

/// What `doctor` takes.
#[derive(Debug, Args)]
pub(crate) struct Doctor {
    /// Ask no provider, and print the least policy for whoever plans, verifies and looks for drift (`read`), or applies,
    /// removes, rolls back and destroys, too (`write`): for this role and its policies, the named
    /// buckets and, to write, the instances in `--region`
    #[arg(long, value_name = "RIGHTS")]
    operator_policy: Option<Rights>,
    /// The buckets, which are only looked at.
    #[command(flatten)]
    buckets: BucketArgs,
    /// Whom the role should trust.
    #[command(flatten)]
    trust: TrustArgs,
    /// A Container Registry instance that is looked at, too; repeatable
    #[arg(long, value_delimiter = ',', value_name = "ID", value_parser = checked::<InstanceId>)]
    instance: Vec<String>,
}

impl Doctor {
    pub(super) fn run(&self, config: Config, context: &Context<'_>) -> Outcome {
        let (config, recipe) = self.config_and_recipe(config)?;
        match self.operator_policy {
            Some(rights) => print_operator_policy(&config, &*recipe, rights, context.printer),
            None => examine(&config, recipe, context),
        }
    }

    fn config_and_recipe(&self, config: Config) -> Result<(Config, Arc<dyn Recipe>), Failure> {
        let config = config
            .with_buckets(&self.buckets)
            .with_trust(&self.trust)
            .with_instances(&self.instance);
        let recipe = if config.bucket.is_empty() {
            config.recipe_of_role()?
        } else {
            config.recipe()?
        };
        Ok((config, recipe))
    }
}

/// Prints the least policy for the operator; uses no provider.
fn print_operator_policy(
    config: &Config,
    recipe: &dyn Recipe,
    rights: Rights,
    printer: &Printer,
) -> Outcome {
    let policy = setup::operator_policy(recipe, config.account.as_ref(), rights)?;
    printer.result(&policy.to_pretty());
    Ok(Exit::Positive)
}

fn examine(config: &Config, recipe: Arc<dyn Recipe>, context: &Context<'_>) -> Outcome {
    config.check()?;
    let cloud = context.open(config)?;
    let options = config.options();
    let report = Blocking::new()?.wait(doctor::examine(recipe, &cloud, options))?;
    let printer = context.printer;
    let text = if printer.is_json() {
        output::json(&report)?
    } else {
        rolewright_report::doctor::text(&report, printer.paint(), &CliTerms)
    };
    printer.result(&text);
    Ok(match report.health {
        Health::Fit => Exit::Positive,
        Health::Degraded => Exit::Negative,
        Health::Locked => Exit::Denied,
    })
}
