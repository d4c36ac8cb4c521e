"""Made by `cargo xtask codegen`; change the code it is made from."""

from __future__ import annotations

from dataclasses import dataclass

from .._model import Model, Secret


@dataclass(frozen=True, kw_only=True)
class MFADevice(Model):
    """A user's device."""

    serial_number: str = ""
    """`acs:ram::<account>:mfa/<name>`."""

    type: str | None = None
    """Its type, for example `VMFA`."""

    _WIRE = (
        ("serial_number", "SerialNumber", str),
        ("type", "Type", str),
    )


@dataclass(frozen=True, kw_only=True)
class GetUserMFAInfoOutput(Model):
    """The user's device."""

    mfa_device: MFADevice
    """The device."""

    _WIRE = (
        ("mfa_device", "MFADevice", MFADevice),
    )


@dataclass(frozen=True, kw_only=True)
class MFADeviceUser(Model):
    """Whose a device is."""

    user_id: str = ""
    """The user's own id."""

    user_name: str = ""
    """The user's name."""

    display_name: str | None = None
    """The name that is shown."""

    _WIRE = (
        ("user_id", "UserId", str),
        ("user_name", "UserName", str),
        ("display_name", "DisplayName", str),
    )


@dataclass(frozen=True, kw_only=True)
class NewVirtualMFADevice(Model):
    """A virtual device that was just made: the only time that its seed is told."""

    serial_number: str = ""
    """`acs:ram::<account>:mfa/<name>`."""

    base32_string_seed: Secret
    """What its codes are made from."""

    qr_code_png: Secret
    """The same as a picture: PNG in base 64."""

    _WIRE = (
        ("serial_number", "SerialNumber", str),
        ("base32_string_seed", "Base32StringSeed", Secret),
        ("qr_code_png", "QRCodePNG", Secret),
    )


@dataclass(frozen=True, kw_only=True)
class CreateVirtualMFADeviceOutput(Model):
    """The device that was made."""

    virtual_mfa_device: NewVirtualMFADevice
    """The device."""

    _WIRE = (
        ("virtual_mfa_device", "VirtualMFADevice", NewVirtualMFADevice),
    )


@dataclass(frozen=True, kw_only=True)
class UnbindMFADeviceOutput(Model):
    """The device that was the user's."""

    mfa_device: MFADevice
    """The device."""

    _WIRE = (
        ("mfa_device", "MFADevice", MFADevice),
    )


@dataclass(frozen=True, kw_only=True)
class VirtualMFADevice(Model):
    """A virtual device in a list."""

    serial_number: str = ""
    """`acs:ram::<account>:mfa/<name>`."""

    activate_date: str | None = None
    """When it was bound; nothing when it is nobody's."""

    user: MFADeviceUser | None = None
    """Whose it is."""

    _WIRE = (
        ("serial_number", "SerialNumber", str),
        ("activate_date", "ActivateDate", str),
        ("user", "User", MFADeviceUser),
    )


@dataclass(frozen=True, kw_only=True)
class VirtualMFADevices(Model):
    """The wire's wrapper of a list of devices."""

    virtual_mfa_device: tuple[VirtualMFADevice, ...] = ()
    """The devices."""

    _WIRE = (
        ("virtual_mfa_device", "VirtualMFADevice", [VirtualMFADevice]),
    )


@dataclass(frozen=True, kw_only=True)
class ListVirtualMFADevicesOutput(Model):
    """The devices."""

    virtual_mfa_devices: VirtualMFADevices
    """The devices."""

    _WIRE = (
        ("virtual_mfa_devices", "VirtualMFADevices", VirtualMFADevices),
    )
