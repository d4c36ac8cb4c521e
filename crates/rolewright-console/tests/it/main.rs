//! The console over real sockets, on this machine only.

mod account;
mod client;
mod hostile;
mod security;
mod set_up;
