//! Services of which only the calls are here that Container Registry makes on its own account:
//! this simulation has no networks and measures nothing, and says so.

use std::borrow::Cow;

use rolewright_core::provider::Service;
use serde_json::{Value, json};

/// Virtual Private Cloud.
pub(crate) const VPC: Service = Service {
    name: Cow::Borrowed("vpc"),
    version: Cow::Borrowed("2016-04-28"),
};

/// CloudMonitor.
pub(crate) const CMS: Service = Service {
    name: Cow::Borrowed("cms"),
    version: Cow::Borrowed("2019-01-01"),
};

/// The answers, with the action and the resource that each is allowed by. The API of CloudMonitor
/// was renamed, its actions were not (`cms:QueryMetricLast` is `DescribeMetricLast`).
const CALLS: [(&Service, &str, &str, &str); 3] = [
    (&VPC, "DescribeVpcs", "vpc:DescribeVpcs", "vpc/*"),
    (&CMS, "DescribeMetricLast", "cms:QueryMetricLast", "*"),
    (&CMS, "DescribeMetricList", "cms:QueryMetricList", "*"),
];

/// What a call is allowed by: the action, and the resource's own part.
pub(crate) fn access(service: &str, action: &str) -> Option<(&'static str, &'static str)> {
    let mut rows = CALLS.iter();
    let row = rows.find(|(known, name, ..)| known.name == service && *name == action);
    row.map(|(_, _, action, resource)| (*action, *resource))
}

/// What is answered, if it is one of these calls.
pub(crate) fn answer(service: &str, action: &str) -> Option<Value> {
    access(service, action)?;
    Some(match service {
        "vpc" => json!({ "Vpcs": { "Vpc": [] }, "TotalCount": 0, "PageNumber": 1, "PageSize": 10 }),
        _ => json!({ "Code": "200", "Success": true, "Datapoints": "[]" }),
    })
}
