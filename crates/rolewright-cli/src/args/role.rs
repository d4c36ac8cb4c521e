//! The arguments of the role to assume.

use std::num::NonZeroU32;
use std::path::PathBuf;

use clap::Args;

/// The role to assume with the credentials first.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Credential options")]
pub(crate) struct RoleArgs {
    /// Role to assume with the credentials first, also in another account
    #[arg(long, global = true, value_name = "ARN", hide_short_help = true)]
    pub assume_role: Option<String>,
    /// External id that the role's trust policy requires
    #[arg(long, global = true, value_name = "ID", hide_short_help = true)]
    pub assume_role_external_id: Option<String>,
    /// Session name in the audit log [default: rolewright]
    #[arg(long, global = true, value_name = "NAME", hide_short_help = true)]
    pub assume_role_session_name: Option<String>,
    /// Session duration, renewed before it ends; 900 to the role's maximum [default: 3600]
    #[arg(long, global = true, value_name = "SECONDS", hide_short_help = true)]
    pub assume_role_duration: Option<NonZeroU32>,
    /// JSON file with a policy that restricts the session
    #[arg(long, global = true, value_name = "FILE", hide_short_help = true)]
    pub assume_role_session_policy: Option<PathBuf>,
}
