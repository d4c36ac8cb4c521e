//! The version limit of a policy, and rotation.

use rolewright_core::operation::CreatePolicyVersion;
use rolewright_core::{RamProvider, RamProviderExt};

use crate::case::cases;
use crate::cases::policy_version::{add, as_default, ensure_versions, version};
use crate::expect::{Outcome, refuses};
use crate::fixture::make_policy;
use crate::fixture::ops::delete_version;

cases! { version_limit:
    a_policy_takes_no_version_over_its_limit [versions: 3],
    a_policy_takes_five_versions,
    a_full_policy_takes_a_version_after_one_was_deleted [versions: 2],
    the_oldest_non_default_version_is_rotated_out [versions: 3] assumed "oldest-version",
    no_version_is_rotated_out_below_the_limit [versions: 3],
    the_strategy_none_rotates_nothing_out [versions: 2],
    another_strategy_is_refused assumed "unknown-rotate-strategy",
}

const ROTATE: &str = "DeleteOldestNonDefaultVersionWhenLimitExceeded";

fn rotating(create: CreatePolicyVersion) -> CreatePolicyVersion {
    CreatePolicyVersion {
        rotate_strategy: Some(ROTATE.into()),
        ..create
    }
}

/// `LimitExceeded.Policy.Version`, 409. API page of `CreatePolicyVersion`.
async fn a_policy_takes_no_version_over_its_limit(ram: &dyn RamProvider) -> Outcome {
    make_policy(ram, "images").await?;
    add(ram, version("-2")).await?;
    add(ram, as_default("-3")).await?;
    for create in [version("-4"), as_default("-4")] {
        refuses(ram, create, 409, "LimitExceeded.Policy.Version").await?;
    }
    ensure_versions(ram, &["v1", "v2", "v3"], "v3").await
}

/// Five. Limits page.
async fn a_policy_takes_five_versions(ram: &dyn RamProvider) -> Outcome {
    make_policy(ram, "images").await?;
    for text in ["-2", "-3", "-4", "-5"] {
        add(ram, version(text)).await?;
    }
    refuses(ram, version("-6"), 409, "LimitExceeded.Policy.Version").await
}

/// A deleted version does not count.
async fn a_full_policy_takes_a_version_after_one_was_deleted(ram: &dyn RamProvider) -> Outcome {
    make_policy(ram, "images").await?;
    add(ram, as_default("-2")).await?;
    ram.send(delete_version("images", "v1")).await?;
    add(ram, version("-3")).await?;
    ensure_versions(ram, &["v2", "v3"], "v2").await
}

/// `RotateStrategy` is documented only as "oldest" and "not default". SDK 1.3.0.
async fn the_oldest_non_default_version_is_rotated_out(ram: &dyn RamProvider) -> Outcome {
    make_policy(ram, "images").await?;
    add(ram, version("-2")).await?;
    add(ram, version("-3")).await?;
    add(ram, rotating(version("-4"))).await?;
    ensure_versions(ram, &["v1", "v3", "v4"], "v1").await?;
    add(ram, rotating(as_default("-5"))).await?;
    ensure_versions(ram, &["v1", "v4", "v5"], "v5").await?;
    add(ram, rotating(as_default("-6"))).await?;
    ensure_versions(ram, &["v4", "v5", "v6"], "v6").await
}

/// "When limit exceeded". SDK 1.3.0.
async fn no_version_is_rotated_out_below_the_limit(ram: &dyn RamProvider) -> Outcome {
    make_policy(ram, "images").await?;
    add(ram, rotating(version("-2"))).await?;
    add(ram, rotating(as_default("-3"))).await?;
    ensure_versions(ram, &["v1", "v2", "v3"], "v3").await
}

/// `None` is the default strategy. SDK 1.3.0.
async fn the_strategy_none_rotates_nothing_out(ram: &dyn RamProvider) -> Outcome {
    make_policy(ram, "images").await?;
    let none = |text| CreatePolicyVersion {
        rotate_strategy: Some("None".into()),
        ..version(text)
    };
    add(ram, none("-2")).await?;
    refuses(ram, none("-3"), 409, "LimitExceeded.Policy.Version").await
}

/// The code is not documented.
async fn another_strategy_is_refused(ram: &dyn RamProvider) -> Outcome {
    make_policy(ram, "images").await?;
    let rotate_strategy = Some("DeleteNewest".into());
    let create = CreatePolicyVersion {
        rotate_strategy,
        ..version("-2")
    };
    refuses(ram, create, 400, "InvalidParameter.RotateStrategy").await
}
