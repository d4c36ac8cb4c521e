//! `policy render`: prints the policy document; uses no provider.

use clap::Args;
use rolewright::recipe::container_registry::Revision;
use rolewright::setup;

use crate::args::{BucketArgs, checked};
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::{Failure, Outcome};
use crate::output;
use crate::terminal::Printer;

/// The arguments of `policy render`.
#[derive(Debug, Args)]
pub(crate) struct Render {
    /// The buckets
    #[command(flatten)]
    buckets: BucketArgs,
    /// Revision of the reference policy: 2026-06, 2026-03, c, b or a [default: 2026-06]
    #[arg(long, value_name = "REVISION", value_parser = checked::<Revision>)]
    revision: Option<String>,
    /// KMS key to grant, by id or ARN; repeatable
    #[arg(long, value_name = "KEY")]
    kms_key: Vec<String>,
    /// Print an array of numbered policies if the buckets do not fit in one
    #[arg(long)]
    split: bool,
}

impl Render {
    /// Prints the document, or an array of them when the buckets do not fit in one.
    pub(super) fn run(&self, config: Config, printer: &Printer) -> Outcome {
        let mut config = config.with_buckets(&self.buckets);
        config.revision = self.revision.clone().or(config.revision);
        config.kms_key.extend(self.kms_key.iter().cloned());
        config.split |= self.split;
        if config.default_bucket {
            return Err(Failure::Usage(
                "the default bucket has a system policy, whose text is published nowhere".into(),
                "`rolewright trust render` prints the trust policy".into(),
            ));
        }
        let recipe = config.custom_bucket()?;
        let account = config.account_for_documents(&recipe)?;
        let documents = setup::documents(&recipe, &account, config.split)?;
        let texts: Vec<String> = documents
            .iter()
            .map(|(_, document)| document.to_pretty())
            .collect();
        printer.result(&match texts.as_slice() {
            [one] => one.clone(),
            all => {
                let values: Vec<serde_json::Value> = all
                    .iter()
                    .filter_map(|text| serde_json::from_str(text).ok())
                    .collect();
                output::json(&values)?
            }
        });
        Ok(Exit::Positive)
    }
}
