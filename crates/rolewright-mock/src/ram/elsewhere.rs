//! Operations on RAM's objects that other services have: Identity Management (IMS) and Resource
//! Manager.

use rolewright_core::operation::{
    CreateServiceLinkedRole, DELETION_STATUS, DeleteServiceLinkedRole, Operation,
};
use rolewright_core::permission::Permission;
use rolewright_core::provider::Service;
use rolewright_core::{Call, Reply, Result};
use serde_json::{Value, json};

use super::ims::{self, IMS};
use super::service_linked_role;
use crate::account::{Account, Moment};
use crate::error::Answer;

/// Resource Manager.
pub(crate) const MANAGER: Service = Service::RESOURCE_MANAGER;

/// Returns the call of RAM that a call of Resource Manager is.
fn of_ram(call: &Call) -> Option<Call> {
    let same = [
        CreateServiceLinkedRole::ACTION,
        DeleteServiceLinkedRole::ACTION,
    ];
    (call.service == MANAGER && same.contains(&call.action.as_ref())).then(|| {
        let mut call = call.clone();
        call.service = Service::RAM;
        call
    })
}

/// Returns the permission that one of the operations needs.
pub(crate) fn permission(call: &Call, account: &str) -> Option<Permission> {
    if call.service == MANAGER {
        return rolewright_core::permission::of(call, account, None);
    }
    is_known(call).then(|| {
        let action = format!("ram:{}", call.action);
        Permission::new(action, format!("acs:ram:*:{account}:*"))
    })
}

/// Returns the names of the operations, each with its service.
#[cfg(feature = "emulator")]
pub(crate) fn names() -> impl Iterator<Item = (&'static str, &'static str)> {
    let manager = [
        CreateServiceLinkedRole::ACTION,
        DeleteServiceLinkedRole::ACTION,
        DELETION_STATUS,
    ];
    let ims = ims::OPERATIONS.into_iter().map(|name| ("ims", name));
    ims.chain(manager.into_iter().map(|name| ("resourcemanager", name)))
}

fn is_known(call: &Call) -> bool {
    let action = call.action.as_ref();
    (call.service == IMS && ims::OPERATIONS.contains(&action))
        || (call.service == MANAGER && action == DELETION_STATUS)
}

/// Executes one of the operations; `None` for any other call.
pub(crate) fn execute(
    account: &mut Account,
    call: &Call,
    moment: &Moment,
) -> Option<Result<Reply>> {
    if let Some(call) = of_ram(call) {
        return Some(account.execute(&call, moment));
    }
    is_known(call).then(|| {
        let answer = match call.action.as_ref() {
            DELETION_STATUS => deletion_status(account, call),
            _ => ims::answer(account, call),
        };
        let refused = |refusal: crate::error::Refusal| refusal.into_error(&moment.request_id);
        Reply::encode(&answer.map_err(refused)?, &moment.request_id)
    })
}

fn deletion_status(account: &Account, call: &Call) -> Answer<Value> {
    let task = call.params.get("DeletionTaskId").unwrap_or_default();
    let status = service_linked_role::deletion_status(account, task)?;
    Ok(json!({ "Status": status }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Lab;
    use rolewright_core::Access;

    fn call(service: Service, action: &'static str, params: &[(&'static str, &str)]) -> Call {
        let call = Call::new(service, action, Access::Write);
        let params = params.iter();
        params.fold(call, |call, (name, value)| call.with_param(*name, *value))
    }

    fn ask(lab: &mut Lab, call: &Call) -> std::result::Result<Value, String> {
        let answer = lab.call(call).map_err(|error| {
            let service = error.service().unwrap();
            format!("{} {}", service.status, service.code)
        })?;
        Ok(serde_json::from_slice(answer.body()).unwrap())
    }

    #[test]
    fn resource_manager_has_service_linked_roles_too() {
        let mut lab = Lab::default();
        let service = [("ServiceName", "polardb.aliyuncs.com")];
        let role = ask(
            &mut lab,
            &call(MANAGER, "CreateServiceLinkedRole", &service),
        )
        .unwrap();
        let name = role["Role"]["RoleName"].as_str().unwrap().to_owned();
        let delete = call(MANAGER, "DeleteServiceLinkedRole", &[("RoleName", &name)]);
        let deleted = ask(&mut lab, &delete).unwrap();
        let task = deleted["DeletionTaskId"].as_str().unwrap().to_owned();
        let status = |lab: &mut Lab, task: &str| {
            let task = [("DeletionTaskId", task)];
            ask(lab, &call(MANAGER, DELETION_STATUS, &task))
        };
        assert_eq!(status(&mut lab, &task).unwrap()["Status"], "SUCCEEDED");
        for (task, code) in [
            ("short", "400 InvalidParameter.DeletionTaskId.Length"),
            (&*"x".repeat(30), "400 InvalidParameter.DeletionTaskId"),
            (
                "task/acs-service-role/a/b/c/d",
                "404 EntityNotExist.ServiceLinkedRole.DeletionTask",
            ),
        ] {
            assert_eq!(status(&mut lab, task).unwrap_err(), code);
        }
    }
}
