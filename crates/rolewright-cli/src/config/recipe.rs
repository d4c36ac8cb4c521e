//! The recipe and the options of a configuration.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use rolewright::policy::{PolicyDocument, TrustPolicy};
use rolewright::recipe::container_registry::{
    CustomBucket, Revision, custom_bucket, default_bucket, role_alone,
};
use rolewright::recipe::file::ParameterKind;
use rolewright::recipe::library::{self, Entry, Settings};
use rolewright::recipe::{Recipe, TrustChoice};
use rolewright::remedy::Setting;
use rolewright::setup::Options;
use rolewright::text::excerpt;
use rolewright::{
    AccountId, Error, ErrorKind, ProviderOptions, Region, Result, RoleToAssume, export,
};

use super::{Bucket, Config, RecipeChoice};
use crate::failure::Failure;
use crate::files::Input;

/// The provider when none is set.
const DEFAULT_PROVIDER: &str = "alibaba";

/// The account id for documents that contain none.
const ANY_ACCOUNT: &str = "1234567890123456";

impl Config {
    pub(crate) fn provider_name(&self) -> &str {
        self.provider.as_deref().unwrap_or(DEFAULT_PROVIDER)
    }

    pub(crate) fn provider_options(&self) -> Result<ProviderOptions> {
        Ok(ProviderOptions {
            store: self.store.clone(),
            account: self.account.clone(),
            endpoint: self.endpoint.clone(),
            sts_endpoint: self.sts_endpoint.clone(),
            cr_endpoint: self.cr_endpoint.clone(),
            oss_endpoint: self.oss_endpoint.clone(),
            vpc: self.vpc,
            region: self
                .region
                .first()
                .filter(|id| Region::named(id).is_ok())
                .cloned(),
            allow_plain_http: self.allow_plain_http,
            timeout: self
                .timeout
                .map(|seconds| Duration::from_secs(seconds.get().into())),
            retries: self.retries,
            skip_bucket_check: self.skip_bucket_check,
            assume_role: self.role_to_assume()?,
            ..ProviderOptions::default()
        })
    }

    /// Returns the settings that select the provider and the account, by key, for commands to copy.
    #[cfg(feature = "console")]
    pub(crate) fn provider_settings(&self) -> Vec<(String, String)> {
        let store = self.store.as_ref().map(|path| path.display().to_string());
        let account = self.account.as_ref().map(ToString::to_string);
        let all = [
            ("provider", self.provider.clone()),
            ("store", store),
            ("account", account),
            ("endpoint", self.endpoint.clone()),
            ("sts_endpoint", self.sts_endpoint.clone()),
            ("cr_endpoint", self.cr_endpoint.clone()),
            ("oss_endpoint", self.oss_endpoint.clone()),
            ("assume_role", self.assume_role.clone()),
        ];
        let all = all.into_iter();
        all.filter_map(|(key, value)| Some((key.to_owned(), value?)))
            .collect()
    }

    fn role_to_assume(&self) -> Result<Option<RoleToAssume>> {
        let settings = [
            self.assume_role_external_id.is_some(),
            self.assume_role_session_name.is_some(),
            self.assume_role_duration.is_some(),
            self.assume_role_session_policy.is_some(),
        ];
        let Some(role_arn) = self.assume_role.clone() else {
            if settings.contains(&true) {
                let text = "the session has settings, but no role to assume";
                let error = Error::new(ErrorKind::ConfigInvalid, text);
                return Err(error.with_remedy("set `assume_role` to the ARN of the role"));
            }
            return Ok(None);
        };
        let policy = self.assume_role_session_policy.as_deref();
        let policy = policy.map(|path| Input::Document.read(path, PolicyDocument::parse_input));
        let role = RoleToAssume {
            role_arn,
            external_id: self.assume_role_external_id.clone(),
            session_name: self.assume_role_session_name.clone(),
            duration: self
                .assume_role_duration
                .map(|seconds| Duration::from_secs(seconds.get().into())),
            session_policy: policy.transpose()?.map(|policy| policy.to_compact()),
            ..Default::default()
        };
        role.check()?;
        Ok(Some(role))
    }

    /// Returns the settings that a remedy names where they are set.
    pub(crate) fn set(&self) -> Vec<Setting> {
        let settings = [
            (Setting::Account, self.account.is_some()),
            (Setting::Trust, !self.trust.is_empty()),
            (Setting::TrustPolicy, self.trust_policy.is_some()),
            (Setting::Revision, self.revision.is_some()),
        ];
        let set = settings.into_iter().filter(|(_, is_set)| *is_set);
        set.map(|(setting, _)| setting).collect()
    }

    /// Returns the options of the run.
    pub(crate) fn options(&self) -> Options {
        Options {
            account: self.account.clone(),
            exact: (&self.exact).into(),
            narrow: self.narrow,
            split: self.split,
            strict: self.strict,
            accept_assumed: self.accept_assumed,
            accept: self.accept.clone(),
            now: Some(Timestamp::now()),
            tags: self.tag.clone(),
            ..Options::default()
        }
    }

    /// Returns the roles of all desired recipes.
    pub(crate) fn recipes(&self) -> Result<Vec<Arc<dyn Recipe>>> {
        if self.recipe.is_empty() {
            return Ok(vec![self.recipe()?]);
        }
        let entries = self.recipe.iter().map(|choice| open_recipe(choice.id()));
        let entries = entries.collect::<Result<Vec<_>>>()?;
        self.check_used(&entries)?;
        let choices = self.recipe.iter().zip(&entries);
        let roles = choices.map(|(choice, entry)| self.roles_of(choice, entry));
        let roles: Vec<_> = roles.collect::<Result<Vec<_>>>()?.concat();
        library::check_distinct(&roles)?;
        Ok(roles)
    }

    /// Returns the roles with grants on buckets, for the buckets that are set instead of those of the
    /// recipes.
    pub(crate) fn recipes_of_buckets(&self) -> Result<Vec<Arc<dyn Recipe>>> {
        let mut config = self.clone();
        for choice in &mut config.recipe {
            let entry = open_recipe(choice.id())?;
            if let RecipeChoice::Table(table) = choice {
                let is_bucket = |name: &String| {
                    let parameter = entry.parameters.get(name);
                    parameter.is_some_and(|one| one.kind == ParameterKind::Bucket)
                };
                table.parameters.retain(|name, _| !is_bucket(name));
            }
        }
        let mut roles = config.recipes()?;
        roles.retain(|role| !role.buckets().is_empty());
        Ok(roles)
    }

    /// Returns the settings for parameters of recipes.
    fn settings(&self) -> Settings {
        let buckets = self.bucket.iter();
        Settings {
            buckets: buckets.map(|one| one.name().to_string()).collect(),
            regions: self.region.clone(),
            kms_keys: self.kms_key.clone(),
            ..Default::default()
        }
    }

    /// Rejects settings of one account's recipe for a fleet, so that none is ignored.
    pub(crate) fn check_fleet(&self) -> Result<()> {
        let set = [
            (!self.recipe.is_empty(), "recipe"),
            (!self.bucket.is_empty(), "bucket"),
            (self.default_bucket, "default_bucket"),
            (!self.trust.is_empty(), "trust"),
            (self.trust_policy.is_some(), "trust_policy"),
            (self.revision.is_some(), "revision"),
            (!self.kms_key.is_empty(), "kms_key"),
            (!self.instance.is_empty(), "instance"),
            (self.account.is_some(), "account"),
            (self.record.is_some(), "record"),
        ];
        let Some((_, key)) = set.iter().find(|(is_set, _)| *is_set) else {
            return Ok(());
        };
        let text = format!("`{key}` is set, which a fleet doesn't use");
        Err(Error::new(ErrorKind::ConfigInvalid, text).with_remedy(
            "set the recipe and its parameters in fleet.toml, or name another file with `--config FILE`",
        ))
    }

    /// Rejects `recipe` for what only Container Registry's role has.
    fn check_no_recipe(&self) -> Result<()> {
        let Some(choice) = self.recipe.first() else {
            return Ok(());
        };
        let id = excerpt(choice.id(), 80);
        let text =
            format!("this command works on Container Registry's role, and `recipe` is `{id}`");
        let error = Error::new(ErrorKind::ConfigInvalid, text);
        Err(error.with_remedy("name another file with `--config FILE`, without `recipe`"))
    }

    /// Checks that each setting is one of some recipe, so that none is ignored.
    fn check_used(&self, entries: &[Entry]) -> Result<()> {
        self.settings().check_taken(entries.iter())?;
        let own = [library::CUSTOM_BUCKET, library::DEFAULT_BUCKET];
        let is_own = |entry: &Entry| own.contains(&entry.id.as_str());
        let is_registry = entries.iter().any(is_own);
        let has_trust =
            !self.trust.is_empty() || self.trust_policy.is_some() || self.revision.is_some();
        let has_settings = self.bucket.iter().any(Bucket::has_settings);
        let of_registry = [
            (!self.instance.is_empty(), "registry instances"),
            (has_trust, "trust or revision"),
            (has_settings, "region or owner of a single bucket"),
        ];
        match of_registry
            .iter()
            .find(|(is_set, _)| *is_set && !is_registry)
        {
            None => Ok(()),
            Some((_, what)) => Err(library::not_taken(entries.iter(), what)),
        }
    }

    /// Returns the roles of a recipe. A parameter without a value has those of the flag of its kind.
    fn roles_of(&self, choice: &RecipeChoice, entry: &Entry) -> Result<Vec<Arc<dyn Recipe>>> {
        let given = match choice {
            RecipeChoice::Id(_) => &BTreeMap::new(),
            RecipeChoice::Table(table) => &table.parameters,
        };
        let own = Self {
            recipe: Vec::new(),
            ..self.clone()
        };
        match entry.id.as_str() {
            library::CUSTOM_BUCKET if given.is_empty() => {
                return Ok(vec![Arc::new(own.custom_bucket()?)]);
            }
            library::DEFAULT_BUCKET if given.is_empty() => return Ok(vec![own.default_bucket()?]),
            _ => {}
        }
        let given = given.iter();
        let given = given.map(|(name, values)| (name.clone(), values.0.clone()));
        entry.bind(&self.settings().complete(entry, given.collect()))
    }

    /// Returns the desired recipe of Container Registry.
    pub(crate) fn recipe(&self) -> Result<Arc<dyn Recipe>> {
        if self.default_bucket {
            self.default_bucket()
        } else {
            Ok(Arc::new(self.custom_bucket()?))
        }
    }

    /// Returns the recipe of the role and the policy, without buckets.
    pub(crate) fn recipe_of_role(&self) -> Result<Arc<dyn Recipe>> {
        if self.default_bucket {
            self.default_bucket()
        } else {
            Ok(Arc::new(self.role_alone()?))
        }
    }

    /// Returns the roles of all desired recipes; without a recipe, the role without buckets.
    pub(crate) fn recipes_of_roles(&self) -> Result<Vec<Arc<dyn Recipe>>> {
        if self.recipe.is_empty() {
            return Ok(vec![self.recipe_of_role()?]);
        }
        self.recipes()
    }

    /// Returns the custom-bucket recipe without buckets.
    pub(crate) fn role_alone(&self) -> Result<CustomBucket> {
        self.with_trust_and_instances(role_alone()?)
    }

    fn default_bucket(&self) -> Result<Arc<dyn Recipe>> {
        self.check_no_recipe()?;
        let recipe = default_bucket()?.with_regions(self.region.iter().cloned());
        Ok(Arc::new(
            recipe.with_instances(self.instance.iter().cloned()),
        ))
    }

    /// Returns the recipe for custom buckets.
    pub(crate) fn custom_bucket(&self) -> Result<CustomBucket> {
        let names = self.bucket.iter().map(|bucket| bucket.name().clone());
        let mut recipe = self.with_trust_and_instances(custom_bucket(names)?)?;
        for bucket in &self.bucket {
            let Bucket::Table(table) = bucket else {
                continue;
            };
            if let Some(region) = &table.region {
                recipe = recipe.in_region(table.name.clone(), region);
            }
            if let Some(owner) = &table.owner {
                recipe = recipe.owned_by(table.name.clone(), owner.clone());
            }
        }
        self.kms_key
            .iter()
            .try_fold(recipe, |recipe, key| recipe.with_kms_key(key))
    }

    fn with_trust_and_instances(&self, recipe: CustomBucket) -> Result<CustomBucket> {
        self.check_no_recipe()?;
        let recipe = recipe.with_regions(self.region.iter().cloned());
        let recipe = recipe.with_instances(self.instance.iter().cloned());
        let mut recipe = recipe.with_trust(self.trust_choices()?);
        if let Some(revision) = self.parsed_revision()? {
            recipe = recipe.revision(revision);
        }
        if let Some(path) = &self.trust_policy {
            recipe = recipe.with_trust_policy(read_trust_policy(path)?);
        }
        Ok(recipe)
    }

    /// Returns the account id for documents; an error if they need one and none is set.
    pub(crate) fn account_for_documents(&self, recipe: &dyn Recipe) -> Result<AccountId, Failure> {
        match &self.account {
            Some(account) => Ok(account.clone()),
            None if export::names_the_account(recipe)? => {
                let by_id = |key: &&String| !key.starts_with("acs:");
                Err(match self.kms_key.iter().find(by_id) {
                    Some(key) => Failure::Usage(
                        format!(
                            "the ARN of KMS key `{}` needs the account, and no provider is asked for it",
                            excerpt(key, 80)
                        ),
                        "set `--account ID`, or name the key by its ARN".into(),
                    ),
                    None => Failure::Usage(
                        "the documents name the current account, and no provider is asked for it"
                            .into(),
                        "set `--account ID`".into(),
                    ),
                })
            }
            None => Ok(AccountId::new(ANY_ACCOUNT)?),
        }
    }

    fn trust_choices(&self) -> Result<Vec<TrustChoice>> {
        self.trust.iter().map(|choice| choice.parse()).collect()
    }

    fn parsed_revision(&self) -> Result<Option<Revision>> {
        self.revision.as_deref().map(str::parse).transpose()
    }
}

/// Returns a built-in recipe by its id, or the recipe of a file, whose name ends with `.toml`.
pub(crate) fn open_recipe(id: &str) -> Result<Entry> {
    let path = Path::new(id);
    if path
        .extension()
        .is_some_and(|extension| extension == "toml")
    {
        return Input::Recipe.read(path, library::from_toml);
    }
    library::builtin(id).cloned()
}

pub(crate) fn read_trust_policy(path: &Path) -> Result<TrustPolicy> {
    Input::Document.read(path, TrustPolicy::parse_input)
}
