//! The arguments of the commands on fleets.

use std::num::{NonZeroU32, NonZeroUsize};
use std::path::PathBuf;

use clap::Args;
use rolewright::RoleName;
use rolewright::fleet::Selection;
use rolewright::recipe::TrustChoice;
use rolewright::recipe::container_registry::Revision;

use super::desired::parameter;
use super::{checked, pair};

/// The accounts of a fleet and their recipe.
#[derive(Debug, Args)]
pub(crate) struct AccountsArgs {
    /// Inventory of the fleet: recipe, parameters and accounts [default: fleet.toml]
    #[arg(long, value_name = "FILE")]
    pub fleet: Option<PathBuf>,
    /// Take the accounts from the resource directory; those in the inventory keep what it sets for them
    #[arg(long)]
    pub resource_directory: bool,
    /// Only members in this folder of the resource directory, at any depth; repeatable
    #[arg(long, value_name = "ID", requires = "resource_directory")]
    pub folder: Vec<String>,
    /// Role to assume in each account [default: `ResourceDirectoryAccountAccessRole`]
    #[arg(long, value_name = "NAME")]
    pub member_role: Option<RoleName>,
    /// Recipe, by id or file [default: container-registry/custom-bucket]
    #[arg(long, value_name = "ID|FILE")]
    pub recipe: Option<String>,
    /// Parameter of the recipe for all accounts, for example bucket={account}-images; repeatable
    #[arg(long = "set", value_name = "NAME=VALUE", value_parser = parameter)]
    pub parameters: Vec<(String, String)>,
    /// Principal that Container Registry's role trusts in all accounts [default: service]; repeatable
    #[arg(long, value_name = "PRINCIPAL", value_parser = checked::<TrustChoice>)]
    pub trust: Vec<String>,
    /// Revision of Container Registry's documented trust and policy [default: 2026-06]
    #[arg(long, value_name = "REVISION", value_parser = checked::<Revision>)]
    pub revision: Option<String>,
}

/// The accounts of a run.
#[derive(Debug, Default, Args)]
pub(crate) struct SelectArgs {
    /// Only this account, by id or name; repeatable
    #[arg(long, value_name = "ACCOUNT", value_delimiter = ',')]
    pub include: Vec<String>,
    /// Not this account, by id or name; repeatable
    #[arg(long, value_name = "ACCOUNT", value_delimiter = ',')]
    pub exclude: Vec<String>,
    /// Only accounts with this tag; repeatable, and all must match
    #[arg(long, value_name = "KEY=VALUE", value_parser = account_tag)]
    pub account_tag: Vec<(String, String)>,
}

impl SelectArgs {
    pub(crate) fn selection(&self) -> Selection {
        Selection {
            include: self.include.clone(),
            exclude: self.exclude.clone(),
            tags: self.account_tag.iter().cloned().collect(),
            ..Default::default()
        }
    }
}

/// The speed of a run, and when it ends.
#[derive(Debug, Args)]
pub(crate) struct PaceArgs {
    /// Number of accounts at once
    #[arg(long, value_name = "N", default_value = "32")]
    pub concurrency: NonZeroUsize,
    /// Number of `AssumeRole` calls per second; the quota of 100 is shared with everything in the account.
    /// 0 for no limit
    #[arg(long, value_name = "N", default_value_t = 50)]
    pub sts_rate: u32,
    /// Time for one account
    #[arg(long, value_name = "SECONDS", default_value = "600")]
    pub account_timeout: NonZeroU32,
    /// Time for all accounts [default: no limit]
    #[arg(long, value_name = "SECONDS")]
    pub deadline: Option<NonZeroU32>,
    /// Number of accounts without a positive result after which no further one is started [default: no
    /// limit; 1 for apply and destroy]
    #[arg(long, value_name = "N")]
    pub max_failures: Option<NonZeroUsize>,
}

fn account_tag(text: &str) -> Result<(String, String), &'static str> {
    pair(text).ok_or("a tag is KEY=VALUE, for example env=prod")
}
