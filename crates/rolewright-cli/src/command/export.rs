//! What the account should hold, written for other tools, without asking any provider.

use rolewright::export;

use super::policy::account_to_write;
use crate::args::Export;
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Outcome;
use crate::terminal::Printer;

pub(super) fn export(config: &Config, asked: &Export, printer: &Printer) -> Outcome {
    let recipe = config.recipe()?;
    let account = account_to_write(config, &*recipe)?;
    let mut export = export::Export::of(&*recipe, &account, config.split)?;
    export.tags = config.tag.clone();
    printer.result(&export.render(asked.format));
    Ok(Exit::Yes)
}
