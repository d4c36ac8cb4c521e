//! Documents on standard output, without asking any provider.

use rolewright::AccountId;
use rolewright::recipe::TrustChoice;
use rolewright::recipe::container_registry::{Page, custom_bucket, role_alone};

use super::{Outcome, trusting};
use crate::arguments::{Buckets, Global, Trusted};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::printer::Printer;

/// An account for documents in which no account stands.
const ANY_ACCOUNT: &str = "1234567890123456";

pub(super) fn policy(buckets: &Buckets, printer: &Printer) -> Outcome {
    let recipe = custom_bucket(buckets.buckets.iter().cloned())?;
    printer.result(&recipe.document(&AccountId::new(ANY_ACCOUNT)?).to_pretty());
    Ok(Exit::Yes)
}

pub(super) fn trust(trusted: &Trusted, global: &Global, printer: &Printer) -> Outcome {
    let account = account_to_write(trusted, global)?;
    let recipe = trusting(role_alone()?, trusted)?;
    printer.result(&recipe.trust_policy(&account).document().to_pretty());
    Ok(Exit::Yes)
}

/// The account whose id stands in the documents, when one does.
pub(super) fn account_to_write(trusted: &Trusted, global: &Global) -> Result<AccountId, Failure> {
    match &global.account {
        Some(account) => Ok(account.clone()),
        None if names_the_current_account(trusted) => Err(Failure::Usage(
            "the trust names the current account, and no provider is asked for it".into(),
            "say which it is with `--account ID`".into(),
        )),
        None => Ok(AccountId::new(ANY_ACCOUNT)?),
    }
}

fn names_the_current_account(trusted: &Trusted) -> bool {
    let current = |choice: &TrustChoice| {
        matches!(
            choice,
            TrustChoice::Account(None) | TrustChoice::User(None, _) | TrustChoice::Role(None, _)
        )
    };
    trusted.as_documented == Some(Page::March2026) || trusted.trust.iter().any(current)
}
