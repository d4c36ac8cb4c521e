//! Resource Management: the account's resource groups.

use rolewright_core::provider::{Params, Service};
use serde_json::{Value, json};

use crate::account::{Account, DEFAULT_GROUP, Moment};
use crate::error::Answer;
use crate::row::{Table, rows};
use crate::values::{Page, one_of};

/// Resource Management.
pub(crate) const TABLE: Table = Table {
    service: Service::new("resourcemanager", "2020-03-31"),
    code: "resourcemanager",
    rows: rows! {
        Read ListResourceGroups() Any => list_groups;
    },
};

/// The default group first. Filters as on the operation's page (Dec 2025); names and dates of groups
/// are not simulated.
fn list_groups(account: &mut Account, params: &Params, _: &Moment) -> Answer<Value> {
    let page = Page::of(params, "PageNumber", ("PageSize", 10, 100))?;
    let status = one_of(params, "Status", &["Creating", "OK", "PendingDelete"])?;
    let all =
        std::iter::once(DEFAULT_GROUP).chain(account.resource_groups.iter().map(String::as_str));
    let matches = |id: &&str| {
        let is_part = |name: &str| {
            params
                .get(name)
                .is_none_or(|part| name_of(id).contains(part))
        };
        params
            .get("ResourceGroupId")
            .is_none_or(|wanted| wanted == *id)
            && status.is_none_or(|status| status == "OK")
            && is_part("Name")
            && is_part("DisplayName")
    };
    let groups = all.filter(matches).map(|id| {
        json!({
            "Id": id,
            "Name": name_of(id),
            "DisplayName": name_of(id),
            "Status": "OK",
            "AccountId": account.id,
        })
    });
    let groups: Vec<_> = groups.collect();
    Ok(json!({
        "TotalCount": groups.len(),
        "PageNumber": page.number,
        "PageSize": page.size,
        "ResourceGroups": { "ResourceGroup": page.cut(groups) },
    }))
}

fn name_of(id: &str) -> &str {
    if id == DEFAULT_GROUP { "default" } else { id }
}
