//! Documents on standard output, without asking any provider.

use rolewright::recipe::Recipe;
use rolewright::{AccountId, export, setup};

use super::Rendered;
use crate::args::Trusted;
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::{Failure, Outcome};
use crate::output;
use crate::terminal::Printer;

/// An account for documents in which no account stands.
const ANY_ACCOUNT: &str = "1234567890123456";

/// The document, or an array of them when one does not hold all the buckets.
pub(crate) fn policy(config: Config, asked: &Rendered, printer: &Printer) -> Outcome {
    let mut config = config.with_buckets(&asked.buckets);
    config.as_documented = asked.as_documented.clone().or(config.as_documented);
    config.kms_key.extend(asked.kms_key.iter().cloned());
    config.split |= asked.split;
    if config.default_bucket {
        return Err(Failure::Usage(
            "the default bucket has a system policy, whose text is published nowhere".into(),
            "`rolewright trust render` prints the trust policy".into(),
        ));
    }
    let recipe = config.custom_bucket()?;
    let account = account_to_write(&config, &recipe)?;
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
    Ok(Exit::Yes)
}

pub(crate) fn trust(config: Config, trusted: &Trusted, printer: &Printer) -> Outcome {
    let config = config.with_trusted(trusted);
    let recipe = config.whole_recipe()?;
    let account = account_to_write(&config, &*recipe)?;
    let trust = recipe.desired_state(&account).trust;
    printer.result(&trust.document().to_pretty());
    Ok(Exit::Yes)
}

/// The account whose id stands in the documents, when one does.
pub(crate) fn account_to_write(config: &Config, recipe: &dyn Recipe) -> Result<AccountId, Failure> {
    match &config.account {
        Some(account) => Ok(account.clone()),
        None if export::names_the_account(recipe)? => Err(Failure::Usage(
            "the documents name the current account, and no provider is asked for it".into(),
            "say which it is with `--account ID`".into(),
        )),
        None => Ok(AccountId::new(ANY_ACCOUNT)?),
    }
}
