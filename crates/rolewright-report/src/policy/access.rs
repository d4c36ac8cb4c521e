//! The differences in access between two sets of policies.

use rolewright_core::access::{AccessChange, AccessDiff, AccessException, Granted};
use rolewright_core::setup::{DiffLine, FORMAT_VERSION, Sign};
use serde::Serialize;

use super::comparison::{Comparison, line};
use crate::Paint;

/// The JSON object that `policy diff --access` prints.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct PolicyAccessDiff {
    /// The version of the format.
    pub format_version: String,
    /// Always `policy_access_diff`.
    pub kind: String,
    /// Whether both grant the same access; `false` if inconclusive.
    pub equal: bool,
    /// Whether the new policies grant more access, or the same under fewer conditions.
    pub grants_more: bool,
    /// The policies of two plans or templates, by address; empty for documents, which are compared as a
    /// whole.
    pub policies: Vec<PolicyAtAddress>,
    /// The differences in access.
    pub changes: Vec<ChangeAtAddress>,
    /// What was not compared exactly, with the address of the policy if it has one.
    pub notes: Vec<String>,
}

/// A policy of a plan or template.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct PolicyAtAddress {
    /// The resource address, for example `alicloud_ram_policy.images`.
    pub address: String,
    /// Its change.
    pub status: PolicyChange,
}

/// The change of a policy between two plans or templates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum PolicyChange {
    /// Only the new side has it.
    Added,
    /// Only the old side has it.
    Removed,
    /// It grants other access, or the comparison is inconclusive.
    Changed,
    /// It grants the same access.
    Equal,
}

/// A difference in access, and the policy that has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ChangeAtAddress {
    /// The resource address; `None` for documents.
    pub address: Option<String>,
    /// The difference.
    #[serde(flatten)]
    pub change: AccessChange,
}

impl PolicyAccessDiff {
    /// Creates the report of a difference between documents.
    #[must_use]
    pub fn new(difference: AccessDiff) -> Self {
        let mut report = Self::empty();
        report.add(None, difference);
        report
    }

    /// Creates the report of two plans or templates, from the difference at each address. A policy of only
    /// one side differs from no policy.
    #[must_use]
    pub fn by_address(
        all: impl IntoIterator<Item = (String, Option<PolicyChange>, AccessDiff)>,
    ) -> Self {
        let mut report = Self::empty();
        for (address, one_sided, difference) in all {
            let status = one_sided.unwrap_or(if difference.is_equal() {
                PolicyChange::Equal
            } else {
                PolicyChange::Changed
            });
            report.add(Some(&address), difference);
            report.policies.push(PolicyAtAddress { address, status });
        }
        report
    }

    fn empty() -> Self {
        Self {
            format_version: FORMAT_VERSION.to_owned(),
            kind: "policy_access_diff".to_owned(),
            equal: true,
            grants_more: false,
            policies: Vec::new(),
            changes: Vec::new(),
            notes: Vec::new(),
        }
    }

    fn add(&mut self, address: Option<&str>, difference: AccessDiff) {
        self.equal &= difference.is_equal();
        self.grants_more |= difference.grants_more();
        let changes = difference.changes.into_iter();
        self.changes.extend(changes.map(|change| ChangeAtAddress {
            address: address.map(str::to_owned),
            change,
        }));
        let notes = difference.notes.into_iter();
        self.notes.extend(notes.map(|note| match address {
            Some(address) => format!("{address}: {note}"),
            None => note,
        }));
    }

    /// Renders the report as text; `names` are the files of the old and the new policies.
    #[must_use]
    pub fn text(&self, names: &[String; 2], paint: Paint) -> String {
        self.comparison(names).text(paint)
    }

    /// Renders the report as a comment for a code review.
    #[must_use]
    pub fn markdown(&self, names: &[String; 2]) -> String {
        self.comparison(names).markdown()
    }

    fn comparison<'a>(&'a self, names: &'a [String; 2]) -> Comparison<'a> {
        let notes = self.notes.iter();
        Comparison {
            command: "policy diff --access",
            names,
            equal: self.equal.then_some("Both grant the same."),
            lines: self.lines(),
            notes: notes.map(|note| format!("Approximate: {note}.")).collect(),
        }
    }

    /// The changes, those of a policy below its address.
    fn lines(&self) -> Vec<DiffLine> {
        let mut all = self.lines_at(None);
        for policy in &self.policies {
            let (sign, what) = match policy.status {
                PolicyChange::Added => (Sign::Add, " (added)"),
                PolicyChange::Removed => (Sign::Remove, " (removed)"),
                PolicyChange::Changed => (Sign::Keep, ""),
                PolicyChange::Equal => continue,
            };
            all.push(line(sign, &format!("{}{what}", policy.address)));
            let below = self.lines_at(Some(&policy.address)).into_iter();
            all.extend(below.map(|one| DiffLine::new(one.sign, format!("  {}", one.text))));
        }
        all
    }

    fn lines_at(&self, address: Option<&str>) -> Vec<DiffLine> {
        let changes = self.changes.iter();
        let of_policy = changes.filter(|one| one.address.as_deref() == address);
        of_policy.flat_map(|one| lines(&one.change)).collect()
    }
}

fn lines(change: &AccessChange) -> Vec<DiffLine> {
    let sign = match change.after.cmp(&change.before) {
        std::cmp::Ordering::Greater => Sign::Add,
        std::cmp::Ordering::Less => Sign::Remove,
        std::cmp::Ordering::Equal => Sign::Keep,
    };
    let what = format!("{} on {}", change.actions.join(", "), change.resource);
    let first = match (change.before, change.after) {
        (Granted::No, Granted::Yes) | (Granted::Yes, Granted::No) => what,
        (before, after) if before == after => format!("{what}: under another condition"),
        (before, after) => format!("{what}: {after}, {before} before"),
    };
    let except = |one: &AccessException| {
        let text = format!(
            "  as before: {} on {}",
            one.actions.join(", "),
            one.resource
        );
        line(Sign::Keep, &text)
    };
    let rest = change.except.iter().map(except);
    [line(sign, &first)].into_iter().chain(rest).collect()
}
