//! `rolewright export`: the desired state in the formats of other tools; uses no provider.

use clap::Args;
use rolewright::export::{self, ExportFormat};

use crate::args::DesiredArgs;
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Outcome;
use crate::terminal::Printer;

/// The arguments of `export`.
#[derive(Debug, Args)]
pub(crate) struct Export {
    /// The desired state.
    #[command(flatten)]
    desired: DesiredArgs,
    /// Output format: json, hcl (Terraform), ros (ROS template) or cli (shell script of aliyun commands)
    #[arg(long, value_name = "FORMAT")]
    format: ExportFormat,
}

impl Export {
    pub(super) fn run(&self, config: Config, printer: &Printer) -> Outcome {
        let config = config.with_desired(&self.desired);
        let recipe = config.recipe()?;
        let account = config.account_for_documents(&*recipe)?;
        let mut export = export::Export::of(&*recipe, &account, config.split)?;
        export.tags = config.tag.clone();
        printer.result(&export.render(self.format));
        Ok(Exit::Positive)
    }
}
