//! The emulator without a socket, for the fuzz targets.

use std::future::Future;
use std::net::Ipv4Addr;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use rolewright_core::Result;
use rolewright_sign::Received;

use super::builder::EmulatorBuilder;
use super::emulation::Emulation;
use super::request;

/// An emulator without a listener.
#[derive(Debug)]
pub struct Offline(Emulation);

impl Offline {
    /// Creates the emulator without listening.
    ///
    /// # Errors
    /// Errors of the seed and the store.
    pub fn new(builder: EmulatorBuilder) -> Result<Self> {
        let address = (Ipv4Addr::LOCALHOST, 0).into();
        builder.into_emulation(address).map(Self)
    }

    /// Returns status and body of the response; `None` if a fault withholds or delays it.
    #[must_use]
    pub fn answer(&self, received: &Received<'_>) -> Option<(u16, Vec<u8>)> {
        let answer = pin!(request::dispatch(&self.0, received));
        match answer.poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(Ok(answer)) => Some((answer.status, answer.body.to_vec())),
            Poll::Ready(Err(_)) | Poll::Pending => None,
        }
    }

    /// Restores the initial state.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn reset(&self) -> Result<()> {
        self.0.reset()
    }
}
