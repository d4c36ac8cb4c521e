//! Plans a service-linked role. Only its existence can be changed: the service defines its trust and its
//! policy.

use crate::error::{Error, ErrorKind, Result};
use crate::operation::{CreateServiceLinkedRole, DeleteServiceLinkedRole, PolicyType};
use crate::setup::plan::change::change;
use crate::setup::plan::diff_lines::trust_lines;
use crate::setup::plan::role::untrusted_lines;
use crate::setup::report::{Change, Requirement, RequirementId, Status};
use crate::setup::snapshot::Snapshot;

/// What repairs a service-linked role.
pub(crate) const REPLACE: &str =
    "delete the role and create it again: only the service changes its role";

/// Creates the role of a service, unless it exists.
pub(crate) fn creation(snapshot: &Snapshot<'_>, service: &str) -> Option<Change> {
    if snapshot.role().is_some() {
        return None;
    }
    let call = CreateServiceLinkedRole {
        service_name: service.to_owned(),
        ..CreateServiceLinkedRole::default()
    };
    let trust = &snapshot.desired.trust;
    let summary = format!("create service-linked role {}", snapshot.recipe.role());
    Some(Change {
        lines: trust_lines(None, trust, snapshot.account().as_ref()),
        ..change(summary, &call)
    })
}

/// Deletes the role, if it exists. An ordinary role of this name is never deleted.
pub(crate) fn deletion(snapshot: &Snapshot<'_>) -> Result<Option<Change>> {
    let Some(role) = snapshot.role() else {
        return Ok(None);
    };
    let role_name = snapshot.recipe.role().to_string();
    if role.is_service_linked_role == Some(false) {
        let text = "the role is not service-linked; nothing was deleted";
        return Err(Error::new(ErrorKind::Refused, text)
            .with_resource(role_name)
            .with_remedy("delete it in the RAM console if nothing needs it"));
    }
    Ok(Some(Change {
        lines: untrusted_lines(snapshot),
        before: Some(role.assume_role_policy_document.clone()),
        ..change(
            format!("delete service-linked role {role_name}"),
            &DeleteServiceLinkedRole {
                role_name,
                ..Default::default()
            },
        )
    }))
}

/// Returns the requirement that the service has attached a policy. Its name is not judged: not every
/// service names it after the role.
pub(crate) fn attachment_requirement(snapshot: &Snapshot<'_>) -> Requirement {
    let mut attached = snapshot.observed.attached_keys();
    let text = "a policy of the service is attached to the role";
    let of = |status| Requirement::new(RequirementId::Attachment, text, status);
    if attached.any(|(policy_type, _)| policy_type == PolicyType::System) {
        return of(Status::Passed);
    }
    of(Status::Failed)
        .because("no system policy is attached to the role, and the service attaches one")
        .advise(REPLACE)
}
