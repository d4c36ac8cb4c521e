//! The names of commands and options, which each front end has its own of.

/// What a front end can run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// [`Goal::Apply`](crate::setup::Goal::Apply).
    Apply,
    /// [`Goal::Destroy`](crate::setup::Goal::Destroy).
    Destroy,
    /// The set-up as code of another tool; see [`export`](crate::export).
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
pub enum Setting {
    /// The account that is expected.
    Account,
    /// To allow plain http to other machines.
    AllowPlainHttp,
    /// The copy of the documentation to follow.
    Revision,
    /// The buckets.
    Bucket,
    /// The region of one bucket.
    BucketRegion,
    /// A version that may be deleted.
    DeleteVersion,
    /// The host of a service: `ram`, `sts`, `cr` or `oss`.
    Endpoint(&'static str),
    /// A part that must be equal to the recipe: `trust`, `policy` or `attachments`.
    Exact(&'static str),
    /// To take away what may still be needed.
    Force,
    /// The KMS key of a bucket.
    KmsKey,
    /// To remove what is granted far too widely.
    Narrow,
    /// Regions in which the service is used.
    Region,
    /// To leave the buckets out of the checks.
    SkipBucketCheck,
    /// To use numbered further policies.
    Split,
    /// The version to roll back to.
    To,
    /// Whom the role trusts.
    Trust,
    /// To use the endpoints inside a VPC.
    Vpc,
}

impl Setting {
    /// Its key in a configuration file.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
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
            Self::Vpc => "vpc",
        }
    }
}

/// How a front end calls its commands and options.
pub trait Terms {
    /// How to run a command, as the beginning of a sentence: "run `rolewright apply`".
    fn command(&self, command: &Command) -> String;

    /// An option's name, as part of a sentence: "`--split`".
    fn setting(&self, setting: Setting) -> String;

    /// An option with a value, as part of a sentence: "`--region cn-hangzhou`".
    fn value(&self, setting: Setting, value: &str) -> String;
}

/// The keys of a configuration file; those of JSON reports.
#[derive(Clone, Copy, Debug)]
pub struct ConfigTerms;

impl Terms for ConfigTerms {
    fn command(&self, command: &Command) -> String {
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
}
