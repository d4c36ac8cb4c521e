//! The emulator without a socket: what it makes of one request, for the fuzz targets.

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use rolewright_core::Result;
use rolewright_sign::Received;

use super::builder::EmulatorBuilder;
use super::emulation::Emulation;
use super::request;

/// An emulator without an address.
#[derive(Debug)]
pub struct Offline(Emulation);

impl Offline {
    /// As it would be started, but for the address.
    ///
    /// # Errors
    /// What the seed or the store fail by.
    pub fn new(builder: EmulatorBuilder) -> Result<Self> {
        builder.into_emulation().map(Self)
    }

    /// Status and body of the answer; none where a fault plan keeps it back or delays it.
    #[must_use]
    pub fn answer(&self, received: &Received<'_>) -> Option<(u16, Vec<u8>)> {
        let answer = pin!(request::dispatch(&self.0, received));
        match answer.poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(Ok(answer)) => Some((answer.status, answer.body.to_vec())),
            Poll::Ready(Err(_)) | Poll::Pending => None,
        }
    }

    /// Everything as it was at the start.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn reset(&self) -> Result<()> {
        self.0.reset()
    }
}
