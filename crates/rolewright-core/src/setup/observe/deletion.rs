//! The task that deletes a service-linked role.

use serde::Deserialize;

use super::Seen;
use crate::operation::DELETION_STATUS;
use crate::provider::{Access, Call, Service};

/// The task that deletes a service-linked role.
#[derive(Clone, Debug)]
pub(crate) struct Deletion {
    task: String,
    pub(crate) status: Seen<DeletionStatus>,
}

/// Output of [`DELETION_STATUS`]. Source: its page in the documentation of Resource Management,
/// December 2025.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct DeletionStatus {
    status: String,
    reason: Option<Reason>,
}

/// Why a deletion failed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Reason {
    message: String,
    role_usages: Option<RoleUsages>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct RoleUsages {
    role_usage: Vec<RoleUsage>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct RoleUsage {
    resources: Resources,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Resources {
    resource: Vec<String>,
}

/// The progress of a deletion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Progress {
    /// It has not ended.
    Running,
    /// It failed, with the reason.
    Failed(String),
    /// It succeeded, or its status can't be read: then only the role itself shows the result.
    Ended,
}

impl Deletion {
    /// Creates a task whose status is unknown.
    pub(crate) fn new(task: String) -> Self {
        Self {
            task,
            status: Seen::NotYet,
        }
    }

    /// Returns the call that reads the status.
    pub(crate) fn call(&self) -> Call {
        status_call(&self.task)
    }

    /// Returns the progress, as the status was last read.
    pub(crate) fn progress(&self) -> Progress {
        let Some(read) = self.status.value() else {
            return Progress::Ended;
        };
        match read.status.as_str() {
            "IN_PROGRESS" | "NOT_STARTED" => Progress::Running,
            "FAILED" | "INTERNAL_ERROR" => Progress::Failed(read.why()),
            _ => Progress::Ended,
        }
    }
}

impl DeletionStatus {
    /// The reason of a failure, with the resources that use the role.
    fn why(&self) -> String {
        let Some(reason) = self.reason.as_ref().filter(|one| !one.message.is_empty()) else {
            return format!("the deletion ended with `{}`", self.status);
        };
        let usages = reason.role_usages.iter().flat_map(|all| &all.role_usage);
        let resources = usages.flat_map(|usage| &usage.resources.resource);
        let resources: Vec<_> = resources.map(String::as_str).collect();
        let message = reason.message.trim_end_matches(['.', ' ']);
        match resources.as_slice() {
            [] => message.to_owned(),
            used => format!("{message}: {}", used.join(", ")),
        }
    }
}

/// Returns the call that reads the status of a deletion.
pub(crate) fn status_call(task: &str) -> Call {
    let call = Call::new(Service::RESOURCE_MANAGER, DELETION_STATUS, Access::Read);
    call.with_param("DeletionTaskId", task)
}
