//! The VPC and CloudMonitor calls that Container Registry makes. Networks and metrics are not
//! simulated: the responses are empty.

use rolewright_core::provider::{Params, Service};
use serde_json::{Value, json};

use crate::account::{Account, Moment};
use crate::error::Answer;
use crate::row::{Table, rows};

/// Virtual Private Cloud.
pub(crate) const VPC: Service = Service::new("vpc", "2016-04-28");

/// CloudMonitor.
pub(crate) const CMS: Service = Service::new("cms", "2019-01-01");

pub(crate) const VPC_TABLE: Table = Table {
    service: VPC,
    code: "vpc",
    rows: rows! {
        Read DescribeVpcs() Vpcs => no_vpcs;
    },
};

/// The operations were renamed, their actions were not.
pub(crate) const CMS_TABLE: Table = Table {
    service: CMS,
    code: "cms",
    rows: rows! {
        Read DescribeMetricLast as "QueryMetricLast" () Any => no_metrics;
        Read DescribeMetricList as "QueryMetricList" () Any => no_metrics;
    },
};

fn no_vpcs(_: &mut Account, _: &Params, _: &Moment) -> Answer<Value> {
    Ok(json!({ "Vpcs": { "Vpc": [] }, "TotalCount": 0, "PageNumber": 1, "PageSize": 10 }))
}

fn no_metrics(_: &mut Account, _: &Params, _: &Moment) -> Answer<Value> {
    Ok(json!({ "Code": "200", "Success": true, "Datapoints": "[]" }))
}
