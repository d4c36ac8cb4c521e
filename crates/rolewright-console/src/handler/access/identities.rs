//! The users and roles of the account.

use rolewright::operation::{ListRoles, ListUsers};
use rolewright::text::{excerpt, nearest};
use rolewright::{Error, ErrorKind, RamProviderExt, Result};

use crate::console::Console;

/// The number of users, and of roles, that are read: a page of the list.
const MOST: u32 = 1_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Role,
    User,
}

impl Kind {
    const ALL: [Self; 2] = [Self::Role, Self::User];

    fn as_str(self) -> &'static str {
        match self {
            Self::Role => "role",
            Self::User => "user",
        }
    }
}

/// The users and roles that could be read.
#[derive(Debug, Default)]
pub(super) struct Identities {
    all: Vec<(Kind, String)>,
    /// Whether these are all of the account.
    is_whole: bool,
}

impl Identities {
    /// Reads them. A list that is denied counts as empty and not whole.
    pub(super) async fn read(console: &Console) -> Self {
        let provider = &*console.cloud.provider;
        let roles = provider.send(ListRoles {
            max_items: Some(MOST),
            ..ListRoles::default()
        });
        let users = provider.send(ListUsers {
            max_items: Some(MOST),
            ..ListUsers::default()
        });
        let (roles, users) = tokio::join!(roles, users);
        let mut identities = Self {
            all: Vec::new(),
            is_whole: true,
        };
        identities.add(
            Kind::Role,
            roles.map(|page| {
                let names = page.roles.role.into_iter().map(|role| role.role_name);
                (names.collect(), page.is_truncated)
            }),
        );
        identities.add(
            Kind::User,
            users.map(|page| {
                let names = page.users.user.into_iter().map(|user| user.user_name);
                (names.collect(), page.is_truncated)
            }),
        );
        identities
    }

    fn add(&mut self, kind: Kind, page: Result<(Vec<String>, bool)>) {
        let (names, is_truncated) = page.unwrap_or((Vec::new(), true));
        self.is_whole &= !is_truncated;
        self.all.extend(names.into_iter().map(|name| (kind, name)));
    }

    /// Returns `role:NAME` or `user:NAME` of each.
    pub(super) fn all(&self) -> Vec<String> {
        let all = self.all.iter();
        all.map(|(kind, name)| format!("{}:{name}", kind.as_str()))
            .collect()
    }

    /// Returns what `role:NAME`, `user:NAME` or a name that is unique means.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidInput`] for a name of both a user and a role, [`ErrorKind::NotFound`] for one of
    /// neither.
    pub(super) fn find<'t>(&self, text: &'t str) -> Result<(Kind, &'t str)> {
        let prefixed = Kind::ALL.into_iter().find_map(|kind| {
            let name = text.strip_prefix(kind.as_str())?.strip_prefix(':')?;
            Some((kind, name.trim()))
        });
        if let Some(found) = prefixed {
            return Ok(found);
        }
        let named = |kind: &Kind| self.has(*kind, text);
        let kinds: Vec<Kind> = Kind::ALL.into_iter().filter(named).collect();
        let shown = excerpt(text, 80);
        match kinds.as_slice() {
            [kind] => Ok((*kind, text)),
            [] if self.is_whole => Err(self.unknown(None, text)),
            [] => {
                let message = format!("it is not known whether `{shown}` is a user or a role");
                let error = Error::new(ErrorKind::InvalidInput, message);
                Err(error.with_remedy("write `role:NAME` or `user:NAME`"))
            }
            _ => {
                let message = format!("the account has both a user and a role `{shown}`");
                let error = Error::new(ErrorKind::InvalidInput, message);
                Err(error.with_remedy(format!("write `user:{shown}` or `role:{shown}`")))
            }
        }
    }

    fn has(&self, kind: Kind, name: &str) -> bool {
        let mut all = self.all.iter();
        all.any(|(one, known)| *one == kind && known == name)
    }

    /// Returns the error for a name that the account does not have, with a similar one.
    pub(super) fn unknown(&self, kind: Option<Kind>, name: &str) -> Error {
        let what = kind.map_or("user or role", Kind::as_str);
        let shown = excerpt(name, 80);
        let message = format!("there is no {what} `{shown}` in this account");
        let names = self.all.iter().map(|(_, name)| name.as_str());
        let similar = nearest(name, names).and_then(|similar| {
            let mut all = self.all.iter();
            all.find(|(_, name)| name == similar)
        });
        let help = match similar {
            Some((kind, name)) => {
                format!("did you mean `{}:{}`?", kind.as_str(), excerpt(name, 80))
            }
            None => "write the name of a user or role of this account".to_owned(),
        };
        Error::new(ErrorKind::NotFound, message).with_remedy(help)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn identities(is_whole: bool) -> Identities {
        let all = [
            (Kind::Role, "builder"),
            (Kind::Role, "ci"),
            (Kind::User, "ci"),
            (Kind::User, "alice"),
        ];
        Identities {
            all: all.map(|(kind, name)| (kind, name.to_owned())).to_vec(),
            is_whole,
        }
    }

    fn refused(is_whole: bool, text: &str) -> String {
        let error = identities(is_whole).find(text).unwrap_err();
        format!("{error}; {}", error.remedy().unwrap().text)
    }

    #[test]
    fn a_bare_name_that_is_unique_is_enough() {
        let identities = identities(true);
        assert_eq!(identities.find("alice").unwrap(), (Kind::User, "alice"));
        assert_eq!(identities.find("role:ci").unwrap(), (Kind::Role, "ci"));
        assert_eq!(
            identities.find("user: other").unwrap(),
            (Kind::User, "other")
        );
        assert!(refused(true, "ci").contains("write `user:ci` or `role:ci`"));
    }

    #[test]
    fn an_unknown_name_is_refused_with_a_similar_one_of_either_kind() {
        assert_eq!(
            refused(true, "bulider"),
            "there is no user or role `bulider` in this account; did you mean `role:builder`?"
        );
        let error = identities(true).unknown(Some(Kind::Role), "alice");
        assert_eq!(
            error.to_string(),
            "there is no role `alice` in this account"
        );
        assert_eq!(error.remedy().unwrap().text, "did you mean `user:alice`?");
    }

    #[test]
    fn a_name_that_is_on_no_page_that_was_read_may_exist() {
        assert!(refused(false, "bulider").contains("write `role:NAME` or `user:NAME`"));
    }
}
