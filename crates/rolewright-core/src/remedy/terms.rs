//! Names of commands and options, which differ between front ends.

/// A command of a front end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// [`Goal::Apply`](crate::setup::Goal::Apply).
    Apply,
    /// [`Goal::Destroy`](crate::setup::Goal::Destroy).
    Destroy,
    /// Print the set-up for another tool; see [`export`](crate::export).
    Export,
    /// [`Goal::Plan`](crate::setup::Goal::Plan).
    Plan,
    /// [`Goal::Rollback`](crate::setup::Goal::Rollback).
    Rollback {
        /// The version, for example `v2`.
        to: String,
    },
    /// [`Goal::Show`](crate::setup::Goal::Show).
    Show,
}

/// An option of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Setting {
    /// The accepted unmanaged parts.
    Accept,
    /// The trust of a recipe without a source.
    AcceptAssumed,
    /// The expected account.
    Account,
    /// Allow plain HTTP to other machines.
    AllowPlainHttp,
    /// The revision of the reference policy.
    Revision,
    /// The buckets.
    Bucket,
    /// The region of one bucket.
    BucketRegion,
    /// The version to delete.
    DeleteVersion,
    /// The host of a service: `ram`, `sts`, `cr` or `oss`.
    Endpoint(&'static str),
    /// A part without unmanaged content: `trust`, `policy` or `attachments`.
    Exact(&'static str),
    /// Revoke grants that may still be needed.
    Force,
    /// The KMS key of a bucket.
    KmsKey,
    /// Remove over-broad grants.
    Narrow,
    /// The regions of the service.
    Region,
    /// Skip bucket checks.
    SkipBucketCheck,
    /// Use additional numbered policies.
    Split,
    /// The version to roll back to.
    To,
    /// The trusted principals.
    Trust,
    /// The trust policy, as a document.
    TrustPolicy,
    /// Use the VPC endpoints.
    Vpc,
}

impl Setting {
    /// Returns the key in a configuration file.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Accept => "accept",
            Self::AcceptAssumed => "accept_assumed",
            Self::Account => "account",
            Self::AllowPlainHttp => "allow_plain_http",
            Self::Revision => "revision",
            Self::Bucket => "bucket",
            Self::BucketRegion => "bucket.region",
            Self::DeleteVersion => "delete_version",
            Self::Endpoint("sts") => "sts_endpoint",
            Self::Endpoint("cr") => "cr_endpoint",
            Self::Endpoint("oss") => "oss_endpoint",
            Self::Endpoint(_) => "endpoint",
            Self::Exact("trust") => "exact.trust",
            Self::Exact("attachments") => "exact.attachments",
            Self::Exact(_) => "exact.policy",
            Self::Force => "force",
            Self::KmsKey => "kms_key",
            Self::Narrow => "narrow",
            Self::Region => "region",
            Self::SkipBucketCheck => "skip_bucket_check",
            Self::Split => "split",
            Self::To => "to",
            Self::Trust => "trust",
            Self::TrustPolicy => "trust_policy",
            Self::Vpc => "vpc",
        }
    }
}

/// The names of a front end's commands and options.
///
/// ```
/// use rolewright_core::remedy::{Command, RemedyKind, Setting, Terms};
///
/// /// A chat bot.
/// struct Bot;
///
/// impl Terms for Bot {
///     fn command(&self, command: &Command, _except: &[Setting]) -> String {
///         match command {
///             Command::Rollback { to } => format!("write `@bot rollback {to}`"),
///             other => format!("write `@bot {other:?}`"),
///         }
///     }
///
///     fn setting(&self, setting: Setting) -> String {
///         format!("`{}`", setting.key())
///     }
///
///     fn value(&self, setting: Setting, value: &str) -> String {
///         format!("`{}:{value}`", setting.key())
///     }
///
///     fn origin(&self, setting: Setting) -> Option<String> {
///         Some(self.setting(setting))
///     }
/// }
///
/// let remedy = RemedyKind::Rollback.with("v2");
/// assert_eq!(remedy.in_terms(&Bot), "write `@bot rollback v2`");
/// ```
pub trait Terms {
    /// Returns how to run a command with the options of this run except some, as the beginning of a sentence:
    /// "run `rolewright apply --bucket my-images`".
    fn command(&self, command: &Command, except: &[Setting]) -> String;

    /// Returns the name of an option, as part of a sentence: "`--split`".
    fn setting(&self, setting: Setting) -> String;

    /// Returns an option with a value, as part of a sentence: "`--region cn-hangzhou`".
    fn value(&self, setting: Setting, value: &str) -> String;

    /// Returns the name of an option where this run has it from, for example "`account` in rolewright.toml";
    /// `None` if the run doesn't have it. A front end that does not know this names the option.
    fn origin(&self, setting: Setting) -> Option<String>;
}

/// Configuration keys as option names; used in JSON reports.
#[derive(Clone, Copy, Debug)]
pub struct ConfigTerms;

impl Terms for ConfigTerms {
    fn command(&self, command: &Command, _except: &[Setting]) -> String {
        match command {
            Command::Apply => "apply the set-up".to_owned(),
            Command::Destroy => "destroy the set-up".to_owned(),
            Command::Export => "export the set-up".to_owned(),
            Command::Plan => "plan".to_owned(),
            Command::Rollback { to } => format!("roll back to {to}"),
            Command::Show => "show the set-up".to_owned(),
        }
    }

    fn setting(&self, setting: Setting) -> String {
        format!("`{}`", setting.key())
    }

    fn value(&self, setting: Setting, value: &str) -> String {
        format!("`{} = \"{value}\"`", setting.key())
    }

    fn origin(&self, setting: Setting) -> Option<String> {
        Some(self.setting(setting))
    }
}
