//! Explains the status and the issue of an instance (rule `instance-issue`).

use crate::operation::GetInstanceOutput;
use crate::remedy::Remedy;
use crate::setup::report::Status;

/// The meaning of an instance's status and issue, and the remedy.
pub(super) struct Explanation {
    pub(super) status: Status,
    pub(super) reason: String,
    pub(super) remedy: Option<Remedy>,
}

const BUY_ANEW: &str = "an instance's bucket can't be changed: have this instance released, verify another bucket, and \
                        buy a new instance with it";

/// Sources of the values: the models of the official Python SDK for Container Registry 2.2.5 and the
/// page of `GetInstance`. Source for an instance that stays `PENDING`: a comment in the tests of the
/// official Terraform provider.
pub(super) fn explain(instance: &GetInstanceOutput, others_hold: bool) -> Explanation {
    let id = instance.instance_id.as_str();
    let status = instance.instance_status.as_str();
    let issue = instance.instance_issue.as_deref().unwrap_or_default();
    let explained = |status, reason: String, help: &str| Explanation {
        status,
        reason,
        remedy: Some(help.into()),
    };
    let fix = if others_hold {
        "all other checks passed, and Container Registry retries by itself (assumed): verify again in some \
             minutes, and contact its support if the status does not change"
    } else {
        "fix the other causes; Container Registry then retries by itself (assumed)"
    };
    match (status, issue) {
        ("RUNNING", "") => Explanation {
            status: Status::Passed,
            reason: "its status is RUNNING".to_owned(),
            remedy: None,
        },
        (_, "OSS_SERVICE_ROLE_UNAUTHORIZED") => explained(
            Status::Failed,
            format!(
                "instance {id} is {status} with OSS_SERVICE_ROLE_UNAUTHORIZED: Container Registry can't assume the \
                 role, or the role lacks access to the bucket"
            ),
            fix,
        ),
        (_, "OSS_BUCKET_ALREADY_EXISTS") => explained(
            Status::Failed,
            format!(
                "instance {id} is {status} with OSS_BUCKET_ALREADY_EXISTS: the bucket that it creates exists already, \
                 possibly in another account"
            ),
            BUY_ANEW,
        ),
        (_, "OSS_TOO_MANY_BUCKETS") => explained(
            Status::Failed,
            format!(
                "instance {id} is {status} with OSS_TOO_MANY_BUCKETS: the account has reached its bucket quota"
            ),
            "delete an unused bucket, or request a higher quota in the OSS console",
        ),
        (_, "USER_NOT_REGISTERED_BY_REAL_NAME") => explained(
            Status::Failed,
            format!(
                "instance {id} is {status} with USER_NOT_REGISTERED_BY_REAL_NAME: the account owner is not verified"
            ),
            "complete the real-name verification in the account's console",
        ),
        (_, issue) if !issue.is_empty() => explained(
            Status::Failed,
            format!(
                "instance {id} is {status} and reports `{}`",
                crate::text::excerpt(issue, 80)
            ),
            "see the instance in the Container Registry console",
        ),
        ("PENDING", _) => explained(
            Status::Inconclusive,
            format!(
                "instance {id} is PENDING and reports no issue: it is being created, or the role lacks access to its \
                 bucket, and then it stays PENDING until its creation times out"
            ),
            fix,
        ),
        ("STARTING" | "STOPPING", _) => explained(
            Status::Inconclusive,
            format!("instance {id} is {status}"),
            "verify again in a minute",
        ),
        ("INIT_ERROR", _) => explained(
            Status::Failed,
            format!(
                "instance {id} is INIT_ERROR: it could not be created, and it reports no issue"
            ),
            fix,
        ),
        (other, _) => explained(
            Status::Failed,
            format!("instance {id} is {}", crate::text::excerpt(other, 40)),
            "see the instance in the Container Registry console",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(status: &str, issue: &str) -> Explanation {
        let instance = GetInstanceOutput {
            instance_status: status.into(),
            instance_issue: Some(issue.to_owned()).filter(|issue| !issue.is_empty()),
            ..GetInstanceOutput::default()
        };
        explain(&instance, false)
    }

    #[test]
    fn each_status_and_issue_has_a_reason_and_a_remedy() {
        assert_eq!(of("RUNNING", "").status, Status::Passed);
        for status in ["PENDING", "STARTING", "STOPPING"] {
            assert_eq!(of(status, "").status, Status::Inconclusive, "{status}");
        }
        for status in [
            "INIT_ERROR",
            "STOPPED",
            "DELETING",
            "DELETED",
            "SOMETHING_NEW",
            "",
        ] {
            assert_eq!(of(status, "").status, Status::Failed, "{status}");
        }
        for issue in [
            "OSS_TOO_MANY_BUCKETS",
            "OSS_BUCKET_ALREADY_EXISTS",
            "OSS_SERVICE_ROLE_UNAUTHORIZED",
            "USER_NOT_REGISTERED_BY_REAL_NAME",
            "SOMETHING_NEW",
        ] {
            for status in ["PENDING", "RUNNING"] {
                let explained = of(status, issue);
                assert_eq!(explained.status, Status::Failed, "{status} {issue}");
                assert!(
                    explained.reason.contains(issue) && explained.remedy.is_some(),
                    "{}",
                    explained.reason
                );
            }
        }
    }
}
