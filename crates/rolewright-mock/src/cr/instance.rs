//! Container Registry instances, which the purchase creates and refunds.

use std::collections::BTreeMap;

use jiff::SignedDuration;
use rolewright_core::provider::Params;
use serde_json::{Value, json};

use super::lookup::{self, done, group_of, success};
use crate::account::{Account, Caller, DEFAULT_GROUP, InstanceState, Moment};
use crate::error::{Answer, refuse};
use crate::values::{Page, invalid, number, one_of, text};

const STATUSES: [&str; 8] = [
    "PENDING",
    "INIT_ERROR",
    "STARTING",
    "RUNNING",
    "STOPPING",
    "STOPPED",
    "DELETING",
    "DELETED",
];

/// The fields of an instance.
fn fields((region, state): (&str, &InstanceState)) -> Value {
    let mut value = json!({
        "InstanceId": state.id,
        "InstanceName": state.name,
        "InstanceSpecification": state.specification,
        "InstanceStatus": state.status,
        "RegionId": region,
        "ResourceGroupId": group_of(state),
        "CreateTime": state.created,
        "ModifiedTime": state.modified,
    });
    if let (Some(fields), Some(issue)) = (value.as_object_mut(), &state.issue) {
        fields.insert("InstanceIssue".into(), issue.clone().into());
    }
    value
}

/// Rule `instance-unknown`.
pub(super) fn get(account: &mut Account, params: &Params, _: &Moment) -> Answer<Value> {
    let (region, state) = lookup::instance(account, params)?;
    Ok(success(fields((region, state))))
}

/// Rules `instance-region` and `instance-paging`.
pub(super) fn list(account: &mut Account, params: &Params, _: &Moment) -> Answer<Value> {
    let page = Page::of(params, "PageNo", ("PageSize", 30, u32::MAX))?;
    let status = one_of(params, "InstanceStatus", &STATUSES)?;
    let (name, group) = (params.get("InstanceName"), params.get("ResourceGroupId"));
    let region = text(params, "RegionId")?;
    let matches = |state: &&InstanceState| {
        status.is_none_or(|status| status == state.status)
            && name.is_none_or(|name| name == state.name)
            && group.is_none_or(|group| group == group_of(state))
    };
    let in_region = account.instances.get(region).into_iter().flatten();
    let matching: Vec<_> = in_region.filter(matches).collect();
    let count = matching.len();
    let instances = page.cut(matching).into_iter();
    let instances: Vec<_> = instances.map(|state| fields((region, state))).collect();
    Ok(success(json!({
        "Instances": instances,
        "PageNo": page.number,
        "PageSize": page.size,
        "TotalCount": count,
    })))
}

pub(super) fn count(account: &mut Account, params: &Params, _: &Moment) -> Answer<Value> {
    let region = params.get("RegionId").unwrap_or_default();
    let count = account.instances.get(region).map_or(0, Vec::len);
    Ok(success(json!({ "Count": count })))
}

/// Numbers are texts.
pub(super) fn usage(account: &mut Account, params: &Params, _: &Moment) -> Answer<Value> {
    let (_, state) = lookup::running(account, params)?;
    let bought = &state.subscription;
    let rows = [
        ("Namespace", 15 + bought.namespaces, state.namespaces.len()),
        (
            "Repo",
            3_000 + bought.repositories,
            state.repositories().count(),
        ),
        ("Vpc", 1 + bought.vpcs, 0),
        ("ChartNamespace", 15, 0),
        ("ChartRepo", 1_000, 0),
    ];
    let pairs = rows.into_iter().flat_map(|(name, quota, usage)| {
        [
            (format!("{name}Quota"), quota.to_string()),
            (format!("{name}Usage"), usage.to_string()),
        ]
    });
    let pairs: BTreeMap<_, _> = pairs.collect();
    Ok(success(json!(pairs)))
}

/// The regions in which the account has instances, and the region of the request.
pub(super) fn regions(account: &mut Account, params: &Params, _: &Moment) -> Answer<Value> {
    let used = account.instances.keys().map(String::as_str);
    let all: std::collections::BTreeSet<_> = used.chain(params.get("RegionId")).collect();
    let all = all.into_iter();
    let regions = all.map(|region| json!({ "RegionId": region, "LocalName": region }));
    Ok(success(json!({ "Regions": regions.collect::<Vec<_>>() })))
}

/// The response has only a request id.
pub(super) fn change_group(
    account: &mut Account,
    params: &Params,
    moment: &Moment,
) -> Answer<Value> {
    let group = text(params, "ResourceGroupId")?;
    let (id, region) = (
        text(params, "ResourceId")?,
        text(params, "ResourceRegionId")?,
    );
    let is_known = account.has_resource_group(group);
    let (_, state) = lookup::in_region(account, Some(region), id)?;
    if !is_known {
        return Err(refuse("EntityNotExists.ResourceGroup"));
    }
    state.resource_group = (group != DEFAULT_GROUP).then(|| group.to_owned());
    state.modified = moment.now.as_millisecond();
    Ok(json!({}))
}

/// No registry accepts the token: images are not simulated.
pub(super) fn authorization_token(
    account: &mut Account,
    params: &Params,
    moment: &Moment,
) -> Answer<Value> {
    lookup::running(account, params)?;
    let hours = number(params, "ExpiresInHours", 1, 1..=24)?;
    let expiry = moment
        .now
        .saturating_add(SignedDuration::from_hours(hours.into()));
    Ok(success(json!({
        "AuthorizationToken": format!("cr-token-{}", moment.request_id),
        "TempUsername": "cr_temp_user",
        "ExpireTime": expiry.unwrap_or(moment.now).as_millisecond(),
    })))
}

/// The password is checked, not stored: nothing uses it.
pub(super) fn reset_password(
    account: &mut Account,
    params: &Params,
    moment: &Moment,
) -> Answer<Value> {
    if matches!(moment.caller, Caller::Session { .. }) {
        return Err(refuse("STS_NOT_SUPPORT"));
    }
    let password = text(params, "Password")?;
    let kinds: [fn(char) -> bool; 3] = [
        |c| c.is_ascii_alphabetic(),
        |c| c.is_ascii_digit(),
        |c| c.is_ascii_punctuation(),
    ];
    let used = kinds
        .iter()
        .filter(|kind| password.contains(**kind))
        .count();
    if !(8..=32).contains(&password.chars().count()) || used < 2 {
        let text = "a password has 8 to 32 characters, of at least two kinds of letters, digits and \
                    signs";
        return Err(invalid("Password", text));
    }
    lookup::running(account, params)?;
    done()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::MemoryProvider;
    use crate::testing::Lab;
    use futures_util::FutureExt;
    use rolewright_core::RamProviderExt;
    use rolewright_core::operation::ListInstance;

    /// Instances `cri-0`, `cri-1`, .. in cn-hangzhou; the first one is pending.
    fn account(count: usize) -> Account {
        let state = |number| InstanceState {
            id: format!("cri-{number}"),
            name: format!("images-{number}"),
            status: if number == 0 { "PENDING" } else { "RUNNING" }.into(),
            issue: (number == 0).then(|| "OSS_SERVICE_ROLE_UNAUTHORIZED".into()),
            ..InstanceState::default()
        };
        let instances = (0..count).map(state).collect();
        Account {
            instances: [("cn-hangzhou".to_owned(), instances)].into(),
            ..Account::default()
        }
    }

    fn in_hangzhou() -> ListInstance {
        ListInstance {
            region_id: "cn-hangzhou".into(),
            ..ListInstance::default()
        }
    }

    #[test]
    fn instances_of_the_requested_region_and_status_are_listed() {
        let mut lab = Lab::default();
        lab.account = account(2);
        let all = lab.ok(in_hangzhou());
        assert_eq!((all.is_success, all.total_count), (true, 2));
        let pending = lab.ok(ListInstance {
            instance_status: Some("PENDING".into()),
            ..in_hangzhou()
        });
        assert_eq!(pending.total_count, 1);
        let [instance] = pending.instances.as_slice() else {
            panic!("{pending:?}");
        };
        assert_eq!(instance.instance_id, "cri-0");
        assert_eq!(instance.region_id, "cn-hangzhou");
        assert_eq!(
            instance.instance_issue.as_deref(),
            Some("OSS_SERVICE_ROLE_UNAUTHORIZED")
        );
        let elsewhere = lab.ok(ListInstance {
            region_id: "cn-beijing".into(),
            ..ListInstance::default()
        });
        assert_eq!((elsewhere.instances.len(), elsewhere.total_count), (0, 0));
    }

    #[test]
    fn the_default_page_size_is_thirty_instances() {
        let mut lab = Lab::default();
        lab.account = account(31);
        let first = lab.ok(in_hangzhou());
        assert_eq!((first.instances.len(), first.total_count), (30, 31));
        assert_eq!((first.page_no, first.page_size), (1, 30));
        let last = lab.ok(ListInstance {
            page_no: Some(4),
            page_size: Some(10),
            ..in_hangzhou()
        });
        assert_eq!(last.instances[0].instance_id, "cri-30");
        let behind = lab.ok(ListInstance {
            page_no: Some(u32::MAX),
            page_size: Some(u32::MAX),
            ..in_hangzhou()
        });
        assert_eq!((behind.instances.len(), behind.total_count), (0, 31));
    }

    #[test]
    fn the_pages_cover_the_list_once() {
        for (count, page_size) in [(0, 1), (4, 1), (4, 2), (4, 3), (4, 9)] {
            let provider = MemoryProvider::builder().account(account(count)).build();
            let pages = provider.pages(ListInstance {
                page_size: Some(page_size),
                ..in_hangzhou()
            });
            let all = pages.collect().now_or_never().unwrap().unwrap();
            let ids = all.into_iter().map(|instance| instance.instance_id);
            let expected = (0..count).map(|number| format!("cri-{number}"));
            assert!(ids.eq(expected), "{count} by {page_size}");
        }
    }
}
