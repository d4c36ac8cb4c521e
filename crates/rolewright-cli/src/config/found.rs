//! What a configuration file must not set that was only found in the current folder.
//!
//! Such a file may belong to someone else, for example in a cloned repository. It must not decide where
//! requests and keys are sent, nor read or write outside its folder.

use std::fs;
use std::path::{Component, Path};

use rolewright::text::excerpt;
use rolewright::{Error, ErrorKind, LOCAL_STORE, Result};

use super::{Config, RecipeChoice};

/// The key of each endpoint.
type Endpoints<'a> = [(&'static str, &'a Option<String>); 4];

impl Config {
    fn endpoints(&self) -> Endpoints<'_> {
        [
            ("endpoint", &self.endpoint),
            ("sts_endpoint", &self.sts_endpoint),
            ("cr_endpoint", &self.cr_endpoint),
            ("oss_endpoint", &self.oss_endpoint),
        ]
    }

    /// Rejects the settings of a file at `path` that need the user's word; paths are relative to `folder`.
    pub(super) fn check_found(&self, path: &Path, folder: &Path) -> Result<()> {
        let refused = |text: String| {
            let name = path.display().to_string();
            let help =
                format!("remove the key, or name the file if you trust it: `--config {name}`");
            let error = Error::new(ErrorKind::ConfigInvalid, text).with_remedy(help);
            Err(error.with_resource(name))
        };
        for (key, endpoint) in self.endpoints() {
            if let Some(endpoint) = endpoint {
                let host = excerpt(host(endpoint), 80);
                return refused(format!(
                    "`{key}` would send requests to `{host}`, which a file that was only found in \
                     the current folder can't set"
                ));
            }
        }
        if self.allow_plain_http {
            return refused(
                "`allow_plain_http` would send requests to any host unencrypted, which a file that \
                 was only found in the current folder can't set"
                    .to_owned(),
            );
        }
        if let Some(role) = &self.assume_role {
            return refused(format!(
                "`assume_role` would act as `{}`, which a file that was only found in the current \
                 folder can't set",
                excerpt(role, 200)
            ));
        }
        // The provider `local` of this file writes to its default store.
        let is_local = self.provider.as_deref() == Some("local");
        let default = is_local.then_some(Path::new(LOCAL_STORE));
        let paths = [
            ("store", self.store.as_deref().or(default)),
            ("record", self.record.as_deref()),
            ("trust_policy", self.trust_policy.as_deref()),
            (
                "assume_role_session_policy",
                self.assume_role_session_policy.as_deref(),
            ),
        ];
        let recipes = self.recipe.iter().filter_map(RecipeChoice::file);
        let recipes = recipes.map(|file| ("recipe", Some(file)));
        for (key, path) in paths.into_iter().chain(recipes) {
            if let Some(path) = path.filter(|path| !is_inside(folder, path)) {
                return refused(format!(
                    "`{key}` is `{}`, but a file that was only found in the current folder can \
                     name only files inside it: no absolute path, no `..`, no symbolic link to \
                     the outside",
                    excerpt(&path.display().to_string(), 200)
                ));
            }
        }
        Ok(())
    }

    /// The configuration without what belongs to one machine or run: where requests are sent, and which
    /// files are written. A saved plan has no more.
    #[must_use]
    pub(crate) fn portable(self) -> Self {
        Self {
            endpoint: None,
            sts_endpoint: None,
            cr_endpoint: None,
            oss_endpoint: None,
            allow_plain_http: false,
            assume_role: None,
            assume_role_external_id: None,
            assume_role_session_name: None,
            assume_role_duration: None,
            assume_role_session_policy: None,
            store: None,
            record: None,
            ..self
        }
    }
}

/// The host of an endpoint, without a user name, a password or a path.
fn host(endpoint: &str) -> &str {
    let rest = endpoint
        .split_once("://")
        .map_or(endpoint, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    host.rsplit('@').next().unwrap_or_default()
}

/// Whether the relative path stays in the folder, also through its symbolic links.
fn is_inside(folder: &Path, path: &Path) -> bool {
    let is_plain = |part: Component<'_>| matches!(part, Component::Normal(_) | Component::CurDir);
    if !path.components().all(is_plain) {
        return false;
    }
    let folder = if folder.as_os_str().is_empty() {
        Path::new(".")
    } else {
        folder
    };
    let Ok(root) = fs::canonicalize(folder) else {
        return false;
    };
    // A part that doesn't exist yet is no link, nor is anything below it.
    let below = path.ancestors().filter(|part| !part.as_os_str().is_empty());
    let mut links = below
        .map(|part| folder.join(part))
        .filter(|part| part.is_symlink());
    links.all(|link| fs::canonicalize(link).is_ok_and(|target| target.starts_with(&root)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_host_is_shown_without_user_password_and_path() {
        for (endpoint, shown) in [
            ("evil.example.com", "evil.example.com"),
            ("http://evil.example.com:8080/x?y", "evil.example.com:8080"),
            ("https://me:hunter2@evil.example.com/", "evil.example.com"),
            (
                "https://me:hunter2@evil.example.com\\@ram.aliyuncs.com",
                "evil.example.com",
            ),
        ] {
            assert_eq!(host(endpoint), shown);
        }
    }
}
