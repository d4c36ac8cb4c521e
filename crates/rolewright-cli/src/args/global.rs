//! Global arguments.

use std::num::NonZeroU32;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use rolewright::AccountId;
use rolewright_report::Detail;
use serde::{Deserialize, Serialize};

use super::role::RoleArgs;

/// The headings of the shared arguments.
const COMMON: &str = "Common options";
const ENDPOINTS: &str = "Endpoint options";

/// The arguments of every command; those of endpoints and credentials are only in its long help.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = COMMON)]
pub(crate) struct GlobalArgs {
    /// Configuration file [default: rolewright.toml if it exists]
    #[arg(long, global = true, env = "ROLEWRIGHT_CONFIG", value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Provider to use: `alibaba`, `local` (simulation in a file) or `memory` (simulation in memory)
    /// [default: alibaba]
    #[arg(long, global = true, env = "ROLEWRIGHT_PROVIDER", value_name = "NAME")]
    pub provider: Option<String>,
    /// File of the provider `local` [default: .rolewright/local.db]
    #[arg(long, global = true, env = "ROLEWRIGHT_STORE", value_name = "PATH")]
    pub store: Option<PathBuf>,
    /// Expected account; stop before any write if the credentials belong to another one
    #[arg(long, global = true, value_name = "ID")]
    pub account: Option<AccountId>,
    /// Region of registry instances, where the buckets must be; repeatable. Searched for `--instance` and
    /// before grants are revoked; `--vpc` uses the first
    #[arg(long, global = true, value_delimiter = ',', value_name = "REGION")]
    pub region: Vec<String>,
    /// RAM endpoint [default: `ALIBABA_CLOUD_ENDPOINT`, else by region]
    #[arg(long, global = true, value_name = "URL", help_heading = ENDPOINTS, hide_short_help = true)]
    pub endpoint: Option<String>,
    /// STS endpoint [default: `ALIBABA_CLOUD_STS_ENDPOINT`, else by region]
    #[arg(long, global = true, value_name = "URL", help_heading = ENDPOINTS, hide_short_help = true)]
    pub sts_endpoint: Option<String>,
    /// Container Registry endpoint for all regions
    #[arg(long, global = true, value_name = "URL", help_heading = ENDPOINTS, hide_short_help = true)]
    pub cr_endpoint: Option<String>,
    /// OSS endpoint for all regions
    #[arg(long, global = true, value_name = "URL", help_heading = ENDPOINTS, hide_short_help = true)]
    pub oss_endpoint: Option<String>,
    /// Use the VPC endpoints of the first `--region` [default: `ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED`]
    #[arg(
        long,
        global = true,
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "true",
        value_name = "true|false",
        help_heading = ENDPOINTS,
        hide_short_help = true
    )]
    pub vpc: Option<bool>,
    /// Allow plain HTTP to hosts other than this machine (unencrypted)
    #[arg(long, global = true, help_heading = ENDPOINTS, hide_short_help = true)]
    pub allow_plain_http: bool,
    /// Timeout of one attempt of a call, from connecting to the last byte [default: 20]
    #[arg(long, global = true, value_name = "SECONDS", help_heading = ENDPOINTS, hide_short_help = true)]
    pub timeout: Option<NonZeroU32>,
    /// Number of times to repeat a failed call, within 60 seconds [default: 3]
    #[arg(long, global = true, value_name = "N", help_heading = ENDPOINTS, hide_short_help = true)]
    pub retries: Option<u32>,
    /// Log each request and response to standard error, without secrets
    #[arg(long, global = true, help_heading = ENDPOINTS, hide_short_help = true)]
    pub trace: bool,
    /// Skip bucket checks, for callers without OSS permissions
    #[arg(long, global = true)]
    pub skip_bucket_check: bool,
    /// Output format of results and errors [default: text]
    #[arg(short, long, global = true, value_enum, value_name = "FORMAT")]
    pub output: Option<Format>,
    /// Print only the verdict
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Print each requirement
    #[arg(short, long, global = true)]
    pub verbose: bool,
    /// When to use colors
    #[arg(
        long,
        global = true,
        value_enum,
        value_name = "WHEN",
        default_value = "auto"
    )]
    pub color: Color,
    // Last, since its heading would hold for what follows.
    #[command(flatten)]
    pub role: RoleArgs,
}

impl GlobalArgs {
    /// Returns how much of a report to show.
    pub(crate) fn detail(&self) -> Detail {
        match (self.quiet, self.verbose) {
            (true, _) => Detail::Verdict,
            (_, true) => Detail::Full,
            _ => Detail::Summary,
        }
    }
}

/// The output format of results and errors.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub(crate) enum Format {
    /// Text for people.
    #[default]
    Text,
    /// One JSON object; errors as JSON on standard error.
    Json,
    /// Markdown comment for a code review; errors as text.
    Markdown,
    /// SARIF 2.1.0, for `policy lint`, `verify` and `drift`; errors as text.
    Sarif,
    /// JUnit XML, for `verify` and `drift`; errors as text.
    Junit,
}

/// When to use colors.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal, unless `NO_COLOR` is set or `TERM` is `dumb`.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}
