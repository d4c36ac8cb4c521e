#![doc = include_str!("../README.md")]

mod answer;
mod asked;
mod console;
mod copied;
mod draft;
#[cfg(feature = "emulator")]
mod emulator;
#[cfg(feature = "emulator")]
mod emulator_routes;
mod guard;
mod handler;
mod page;
mod respond;
mod route;
mod routes;
mod runs;
mod server;
mod terms;
mod trust;

pub use answer::Body;
pub use console::{Console, Settings};
#[cfg(feature = "emulator")]
pub use emulator::EmulatorConsole;
pub use server::Server;
