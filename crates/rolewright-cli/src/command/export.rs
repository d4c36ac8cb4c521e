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
    /// Add the Container Registry instance that uses the role, after its attachments (hcl and ros)
    /// [default name: that of the bucket]
    #[arg(long, value_name = "NAME", num_args = 0..=1, require_equals = true)]
    with_instance: Option<Option<String>>,
}

impl Export {
    pub(super) fn run(&self, config: Config, printer: &Printer) -> Outcome {
        let config = config.with_desired(&self.desired);
        let recipes = config.recipes()?;
        if self.with_instance.is_some() && !self.format.has_instance() {
            return Err(Failure::Usage(
                "this format has no registry instance".into(),
                "use `--format hcl` or `--format ros`, or omit `--with-instance`".into(),
            ));
        }
        let exports = recipes.iter().map(|recipe| {
            let account = config.account_for_documents(&**recipe)?;
            let export = export::Export::of(&**recipe, &account, config.split)?;
            let export = export.with_tags(&config.tag);
            Ok(match &self.with_instance {
                Some(name) => export.with_instance(&**recipe, name.as_deref())?,
                None => export,
            })
        });
        let exports: Vec<_> = exports.collect::<Result<_, Failure>>()?;
        printer.result(&export::render_all(&exports, self.format)?);
        Ok(Exit::Positive)
    }
}
