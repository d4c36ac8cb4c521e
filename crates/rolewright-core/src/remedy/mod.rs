//! Remedies for errors, causes and findings.
//!
//! A library does not know the commands and options of its front end. So a [`Remedy`] is data, and the
//! front end inserts its own names through [`Terms`].
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

use crate::text::listed;

/// The remedy for an error, a cause or a finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Remedy {
    /// The kind of remedy.
    pub kind: RemedyKind,
    /// The value, for example the version to roll back to; only for kinds that have one.
    pub value: Option<String>,
    /// The remedy as a sentence, with configuration keys as option names.
    pub text: String,
}

impl Remedy {
    /// Returns the sentence with the names of a front end.
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

/// The kind of a remedy. Options are those of [`Options`](crate::setup::Options) and of the recipe.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum RemedyKind {
    /// Only described by the text; mostly outside this program.
    Other,
    /// Apply the set-up.
    Apply,
    /// Apply the set-up; a plan shows the changes first.
    PlanAndApply,
    /// Apply the set-up with trust in the service.
    TrustService,
    /// Apply the set-up with trust in the caller, which has to assume the role.
    TrustCaller,
    /// Use the current revision of the policy.
    UseCurrentRevision,
    /// Set a version of the policy as the default; the value is the version, for example `v2`.
    Rollback,
    /// Set a version of the policy as the default, or apply the set-up; the value is the version.
    RollbackOrApply,
    /// Name the version to roll back to; the value lists the versions of the policy.
    NameVersion,
    /// Name a version of the policy to delete.
    DeleteVersion,
    /// Allow additional numbered policies.
    Split,
    /// Remove unmanaged grants or trust; the value is the part of `exact`: `trust`, `policy` or
    /// `attachments`.
    RemoveExtra,
    /// Remove an unmanaged part, or accept it; the value is the part of `exact`.
    RemoveOrAccept,
    /// Trust principals for which the recipe has no source.
    AcceptAssumed,
    /// Create the policy although other policies grant the same.
    CreateAnyway,
    /// Destroy the set-up: delete the role and its policies.
    Destroy,
    /// Delete an unattached numbered policy, or allow its use.
    DestroyOrSplit,
    /// Revoke the grants although they may still be needed.
    Force,
    /// Show the live state.
    Show,
    /// Update the configuration of another tool.
    Export,
    /// Name at least one bucket.
    NameBuckets,
    /// Name the region of a bucket.
    NameBucketRegion,
    /// Name the regions to check.
    NameRegions,
    /// Name the KMS key that encrypts a bucket.
    NameKmsKey,
    /// Grant the use of a KMS key; the value is its id or its ARN.
    GrantKmsKey,
    /// Grant the caller read access to the bucket, or skip bucket checks.
    ReadBucket,
    /// Find out what denies access to the objects of a bucket.
    ReachObjects,
    /// Use a provider that tests buckets with a role.
    UseProbe,
    /// Use other credentials, or expect another account.
    ExpectOtherAccount,
    /// Name the host of a service; the value is `ram`, `sts`, `cr` or `oss`.
    NameEndpoint,
    /// Correct the name of a region, or name the hosts of its services.
    NameRegionOrEndpoints,
    /// Write an endpoint as a host or as an HTTPS URL.
    WriteEndpoint,
    /// Use the VPC endpoints.
    UseVpc,
    /// Use the public endpoints.
    LeaveVpc,
}

impl RemedyKind {
    /// Creates a remedy with a value.
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

    /// The sentence; `None` for [`Other`](Self::Other), which has only its text.
    fn text(self, about: &str, terms: &dyn Terms) -> Option<String> {
        let run = |command: Command| terms.command(&command, &[]);
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
            Self::TrustService => {
                let apply = terms.command(&Command::Apply, &TRUST);
                let set: Vec<_> = TRUST.iter().filter_map(|one| terms.origin(*one)).collect();
                let instead = if set.is_empty() {
                    String::new()
                } else {
                    let service = value(Setting::Trust, "service");
                    format!(" without {}, or with {service}", listed(&set))
                };
                format!("{apply}{instead}; principals that are trusted now are kept")
            }
            Self::TrustCaller => format!(
                "{} with {} and {}; the caller also needs `sts:AssumeRole` on the role",
                terms.command(&Command::Apply, &TRUST),
                value(Setting::Trust, "service"),
                value(Setting::Trust, "user:NAME")
            ),
            Self::UseCurrentRevision => {
                format!(
                    "omit {} to use the current revision",
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
                "name an unused version with {}, or run again when the oldest is more than an hour old",
                value(Setting::DeleteVersion, "vN")
            ),
            Self::Split => format!(
                "grant fewer buckets, or use {} for additional numbered policies on the same role (the documentation has one policy)",
                set(Setting::Split)
            ),
            Self::RemoveExtra => {
                let part = part_of_exact(about);
                let verb = match part {
                    "attachments" => "detach",
                    _ => "remove",
                };
                format!(
                    "{} with {} or {} to {verb} it",
                    apply(),
                    set(Setting::Narrow),
                    set(Setting::Exact(part))
                )
            }
            Self::RemoveOrAccept => {
                let part = part_of_exact(about);
                format!(
                    "{} with {} to remove it, or accept it with {}",
                    apply(),
                    set(Setting::Exact(part)),
                    set(Setting::Accept)
                )
            }
            Self::AcceptAssumed => format!(
                "check the service's documentation, then use {}",
                set(Setting::AcceptAssumed)
            ),
            Self::CreateAnyway => {
                format!(
                    "{} with {} to create it anyway",
                    apply(),
                    set(Setting::Exact("policy"))
                )
            }
            Self::Destroy => format!("{} to delete role and policy too", run(Command::Destroy)),
            Self::DestroyOrSplit => format!(
                "{} to delete it, or use {} to let it be used again",
                run(Command::Destroy),
                set(Setting::Split)
            ),
            Self::Force => format!(
                "use {} if none of these needs the role; the API does not report the bucket of an instance",
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
                    "set the required region with {}",
                    set(Setting::BucketRegion)
                )
            }
            Self::NameRegions => {
                let region = value(Setting::Region, "cn-hangzhou");
                format!("name the regions to check, for example {region}")
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
                "check the role's policy, the bucket policy and control policies; on the Chinese mainland a public \
                 endpoint may refuse object access to accounts created since March 2025: run inside a VPC with {}, \
                 or set a domain with {}",
                set(Setting::Vpc),
                set(Setting::Endpoint("oss"))
            ),
            Self::UseProbe => format!(
                "use the provider `alibaba`; for an emulator, also set {}",
                set(Setting::Endpoint("oss"))
            ),
            Self::ExpectOtherAccount => {
                let correct = terms.origin(Setting::Account);
                let correct = correct.map(|account| format!(", or correct {account}"));
                let correct = correct.unwrap_or_default();
                format!("use the credentials of the expected account{correct}")
            }
            Self::NameEndpoint => {
                let service = ["sts", "cr", "oss"].into_iter().find(|one| *one == about);
                let endpoint = set(Setting::Endpoint(service.unwrap_or("ram")));
                format!("set its host with {endpoint}")
            }
            Self::NameRegionOrEndpoints => format!(
                "write it as `cn-hangzhou`; for a region that this version does not know, set the hosts with {} and {}",
                set(Setting::Endpoint("cr")),
                set(Setting::Endpoint("oss"))
            ),
            Self::WriteEndpoint => format!(
                "write it as `ram.aliyuncs.com` or `https://host:port`; `http://` is only for this machine, as in \
                 `http://127.0.0.1:8080`, unless {} is set",
                set(Setting::AllowPlainHttp)
            ),
            Self::UseVpc => format!(
                "check name resolution, proxy and firewall; inside a VPC without internet access use {}",
                set(Setting::Vpc)
            ),
            Self::LeaveVpc => format!(
                "VPC endpoints are reachable only inside a VPC of their region; elsewhere omit {} and \
                 ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED",
                set(Setting::Vpc)
            ),
        })
    }
}

/// The options that define the trust of the role.
const TRUST: [Setting; 3] = [Setting::Trust, Setting::TrustPolicy, Setting::Revision];

/// Returns the part of `exact` that a value names.
fn part_of_exact(value: &str) -> &'static str {
    match value {
        "trust" => "trust",
        "attachments" => "attachments",
        _ => "policy",
    }
}
