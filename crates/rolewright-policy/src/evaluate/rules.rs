//! Where the pages contradict each other, or evidence speaks against itself.

/// What a negated operator says of a key that the request does not send.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MissingKey {
    /// It can't be told: no page says it, and examples speak for either.
    #[default]
    Undecided,
    /// It holds, as with other clouds.
    Holds,
    /// It does not, as with the operators that are not negated.
    Fails,
}

/// The readings that can be switched; the default is the one that the newest page has.
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
    /// Negated operators and missing keys. OSS's example policies need it to hold in scenario 8
    /// and to fail in scenario 10, unless OSS fills the keys in.
    pub missing_key_negated: MissingKey,
    /// Whether `*` and `?` count in `StringEquals` and its kin. The operators' page of 2025 knows
    /// them in `StringLike` only; the syntax page of 2021 knew them in every text.
    pub wildcards_in_string_equals: bool,
    /// Whether a Deny for a resource group beats an Allow for the account. The flow that the pages
    /// draw ends at the account's Allow; the page of June 2026 also says that any explicit Deny
    /// wins.
    pub resource_group_deny_wins: bool,
}
