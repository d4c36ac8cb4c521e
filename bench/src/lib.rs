//! The same statements and requests, for rolewright and for cedar.

pub mod cedar;
pub mod measure;

use rolewright_core::evaluate::Request;
use rolewright_core::policy::{PolicyDocument, Statement};
use rolewright_core::recipe::Recipe;
use rolewright_core::recipe::container_registry::custom_bucket;
use rolewright_core::{AccountId, BucketName};

/// The page's policy for one bucket.
pub fn one_bucket() -> PolicyDocument {
    let names = BucketName::new("my-images").into_iter();
    let account = AccountId::new("1234567890123456");
    let recipe = names.map(|name| custom_bucket([name])).find_map(Result::ok);
    let wanted = recipe
        .zip(account.ok())
        .map(|(recipe, account)| recipe.desired_state(&account));
    wanted.map_or_else(|| PolicyDocument::new([]), |wanted| wanted.document())
}

/// Requests that it allows and as many that it does not.
pub fn requests() -> Vec<Request> {
    let object = "acs:oss:*:1234567890123456:my-images/docker/registry/v2/blobs/sha256/ab/data";
    let bucket = "acs:oss:*:1234567890123456:my-images";
    let other = "acs:oss:*:1234567890123456:finance-data/2026/report.pdf";
    let asked = [
        ("oss:GetObject", object),
        ("oss:PutObject", object),
        ("oss:ListMultipartUploads", bucket),
        ("oss:GetBucketLifecycle", bucket),
        ("oss:ListBuckets", "acs:oss:*:1234567890123456:*"),
        (
            "vpc:DescribeVpcs",
            "acs:vpc:cn-hangzhou:1234567890123456:vpc/*",
        ),
        ("cms:QueryMetricList", "*"),
        ("oss:DeleteObject", object),
        ("oss:GetObject", other),
        ("oss:PutObject", other),
        ("oss:DeleteBucket", bucket),
        ("ram:CreateUser", "acs:ram:*:1234567890123456:user/eve"),
        ("oss:PutBucketPolicy", bucket),
        (
            "ecs:RunInstances",
            "acs:ecs:cn-hangzhou:1234567890123456:instance/*",
        ),
        ("cms:PutEventRule", "*"),
        ("oss:ListObjects", "acs:oss:*:1234567890123456:finance-data"),
    ];
    asked
        .map(|(action, resource)| Request::new(action, resource))
        .to_vec()
}

/// So many statements of which only the last is about what the first request asks for.
pub fn statements(count: usize) -> PolicyDocument {
    let other = (1..count).map(|number| {
        let bucket = format!("acs:oss:*:*:bucket-{number}");
        Statement::allow(["oss:GetObject", "oss:PutObject", "oss:ListObjects"])
            .on([bucket.clone(), format!("{bucket}/*")])
    });
    let wanted = Statement::allow(["oss:GetObject"]).on(["acs:oss:*:*:my-images/*"]);
    PolicyDocument::new(other.chain([wanted]))
}
