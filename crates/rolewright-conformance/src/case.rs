//! What a case is: a rule of the service, what it needs, and the function that tries it.

use futures_util::future::BoxFuture;
use rolewright_core::RamProvider;

use crate::expect::Outcome;

/// What a provider may lack; a case names what it needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Feature {
    /// Accounts with other limits than the documented ones.
    Limits,
    /// Calls made by a RAM user.
    Callers,
    /// RAM users: `CreateUser` and the operations on users.
    Users,
    /// Access keys of RAM users.
    AccessKeys,
    /// Groups: `CreateGroup` and the operations on groups.
    Groups,
    /// The tag operations, and tags of roles and policies.
    Tags,
    /// Policies of Alibaba Cloud itself, such as `AliyunOSSReadOnlyAccess`.
    SystemPolicies,
    /// Sessions of roles: `AssumeRole`.
    Sessions,
    /// Sessions of roles for a token of an OpenID Connect provider: `AssumeRoleWithOIDC`.
    OidcSessions,
    /// Instances of Container Registry.
    Instances,
    /// Rules that no source confirms; see [`Case::assumed`].
    AssumedRules,
}

/// The quantities above which an account refuses more.
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
    /// The documented numbers; those of the trust policy's size and of the tags are assumed.
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

/// One rule of the service, as something that can be tried.
#[derive(Clone, Copy, Debug)]
pub struct Case {
    /// The rule, as a sentence.
    pub name: &'static str,
    /// The id of the assumed rule that the case tries, when no source confirms it; the ids are
    /// those of the mock provider's table of assumed rules.
    pub assumed: Option<&'static str>,
    /// The limits of the account.
    pub limits: Limits,
    /// The RAM user who makes the calls; without one, any caller that may do everything.
    pub user: Option<&'static str>,
    /// What the provider has to support.
    pub needs: &'static [Feature],
    /// Tries the rule in an empty account.
    pub check: Check,
}

/// What a case does in its account.
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

/// Lists the cases of a file: the functions, each with what is special about its account.
///
/// Makes the constant `CASES`, and a hidden macro of the file's name by which
/// [`tests!`](crate::tests) makes a test of each.
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

/// The feature that comes with a part of a case's declaration.
macro_rules! if_any {
    ($feature:ident: $($part:tt)+) => {
        crate::case::Feature::$feature
    };
}

/// Makes the hidden macro of a file; each case comes with the features that it needs.
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
