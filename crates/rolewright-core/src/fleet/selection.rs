//! Which accounts of a fleet a run covers.

use std::collections::{BTreeMap, BTreeSet};

use super::target::Target;
use crate::error::{Error, ErrorKind, Result};
use crate::text::excerpt;

/// The accounts to run on; by default all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// Only these accounts, by id or name.
    pub include: Vec<String>,
    /// Not these accounts, by id or name.
    pub exclude: Vec<String>,
    /// Only accounts with all of these tags.
    pub tags: BTreeMap<String, String>,
    #[doc(hidden)]
    pub __non_exhaustive: (),
}

impl Selection {
    /// Keeps the selected accounts, in their order.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidInput`] for an id or name that no account has, and if no account is selected.
    pub fn apply(&self, targets: Vec<Target>) -> Result<Vec<Target>> {
        let names: BTreeSet<&str> = targets.iter().flat_map(names_of).collect();
        let unknown = self.include.iter().chain(&self.exclude);
        if let Some(unknown) = unknown
            .into_iter()
            .find(|one| !names.contains(one.as_str()))
        {
            let shown = excerpt(unknown, 80);
            let error = Error::new(ErrorKind::InvalidInput, format!("no account is `{shown}`"));
            return Err(error.with_remedy("use the id or the name of an account in the fleet"));
        }
        drop(names);
        let whole = targets.len();
        let is_selected = |target: &Target| {
            let is_named =
                |list: &[String]| names_of(target).any(|name| list.iter().any(|one| one == name));
            let has = |(name, value): (&String, &String)| target.tags.get(name) == Some(value);
            (self.include.is_empty() || is_named(&self.include))
                && !is_named(&self.exclude)
                && self.tags.iter().all(has)
        };
        let selected: Vec<_> = targets.into_iter().filter(is_selected).collect();
        if selected.is_empty() {
            let text = if whole == 0 {
                "the fleet has no accounts".to_owned()
            } else {
                format!("none of the {whole} accounts is selected")
            };
            let error = Error::new(ErrorKind::InvalidInput, text);
            return Err(error.with_remedy("check the inventory, the names and the tags"));
        }
        Ok(selected)
    }
}

fn names_of(target: &Target) -> impl Iterator<Item = &str> {
    [target.account.as_str()]
        .into_iter()
        .chain(target.name.as_deref())
}
