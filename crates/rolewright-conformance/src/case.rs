//! A case: a rule of the service, its requirements, and the function that checks it.

use futures_util::future::BoxFuture;
use rolewright_core::RamProvider;

use crate::expect::Outcome;

/// A feature that a case needs and a provider may not support.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Feature {
    /// Accounts with limits other than the documented ones.
    Limits,
    /// Calls made by a RAM user.
    Callers,
    /// RAM users: `CreateUser` and the operations on users.
    Users,
    /// Access keys of RAM users.
    AccessKeys,
    /// Console logins of RAM users.
    LoginProfiles,
    /// The account's alias, password policy and security preferences.
    AccountSettings,
    /// Service-linked roles and their templates.
    ServiceLinkedRoles,
    /// Groups: `CreateGroup` and the operations on groups.
    Groups,
    /// The tag operations, and tags of roles and policies.
    Tags,
    /// System policies, such as `AliyunOSSReadOnlyAccess`.
    SystemPolicies,
    /// Sessions of roles: `AssumeRole`.
    Sessions,
    /// Sessions of roles for an OpenID Connect token: `AssumeRoleWithOIDC`.
    OidcSessions,
    /// Container Registry instances.
    Instances,
    /// Rules without a source; see [`Case::assumed`].
    AssumedRules,
}

/// The limits of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Roles in the account.
    pub roles: u32,
    /// Custom policies in the account.
    pub custom_policies: u32,
    /// Versions of one custom policy.
    pub versions: u32,
    /// Custom policies attached to one role, user or group.
    pub custom_policies_per_role: u32,
    /// System policies attached to one role, user or group.
    pub system_policies_per_role: u32,
    /// Bytes of a custom policy's document.
    pub document_bytes: u32,
    /// Bytes of a trust policy.
    pub trust_bytes: u32,
    /// Users in the account.
    pub users: u32,
    /// Groups in the account.
    pub groups: u32,
    /// Tags of one role or policy.
    pub tags: u32,
}

impl Limits {
    /// The documented limits; the trust policy size and the number of tags are assumed.
    pub const DOCUMENTED: Self = Self {
        roles: 1_000,
        custom_policies: 1_500,
        versions: 5,
        custom_policies_per_role: 10,
        system_policies_per_role: 20,
        document_bytes: 6_144,
        trust_bytes: 6_144,
        users: 5_000,
        groups: 300,
        tags: 20,
    };
}

impl Default for Limits {
    fn default() -> Self {
        Self::DOCUMENTED
    }
}

/// A rule of the service and the function that checks it.
#[derive(Clone, Copy, Debug)]
pub struct Case {
    /// The rule, as a sentence.
    pub name: &'static str,
    /// The id of the assumed rule that the case checks, in the mock provider's table of assumed
    /// rules; `None` for a rule with a source.
    pub assumed: Option<&'static str>,
    /// The limits of the account.
    pub limits: Limits,
    /// The RAM user that makes the calls; `None` for any caller with full access.
    pub user: Option<&'static str>,
    /// The features that the provider must support.
    pub needs: &'static [Feature],
    /// Checks the rule in an empty account.
    pub check: Check,
}

/// The function that checks a rule in an account.
pub type Check = for<'a> fn(&'a dyn RamProvider) -> BoxFuture<'a, Outcome>;

impl Case {
    /// Returns a case for an account with the documented limits and any caller.
    #[must_use]
    pub const fn new(name: &'static str, check: Check) -> Self {
        Self {
            name,
            assumed: None,
            limits: Limits::DOCUMENTED,
            user: None,
            needs: &[],
            check,
        }
    }
}

/// Lists the cases of a file: each function with the limits, caller and features it needs.
///
/// Expands to the constant `CASES` and a hidden macro with the file's name, from which
/// [`tests!`](crate::tests) creates a test for each case.
macro_rules! cases {
    ($file:ident: $(
        $name:ident
        $([$($limit:ident: $value:expr),+])?
        $(by $user:literal)?
        $(needs($($feature:ident),+))?
        $(assumed $id:literal)?
    ),* $(,)?) => {
        pub(crate) const CASES: &[crate::case::Case] = &[$(crate::case::Case {
            $(limits: crate::case::Limits {
                $($limit: $value,)+
                ..crate::case::Limits::DOCUMENTED
            },)?
            $(user: Some($user),)?
            $(assumed: Some($id),)?
            needs: &[
                $(crate::case::if_any!(Limits: $($limit)+),)?
                $(crate::case::if_any!(Callers: $user),)?
                $($(crate::case::Feature::$feature,)+)?
                $(crate::case::if_any!(AssumedRules: $id),)?
            ],
            ..crate::case::Case::new(stringify!($name), |ram| Box::pin($name(ram)))
        }),*];
        crate::case::export! { ($) $file $({
            $name
            [$(Limits $($limit)+)?]
            [$(Callers $user)?]
            [$($($feature)+)?]
            [$(AssumedRules $id)?]
        })* }
    };
}

/// The feature that a part of a case's declaration implies.
macro_rules! if_any {
    ($feature:ident: $($part:tt)+) => {
        crate::case::Feature::$feature
    };
}

/// Defines the hidden macro of a file, with each case and the features that it needs.
macro_rules! export {
    (($d:tt) $file:ident $({
        $name:ident
        [$($limits:ident $($limit:ident)+)?]
        [$($callers:ident $user:literal)?]
        [$($feature:ident)*]
        [$($assumed:ident $id:literal)?]
    })*) => {
        #[doc(hidden)]
        #[macro_export]
        macro_rules! $file {
            ($d each:ident) => {
                mod $file {
                    $($d each! { $name [$($limits)? $($callers)? $($feature)* $($assumed)?] })*
                }
            };
        }
    };
}

pub(crate) use {cases, export, if_any};
