//! What the status and the issue of an instance mean (rule `instance-issue`).

use crate::operation::GetInstanceOutput;
use crate::remedy::Remedy;
use crate::setup::report::Status;

/// What an instance's status and issue mean, and what to do.
pub(super) struct Said {
    pub(super) status: Status,
    pub(super) reason: String,
    pub(super) remedy: Option<Remedy>,
}

const BUY_ANEW: &str = "an instance's bucket can't be changed: have this instance released, and buy one with a bucket \
                        that was verified before";

/// Sources: the models of the official Python SDK for Container Registry 2.2.5 and the page of
/// `GetInstance` for what may stand there; the comment in the official Terraform provider's test
/// for an instance that stays `PENDING`.
pub(super) fn explain(instance: &GetInstanceOutput, others_hold: bool) -> Said {
    let status = instance.instance_status.as_str();
    let issue = instance.instance_issue.as_deref().unwrap_or_default();
    let said = |status, reason: String, help: &str| Said {
        status,
        reason,
        remedy: Some(help.into()),
    };
    let mend = if others_hold {
        "all else that was looked at is right by now, and Container Registry tries again by itself (assumed): \
             look again in some minutes, and ask its support when nothing moves"
    } else {
        "correct what else is reported here; Container Registry then tries again by itself (assumed)"
    };
    match (status, issue) {
        ("RUNNING", "") => Said {
            status: Status::Passed,
            reason: "it is RUNNING".to_owned(),
            remedy: None,
        },
        (_, "OSS_SERVICE_ROLE_UNAUTHORIZED") => said(
            Status::Failed,
            format!(
                "it is {status} with OSS_SERVICE_ROLE_UNAUTHORIZED: Container Registry can't assume the role, or the \
                 role may not do in the bucket what it needs"
            ),
            mend,
        ),
        (_, "OSS_BUCKET_ALREADY_EXISTS") => said(
            Status::Failed,
            format!(
                "it is {status} with OSS_BUCKET_ALREADY_EXISTS: the bucket that it wants to make is there already, \
                 maybe in another account"
            ),
            BUY_ANEW,
        ),
        (_, "OSS_TOO_MANY_BUCKETS") => said(
            Status::Failed,
            format!("it is {status} with OSS_TOO_MANY_BUCKETS: the account may hold no more buckets in the region"),
            "delete a bucket that nobody needs, or have the quota raised in the OSS console",
        ),
        (_, "USER_NOT_REGISTERED_BY_REAL_NAME") => said(
            Status::Failed,
            format!("it is {status} with USER_NOT_REGISTERED_BY_REAL_NAME: the account's owner is not verified"),
            "complete the real-name verification in the account's console",
        ),
        (_, issue) if !issue.is_empty() => said(
            Status::Failed,
            format!("it is {status} and says `{}`", crate::text::excerpt(issue, 80)),
            "look that up in the console of Container Registry",
        ),
        ("PENDING", _) => said(
            Status::Inconclusive,
            "it is PENDING and names no issue: it is being made, or it waits for a bucket that the role does not \
             reach, and then stays so until its creation times out"
                .to_owned(),
            mend,
        ),
        ("STARTING" | "STOPPING", _) => said(
            Status::Inconclusive,
            format!("it is {status}"),
            "look again in a minute",
        ),
        ("INIT_ERROR", _) => said(
            Status::Failed,
            "it is INIT_ERROR: it could not be made, and it names no issue".to_owned(),
            mend,
        ),
        (other, _) => said(
            Status::Failed,
            format!("it is {}", crate::text::excerpt(other, 40)),
            "look at it in the console of Container Registry",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(status: &str, issue: &str) -> Said {
        let instance = GetInstanceOutput {
            instance_status: status.into(),
            instance_issue: Some(issue.to_owned()).filter(|issue| !issue.is_empty()),
            ..GetInstanceOutput::default()
        };
        explain(&instance, false)
    }

    #[test]
    fn each_status_and_issue_says_what_it_means_and_what_to_do() {
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
                let said = of(status, issue);
                assert_eq!(said.status, Status::Failed, "{status} {issue}");
                assert!(
                    said.reason.contains(issue) && said.remedy.is_some(),
                    "{}",
                    said.reason
                );
            }
        }
    }
}
