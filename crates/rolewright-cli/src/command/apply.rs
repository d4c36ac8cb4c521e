//! `rolewright apply`: makes what is wanted, or carries a saved plan out.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use rolewright::policy::TrustPolicy;
use rolewright::setup::Goal;
use rolewright::{Error, ErrorKind};

use super::run::Context;
use super::writing::Writing;
use crate::args::Wanted;
use crate::config::Config;
use crate::failure::{Failure, Outcome};
use crate::output::SavedPlan;

/// What `apply` takes.
#[derive(Debug, Args)]
pub(crate) struct Apply {
    /// A plan that `rolewright plan --out FILE` saved: carried out as it is, or not at all
    #[arg(value_name = "FILE", conflicts_with_all = [
        "buckets", "default_bucket", "trust", "trust_policy", "as_documented", "kms_key", "tag",
        "exact", "narrow", "split",
    ])]
    plan: Option<PathBuf>,
    /// What the account should hold.
    #[command(flatten)]
    wanted: Wanted,
    /// How it is carried out.
    #[command(flatten)]
    writing: Writing,
}

impl Apply {
    pub(super) fn run(&self, config: Config, context: &Context<'_>) -> Outcome {
        if let Some(path) = &self.plan {
            return self.run_saved(path, config, context);
        }
        let config = config.with_wanted(&self.wanted);
        let recipe = config.recipe()?;
        let task = self.writing.task(Goal::Apply, recipe, &config, context)?;
        self.writing.write(task, context)
    }

    fn run_saved(&self, path: &Path, config: Config, context: &Context<'_>) -> Outcome {
        let plan = SavedPlan::read(path)?;
        let config = of_saved_plan(config, &plan)?;
        let recipe = match &plan.trust_policy {
            Some(text) => {
                let recipe = Config {
                    trust_policy: None,
                    ..config.clone()
                }
                .custom_bucket()?;
                Arc::new(recipe.with_trust_policy(TrustPolicy::parse(text)?))
            }
            None => config.recipe()?,
        };
        let mut task = self
            .writing
            .recorded(Goal::Apply, recipe, &config, context)?;
        task.options.approved = Some(plan.approved());
        context.print(&task.report(context.printer)?)
    }
}

/// What was wanted then, where the flags say now.
fn of_saved_plan(now: Config, plan: &SavedPlan) -> Result<Config, Failure> {
    if now
        .account
        .as_ref()
        .is_some_and(|account| *account != plan.account)
    {
        let text = format!(
            "the plan is for account {}, and not for the asked one",
            plan.account
        );
        let error = Error::new(ErrorKind::Refused, text);
        return Err(error
            .with_help("leave `--account` out, or plan anew")
            .into());
    }
    let wanted = plan.wanted.clone();
    Ok(Config {
        provider: now.provider.or(wanted.provider),
        store: now.store.or(wanted.store),
        account: Some(plan.account.clone()),
        endpoint: now.endpoint.or(wanted.endpoint),
        sts_endpoint: now.sts_endpoint.or(wanted.sts_endpoint),
        cr_endpoint: now.cr_endpoint.or(wanted.cr_endpoint),
        oss_endpoint: now.oss_endpoint.or(wanted.oss_endpoint),
        vpc: now.vpc.or(wanted.vpc),
        allow_plain_http: now.allow_plain_http || wanted.allow_plain_http,
        skip_bucket_check: now.skip_bucket_check || wanted.skip_bucket_check,
        output: now.output,
        record: now.record.or(wanted.record),
        ..wanted
    })
}
