//! Whether an instance of Container Registry runs, and what its issue means (rule
//! `instance-issue`).

use crate::operation::GetInstanceOutput;
use crate::setup::observe::{Seen, regions};
use crate::setup::report::{Requirement, Standing};
use crate::setup::snapshot::Snapshot;

/// The regions in which an instance is looked for: those that are said, and the buckets' own.
pub(crate) fn instance_regions<'s>(snapshot: &'s Snapshot<'_>) -> Vec<&'s str> {
    regions(
        &snapshot.options.regions,
        snapshot
            .desired
            .buckets
            .iter()
            .map(|need| need.region.as_deref()),
    )
}

/// The instances that are asked about. `others_hold` says whether all else that was looked at
/// is as it must be.
pub(crate) fn instance_requirements(
    snapshot: &Snapshot<'_>,
    others_hold: bool,
) -> Vec<Requirement> {
    let instances = snapshot.options.instances.iter();
    instances
        .map(|id| on_instance(snapshot, id, others_hold))
        .collect()
}

fn on_instance(snapshot: &Snapshot<'_>, id: &str, others_hold: bool) -> Requirement {
    let text = format!("registry instance {id} runs");
    let about = |standing| Requirement {
        subject: Some(id.to_owned()),
        ..Requirement::new("instance", text.clone(), standing)
    };
    let regions = instance_regions(snapshot);
    if regions.is_empty() {
        return about(Standing::NotLookedAt)
            .because("it was not said in which region it is")
            .advise("say it with `--region`");
    }
    let mut failures = Vec::new();
    for region in &regions {
        let key = (id.to_owned(), (*region).to_owned());
        match snapshot.observed.instance.get(&key) {
            Some(Seen::Is(Some(instance))) => {
                let said = explain(instance, others_hold);
                let requirement = about(said.standing).because(said.reason);
                return match said.help {
                    Some(help) => requirement.advise(help),
                    None => requirement,
                };
            }
            Some(Seen::Failed(error)) => failures.push(format!("in {region}: {error}")),
            Some(Seen::Is(None) | Seen::NotYet) | None => {}
        }
    }
    if failures.is_empty() {
        about(Standing::Refuted)
            .because(format!(
                "there is none of that id in {}",
                regions.join(", ")
            ))
            .advise("look at the id and the region in the console of Container Registry")
    } else {
        about(Standing::CannotTell)
            .because(failures.join("; "))
            .advise(
                "grant `cr:GetInstance` to the caller, or look at what keeps it from being read",
            )
    }
}

struct Said {
    standing: Standing,
    reason: String,
    help: Option<String>,
}

const BUY_ANEW: &str = "an instance's bucket can't be changed: have this instance released, and buy one with a bucket \
                        that `rolewright verify` finds fit";

/// Sources: the models of the official Python SDK for Container Registry 2.2.5 and the page of
/// `GetInstance` for what may stand there; the comment in the official Terraform provider's test
/// for an instance that stays `PENDING`.
fn explain(instance: &GetInstanceOutput, others_hold: bool) -> Said {
    let status = instance.instance_status.as_str();
    let issue = instance.instance_issue.as_deref().unwrap_or_default();
    let said = |standing, reason: String, help: &str| Said {
        standing,
        reason,
        help: Some(help.to_owned()),
    };
    let mend = if others_hold {
        "all else that was looked at is right by now, and Container Registry tries again by itself (assumed): \
             look again in some minutes, and ask its support when nothing moves"
    } else {
        "mend what is told here besides it, with `rolewright apply`; Container Registry then tries again by \
             itself (assumed)"
    };
    match (status, issue) {
        ("RUNNING", "") => Said {
            standing: Standing::Proven,
            reason: "it is RUNNING".to_owned(),
            help: None,
        },
        (_, "OSS_SERVICE_ROLE_UNAUTHORIZED") => said(
            Standing::Refuted,
            format!(
                "it is {status} with OSS_SERVICE_ROLE_UNAUTHORIZED: Container Registry can't assume the role, or the \
                 role may not do in the bucket what it needs"
            ),
            mend,
        ),
        (_, "OSS_BUCKET_ALREADY_EXISTS") => said(
            Standing::Refuted,
            format!(
                "it is {status} with OSS_BUCKET_ALREADY_EXISTS: the bucket that it wants to make is there already, \
                 maybe in another account"
            ),
            BUY_ANEW,
        ),
        (_, "OSS_TOO_MANY_BUCKETS") => said(
            Standing::Refuted,
            format!("it is {status} with OSS_TOO_MANY_BUCKETS: the account may hold no more buckets in the region"),
            "delete a bucket that nobody needs, or have the quota raised in the OSS console",
        ),
        (_, "USER_NOT_REGISTERED_BY_REAL_NAME") => said(
            Standing::Refuted,
            format!("it is {status} with USER_NOT_REGISTERED_BY_REAL_NAME: the account's owner is not verified"),
            "complete the real-name verification in the account's console",
        ),
        (_, issue) if !issue.is_empty() => said(
            Standing::Refuted,
            format!("it is {status} and says `{}`", crate::text::excerpt(issue, 80)),
            "look that up in the console of Container Registry",
        ),
        ("PENDING", _) => said(
            Standing::CannotTell,
            "it is PENDING and names no issue: it is being made, or it waits for a bucket that the role does not \
             reach, and then stays so until its creation times out"
                .to_owned(),
            mend,
        ),
        ("STARTING" | "STOPPING", _) => said(
            Standing::CannotTell,
            format!("it is {status}"),
            "look again in a minute",
        ),
        ("INIT_ERROR", _) => said(
            Standing::Refuted,
            "it is INIT_ERROR: it could not be made, and it names no issue".to_owned(),
            mend,
        ),
        (other, _) => said(
            Standing::Refuted,
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
        assert_eq!(of("RUNNING", "").standing, Standing::Proven);
        for status in ["PENDING", "STARTING", "STOPPING"] {
            assert_eq!(of(status, "").standing, Standing::CannotTell, "{status}");
        }
        for status in [
            "INIT_ERROR",
            "STOPPED",
            "DELETING",
            "DELETED",
            "SOMETHING_NEW",
            "",
        ] {
            assert_eq!(of(status, "").standing, Standing::Refuted, "{status}");
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
                assert_eq!(said.standing, Standing::Refuted, "{status} {issue}");
                assert!(
                    said.reason.contains(issue) && said.help.is_some(),
                    "{}",
                    said.reason
                );
            }
        }
    }

    #[test]
    fn a_region_that_is_said_twice_is_asked_once() {
        let said = ["cn-hangzhou".to_owned(), "cn-beijing".to_owned()];
        let of_buckets = [Some("cn-beijing"), None, Some("cn-shanghai")];
        assert_eq!(
            regions(&said, of_buckets.into_iter()),
            ["cn-hangzhou", "cn-beijing", "cn-shanghai"]
        );
    }
}
