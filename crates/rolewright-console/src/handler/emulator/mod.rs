//! The handlers about a running emulator. They read and change it in its process, without waiting.

pub(crate) mod controls;
pub(crate) mod instances;
pub(crate) mod requests;

use rolewright::emulator::EmulatorHandle;

use crate::asked::Fields;
use crate::page::View;

/// A request about an emulator.
pub(crate) struct Emulated<'a> {
    pub(crate) view: View<'a>,
    pub(crate) fields: &'a Fields,
    pub(crate) emulator: &'a EmulatorHandle,
}
