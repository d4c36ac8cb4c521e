//! `rolewright apply`: makes the changes of a new plan or of a saved one.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;
use rolewright::policy::TrustPolicy;
use rolewright::recipe::Recipe;
use rolewright::setup::Goal;
use rolewright::{BucketName, Error, ErrorKind};

use super::run::Context;
use super::write::WriteArgs;
use crate::args::DesiredArgs;
use crate::config::Config;
use crate::failure::{Failure, Outcome};
use crate::output::SavedPlan;

/// The arguments of `apply`.
#[derive(Debug, Args)]
pub(crate) struct Apply {
    /// Saved plan of `rolewright plan --out FILE`; applied as it is, or not at all
    #[arg(value_name = "FILE", conflicts_with_all = [
        "recipe", "buckets", "default_bucket", "trust", "trust_policy", "revision", "kms_key", "tag",
        "exact", "narrow", "split", "strict",
    ])]
    plan: Option<PathBuf>,
    /// The desired state.
    #[command(flatten)]
    desired: DesiredArgs,
    /// Trust principals for which the recipe has no source; they are named without this
    #[arg(long)]
    accept_assumed: bool,
    /// Prompt and record of changes.
    #[command(flatten)]
    writing: WriteArgs,
}

impl Apply {
    pub(super) fn run(&self, config: Config, context: &Context<'_>) -> Outcome {
        if let Some(path) = &self.plan {
            return self.run_saved(path, config, context);
        }
        let mut config = config.with_desired(&self.desired);
        config.accept_assumed |= self.accept_assumed;
        let recipes = config.recipes()?;
        let run = self
            .writing
            .prepare(Goal::Apply, recipes, &config, context)?;
        self.writing.confirm_and_execute(run, context)
    }

    fn run_saved(&self, path: &Path, config: Config, context: &Context<'_>) -> Outcome {
        if let Some(bucket) = misplaced_bucket(path) {
            return Err(Failure::Usage(
                format!("there is no saved plan `{bucket}`"),
                format!("to set up a bucket, run `rolewright apply --bucket {bucket}`"),
            ));
        }
        let plan = SavedPlan::read(path)?;
        let config = merge_saved_plan(config, &plan)?;
        let recipes: Vec<Arc<dyn Recipe>> = match &plan.trust_policy {
            Some(text) => {
                let recipe = Config {
                    trust_policy: None,
                    ..config.clone()
                }
                .custom_bucket()?;
                vec![Arc::new(
                    recipe.with_trust_policy(TrustPolicy::parse(text)?),
                )]
            }
            None => config.recipes()?,
        };
        let approved = plan.approved(&recipes)?;
        let mut run = self
            .writing
            .prepare_recorded(Goal::Apply, recipes, &config, context)?;
        run.approved = Some(approved);
        context.print_all(run.execute_all(context.printer)?, None)
    }
}

/// The bucket that was named in the place of a plan.
fn misplaced_bucket(path: &Path) -> Option<BucketName> {
    let is_missing = path.symlink_metadata().is_err();
    BucketName::new(path.to_str()?).ok().filter(|_| is_missing)
}

/// The configuration of the plan; flags of this command override it.
fn merge_saved_plan(flags: Config, plan: &SavedPlan) -> Result<Config, Failure> {
    if flags
        .account
        .as_ref()
        .is_some_and(|account| *account != plan.account)
    {
        let text = format!(
            "the plan is for account {}, not for the one that is set",
            plan.account
        );
        let error = Error::new(ErrorKind::CredentialInvalid, text);
        return Err(error
            .with_remedy("omit `--account`, or create a new plan")
            .into());
    }
    let saved = plan.desired.clone();
    Ok(Config {
        provider: flags.provider.or(saved.provider),
        store: flags.store,
        account: Some(plan.account.clone()),
        endpoint: flags.endpoint,
        sts_endpoint: flags.sts_endpoint,
        cr_endpoint: flags.cr_endpoint,
        oss_endpoint: flags.oss_endpoint,
        vpc: flags.vpc.or(saved.vpc),
        allow_plain_http: flags.allow_plain_http,
        assume_role: flags.assume_role,
        assume_role_external_id: flags.assume_role_external_id,
        assume_role_session_name: flags.assume_role_session_name,
        assume_role_duration: flags.assume_role_duration,
        assume_role_session_policy: flags.assume_role_session_policy,
        timeout: flags.timeout.or(saved.timeout),
        retries: flags.retries.or(saved.retries),
        skip_bucket_check: flags.skip_bucket_check || saved.skip_bucket_check,
        output: flags.output,
        record: flags.record,
        ..saved
    })
}
