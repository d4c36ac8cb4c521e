//! The commands.

mod document;
mod man;
mod render;
mod run;

use clap::CommandFactory;
use rolewright::ProviderRegistry;
use rolewright::policy::TrustPolicy;
use rolewright::recipe::container_registry::{CustomBucket, custom_bucket};
use rolewright::setup::Goal;

use crate::arguments::{Arguments, Command, Policy, Trust, Trusted, Wanted};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::printer::Printer;

pub(crate) type Outcome = Result<Exit, Failure>;

pub(crate) fn run(
    arguments: &Arguments,
    registry: &ProviderRegistry,
    printer: &Printer,
) -> Outcome {
    let global = &arguments.global;
    match &arguments.command {
        Command::Plan(wanted) => run::look(Goal::Plan, wanted, global, registry, printer),
        Command::Apply(apply) => run::apply(apply, global, registry, printer),
        Command::Verify(wanted) => run::look(Goal::Verify, wanted, global, registry, printer),
        Command::Destroy(destroy) => run::destroy(destroy, global, registry, printer),
        Command::Show => run::show(global, registry, printer),
        Command::Policy(Policy::Render(buckets)) => render::policy(buckets, printer),
        Command::Policy(Policy::Fmt(fmt)) => document::fmt(fmt, printer),
        Command::Policy(Policy::Diff { old, new }) => document::diff(old, new, printer),
        Command::Trust(Trust::Render(trusted)) => render::trust(trusted, global, printer),
        Command::Completions { shell } => Ok(completions(*shell, printer)),
        Command::Man { dir } => man::man(dir.as_deref(), printer),
    }
}

fn completions(shell: clap_complete::Shell, printer: &Printer) -> Exit {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "rolewright", &mut script);
    printer.result(&String::from_utf8_lossy(&script));
    Exit::Yes
}

/// The recipe that the flags describe.
fn recipe(wanted: &Wanted) -> Result<CustomBucket, Failure> {
    trusting(
        custom_bucket(wanted.buckets.buckets.iter().cloned())?,
        &wanted.trust,
    )
}

fn trusting(recipe: CustomBucket, trusted: &Trusted) -> Result<CustomBucket, Failure> {
    let mut recipe = recipe.with_trust(trusted.trust.iter().cloned());
    if let Some(page) = trusted.as_documented {
        recipe = recipe.as_documented(page);
    }
    if let Some(path) = &trusted.trust_policy {
        recipe = recipe.with_trust_policy(document::read(path, TrustPolicy::parse_input)?);
    }
    Ok(recipe)
}
