//! The result of a fleet: its accounts, grouped by cause.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::account_report::{AccountRow, AccountVerdict};
use super::directory::SkippedAccount;
use crate::error::{Error, ErrorKind, FORMAT_VERSION, Result};
use crate::name::AccountId;
use crate::remedy::Remedy;
use crate::setup::ReportKind;

/// The report of a run over a fleet.
#[must_use = "a negative result is a report, not an error; see `into_result`"]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct FleetReport {
    /// Version of the format.
    pub format_version: String,
    /// Always `fleet`.
    pub kind: String,
    /// The goal of the run.
    pub goal: ReportKind,
    /// Whether the accounts are simulated.
    pub simulated: bool,
    /// Number of accounts that passed.
    pub passed: usize,
    /// Number of accounts with a negative result.
    pub negative: usize,
    /// Number of accounts that could not be judged.
    pub not_judged: usize,
    /// Accounts by cause, the most frequent cause first.
    pub causes: Vec<CauseGroup>,
    /// Accounts, in the order of the inventory.
    pub accounts: Vec<AccountRow>,
    /// Accounts that were not started or not finished, because the run ended early; they run again.
    #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
    pub unfinished: Vec<AccountId>,
    /// Members that can't be used.
    pub skipped: Vec<SkippedAccount>,
}

/// Accounts with the same cause.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct CauseGroup {
    /// Stable name of the cause.
    pub id: String,
    /// What is wrong; the values of each account are replaced by their names, unless it is one account.
    pub text: String,
    /// What to do about it.
    pub remedy: Option<Remedy>,
    /// The verdict on these accounts.
    pub verdict: AccountVerdict,
    /// The accounts.
    #[cfg_attr(feature = "schema", schemars(with = "Vec<String>"))]
    pub accounts: Vec<AccountId>,
}

impl FleetReport {
    /// Creates the report. `rows` are in the order of the inventory.
    pub fn new(goal: ReportKind, simulated: bool, rows: Vec<AccountRow>) -> Self {
        let count = |verdict| rows.iter().filter(|row| row.verdict == verdict).count();
        Self {
            format_version: FORMAT_VERSION.to_owned(),
            kind: "fleet".to_owned(),
            goal,
            simulated,
            passed: count(AccountVerdict::Passed),
            negative: count(AccountVerdict::Negative),
            not_judged: count(AccountVerdict::NotJudged),
            causes: grouped(&rows),
            accounts: rows,
            unfinished: Vec::new(),
            skipped: Vec::new(),
        }
    }

    /// Returns the report if [all accounts passed](Self::has_passed).
    ///
    /// # Errors
    /// [`ErrorKind::NotVerified`] if every account was judged, else [`ErrorKind::Incomplete`]; both with the
    /// most frequent cause.
    pub fn into_result(self) -> Result<Self> {
        if self.has_passed() {
            return Ok(self);
        }
        let open = self.not_judged + self.unfinished.len();
        let all = self.passed + self.negative + open;
        let why = self
            .causes
            .first()
            .map_or("not finished", |cause| &cause.text);
        let text = format!(
            "{} of {all} accounts have not passed: {why}",
            all - self.passed
        );
        let kind = if open == 0 && all > 0 {
            ErrorKind::NotVerified
        } else {
            ErrorKind::Incomplete
        };
        let error = Error::new(kind, text);
        Err(
            match self.causes.first().and_then(|cause| cause.remedy.clone()) {
                Some(remedy) => error.with_remedy(remedy),
                None => error,
            },
        )
    }

    /// Whether at least one account was judged, every account was, and all passed.
    #[must_use]
    pub fn has_passed(&self) -> bool {
        self.passed > 0 && self.negative == 0 && self.not_judged == 0 && self.unfinished.is_empty()
    }
}

fn grouped(rows: &[AccountRow]) -> Vec<CauseGroup> {
    let mut groups: BTreeMap<(&str, &str), CauseGroup> = BTreeMap::new();
    for row in rows {
        let Some(cause) = &row.cause else { continue };
        match groups.entry((&cause.id, &cause.general)) {
            std::collections::btree_map::Entry::Occupied(mut group) => {
                let group = group.get_mut();
                group.text.clone_from(&cause.general);
                group.accounts.push(row.account.clone());
            }
            std::collections::btree_map::Entry::Vacant(place) => {
                place.insert(CauseGroup {
                    id: cause.id.clone(),
                    text: cause.text.clone(),
                    remedy: cause.remedy.clone(),
                    verdict: row.verdict,
                    accounts: vec![row.account.clone()],
                });
            }
        }
    }
    let mut groups: Vec<_> = groups.into_values().collect();
    groups.sort_by_key(|group| std::cmp::Reverse(group.accounts.len()));
    groups
}
