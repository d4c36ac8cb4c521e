//! `rolewright fleet inventory`, and how the other commands find the accounts.

use std::path::{Path, PathBuf};

use clap::Args;
use rolewright::blocking::Blocking;
use rolewright::fleet::{Directory, Inventory as Accounts, SkippedAccount};
use rolewright::input::Texts;
use rolewright::{Error, ErrorKind, Result};

use crate::args::AccountsArgs;
use crate::command::run::Context;
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::{Failure, Outcome};
use crate::files::{self, Input};

/// The default inventory.
const FILE: &str = "fleet.toml";

/// The arguments of `fleet inventory`.
#[derive(Debug, Args)]
pub(crate) struct Inventory {
    /// The accounts.
    #[command(flatten)]
    accounts: AccountsArgs,
    /// Write the inventory to this file, which must not exist, instead of standard output
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

impl Inventory {
    pub(super) fn run(&self, config: &Config, context: &Context<'_>) -> Outcome {
        let (inventory, skipped) = read(&self.accounts, config, context)?;
        let unwritable = |error: toml::ser::Error| {
            Error::new(
                ErrorKind::UnexpectedReply,
                format!("the inventory can't be written as TOML: {error}"),
            )
        };
        let text = toml::to_string(&inventory).map_err(unwritable)?;
        let printer = context.printer;
        match &self.out {
            Some(path) if files::create(path, &text)? => {
                let count = inventory.account.len();
                printer.note(&format!("{count} accounts written to {}", path.display()));
            }
            Some(path) => {
                let error = Error::new(ErrorKind::Store, "the file exists");
                let error = error.with_resource(path.display().to_string());
                return Err(error.with_remedy("name another file").into());
            }
            None => printer.result(&text),
        }
        for one in skipped {
            let name = one.name.as_deref().unwrap_or("no name");
            printer.note(&format!(
                "skipped account {} ({name}): {}",
                one.account, one.reason
            ));
        }
        Ok(Exit::Positive)
    }
}

/// Reads the inventory and, if asked for, the resource directory.
pub(super) fn read(
    args: &AccountsArgs,
    config: &Config,
    context: &Context<'_>,
) -> Result<(Accounts, Vec<SkippedAccount>), Failure> {
    let default = Path::new(FILE);
    let found = Some(default).filter(|default| default.symlink_metadata().is_ok());
    let mut inventory = match args.fleet.as_deref().or(found) {
        Some(path) => {
            let mut inventory = Input::Fleet.read(path, Accounts::parse)?;
            if Path::new(&inventory.recipe)
                .extension()
                .is_some_and(|ext| ext == "toml")
            {
                let folder = path.parent().unwrap_or(Path::new(""));
                inventory.recipe = folder.join(&inventory.recipe).display().to_string();
            }
            inventory
        }
        None if args.resource_directory => Accounts::default(),
        None => {
            return Err(Failure::Usage(
                "no accounts are set".into(),
                "write fleet.toml, name it with `--fleet FILE`, or set `--resource-directory`"
                    .into(),
            ));
        }
    };
    if let Some(recipe) = &args.recipe {
        inventory.recipe.clone_from(recipe);
    }
    if let Some(role) = &args.member_role {
        inventory.role = Some(role.clone());
    }
    if !args.trust.is_empty() {
        inventory.trust.clone_from(&args.trust);
    }
    if args.revision.is_some() {
        inventory.revision.clone_from(&args.revision);
    }
    if !config.region.is_empty() {
        inventory.regions.clone_from(&config.region);
    }
    let mut given = std::collections::BTreeMap::<&str, Vec<String>>::new();
    for (name, value) in &args.parameters {
        given.entry(name).or_default().push(value.clone());
    }
    for (name, values) in given {
        inventory.parameters.insert(name.to_owned(), Texts(values));
    }
    let mut skipped = Vec::new();
    if args.resource_directory {
        let blocking = Blocking::new()?;
        let cloud = context.open(config, true, &blocking)?;
        let reading = Directory::read(&*cloud.provider, &args.folder);
        let directory = context.signals.during(|| blocking.wait(reading))??;
        skipped.clone_from(&directory.skipped);
        inventory = inventory.with_directory(directory)?;
    }
    Ok((inventory, skipped))
}
