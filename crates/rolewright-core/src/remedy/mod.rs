//! What to do about an error, a cause or a finding.
//!
//! A library doesn't know the commands and options of the program that uses it. So a [`Remedy`] says
//! what to do as data, and the front end puts its own names into the sentence through [`Terms`].
//!
//! ```
//! use rolewright_core::remedy::{RemedyKind, Remedy};
//!
//! let remedy = RemedyKind::Rollback.with("v2");
//! assert_eq!(remedy.to_string(), "roll back to v2");
//! let other = Remedy::from("grant `ram:GetRole` to the caller");
//! assert_eq!(other.kind, RemedyKind::Other);
//! ```

mod terms;

use std::fmt;

use serde::{Deserialize, Serialize};

pub use terms::{Command, ConfigTerms, Setting, Terms};

/// What to do about an error, a cause or a finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Remedy {
    /// What to do, as data.
    pub kind: RemedyKind,
    /// What it is about, such as the version to roll back to, where the kind says so.
    pub value: Option<String>,
    /// The same as a sentence. Options have the names of configuration keys in it.
    pub text: String,
}

impl Remedy {
    /// The sentence in a front end's own terms.
    #[must_use]
    pub fn in_terms(&self, terms: &dyn Terms) -> String {
        let value = self.value.as_deref().unwrap_or_default();
        let text = self.kind.text(value, terms);
        text.unwrap_or_else(|| self.text.clone())
    }
}

impl fmt::Display for Remedy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl From<RemedyKind> for Remedy {
    fn from(kind: RemedyKind) -> Self {
        Self {
            kind,
            value: None,
            text: kind.text("", &ConfigTerms).unwrap_or_default(),
        }
    }
}

impl From<String> for Remedy {
    fn from(text: String) -> Self {
        Self {
            kind: RemedyKind::Other,
            value: None,
            text,
        }
    }
}

impl From<&str> for Remedy {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

/// What to do, as data. Options are those of a run: [`Options`](crate::setup::Options) and the
/// recipe's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum RemedyKind {
    /// Something that the text says, mostly outside of this program.
    Other,
    /// Apply the set-up.
    Apply,
    /// Apply the set-up; a plan shows the changes before.
    PlanAndApply,
    /// Apply the set-up with the service among the principals to trust.
    TrustService,
    /// Apply the set-up with the caller among the principals to trust, since the caller has to assume
    /// the role.
    TrustCaller,
    /// Ask for today's revision of the policy.
    UseCurrentRevision,
    /// Set a version of the policy as the default; the value is the version, for example `v2`.
    Rollback,
    /// Set a version of the policy as the default, or apply the set-up; the value is the version.
    RollbackOrApply,
    /// Name the version to roll back to; the value is the list of those that the policy has.
    NameVersion,
    /// Name a version of the policy that may be deleted.
    DeleteVersion,
    /// Allow numbered further policies.
    Split,
    /// Remove what is granted or trusted besides; the value is the part of a run's `exact`: `trust`,
    /// `policy` or `attachments`.
    RemoveExtra,
    /// Create the policy although others grant the same.
    CreateAnyway,
    /// Delete the role and its policies.
    Destroy,
    /// Delete a numbered policy that is not attached, or let it be used.
    DestroyOrSplit,
    /// Take the grants away although somebody may still need them.
    Force,
    /// See what the account holds.
    Show,
    /// Bring another tool's configuration in line with the account.
    Export,
    /// Name at least one bucket.
    NameBuckets,
    /// Name the region of a bucket.
    NameBucketRegion,
    /// Name the regions in which to look.
    NameRegions,
    /// Name the KMS key that encrypts a bucket.
    NameKmsKey,
    /// Grant the use of a KMS key; the value is its id or its ARN.
    GrantKmsKey,
    /// Let the caller read the bucket, or leave it out of the checks.
    ReadBucket,
    /// Find what refuses access to a bucket's objects.
    ReachObjects,
    /// Use other credentials, or expect another account.
    ExpectOtherAccount,
    /// Name the host of a service; the value is `ram`, `sts`, `cr` or `oss`.
    NameEndpoint,
    /// Write a region as the services do, or name the hosts of services in it.
    NameRegionOrEndpoints,
    /// Write an endpoint as a host or as an address over TLS.
    WriteEndpoint,
    /// Use the endpoints inside a VPC.
    UseVpc,
    /// Use the public endpoints.
    LeaveVpc,
}

impl RemedyKind {
    /// The remedy with its value.
    #[must_use]
    pub fn with(self, value: impl Into<String>) -> Remedy {
        let value = value.into();
        let text = self.text(&value, &ConfigTerms).unwrap_or_default();
        Remedy {
            kind: self,
            value: Some(value),
            text,
        }
    }

    /// The sentence; none where only the remedy's own text says it.
    fn text(self, about: &str, terms: &dyn Terms) -> Option<String> {
        let run = |command: Command| terms.command(&command);
        let set = |setting: Setting| terms.setting(setting);
        let value = |setting: Setting, value: &str| terms.value(setting, value);
        let apply = || run(Command::Apply);
        Some(match self {
            Self::Other => return None,
            Self::Apply => apply(),
            Self::PlanAndApply => format!(
                "{} to update it; {} to see the changes first",
                apply(),
                run(Command::Plan)
            ),
            Self::TrustService => format!(
                "{} without {}, or with {}; principals that are trusted now stay",
                apply(),
                set(Setting::Trust),
                value(Setting::Trust, "service")
            ),
            Self::TrustCaller => format!(
                "{} with {} and {}; the caller also needs `sts:AssumeRole` on the role",
                apply(),
                value(Setting::Trust, "service"),
                value(Setting::Trust, "user:NAME")
            ),
            Self::UseCurrentRevision => {
                format!(
                    "leave {} out to use today's revision",
                    set(Setting::Revision)
                )
            }
            Self::Rollback => run(Command::Rollback { to: about.into() }),
            Self::RollbackOrApply => {
                let back = run(Command::Rollback { to: about.into() });
                format!("{back}, or {}", apply())
            }
            Self::NameVersion => format!(
                "the policy has {about}; name one with {}",
                value(Setting::To, "vN")
            ),
            Self::DeleteVersion => format!(
                "name a version that is no longer needed with {}, or run again when the oldest is more than an \
                 hour old",
                value(Setting::DeleteVersion, "vN")
            ),
            Self::Split => format!(
                "grant fewer buckets, or use {} for numbered further policies on the same role; the documentation \
                 has only one policy",
                set(Setting::Split)
            ),
            Self::RemoveExtra if about == "attachments" => {
                format!("{} detaches it", set(Setting::Exact("attachments")))
            }
            Self::RemoveExtra => {
                let part = if about == "trust" { "trust" } else { "policy" };
                format!(
                    "{} or {} removes it",
                    set(Setting::Narrow),
                    set(Setting::Exact(part))
                )
            }
            Self::CreateAnyway => {
                format!("{} creates it anyway", set(Setting::Exact("policy")))
            }
            Self::Destroy => format!("{} to delete role and policy too", run(Command::Destroy)),
            Self::DestroyOrSplit => format!(
                "{} to delete it; with {} it is used when it is needed",
                run(Command::Destroy),
                set(Setting::Split)
            ),
            Self::Force => format!(
                "use {} if none of these needs the role; the API does not say which bucket each uses",
                set(Setting::Force)
            ),
            Self::Show => format!("{} to see what the account holds", run(Command::Show)),
            Self::Export => format!(
                "update its configuration first; {} to write it",
                run(Command::Export)
            ),
            Self::NameBuckets => format!(
                "name at least one, for example {}",
                value(Setting::Bucket, "my-images")
            ),
            Self::NameBucketRegion => {
                format!(
                    "name the bucket's region with {}",
                    set(Setting::BucketRegion)
                )
            }
            Self::NameRegions => {
                let region = value(Setting::Region, "cn-hangzhou");
                format!("name the regions to look in, for example {region}")
            }
            Self::NameKmsKey => format!(
                "name the key with {}, or set a key on the bucket",
                set(Setting::KmsKey)
            ),
            Self::GrantKmsKey => format!(
                "{} with {} to grant the use of that key",
                apply(),
                value(Setting::KmsKey, about)
            ),
            Self::ReadBucket => format!(
                "grant `oss:GetBucketInfo` to the caller if the bucket is this account's, or use {}",
                set(Setting::SkipBucketCheck)
            ),
            Self::ReachObjects => format!(
                "look at the role's policy, at the bucket policy, and at control policies; on the Chinese mainland \
                 a public endpoint may refuse objects to accounts created since March 2025: run inside a VPC with \
                 {}, or name a domain with {}",
                set(Setting::Vpc),
                set(Setting::Endpoint("oss"))
            ),
            Self::ExpectOtherAccount => format!(
                "use the other account's credentials, or correct {}",
                set(Setting::Account)
            ),
            Self::NameEndpoint => {
                let service = ["sts", "cr", "oss"].into_iter().find(|one| *one == about);
                let endpoint = set(Setting::Endpoint(service.unwrap_or("ram")));
                format!("name its host with {endpoint}")
            }
            Self::NameRegionOrEndpoints => format!(
                "write it as `cn-hangzhou`; for a region newer than this program, name the hosts with {} and {}",
                set(Setting::Endpoint("cr")),
                set(Setting::Endpoint("oss"))
            ),
            Self::WriteEndpoint => format!(
                "write it as `ram.aliyuncs.com` or `https://host:port`; `http://` is only for this machine, as in \
                 `http://127.0.0.1:8080`, unless {} is set",
                set(Setting::AllowPlainHttp)
            ),
            Self::UseVpc => format!(
                "look at name resolution, proxy and firewall; inside a VPC without a way to the internet use {}",
                set(Setting::Vpc)
            ),
            Self::LeaveVpc => format!(
                "VPC endpoints answer inside a VPC of their region only; elsewhere leave {} and \
                 ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED out",
                set(Setting::Vpc)
            ),
        })
    }
}
