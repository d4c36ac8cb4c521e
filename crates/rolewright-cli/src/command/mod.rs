//! The commands.

mod doctor;
mod emulator;
mod export;
mod look;
mod man;
pub(crate) mod policy;
mod run;

use clap::CommandFactory;
use rolewright::ProviderRegistry;
use rolewright::setup::Goal;

use crate::args::{Arguments, Command, Format, Global, Trust};
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::{Failure, Outcome};
use crate::output::{self, KINDS, schema};
use crate::terminal::Printer;
pub(crate) use emulator::EmulatorReady;
use policy::Policy;
use run::Run;

/// Carries out a command that needs neither a configuration nor a provider.
pub(crate) fn alone(command: &Command, global: &Global, printer: &Printer) -> Option<Outcome> {
    Some(match command {
        Command::Policy(Policy::Fmt(fmt)) => policy::fmt(fmt, printer),
        Command::Policy(Policy::Diff(asked)) => policy::diff(asked, printer),
        Command::Policy(Policy::Simulate(asked)) => policy::simulate(asked, printer),
        Command::Emulator(asked) => emulator::serve(asked, global.store.as_deref(), printer),
        Command::Schema { kind } => print_schema(kind, printer),
        Command::Completions { shell } => Ok(completions(*shell, printer)),
        Command::Man { dir } => man::man(dir.as_deref(), printer),
        _ => return None,
    })
}

pub(crate) fn run(
    command: &Command,
    config: Config,
    registry: &ProviderRegistry,
    printer: &Printer,
) -> Outcome {
    let run = Run { registry, printer };
    match command {
        Command::Plan(plan) => run.plan(&config.with_wanted(&plan.wanted), plan.out.as_deref()),
        Command::Apply(apply) => run.apply(config, apply),
        Command::Verify(verify) => run.verify(config, verify),
        Command::Drift(look) => run.look(Goal::Drift, config, look),
        Command::Remove(remove) => run.remove(config, remove),
        Command::Rollback(rollback) => run.roll_back(&config, rollback),
        Command::Destroy(destroy) => run.destroy(config, destroy),
        Command::Show { default_bucket } => run.show(config, *default_bucket),
        Command::Export(asked) => {
            export::export(&config.with_wanted(&asked.wanted), asked, printer)
        }
        Command::Doctor(asked) => match asked.operator_policy {
            Some(rights) => doctor::policy(config, asked, rights, printer),
            None => doctor::examine(&run, config, asked),
        },
        Command::Policy(Policy::Lint(asked)) => policy::lint(&config, asked, printer),
        Command::Policy(Policy::Render(asked)) => policy::policy(config, asked, printer),
        Command::Trust(Trust::Render(trusted)) => policy::trust(config, trusted, printer),
        // The others were carried out without a configuration.
        _ => Ok(Exit::Usage),
    }
}

/// SARIF is for findings alone.
pub(crate) fn check_format(command: &Command, format: Format) -> Result<(), Failure> {
    let lints = matches!(command, Command::Policy(Policy::Lint(_)));
    match format == Format::Sarif && !lints {
        false => Ok(()),
        true => Err(Failure::Usage(
            "the output `sarif` is for `policy lint` alone".into(),
            "take text, json or markdown".into(),
        )),
    }
}

fn print_schema(kind: &str, printer: &Printer) -> Outcome {
    let Some(schema) = schema(kind) else {
        return Err(Failure::Usage(
            format!("`{}` has no schema", rolewright::text::excerpt(kind, 40)),
            format!("known are {}", KINDS.join(", ")),
        ));
    };
    printer.result(&output::json(&schema)?);
    Ok(Exit::Yes)
}

fn completions(shell: clap_complete::Shell, printer: &Printer) -> Exit {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "rolewright", &mut script);
    printer.result(&String::from_utf8_lossy(&script));
    Exit::Yes
}
