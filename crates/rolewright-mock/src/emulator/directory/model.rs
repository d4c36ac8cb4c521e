//! Folders and members, from the seed.

use std::collections::BTreeMap;

use rolewright_core::{Error, ErrorKind, Result};

use super::super::seed::{Seed, SeedAccount};

pub(super) const ID: &str = "rd-000001";

/// The deepest folder below the root (page of `CreateFolder`).
const DEPTH: usize = 5;

/// The directory of several accounts. No operation changes it.
#[derive(Debug)]
pub(in super::super) struct Directory {
    pub(super) created: String,
    /// The root folder first.
    pub(super) folders: Vec<Folder>,
    /// The members in the order of the accounts.
    pub(super) members: Vec<Entry>,
}

#[derive(Debug)]
pub(super) struct Folder {
    pub(super) id: String,
    pub(super) name: String,
    /// The index of the parent; the root is its own.
    pub(super) parent: usize,
}

/// A member as the directory lists it.
#[derive(Debug, Default)]
pub(super) struct Entry {
    name: Option<String>,
    display_name: Option<String>,
    pub(super) folder: usize,
    pub(super) tags: BTreeMap<String, String>,
    status: Option<String>,
    pub(super) deletion_status: Option<String>,
    pub(super) invited: bool,
}

impl Directory {
    /// Creates the directory for this number of members, of which the first are seeded.
    ///
    /// # Errors
    /// A path of a folder that is empty in parts, too deep, or has names that are too long.
    pub(in super::super) fn new(seed: &Seed, members: usize, created: String) -> Result<Self> {
        let root = Folder {
            id: "r-000001".into(),
            name: "root".into(),
            parent: 0,
        };
        let mut directory = Self {
            created,
            folders: vec![root],
            members: Vec::new(),
        };
        let mut known = BTreeMap::new();
        for path in &seed.folders {
            directory.folder(path, &mut known)?;
        }
        for account in &seed.accounts {
            let folder = match &account.folder {
                Some(path) => directory.folder(path, &mut known)?,
                None => 0,
            };
            directory.members.push(Entry::of(account, folder));
        }
        directory.members.resize_with(members, Entry::default);
        Ok(directory)
    }

    /// Returns the folder with this path, which is created with its parents if missing.
    fn folder(&mut self, path: &str, known: &mut BTreeMap<String, usize>) -> Result<usize> {
        let names: Vec<_> = path.split('/').collect();
        let fits = |name: &&str| (1..=24).contains(&name.chars().count());
        if names.len() > DEPTH || !names.iter().all(fits) {
            let message = format!("`{path}` is no path of a folder");
            return Err(Error::new(ErrorKind::InvalidInput, message).with_remedy(
                "separate at most 5 names of 1 to 24 characters by `/`, such as `Production/EU`",
            ));
        }
        let mut parent = 0;
        let mut place = String::new();
        for name in names {
            place.push('/');
            place.push_str(name);
            let next = self.folders.len();
            let index = *known.entry(place.clone()).or_insert(next);
            if index == next {
                self.folders.push(Folder {
                    id: format!("fd-{next:010}"),
                    name: name.to_owned(),
                    parent,
                });
            }
            parent = index;
        }
        Ok(parent)
    }

    /// Returns the folders from the root to this one.
    pub(super) fn path(&self, folder: usize) -> Vec<&Folder> {
        let mut path = Vec::new();
        let mut index = folder;
        while let Some(found) = self.folders.get(index) {
            path.push(found);
            if index == 0 {
                break;
            }
            index = found.parent;
        }
        path.reverse();
        path
    }
}

impl Entry {
    fn of(account: &SeedAccount, folder: usize) -> Self {
        Self {
            name: account.name.clone(),
            display_name: account.display_name.clone(),
            folder,
            tags: account.tags.clone(),
            status: account.status.clone(),
            deletion_status: account.deletion_status.clone(),
            invited: account.invited,
        }
    }

    /// Returns the name of the account.
    pub(super) fn name(&self, id: &str) -> String {
        self.name
            .clone()
            .unwrap_or_else(|| format!("{id}@{ID}.aliyunid.com"))
    }

    pub(super) fn display_name(&self, id: &str) -> String {
        let given = self.display_name.as_ref().or(self.name.as_ref());
        given.cloned().unwrap_or_else(|| format!("member-{id}"))
    }

    pub(super) fn status(&self) -> &str {
        let joined = if self.invited {
            "InviteSuccess"
        } else {
            "CreateSuccess"
        };
        self.status.as_deref().unwrap_or(joined)
    }
}
