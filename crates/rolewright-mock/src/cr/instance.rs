//! Container Registry instances.
//!
//! No call creates instances, which are purchased: tests add them to the account.

use rolewright_core::operation::{
    GetInstance, GetInstanceOutput, Instance, ListInstance, ListInstanceOutput,
};

use crate::account::{Account, InstanceState, Moment};
use crate::error::{Answer, refuse};

/// Rule `instance-unknown`.
pub(crate) fn get(
    account: &mut Account,
    _: &Moment,
    op: &GetInstance,
) -> Answer<GetInstanceOutput> {
    let in_region = account.instances.get(&op.region_id).into_iter().flatten();
    let mut matching = in_region.filter(|state| state.id == op.instance_id);
    let state = matching
        .next()
        .ok_or_else(|| refuse("INSTANCE_NOT_EXIST"))?;
    Ok(GetInstanceOutput {
        is_success: true,
        code: "success".into(),
        instance_id: state.id.clone(),
        instance_name: state.name.clone(),
        instance_specification: state.specification.clone(),
        instance_status: state.status.clone(),
        instance_issue: state.issue.clone(),
    })
}

/// Rules `instance-region` and `instance-paging`.
pub(crate) fn list(
    account: &mut Account,
    _: &Moment,
    op: &ListInstance,
) -> Answer<ListInstanceOutput> {
    let number = |parameter: &str, value: Option<u32>, default| match value.unwrap_or(default) {
        0 => Err(refuse(format!("InvalidParameter.{parameter}"))),
        number => Ok(number),
    };
    let page_no = number("PageNo", op.page_no, 1)?;
    let page_size = number("PageSize", op.page_size, 30)?;
    let has_status = |state: &&InstanceState| {
        let requested = op.instance_status.as_ref();
        requested.is_none_or(|status| *status == state.status)
    };
    let in_region = account.instances.get(&op.region_id).into_iter().flatten();
    let matching: Vec<_> = in_region.filter(has_status).collect();
    let before = (page_no - 1).saturating_mul(page_size);
    let page = matching.iter().skip(before as usize);
    let instances = page.take(page_size as usize).map(|state| Instance {
        instance_id: state.id.clone(),
        instance_name: state.name.clone(),
        instance_specification: state.specification.clone(),
        instance_status: state.status.clone(),
        instance_issue: state.issue.clone(),
        region_id: op.region_id.clone(),
    });
    Ok(ListInstanceOutput {
        is_success: true,
        code: "success".into(),
        instances: instances.collect(),
        page_no,
        page_size,
        total_count: u32::try_from(matching.len()).unwrap_or(u32::MAX),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::MemoryProvider;
    use crate::testing::Lab;
    use futures_util::{FutureExt, TryStreamExt};
    use rolewright_core::RamProviderExt;

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
            let all: Vec<_> = pages.try_collect().now_or_never().unwrap().unwrap();
            let ids = all.into_iter().map(|instance| instance.instance_id);
            let expected = (0..count).map(|number| format!("cri-{number}"));
            assert!(ids.eq(expected), "{count} by {page_size}");
        }
    }
}
