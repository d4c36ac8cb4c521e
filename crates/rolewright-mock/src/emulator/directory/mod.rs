//! Resource Directory: the folders of the management account, and its members.
//!
//! Operations, fields and codes are from the pages of `ResourceDirectoryMaster` 2022-04-19, whose
//! operations `ResourceManager` 2020-03-31 has, too.

mod model;
mod operations;
mod page;

use rolewright_core::Service;

/// The older service with the same operations.
pub(super) use crate::ram::elsewhere::MANAGER;
pub(super) use model::Directory;
pub(super) use operations::{Caller, OPERATIONS, answer};

/// Resource Directory.
pub(super) const MASTER: Service = Service::new("resourcedirectorymaster", "2022-04-19");
