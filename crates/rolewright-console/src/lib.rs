#![doc = include_str!("../README.md")]

mod answer;
mod asked;
mod console;
mod copied;
mod draft;
mod guard;
mod handler;
mod page;
mod respond;
mod routes;
mod runs;
mod server;
mod terms;
mod trust;

pub use answer::Body;
pub use console::{Console, Settings};
pub use server::Server;
