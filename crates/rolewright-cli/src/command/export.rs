//! `rolewright export`: the desired state in the formats of other tools; uses no provider.

use clap::Args;
use rolewright::export::{self, ExportFormat};

use crate::args::DesiredArgs;
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::{Failure, Outcome};
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
        let recipes = config.recipes()?;
        let is_one_document = matches!(self.format, ExportFormat::Json | ExportFormat::Ros);
        if recipes.len() > 1 && is_one_document {
            return Err(Failure::Usage(
                format!(
                    "this format describes one role, and the recipe has {}",
                    recipes.len()
                ),
                "use `--format hcl` or `--format cli`, or export each role by its own id".into(),
            ));
        }
        for recipe in &recipes {
            let account = config.account_for_documents(&**recipe)?;
            let mut export = export::Export::of(&**recipe, &account, config.split)?;
            export.tags = config.tag.clone();
            printer.result(&export.render(self.format));
        }
        Ok(Exit::Positive)
    }
}
