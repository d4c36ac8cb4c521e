//! Options for rules on which the documentation contradicts itself.

/// Result of a negated operator for a key that the request does not send.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum MissingKey {
    /// Undecided: not documented, and examples contradict each other.
    #[default]
    Undecided,
    /// The test matches, as on other clouds.
    Holds,
    /// The test does not match, as for operators that are not negated.
    Fails,
}

/// Configurable rules; the defaults follow the newest documentation.
///
/// ```
/// use rolewright_policy::evaluate::{PolicySet, Rules};
///
/// let rules = Rules { resource_group_deny_wins: true, ..Rules::default() };
/// let policies = PolicySet::with_rules(rules);
/// # let _ = policies;
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rules {
    /// Negated operators and missing keys. OSS's example policies require a match in scenario 8 and
    /// no match in scenario 10, unless OSS sets the keys itself.
    pub missing_key_negated: MissingKey,
    /// Whether `*` and `?` are wildcards in `StringEquals` and related operators. The operators
    /// page of 2025 has them in `StringLike` only; the syntax page of 2021 had them in every
    /// string.
    pub wildcards_in_string_equals: bool,
    /// Whether a Deny at resource group level overrides an Allow at account level. In the
    /// documented flow, the account-level Allow ends the evaluation; the page of June 2026 also
    /// says that any explicit Deny wins.
    pub resource_group_deny_wins: bool,
    #[doc(hidden)]
    pub __non_exhaustive: (),
}
