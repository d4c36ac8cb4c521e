//! The folder of a run.

use std::fs::{self, DirBuilder};
use std::path::{Path, PathBuf};

use rolewright::fleet::{AccountReport, SkippedAccount, Target};
use rolewright::recipe::library::{self, Entry};
use rolewright::setup::{Approved, FORMAT_VERSION, ReportKind};
use rolewright::text::excerpt;
use rolewright::{AccountId, Error, ErrorKind, Result, RoleName};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::config::Config;
use crate::files::{self, Input};

const FILE: &str = "fleet.json";

/// What a run works on: `fleet.json`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct RunFile {
    /// The version of the format.
    pub format_version: String,
    /// Always `fleet_run`.
    pub kind: String,
    /// The version of rolewright that made the file; other versions reject it.
    pub rolewright: String,
    /// Id of the built-in recipe.
    pub recipe: String,
    /// Text of the recipe, if it is a file.
    pub recipe_text: Option<String>,
    /// The options, without endpoints and files.
    pub options: Config,
    /// The accounts.
    pub accounts: Vec<Target>,
    /// Members that can't be used.
    pub skipped: Vec<SkippedAccount>,
}

impl RunFile {
    pub(crate) fn new(
        recipe: &str,
        recipe_text: Option<String>,
        options: Config,
        accounts: Vec<Target>,
        skipped: Vec<SkippedAccount>,
    ) -> Self {
        Self {
            format_version: FORMAT_VERSION.to_owned(),
            kind: "fleet_run".to_owned(),
            rolewright: env!("CARGO_PKG_VERSION").to_owned(),
            recipe: recipe.to_owned(),
            recipe_text,
            options: options.portable(),
            accounts,
            skipped,
        }
    }

    /// Returns the ids of the accounts.
    pub(crate) fn ids(&self) -> impl Iterator<Item = AccountId> {
        self.accounts.iter().map(|target| target.account.clone())
    }

    /// Returns the recipe.
    pub(crate) fn entry(&self) -> Result<Entry> {
        match &self.recipe_text {
            Some(text) => library::from_toml(text),
            None => library::builtin(&self.recipe).cloned(),
        }
    }

    fn parse(text: &str) -> Result<Self> {
        let invalid = |text: String| Error::new(ErrorKind::ConfigInvalid, text);
        let worded = |error: serde_json::Error| {
            let why = rolewright::input::without_values(&error.to_string());
            invalid(format!("this is not the file of a run: {why}"))
        };
        let value: serde_json::Value = serde_json::from_str(text).map_err(worded)?;
        let version = value.get("rolewright").and_then(serde_json::Value::as_str);
        if let Some(other) = version.filter(|version| *version != env!("CARGO_PKG_VERSION")) {
            let text = format!("the run was made by rolewright {}", excerpt(other, 40));
            return Err(invalid(text).with_remedy("start a new run"));
        }
        let run: Self = serde_json::from_value(value).map_err(worded)?;
        if run.options != run.options.clone().portable() {
            let text = "the run sets an endpoint, `allow_plain_http`, `store` or `record`, which a run never does";
            return Err(invalid(text.to_owned()).with_remedy("start a new run"));
        }
        Ok(run)
    }
}

/// The folder of a run.
#[derive(Clone, Debug)]
pub(crate) struct Folder {
    root: PathBuf,
    pub(crate) run: RunFile,
    /// The SHA-256 of `fleet.json`, which the journals repeat.
    pub(super) digest: String,
}

impl Folder {
    /// Creates the folder, which must not hold another run.
    pub(crate) fn create(root: &Path, run: RunFile) -> Result<Self> {
        let file = root.join(FILE);
        if file.symlink_metadata().is_ok() {
            let text = "the folder holds the run of another time";
            return Err(Error::new(ErrorKind::Store, text)
                .with_resource(root.display().to_string())
                .with_remedy("continue it with `--resume`, or name another folder"));
        }
        make_folder(root)?;
        let text = crate::output::json(&run)? + "\n";
        files::write(&file, &text)?;
        Ok(Self {
            root: root.to_owned(),
            digest: digest(&text),
            run,
        })
    }

    /// Opens the folder of an earlier run.
    pub(crate) fn open(root: &Path) -> Result<Self> {
        let mut found = String::new();
        let run = Input::FleetRun.read(&root.join(FILE), |text| {
            found = digest(text);
            RunFile::parse(text)
        })?;
        Ok(Self {
            root: root.to_owned(),
            digest: found,
            run,
        })
    }

    /// The path of the journal or of a report of this run.
    pub(crate) fn file(&self, goal: ReportKind, ending: &str) -> PathBuf {
        self.root.join(format!("{}.{ending}", name(goal)))
    }

    pub(super) fn make_reports(&self, goal: ReportKind) -> Result<()> {
        make_folder(&self.root.join(name(goal)))
    }

    /// The path of an account's report.
    pub(super) fn report_file(
        &self,
        goal: ReportKind,
        account: &AccountId,
        ending: &str,
    ) -> PathBuf {
        let file = format!("{account}.{ending}");
        self.root.join(name(goal)).join(file)
    }

    /// Returns the report of an account.
    pub(crate) fn report(&self, goal: ReportKind, account: &AccountId) -> Result<AccountReport> {
        let invalid = |error: serde_json::Error| {
            let why = rolewright::input::without_values(&error.to_string());
            Error::new(
                ErrorKind::ConfigInvalid,
                format!("this is not the report of an account: {why}"),
            )
        };
        Input::FleetRun.read(&self.report_file(goal, account, "json"), |text| {
            serde_json::from_str(text).map_err(invalid)
        })
    }

    /// Returns the planned changes of an account, for each role.
    pub(crate) fn approved(&self, target: &Target) -> Result<Vec<(RoleName, Approved)>> {
        let report = self.report(ReportKind::Plan, &target.account)?;
        let roles = report.roles.into_iter().map(|role| {
            let plan = role.report.filter(|plan| plan.error.is_none());
            let plan = plan.ok_or_else(|| {
                let text = format!(
                    "the plan of role `{}` is not complete",
                    excerpt(&role.role, 80)
                );
                Error::new(ErrorKind::Refused, text).with_remedy("plan again")
            })?;
            let calls = plan.changes.into_iter().map(|change| change.call);
            let approved = Approved {
                state: Some(plan.state),
                ..calls.collect::<Vec<_>>().into()
            };
            Ok((RoleName::new(role.role)?, approved))
        });
        roles.collect()
    }
}

/// The name of a goal in files.
fn name(goal: ReportKind) -> String {
    format!("{goal:?}").to_lowercase()
}

fn digest(text: &str) -> String {
    let hash = Sha256::digest(text.as_bytes());
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Makes a folder that only its owner can read, since reports hold account details.
fn make_folder(path: &Path) -> Result<()> {
    if fs::metadata(path).is_ok_and(|found| found.is_dir()) {
        return Ok(());
    }
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path).map_err(|error| {
        Error::new(
            ErrorKind::Store,
            format!("the folder can't be made: {error}"),
        )
        .with_resource(path.display().to_string())
        .with_remedy("name a folder in one that exists and is writable")
    })
}
