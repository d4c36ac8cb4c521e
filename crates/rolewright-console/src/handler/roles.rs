//! Lists of roles, and single ones.

use std::sync::Arc;

use rolewright::error::Problem;
use rolewright::operation::{ListPoliciesForRole, ListRoles, RoleSummary};
use rolewright::{RamProviderExt, Result};

use super::{ok, problem};
use crate::answer::Answer;
use crate::asked::Asked;
use crate::console::Console;
use crate::page::roles::{self, Listed, RoleState};

/// The number of items on a page.
pub(crate) const PAGE: u32 = 100;
/// The page size of a search, which reads at most [`MOST_PAGES`].
const SEARCH_PAGE: u32 = 1_000;
const MOST_PAGES: usize = 10;

/// Reads a page of a list; with a filter, pages until something is found.
pub(crate) async fn listed<'a, T, F>(
    asked: &'a Asked,
    mut read: impl FnMut(Option<String>, u32) -> F,
    name: impl Fn(&T) -> &str,
) -> Listed<'a, T>
where
    F: Future<Output = Result<(Vec<T>, Option<String>)>>,
{
    let find = asked.fields.get("find");
    let wanted = find.to_lowercase();
    let mut marker = Some(asked.fields.get("marker").to_owned()).filter(|text| !text.is_empty());
    let size = if find.is_empty() { PAGE } else { SEARCH_PAGE };
    let mut found = Vec::new();
    for _ in 0..MOST_PAGES {
        let (items, next) = match read(marker.take(), size).await {
            Ok(page) => page,
            Err(error) => {
                return Listed {
                    find,
                    items: Err(problem(error)),
                    next: None,
                    is_cut: false,
                };
            }
        };
        found.extend(
            items
                .into_iter()
                .filter(|one| name(one).to_lowercase().contains(&wanted)),
        );
        marker = next;
        if marker.is_none() || found.len() >= PAGE as usize {
            break;
        }
    }
    Listed {
        find,
        is_cut: !find.is_empty() && marker.is_some(),
        items: Ok(found),
        next: marker,
    }
}

pub(crate) async fn list(console: &Arc<Console>, asked: &Asked) -> Answer {
    let provider = &*console.cloud.provider;
    let read = |marker, size| async move {
        let operation = ListRoles {
            marker,
            max_items: Some(size),
            ..ListRoles::default()
        };
        let page = provider.send(operation).await?;
        Ok((page.roles.role, page.marker.filter(|_| page.is_truncated)))
    };
    let state = listed(asked, read, |role: &RoleSummary| &role.role_name).await;
    ok(roles::roles(&console.view(asked), &state))
}

pub(crate) async fn show(console: &Arc<Console>, asked: &Asked) -> Answer {
    let (provider, name) = (&*console.cloud.provider, asked.fields.get("name"));
    let attached = provider.send(ListPoliciesForRole {
        role_name: name.to_owned(),
        ..Default::default()
    });
    let (role, attached) = tokio::join!(provider.get_role(name), attached);
    let state = RoleState {
        name,
        role: role.map_err(problem),
        attached: attached
            .map(|output| output.policies.policy)
            .map_err(|error| Problem::from(&error)),
    };
    ok(roles::role(&console.view(asked), &state))
}
