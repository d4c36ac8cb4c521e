//! `rolewright fleet verify`, `drift` and `plan`.

use std::path::{Path, PathBuf};

use clap::Args;
use rolewright::recipe::library;
use rolewright::setup::Goal;

use super::execute::Execution;
use super::inventory;
use crate::args::{AccountsArgs, ChangeArgs, PaceArgs, SelectArgs};
use crate::command::run::Context;
use crate::config::Config;
use crate::failure::Outcome;
use crate::files::Input;
use crate::fleet::{Folder, RunFile};

/// The arguments of `fleet verify`, `fleet drift` and `fleet plan`.
#[derive(Debug, Args)]
pub(crate) struct Start {
    /// Folder for the journal and the reports; it is made
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Continue the interrupted run in the folder, with its accounts and options
    #[arg(long, conflicts_with_all = [
        "fleet", "resource_directory", "folder", "member_role", "recipe", "parameters", "include", "exclude",
        "account_tag", "tag", "exact", "narrow", "split", "strict", "trust", "revision",
    ])]
    resume: bool,
    /// The accounts.
    #[command(flatten)]
    accounts: AccountsArgs,
    /// Which of them.
    #[command(flatten)]
    select: SelectArgs,
    /// The options of the engine.
    #[command(flatten)]
    changes: ChangeArgs,
    /// The speed.
    #[command(flatten)]
    pace: PaceArgs,
}

impl Start {
    pub(super) fn run(&self, goal: Goal, config: &Config, context: &Context<'_>) -> Outcome {
        let folder = if self.resume {
            Folder::open(&self.out)?
        } else {
            let options = config.clone().with_changes(&self.changes);
            let (inventory, skipped) = inventory::read(&self.accounts, config, context)?;
            let accounts = self.select.selection().apply(inventory.targets())?;
            let text = recipe_text(&inventory.recipe)?;
            let run = RunFile::new(&inventory.recipe, text, options, accounts, skipped);
            run.entry()?;
            Folder::create(&self.out, run)?
        };
        let execution = Execution {
            folder: &folder,
            accounts: folder.run.ids().collect(),
            pace: &self.pace,
            config,
            resume: self.resume,
        };
        execution.run(goal, context)
    }
}
/// The text of a recipe that is a file.
fn recipe_text(recipe: &str) -> rolewright::Result<Option<String>> {
    let path = Path::new(recipe);
    if path.extension().is_none_or(|extension| extension != "toml") {
        return Ok(None);
    }
    Input::Recipe.read(path, |text| {
        library::from_toml(text).map(|_| Some(text.to_owned()))
    })
}
