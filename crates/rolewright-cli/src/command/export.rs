//! What the account should hold, written for other tools, without asking any provider.

use rolewright::export;

use super::render::account_to_write;
use super::{Outcome, recipe};
use crate::arguments::{Export, Global};
use crate::exit::Exit;
use crate::printer::Printer;

pub(super) fn export(asked: &Export, global: &Global, printer: &Printer) -> Outcome {
    let account = account_to_write(&asked.wanted.trust, global)?;
    let export = export::Export::of(&recipe(&asked.wanted)?, &account, false)?;
    printer.result(&export.render(asked.format));
    Ok(Exit::Yes)
}
