//! `rolewright doctor`: what stands between the command line and the cloud.

use std::sync::Arc;

use rolewright::blocking::Blocking;
use rolewright::doctor::{self, Health};
use rolewright::recipe::Recipe;
use rolewright::setup::{self, Rights};

use super::run::Run;
use crate::args::Doctor;
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::{Failure, Outcome};
use crate::output;
use crate::terminal::Printer;

/// The least policy for whoever runs the tool; asks no provider.
pub(super) fn policy(config: Config, asked: &Doctor, rights: Rights, printer: &Printer) -> Outcome {
    let (config, recipe) = wanted(config, asked)?;
    let options = config.options(None);
    let policy = setup::operator_policy(&*recipe, config.account.as_ref(), rights, &options)?;
    printer.result(&policy.to_pretty());
    Ok(Exit::Yes)
}

pub(super) fn examine(run: &Run<'_>, config: Config, asked: &Doctor) -> Outcome {
    let (config, recipe) = wanted(config, asked)?;
    config.check()?;
    let cloud = run.open(&config)?;
    let options = config.options(None);
    let report = Blocking::new()?.wait(doctor::examine(recipe, &cloud, options))?;
    let printer = run.printer;
    printer.result(&match printer.is_json() {
        true => output::json(&report)?,
        false => output::doctor(&report, printer.paint()),
    });
    Ok(match report.health {
        Health::Fit => Exit::Yes,
        Health::Ailing => Exit::No,
        Health::Locked => Exit::Denied,
    })
}

fn wanted(config: Config, asked: &Doctor) -> Result<(Config, Arc<dyn Recipe>), Failure> {
    let config = config
        .with_buckets(&asked.buckets)
        .with_trusted(&asked.trust)
        .with_instances(&asked.instance);
    let recipe = match config.bucket.is_empty() {
        true => config.whole_recipe()?,
        false => config.recipe()?,
    };
    Ok((config, recipe))
}
