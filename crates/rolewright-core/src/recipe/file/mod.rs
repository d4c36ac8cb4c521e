//! Recipe files: roles as data.
//!
//! ```
//! use rolewright_core::AccountId;
//! use rolewright_core::recipe::{Recipe, file::RecipeFile};
//!
//! let file = RecipeFile::parse(r#"
//! id = "reports/reader"
//! title = "Reads the reports"
//! service = "Function Compute"
//!
//! [parameter.bucket]
//! kind = "bucket"
//! description = "Bucket with the reports"
//!
//! [[role]]
//! name = "reports-reader"
//! trust = ["fc.aliyuncs.com"]
//! trust_source = "the page on service roles of Function Compute"
//!
//! [role.policy]
//! name = "reports-reader"
//!
//! [[role.policy.statement]]
//! purpose = "read the reports"
//! actions = ["oss:GetObject"]
//! resources = ["acs:oss:*:*:{bucket}/*"]
//!
//! [[role.access]]
//! purpose = "read the reports"
//! actions = ["oss:GetObject"]
//! resource = "acs:oss:*:{account}:{bucket}/*"
//! "#)?;
//! let roles = file.bind(&[("bucket".into(), vec!["my-reports".into()])].into())?;
//! let state = roles[0].desired_state(&AccountId::new("1234567890123456")?);
//! assert_eq!(state.required[0].resource, "acs:oss:*:1234567890123456:my-reports/*");
//! # Ok::<(), rolewright_core::Error>(())
//! ```

mod coverage;
mod model;
mod parameter;
mod problem;
mod role;
mod template;
#[cfg(test)]
mod tests;

use std::sync::Arc;

pub use model::{
    AccessTable, Assumption, Excess, Page, Parameter, ParameterKind, PolicyTable, RecipeFile,
    RoleTable, StatementTable,
};
pub use parameter::Arguments;
pub(super) use parameter::{check_known, examples};
pub use problem::FileProblem;
pub use role::ServiceRole;
pub(crate) use template::insert;

use crate::error::{Error, ErrorKind, Result};
use crate::input;

/// The largest file, in bytes.
const MOST_BYTES: usize = 256 * 1024;

/// The help for an error without a suggestion.
const HELP: &str = "the JSON schema of recipes lists the keys and their values";

impl RecipeFile {
    /// Parses and checks a file.
    ///
    /// # Errors
    /// [`ErrorKind::ConfigInvalid`] with the position of the first [problem](Self::problems).
    pub fn parse(text: &str) -> Result<Self> {
        let file = Self::parse_unchecked(text)?;
        match file.problems().into_iter().next() {
            None => Ok(file),
            Some(problem) => Err(Error::new(ErrorKind::ConfigInvalid, problem.message)
                .with_remedy(problem.help)
                .with_location(input::position(text, &problem.path))),
        }
    }

    /// Parses a file without checking what it says.
    ///
    /// # Errors
    /// [`ErrorKind::ConfigInvalid`] for a file that is too large, and for unknown keys and wrong types.
    pub fn parse_unchecked(text: &str) -> Result<Self> {
        if text.len() > MOST_BYTES {
            let size = text.len();
            let text = format!("the recipe has {size} bytes, and the limit is {MOST_BYTES}");
            return Err(Error::new(ErrorKind::ConfigInvalid, text)
                .with_remedy("divide it into several recipes"));
        }
        input::toml(text, HELP)
    }

    /// Returns everything that is wrong: names, parameters and texts, then policies that lack a
    /// required access, grant more than is needed, or have findings of the linter.
    #[must_use]
    pub fn problems(&self) -> Vec<FileProblem> {
        let in_form = problem::in_form(self);
        if !in_form.is_empty() {
            return in_form;
        }
        match self.bind(&self.example_arguments()) {
            Ok(roles) => coverage::of_policies(self, &roles),
            Err(error) => vec![FileProblem::new("", error.to_string(), HELP)],
        }
    }

    /// Returns what is allowed but has a consequence: a role whose trust has no source.
    #[must_use]
    pub fn notes(&self) -> Vec<FileProblem> {
        let roles = self.roles.iter().enumerate();
        let assumed = roles.filter(|(_, role)| role.trust_source.is_none());
        let note = |(place, role): (usize, &RoleTable)| {
            let text = format!(
                "role `{}` has no `trust_source`, so its trust is assumed, and its creation needs an explicit consent",
                role.name
            );
            let help = "add `trust_source` with the page that names the trusted principals";
            FileProblem::new(format!("role[{place}].trust"), text, help)
        };
        assumed.map(note).collect()
    }

    /// Returns the roles of this file with the values of the parameters; without those of
    /// [`include`](Self::include).
    ///
    /// # Errors
    /// [`ErrorKind::InvalidInput`] for an unknown, missing or invalid argument.
    pub fn bind(&self, arguments: &Arguments) -> Result<Vec<ServiceRole>> {
        ServiceRole::of(&Arc::new(self.clone()), arguments)
    }
}
