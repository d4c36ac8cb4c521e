//! Container Registry instances. No call creates one, so these cases cover only the empty list.

use rolewright_core::operation::{GetInstance, ListInstance};
use rolewright_core::{RamProvider, RamProviderExt};

use crate::case::cases;
use crate::expect::{Outcome, equal, refuses};

cases! { instance:
    an_account_without_instances_lists_none needs(Instances),
    a_list_of_instances_covers_one_region needs(Instances) assumed "instance-region",
    a_missing_instance_is_not_found needs(Instances) assumed "instance-unknown",
    pages_of_instances_are_counted_from_one needs(Instances) assumed "instance-paging",
}

fn in_region(region: &str) -> ListInstance {
    ListInstance {
        region_id: region.into(),
        ..ListInstance::default()
    }
}

/// `IsSuccess`, and by default page 1 with 30 items. SDK.
async fn an_account_without_instances_lists_none(ram: &dyn RamProvider) -> Outcome {
    let answer = ram.send(in_region("cn-hangzhou")).await?;
    let found = (answer.is_success, answer.code.as_str());
    equal("IsSuccess and Code", &found, &(true, "success"))?;
    let page = (answer.page_no, answer.page_size, answer.total_count);
    equal("PageNo, PageSize and TotalCount", &page, &(1, 30, 0))?;
    equal("Instances", &answer.instances, &Vec::new())
}

/// The real service has an endpoint in each region.
async fn a_list_of_instances_covers_one_region(ram: &dyn RamProvider) -> Outcome {
    refuses(ram, in_region(""), 400, "MissingParameter.RegionId").await?;
    let nowhere = ram.send(in_region("cn-atlantis")).await?;
    equal("TotalCount", &nowhere.total_count, &0)
}

/// The code is not documented.
async fn a_missing_instance_is_not_found(ram: &dyn RamProvider) -> Outcome {
    let missing = GetInstance {
        region_id: "cn-hangzhou".into(),
        instance_id: "cri-missing".into(),
        ..Default::default()
    };
    refuses(ram, missing, 200, "INSTANCE_NOT_EXIST").await
}

/// The range is not documented.
async fn pages_of_instances_are_counted_from_one(ram: &dyn RamProvider) -> Outcome {
    let page = |number, size| ListInstance {
        page_no: Some(number),
        page_size: Some(size),
        ..in_region("cn-hangzhou")
    };
    refuses(ram, page(0, 10), 400, "InvalidParameter.PageNo").await?;
    refuses(ram, page(1, 0), 400, "InvalidParameter.PageSize").await?;
    let behind = ram.send(page(7, 5_000)).await?;
    let found = (behind.page_no, behind.page_size, behind.instances.len());
    equal(
        "PageNo, PageSize and the number of instances",
        &found,
        &(7, 5_000, 0),
    )
}
