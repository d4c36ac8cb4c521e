//! Multi-factor authentication (MFA) devices.

use crate::provider::Secret;

wire! {
    /// A new virtual MFA device. The service returns its seed only once.
    pub struct NewVirtualMFADevice {
        /// `acs:ram::<account>:mfa/<name>`.
        pub serial_number: String,
        /// Seed of the codes, in base 32.
        #[serde(rename = "Base32StringSeed")]
        pub base32_string_seed: Secret,
        /// QR code of the seed: a PNG image in base 64.
        #[serde(rename = "QRCodePNG")]
        pub qr_code_png: Secret,
    }

    /// A virtual MFA device in a list.
    pub struct VirtualMFADevice {
        /// `acs:ram::<account>:mfa/<name>`.
        pub serial_number: String,
        /// Time when it was bound to a user; absent if unbound.
        pub activate_date: Option<String>,
        /// User that it is bound to.
        pub user: Option<MFADeviceUser>,
    }

    /// User of an MFA device.
    pub struct MFADeviceUser {
        /// User ID.
        pub user_id: String,
        /// User name.
        pub user_name: String,
        /// Display name.
        pub display_name: Option<String>,
    }

    /// List of virtual MFA devices, as on the wire.
    pub struct VirtualMFADevices {
        /// The devices.
        #[serde(rename = "VirtualMFADevice")]
        pub virtual_mfa_device: Vec<VirtualMFADevice>,
    }

    /// An MFA device of a user.
    pub struct MFADevice {
        /// `acs:ram::<account>:mfa/<name>`.
        pub serial_number: String,
        /// Type, for example `VMFA`.
        pub r#type: Option<String>,
    }
}

operation! {
    RAM Write;
    /// Creates a virtual MFA device.
    pub struct CreateVirtualMFADevice {
        /// Required.
        #[serde(rename = "VirtualMFADeviceName")]
        pub virtual_mfa_device_name: String,
    }
    /// Output of `CreateVirtualMFADevice`.
    pub struct CreateVirtualMFADeviceOutput {
        /// The device.
        #[serde(rename = "VirtualMFADevice")]
        pub virtual_mfa_device: NewVirtualMFADevice,
    }
}

operation! {
    RAM Read;
    /// Lists the virtual MFA devices. Not paginated.
    pub struct ListVirtualMFADevices {}
    /// Output of `ListVirtualMFADevices`.
    pub struct ListVirtualMFADevicesOutput {
        /// The devices.
        #[serde(rename = "VirtualMFADevices")]
        pub virtual_mfa_devices: VirtualMFADevices,
    }
}

operation! {
    RAM Write;
    /// Deletes an unbound virtual MFA device.
    pub struct DeleteVirtualMFADevice {
        /// `acs:ram::<account>:mfa/<name>`. Required.
        pub serial_number: String,
    }
}

operation! {
    RAM Write secret: "AuthenticationCode1" secret: "AuthenticationCode2";
    /// Binds an MFA device to a user.
    pub struct BindMFADevice {
        /// `acs:ram::<account>:mfa/<name>`. Required.
        pub serial_number: String,
        /// Required.
        pub user_name: String,
        /// Current code of the device. Required.
        #[serde(rename = "AuthenticationCode1")]
        pub authentication_code1: Secret,
        /// Next code of the device. Required.
        #[serde(rename = "AuthenticationCode2")]
        pub authentication_code2: Secret,
    }
}

operation! {
    RAM Write;
    /// Unbinds the MFA device of a user.
    pub struct UnbindMFADevice {
        /// Required.
        pub user_name: String,
    }
    /// Output of `UnbindMFADevice`.
    pub struct UnbindMFADeviceOutput {
        /// The device.
        #[serde(rename = "MFADevice")]
        pub mfa_device: MFADevice,
    }
}

operation! {
    RAM Read;
    /// Returns the MFA device of a user.
    pub struct GetUserMFAInfo {
        /// Required.
        pub user_name: String,
    }
    /// Output of `GetUserMFAInfo`.
    pub struct GetUserMFAInfoOutput {
        /// The device.
        #[serde(rename = "MFADevice")]
        pub mfa_device: MFADevice,
    }
}
