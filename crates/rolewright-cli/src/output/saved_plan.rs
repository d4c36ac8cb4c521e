//! A saved plan, which is executed exactly as shown or not at all.

use std::path::Path;
use std::sync::Arc;

use rolewright::recipe::Recipe;
use rolewright::setup::{Approved, FORMAT_VERSION, LiveState, Report};
use rolewright::{AccountId, Call, Error, ErrorKind, Result, RoleName};
use serde::{Deserialize, Serialize};

use crate::config::Config;
use crate::files::{self, Input};

/// A plan as `plan --out` saves it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct SavedPlan {
    /// The version of the format.
    pub format_version: String,
    /// Always `saved_plan`.
    pub kind: String,
    /// The version of rolewright that created the plan; other versions reject it.
    pub rolewright: String,
    /// The account of the plan.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub account: AccountId,
    /// The desired configuration, without endpoints and files of the run that made the plan.
    pub desired: Config,
    /// The desired trust policy, if it came from a file.
    pub trust_policy: Option<String>,
    /// The plan of each role.
    pub roles: Vec<RolePlan>,
}

/// The plan of one role.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct RolePlan {
    /// Name of the role.
    #[cfg_attr(feature = "schema", schemars(with = "String"))]
    pub role: RoleName,
    /// The observed state.
    pub state: LiveState,
    /// The calls, in order.
    pub calls: Vec<Call>,
}

impl SavedPlan {
    pub(crate) fn of(plans: &[(RoleName, &Report)], config: &Config) -> Result<Self> {
        let account = plans
            .first()
            .map_or("", |(_, report)| report.account.as_str());
        let trust_policy = config
            .trust_policy
            .as_deref()
            .map(crate::config::read_trust_policy);
        let trust_policy = trust_policy.transpose()?;
        Ok(Self {
            format_version: FORMAT_VERSION.to_owned(),
            kind: "saved_plan".to_owned(),
            rolewright: env!("CARGO_PKG_VERSION").to_owned(),
            account: AccountId::new(account)?,
            desired: config.clone().portable(),
            trust_policy: trust_policy.map(|trust| trust.document().to_compact()),
            roles: plans.iter().map(RolePlan::of).collect(),
        })
    }

    /// Writes the file.
    pub(crate) fn write(&self, path: &Path) -> Result<()> {
        files::write(path, &(crate::output::json(self)? + "\n"))
    }

    pub(crate) fn read(path: &Path) -> Result<Self> {
        let unusable = |text: String| {
            Error::new(ErrorKind::ConfigInvalid, text)
                .with_remedy("save a new one with `rolewright plan --out FILE`")
        };
        Input::Plan.read(path, |text| Self::parse(text, unusable))
    }

    /// Parses a plan; `unusable` creates the error.
    fn parse(text: &str, unusable: impl Fn(String) -> Error) -> Result<Self> {
        // The version is checked first, since a plan of another version may not parse.
        let value: serde_json::Value = serde_json::from_str(text)
            .map_err(|error| unusable(format!("the file is no saved plan: {}", worded(&error))))?;
        let field = |key: &str| {
            value
                .get(key)
                .and_then(serde_json::Value::as_str)
                .unwrap_or("")
        };
        if field("kind") != "saved_plan" {
            return Err(unusable("the file is no saved plan".into()));
        }
        let version = field("rolewright");
        if version != env!("CARGO_PKG_VERSION") {
            let version = rolewright::text::excerpt(version, 40);
            return Err(unusable(format!(
                "the plan was made by rolewright {version}, and this is {}",
                env!("CARGO_PKG_VERSION")
            )));
        }
        let plan: Self = serde_json::from_value(value)
            .map_err(|error| unusable(format!("the plan can't be read: {}", worded(&error))))?;
        if plan.desired != plan.desired.clone().portable() {
            let text = "the plan sets an endpoint, `allow_plain_http`, `store` or `record`, which a plan never does";
            return Err(unusable(text.into()));
        }
        Ok(plan)
    }

    /// Returns the approval for each role; an error for a role that is not among the recipes.
    pub(crate) fn approved(
        &self,
        recipes: &[Arc<dyn Recipe>],
    ) -> Result<Vec<(RoleName, Approved)>> {
        let has = |plan: &&RolePlan| recipes.iter().any(|recipe| *recipe.role() == plan.role);
        if let Some(plan) = self.roles.iter().find(|plan| !has(plan)) {
            let text = format!(
                "the plan has role `{}`, which its recipe does not define",
                plan.role
            );
            return Err(Error::new(ErrorKind::ConfigInvalid, text)
                .with_remedy("save a new one with `rolewright plan --out FILE`"));
        }
        let plans = self.roles.iter();
        Ok(plans
            .map(|plan| (plan.role.clone(), plan.approved()))
            .collect())
    }
}

impl RolePlan {
    fn of((role, report): &(RoleName, &Report)) -> Self {
        let changes = report.changes.iter();
        Self {
            role: role.clone(),
            state: report.state.clone(),
            calls: changes.map(|change| change.call.clone()).collect(),
        }
    }

    fn approved(&self) -> Approved {
        Approved {
            state: Some(self.state.clone()),
            ..self.calls.clone().into()
        }
    }
}

fn worded(error: &serde_json::Error) -> String {
    rolewright::input::without_values(&error.to_string())
}

/// Returns the calls of a saved plan, for the fuzz targets.
///
/// # Errors
/// [`ErrorKind::ConfigInvalid`] unless the text is a saved plan of this version.
pub fn planned_calls(text: &str) -> Result<Vec<Call>> {
    let unusable = |text| Error::new(ErrorKind::ConfigInvalid, text);
    let plan = SavedPlan::parse(text, unusable)?;
    Ok(plan.roles.into_iter().flat_map(|role| role.calls).collect())
}
