//! The values of parameters.

use std::collections::BTreeMap;

use super::model::{Parameter, ParameterKind, RecipeFile};
use super::template::{ACCOUNT, Values};
use crate::arn::Arn;
use crate::error::{Error, ErrorKind, Result};
use crate::name::{AccountId, BucketName};
use crate::text::{excerpt, nearest};

/// The values of a recipe's parameters, by name.
pub type Arguments = BTreeMap<String, Vec<String>>;

impl ParameterKind {
    /// Checks a value.
    fn check(self, value: &str) -> Result<()> {
        match self {
            Self::Bucket => BucketName::new(value).map(drop),
            Self::Account => value.parse::<AccountId>().map(drop).map_err(Error::from),
            Self::KmsKey if value.starts_with("acs:") => value.parse::<Arn>().map(drop),
            Self::Region => named(value, "a region", "-", "cn-hangzhou"),
            Self::KmsKey => named(value, "a key", "-", "key-hzz62f1cb66fa42qo****"),
            Self::Name => named(value, "a name", ".-_", "my-project"),
        }
    }

    /// A valid value, for checks and examples.
    #[must_use]
    pub fn example(self) -> &'static str {
        match self {
            Self::Bucket => "example-bucket",
            Self::Account => "1234567890123456",
            Self::Region => "cn-hangzhou",
            Self::KmsKey => "example-key",
            Self::Name => "example",
        }
    }
}

fn named(value: &str, what: &str, extra: &str, example: &str) -> Result<()> {
    let is_valid = !value.is_empty()
        && value.len() <= 128
        && value
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || extra.contains(c));
    if is_valid {
        return Ok(());
    }
    let text = format!("`{}` is not {what}", excerpt(value, 80));
    Err(
        Error::new(ErrorKind::InvalidInput, text).with_remedy(format!(
            "write it with letters and digits, for example `{example}`"
        )),
    )
}

/// Rejects an argument that the recipe has no parameter for.
pub(in crate::recipe) fn check_known(
    id: &str,
    parameters: &BTreeMap<String, Parameter>,
    arguments: &Arguments,
) -> Result<()> {
    let mut names = arguments.keys();
    let Some(name) = names.find(|name| !parameters.contains_key(*name)) else {
        return Ok(());
    };
    let text = format!("recipe `{id}` has no parameter `{}`", excerpt(name, 40));
    let known: Vec<_> = parameters.keys().map(String::as_str).collect();
    let help = match nearest(name, known.iter().copied()) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None if known.is_empty() => "leave it out".to_owned(),
        None => format!("its parameters are `{}`", known.join("`, `")),
    };
    Err(Error::new(ErrorKind::InvalidInput, text).with_remedy(help))
}

/// Returns an example value for each parameter.
pub(in crate::recipe) fn examples(parameters: &BTreeMap<String, Parameter>) -> Arguments {
    let example =
        |(name, one): (&String, &Parameter)| (name.clone(), vec![one.kind.example().to_owned()]);
    parameters.iter().map(example).collect()
}

impl RecipeFile {
    /// Returns an example value for each parameter.
    #[must_use]
    pub fn example_arguments(&self) -> Arguments {
        examples(&self.parameters)
    }

    /// The example values as they are inserted.
    pub(super) fn example_values(&self) -> Values {
        let account = AccountId::new(ParameterKind::Account.example());
        let values = self.values(&self.example_arguments());
        match (values, account) {
            (Ok(values), Ok(account)) => in_account(&values, &account),
            _ => Values::new(),
        }
    }

    /// Checks the arguments, and adds defaults.
    pub(super) fn values(&self, arguments: &Arguments) -> Result<Values> {
        check_known(&self.id, &self.parameters, arguments)?;
        let values = self.parameters.iter().map(|(name, parameter)| {
            let given = arguments.get(name).map_or(&[][..], Vec::as_slice);
            Ok((name.clone(), self.value(name, parameter, given)?))
        });
        values.collect()
    }

    fn value(&self, name: &str, parameter: &Parameter, given: &[String]) -> Result<Vec<String>> {
        let invalid = |text: String, help: &str| {
            Err(Error::new(ErrorKind::InvalidInput, text).with_remedy(help.to_owned()))
        };
        let about = format!("parameter `{name}` of recipe `{}`", self.id);
        if given.is_empty() {
            return match (&parameter.default, parameter.optional) {
                (Some(default), _) => Ok(vec![default.clone()]),
                (None, true) => Ok(Vec::new()),
                (None, false) => invalid(format!("{about} is not set"), &parameter.description),
            };
        }
        if given.len() > 1 && !parameter.many {
            return invalid(
                format!("{about} takes one value, not {}", given.len()),
                "leave one",
            );
        }
        for (place, value) in given.iter().enumerate() {
            parameter.kind.check(value)?;
            if given.iter().take(place).any(|earlier| earlier == value) {
                return invalid(
                    format!("{about} has the value `{value}` twice"),
                    "leave one",
                );
            }
        }
        let as_text = |value: &String| match parameter.kind {
            ParameterKind::KmsKey if !value.starts_with("acs:") => {
                format!("acs:kms:*:{{{ACCOUNT}}}:key/{value}")
            }
            _ => value.clone(),
        };
        Ok(given.iter().map(as_text).collect())
    }
}

/// Adds the account, which defaults and key ARNs may refer to.
pub(super) fn in_account(values: &Values, account: &AccountId) -> Values {
    let marker = format!("{{{ACCOUNT}}}");
    let insert = |value: &String| value.replace(&marker, account.as_str());
    let own = (ACCOUNT.to_owned(), vec![account.to_string()]);
    let each = values.iter();
    let each = each.map(|(name, values)| (name.clone(), values.iter().map(insert).collect()));
    each.chain([own]).collect()
}
