//! Global arguments.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use rolewright::AccountId;
use serde::{Deserialize, Serialize};

/// The heading of the endpoint flags.
const ENDPOINTS: &str = "Endpoints";

/// What every command takes.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Where")]
pub(crate) struct GlobalArgs {
    /// What is wanted, as a file; every flag has its key there [default: rolewright.toml, when it
    /// is there]
    #[arg(long, global = true, env = "ROLEWRIGHT_CONFIG", value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Who carries the calls out: `alibaba` (the cloud), `local` (a simulation in one file) or
    /// `memory` (a simulation that ends with the process) [default: alibaba]
    #[arg(long, global = true, env = "ROLEWRIGHT_PROVIDER", value_name = "NAME")]
    pub provider: Option<String>,
    /// The file of the provider `local` [default: .rolewright/local.db]
    #[arg(long, global = true, env = "ROLEWRIGHT_STORE", value_name = "PATH")]
    pub store: Option<PathBuf>,
    /// The account that must be the caller's; nothing is written when it is another one. A new
    /// local store gets this id
    #[arg(long, global = true, value_name = "ID")]
    pub account: Option<AccountId>,
    /// A region of registry instances: looked at before anything is taken away, for `--instance` and
    /// by `doctor`; the first is that of `--vpc`; repeatable
    #[arg(long, global = true, value_delimiter = ',', value_name = "REGION")]
    pub region: Vec<String>,
    /// RAM's endpoint [default: `ALIBABA_CLOUD_ENDPOINT`, else the region table's]
    #[arg(long, global = true, value_name = "URL", help_heading = ENDPOINTS)]
    pub endpoint: Option<String>,
    /// STS's endpoint [default: `ALIBABA_CLOUD_STS_ENDPOINT`, else the region table's]
    #[arg(long, global = true, value_name = "URL", help_heading = ENDPOINTS)]
    pub sts_endpoint: Option<String>,
    /// Container Registry's endpoint, for all regions
    #[arg(long, global = true, value_name = "URL", help_heading = ENDPOINTS)]
    pub cr_endpoint: Option<String>,
    /// OSS's endpoint, for all regions
    #[arg(long, global = true, value_name = "URL", help_heading = ENDPOINTS)]
    pub oss_endpoint: Option<String>,
    /// Take the endpoints inside a VPC of the first `--region` [default:
    /// `ALIBABA_CLOUD_VPC_ENDPOINT_ENABLED`]
    #[arg(
        long,
        global = true,
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "true",
        value_name = "true|false",
        help_heading = ENDPOINTS
    )]
    pub vpc: Option<bool>,
    /// Let plain http go to other machines too; whoever is on the way reads every request
    #[arg(long, global = true, help_heading = ENDPOINTS)]
    pub allow_plain_http: bool,
    /// Do not look at the buckets, for callers without rights on OSS
    #[arg(long, global = true)]
    pub skip_bucket_check: bool,
    /// How results and errors are written [default: text]
    #[arg(long, global = true, value_enum, value_name = "FORMAT")]
    pub output: Option<Format>,
}

/// How results and errors are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub(crate) enum Format {
    /// For people.
    #[default]
    Text,
    /// One JSON object, for programs; errors too, on standard error.
    Json,
    /// A comment for a code review; errors as text.
    Markdown,
    /// Findings of `policy lint`, `verify` and `drift`, for code scanners (SARIF 2.1.0); errors as text.
    Sarif,
    /// Checks of `verify` and `drift`, for the test views of CI services (JUnit XML); errors as text.
    Junit,
}
