//! The members of a resource directory.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::member::MemberAccount;
use crate::error::{Error, ErrorKind, Result};
use crate::name::AccountId;
use crate::provider::{Access, Call, RamProvider, Service};
use crate::text::excerpt;

/// The largest page (source: the official Python SDK `alibabacloud-resourcedirectorymaster20220419` 2.3.1).
const PAGE: u32 = 100;

/// Pages of one list at most, against a service that never ends.
const MOST_PAGES: u32 = 1_000;

/// The members of a resource directory that can be used, and those that can't.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Directory {
    /// The members, without the management account.
    pub accounts: Vec<MemberAccount>,
    /// Members that are suspended, or that are being deleted.
    pub skipped: Vec<SkippedAccount>,
}

/// An account that was left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct SkippedAccount {
    /// Account id.
    pub account: String,
    /// Name.
    pub name: Option<String>,
    /// Why, for example the member's status.
    pub reason: String,
}

impl Directory {
    /// Reads the members, with the credentials of the management account; with `folders` only those in
    /// these folders, at any depth.
    ///
    /// # Errors
    /// The service's, for example without the permission `resourcemanager:ListAccounts`.
    pub async fn read(provider: &dyn RamProvider, folders: &[String]) -> Result<Self> {
        let mut directory = Self::default();
        if folders.is_empty() {
            directory.add(members(provider, call("ListAccounts")).await?);
            return Ok(directory);
        }
        let mut open: Vec<String> = folders.to_vec();
        let mut seen = BTreeSet::new();
        while let Some(folder) = open.pop() {
            if !seen.insert(folder.clone()) {
                continue;
            }
            let inside = |action| call(action).with_param("ParentFolderId", &folder);
            directory.add(members(provider, inside("ListAccountsForParent")).await?);
            let below = pages(provider, inside("ListFoldersForParent"), |page| {
                page.folders.folder
            });
            open.extend(below.await?.into_iter().map(|folder| folder.folder_id));
        }
        Ok(directory)
    }

    fn add(&mut self, members: Vec<Member>) {
        for member in members {
            let name = member.display_name;
            let id = AccountId::new(member.account_id.as_str());
            let reason = unusable(&member.status, member.deletion_status.as_deref());
            match (id, reason) {
                (Ok(id), None) => self.accounts.push(MemberAccount {
                    name,
                    tags: member
                        .tags
                        .tag
                        .into_iter()
                        .map(|tag| (tag.key, tag.value))
                        .collect(),
                    ..MemberAccount::new(id)
                }),
                (id, reason) => self.skipped.push(SkippedAccount {
                    account: excerpt(&member.account_id, 40),
                    name,
                    reason: reason
                        .or_else(|| id.err().map(|error| error.to_string()))
                        .unwrap_or_default(),
                }),
            }
        }
    }
}

/// Why a member can't be used, by the statuses of the official Python SDK
/// `alibabacloud-resourcedirectorymaster20220419` 2.3.1.
fn unusable(status: &str, deletion: Option<&str>) -> Option<String> {
    if let Some(deletion @ ("Checking" | "Deleting")) = deletion {
        return Some(format!("it is being deleted (`{deletion}`)"));
    }
    // While an account is promoted, it stays a member.
    let is_active = status.ends_with("Success") || status.starts_with("Promote");
    (!is_active).then(|| format!("its status is `{}`", excerpt(status, 40)))
}

fn call(action: &'static str) -> Call {
    Call::new(Service::RESOURCE_DIRECTORY, action, Access::Read)
}

async fn members(provider: &dyn RamProvider, list: Call) -> Result<Vec<Member>> {
    let list = list.with_param("IncludeTags", "true");
    pages(provider, list, |page| page.accounts.account).await
}

/// Reads all pages of a list.
async fn pages<T>(
    provider: &dyn RamProvider,
    list: Call,
    items: impl Fn(Page) -> Vec<T>,
) -> Result<Vec<T>> {
    let mut all = Vec::new();
    for number in 1..=MOST_PAGES {
        let page = list.clone().with_param("PageSize", PAGE.to_string());
        let reply = provider.execute(page.with_param("PageNumber", number.to_string()));
        let page: Page = reply.await?.decode()?;
        let total = page.total_count;
        let before = all.len();
        all.extend(items(page));
        if all.len() == before || all.len() >= total {
            return Ok(all);
        }
    }
    let text = format!("the list has more than {MOST_PAGES} pages");
    Err(Error::new(ErrorKind::UnexpectedReply, text).with_action(list.action))
}

/// A page of `ListAccounts`, `ListAccountsForParent` or `ListFoldersForParent`.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct Page {
    accounts: Accounts,
    folders: Folders,
    total_count: usize,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct Accounts {
    account: Vec<Member>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct Member {
    account_id: String,
    display_name: Option<String>,
    status: String,
    deletion_status: Option<String>,
    tags: Tags,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct Tags {
    tag: Vec<Tag>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct Tag {
    key: String,
    value: String,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct Folders {
    folder: Vec<Folder>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
struct Folder {
    folder_id: String,
}
