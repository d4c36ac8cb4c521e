//! Multi-factor authentication devices of users. Devices are part of the state only: codes are not
//! simulated, so no call binds one.

use rolewright_core::operation::{
    GetUserMFAInfo, GetUserMFAInfoOutput, MFADevice, UnbindMFADevice, UnbindMFADeviceOutput,
};

use super::user;
use crate::account::{Account, Moment};
use crate::error::{Answer, refuse};

fn device(account: &Account, user: &str) -> Answer<MFADevice> {
    let serial = user::find(account, user)?.mfa_device.clone();
    let serial_number = serial.ok_or_else(|| refuse("EntityNotExist.User.MFADevice"))?;
    Ok(MFADevice {
        serial_number,
        r#type: None,
        ..Default::default()
    })
}

pub(crate) fn get(
    account: &mut Account,
    _: &Moment,
    op: &GetUserMFAInfo,
) -> Answer<GetUserMFAInfoOutput> {
    let device = device(account, &op.user_name)?;
    let r#type = Some("VMFA".into());
    let mfa_device = MFADevice { r#type, ..device };
    Ok(GetUserMFAInfoOutput {
        mfa_device,
        ..Default::default()
    })
}

pub(crate) fn unbind(
    account: &mut Account,
    _: &Moment,
    op: &UnbindMFADevice,
) -> Answer<UnbindMFADeviceOutput> {
    let mfa_device = device(account, &op.user_name)?;
    if let Some(user) = account.users.get_mut(&op.user_name) {
        user.mfa_device = None;
    }
    Ok(UnbindMFADeviceOutput {
        mfa_device,
        ..Default::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Lab;
    use rolewright_core::operation::DeleteUser;

    #[test]
    fn a_device_is_read_and_unbound() {
        let mut lab = Lab::default().with_user("alice");
        let user_name = || "alice".to_owned();
        let info = || GetUserMFAInfo {
            user_name: user_name(),
            ..Default::default()
        };
        let unbind = || UnbindMFADevice {
            user_name: user_name(),
            ..Default::default()
        };
        let absent = "404 EntityNotExist.User.MFADevice";
        assert_eq!(lab.refusal(info()), absent);
        assert_eq!(lab.refusal(unbind()), absent);
        let serial = "acs:ram::1234567890123456:mfa/phone";
        lab.account.users.get_mut("alice").unwrap().mfa_device = Some(serial.into());
        assert_eq!(lab.ok(info()).mfa_device.serial_number, serial);
        let delete = || DeleteUser {
            user_name: user_name(),
            ..Default::default()
        };
        assert_eq!(lab.refusal(delete()), "409 DeleteConflict.User.MFADevice");
        assert_eq!(lab.ok(unbind()).mfa_device.serial_number, serial);
        lab.ok(delete());
    }
}
