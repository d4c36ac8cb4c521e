//! The operations.

use rolewright_core::Call;
use serde::Deserialize;
use serde_json::{Value, json};

use super::super::accounts::Members;
use super::super::gateway::refusal;
use super::model::{Directory, Entry, Folder, ID};
use super::page::{Page, given, invalid};
use crate::error::{Answer, Refusal};

/// The operations; each needs the action `resourcemanager:<operation>` on `*`.
pub(in super::super) const OPERATIONS: [&str; 6] = [
    "GetResourceDirectory",
    "ListAccounts",
    "ListAccountsForParent",
    "ListFoldersForParent",
    "ListAncestors",
    "GetAccount",
];

/// Who asks, and what the emulator has.
pub(in super::super) struct Caller<'a> {
    /// The directory; `None` if there is one account.
    pub(in super::super) directory: Option<&'a Directory>,
    pub(in super::super) members: &'a Members,
    /// The id of the management account.
    pub(in super::super) manager: &'a str,
    pub(in super::super) is_manager: bool,
}

/// Answers one of the operations.
pub(in super::super) fn answer(caller: &Caller<'_>, call: &Call) -> Answer<Value> {
    if call.action == "GetResourceDirectory" {
        return directory(caller);
    }
    // A member is answered like an account without a directory (rule `directory-of-members`).
    let directory = caller.directory.filter(|_| caller.is_manager);
    let directory = directory.ok_or_else(|| {
        let text = "The resource directory for the account is not enabled. We recommend that you \
                    first enable the resource directory for the account.";
        refusal(404, "EntityNotExists.ResourceDirectory", text)
    })?;
    let members = Listed {
        directory,
        members: caller.members,
    };
    match call.action.as_ref() {
        "ListAccounts" => members.list(call, None),
        "ListAccountsForParent" => {
            let folder = members.folder(given(call, "ParentFolderId"), "ParentFolderId")?;
            members.list(call, Some(folder))
        }
        "ListFoldersForParent" => members.folders(call),
        "ListAncestors" => members.ancestors(call),
        _ => members.get(call),
    }
}

/// Also members can ask for the directory.
fn directory(caller: &Caller<'_>) -> Answer<Value> {
    let directory = caller.directory.ok_or_else(|| {
        let text = "The specified account is not an Alibaba Cloud account or a member account of \
                    the resource directory.";
        refusal(404, "ResourceDirectoryNotInUse", text)
    })?;
    let root = directory.folders.first().map(|root| root.id.as_str());
    Ok(json!({ "ResourceDirectory": {
        "ResourceDirectoryId": ID,
        "RootFolderId": root,
        "MasterAccountId": caller.manager,
        "MasterAccountName": "management",
        "CreateTime": directory.created,
        "ControlPolicyStatus": "Disabled",
        "MemberDeletionStatus": "Disabled",
        "MemberAccountDisplayNameSyncStatus": "Disabled",
    } }))
}

struct Listed<'a> {
    directory: &'a Directory,
    members: &'a Members,
}

/// A tag that listed accounts must have.
#[derive(Deserialize)]
struct Filter {
    #[serde(rename = "Key")]
    key: Option<String>,
    #[serde(rename = "Value")]
    value: Option<String>,
}

impl Filter {
    fn fits(&self, entry: &Entry) -> bool {
        let Some(key) = &self.key else {
            return true;
        };
        let value = entry.tags.get(key);
        value.is_some_and(|value| self.value.as_ref().is_none_or(|wanted| wanted == value))
    }
}

impl<'a> Listed<'a> {
    /// Lists the members in a folder, or all.
    fn list(&self, call: &Call, folder: Option<usize>) -> Answer<Value> {
        let page = Page::of(call, folder.is_none())?;
        let with_tags = is_set(call)?;
        let keyword = given(call, "QueryKeyword").unwrap_or_default();
        let filters: Vec<Filter> = match given(call, "Tag") {
            Some(tags) => serde_json::from_str(tags).map_err(|_| invalid("Tag"))?,
            None => Vec::new(),
        };
        let fits = |(id, entry): &(&str, &Entry)| {
            let texts = [(*id).to_owned(), entry.name(id), entry.display_name(id)];
            folder.is_none_or(|folder| entry.folder == folder)
                && texts.iter().any(|text| text.contains(keyword))
                && filters.iter().all(|filter| filter.fits(entry))
        };
        let all: Vec<_> = self.all().filter(fits).collect();
        Ok(page.answer(("Accounts", "Account"), &all, |(id, entry)| {
            let mut shown = self.shown(id, entry);
            if let Some(fields) = shown.as_object_mut() {
                if folder.is_some() {
                    fields.remove("ResourceDirectoryPath");
                }
                if with_tags {
                    fields.insert("Tags".into(), json!({ "Tag": tags(entry) }));
                }
            }
            shown
        }))
    }

    fn all(&self) -> impl Iterator<Item = (&'a str, &'a Entry)> {
        self.members.ids().zip(&self.directory.members)
    }

    fn shown(&self, id: &str, entry: &Entry) -> Value {
        let path = self.directory.path(entry.folder);
        let folders = path.iter().map(|folder| folder.id.as_str());
        let path: Vec<_> = std::iter::once(ID).chain(folders).chain([id]).collect();
        let folder = self.directory.folders.get(entry.folder);
        let joined = if entry.invited { "invited" } else { "created" };
        let mut shown = json!({
            "AccountId": id,
            "AccountName": entry.name(id),
            "DisplayName": entry.display_name(id),
            "FolderId": folder.map(|folder| &folder.id),
            "JoinMethod": joined,
            "JoinTime": self.directory.created,
            "ModifyTime": self.directory.created,
            "ResourceDirectoryId": ID,
            "ResourceDirectoryPath": path.join("/"),
            "Status": entry.status(),
            "Type": if entry.invited { "CloudAccount" } else { "ResourceAccount" },
        });
        if let (Some(fields), Some(status)) = (shown.as_object_mut(), &entry.deletion_status) {
            fields.insert("DeletionStatus".into(), status.as_str().into());
        }
        shown
    }

    fn get(&self, call: &Call) -> Answer<Value> {
        let id = given(call, "AccountId").ok_or_else(|| missing("AccountId"))?;
        let with_tags = is_set(call)?;
        if id.len() > 20 || !id.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(invalid("AccountId"));
        }
        let entry = self.members.find(id);
        let entry = entry.and_then(|index| self.directory.members.get(index));
        let entry = entry.ok_or_else(|| {
            let text = "This resource directory account does not exist.";
            refusal(404, "EntityNotExists.Account", text)
        })?;
        let mut account = self.shown(id, entry);
        if let Some(fields) = account.as_object_mut() {
            fields.insert("HasSecureMobilePhone".into(), false.into());
            if with_tags {
                fields.insert("Tags".into(), tags(entry).into());
            }
        }
        Ok(json!({ "Account": account }))
    }

    fn folders(&self, call: &Call) -> Answer<Value> {
        let page = Page::of(call, true)?;
        let parent = self.folder(given(call, "ParentFolderId"), "ParentFolderId")?;
        let keyword = given(call, "QueryKeyword").unwrap_or_default();
        let folders = self.directory.folders.iter().enumerate().skip(1);
        let children = folders
            .map(|(_, folder)| folder)
            .filter(|folder| folder.parent == parent && folder.name.contains(keyword));
        let children: Vec<_> = children.collect();
        Ok(page.answer(("Folders", "Folder"), &children, |folder| {
            self.folder_shown(folder)
        }))
    }

    fn ancestors(&self, call: &Call) -> Answer<Value> {
        let child = given(call, "ChildId").ok_or_else(|| missing("ChildId"))?;
        let child = self.folder(Some(child), "ChildId")?;
        let mut path = self.directory.path(child);
        path.pop();
        let path: Vec<_> = path
            .into_iter()
            .map(|folder| self.folder_shown(folder))
            .collect();
        Ok(json!({ "Folders": { "Folder": path } }))
    }

    fn folder_shown(&self, folder: &Folder) -> Value {
        json!({
            "FolderId": folder.id,
            "FolderName": folder.name,
            "CreateTime": self.directory.created,
        })
    }

    /// Returns the index of a folder; without an id that of the root.
    fn folder(&self, id: Option<&str>, parameter: &str) -> Answer<usize> {
        let Some(id) = id else {
            return Ok(0);
        };
        let is_id = |prefix: &str, length| {
            let rest = id.strip_prefix(prefix);
            rest.is_some_and(|rest| {
                rest.len() == length && rest.bytes().all(|byte| byte.is_ascii_alphanumeric())
            })
        };
        if !is_id("r-", 6) && !is_id("fd-", 10) {
            return Err(invalid(parameter));
        }
        let mut folders = self.directory.folders.iter();
        folders.position(|folder| folder.id == id).ok_or_else(|| {
            let text = "The resource directory folder does not exist.";
            refusal(404, "EntityNotExists.Folder", text)
        })
    }
}

fn tags(entry: &Entry) -> Vec<Value> {
    let tags = entry.tags.iter();
    tags.map(|(key, value)| json!({ "Key": key, "Value": value }))
        .collect()
}

/// Whether tags are requested.
fn is_set(call: &Call) -> Answer<bool> {
    match given(call, "IncludeTags") {
        None => Ok(false),
        Some(text) => text.parse().map_err(|_| invalid("IncludeTags")),
    }
}

fn missing(parameter: &str) -> Refusal {
    let text = format!("You must specify {parameter}.");
    refusal(400, &format!("MissingParameter.{parameter}"), text)
}
