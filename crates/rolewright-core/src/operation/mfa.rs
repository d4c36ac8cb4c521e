//! Second factors: devices that make codes, and who has them.

use crate::provider::Secret;

wire! {
    /// A virtual device that was just made: the only time that its seed is told.
    pub struct NewVirtualMFADevice {
        /// `acs:ram::<account>:mfa/<name>`.
        pub serial_number: String,
        /// What its codes are made from.
        #[serde(rename = "Base32StringSeed")]
        pub base32_string_seed: Secret,
        /// The same as a picture: PNG in base 64.
        #[serde(rename = "QRCodePNG")]
        pub qr_code_png: Secret,
    }

    /// A virtual device in a list.
    pub struct VirtualMFADevice {
        /// `acs:ram::<account>:mfa/<name>`.
        pub serial_number: String,
        /// When it was bound; nothing when it is nobody's.
        pub activate_date: Option<String>,
        /// Whose it is.
        pub user: Option<MFADeviceUser>,
    }

    /// Whose a device is.
    pub struct MFADeviceUser {
        /// The user's own id.
        pub user_id: String,
        /// The user's name.
        pub user_name: String,
        /// The name that is shown.
        pub display_name: Option<String>,
    }

    /// The wire's wrapper of a list of devices.
    pub struct VirtualMFADevices {
        /// The devices.
        #[serde(rename = "VirtualMFADevice")]
        pub virtual_mfa_device: Vec<VirtualMFADevice>,
    }

    /// A user's device.
    pub struct MFADevice {
        /// `acs:ram::<account>:mfa/<name>`.
        pub serial_number: String,
        /// Its type, for example `VMFA`.
        pub r#type: Option<String>,
    }
}

operation! {
    RAM Write;
    /// Makes a virtual device.
    pub struct CreateVirtualMFADevice {
        /// Required.
        #[serde(rename = "VirtualMFADeviceName")]
        pub virtual_mfa_device_name: String,
    }
    /// The device that was made.
    pub struct CreateVirtualMFADeviceOutput {
        /// The device.
        #[serde(rename = "VirtualMFADevice")]
        pub virtual_mfa_device: NewVirtualMFADevice,
    }
}

operation! {
    RAM Read;
    /// Lists the virtual devices, all of them at once.
    pub struct ListVirtualMFADevices {}
    /// The devices.
    pub struct ListVirtualMFADevicesOutput {
        /// The devices.
        #[serde(rename = "VirtualMFADevices")]
        pub virtual_mfa_devices: VirtualMFADevices,
    }
}

operation! {
    RAM Write;
    /// Deletes a virtual device that is nobody's.
    pub struct DeleteVirtualMFADevice {
        /// `acs:ram::<account>:mfa/<name>`. Required.
        pub serial_number: String,
    }
}

operation! {
    RAM Write secret: "AuthenticationCode1" secret: "AuthenticationCode2";
    /// Gives a user a device.
    pub struct BindMFADevice {
        /// `acs:ram::<account>:mfa/<name>`. Required.
        pub serial_number: String,
        /// Required.
        pub user_name: String,
        /// The code that the device shows. Required.
        #[serde(rename = "AuthenticationCode1")]
        pub authentication_code1: Secret,
        /// The code that it shows next. Required.
        #[serde(rename = "AuthenticationCode2")]
        pub authentication_code2: Secret,
    }
}

operation! {
    RAM Write;
    /// Takes a user's device away.
    pub struct UnbindMFADevice {
        /// Required.
        pub user_name: String,
    }
    /// The device that was the user's.
    pub struct UnbindMFADeviceOutput {
        /// The device.
        #[serde(rename = "MFADevice")]
        pub mfa_device: MFADevice,
    }
}

operation! {
    RAM Read;
    /// Asks for a user's device.
    pub struct GetUserMFAInfo {
        /// Required.
        pub user_name: String,
    }
    /// The user's device.
    pub struct GetUserMFAInfoOutput {
        /// The device.
        #[serde(rename = "MFADevice")]
        pub mfa_device: MFADevice,
    }
}
