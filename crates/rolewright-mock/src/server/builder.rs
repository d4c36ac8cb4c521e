//! How an emulator is set up and started.

use std::future::IntoFuture;
use std::net::{Ipv4Addr, SocketAddr};

use rolewright_core::provider::Secret;
use rolewright_core::{AccountId, Error, ErrorKind, Result};
use rolewright_sign::encoding::hex;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use super::gateway::Gateway;
use super::{Emulator, http};
use crate::{Clock, MemoryProvider};

/// Settings of an [`Emulator`].
#[derive(Clone, Debug, Default)]
pub struct EmulatorBuilder {
    key: Option<(String, Secret)>,
    provider: MemoryProvider,
    address: Option<SocketAddr>,
    clock: Clock,
}

impl EmulatorBuilder {
    /// An empty account of that id. Of this and [`provider`](Self::provider) the last one counts.
    #[must_use]
    pub fn account_id(self, id: &AccountId) -> Self {
        self.provider(MemoryProvider::builder().account_id(id).build())
    }

    /// The account behind the emulator, and whom the key belongs to.
    #[must_use]
    pub fn provider(mut self, provider: MemoryProvider) -> Self {
        self.provider = provider;
        self
    }

    /// The one key that the emulator knows. A random one when not set.
    #[must_use]
    pub fn access_key(mut self, id: impl Into<String>, secret: impl Into<String>) -> Self {
        self.key = Some((id.into(), Secret::new(secret)));
        self
    }

    /// Where to listen: an address of this machine only, port 0 for a free one. `127.0.0.1:0`
    /// when not set.
    #[must_use]
    pub fn listen(mut self, address: SocketAddr) -> Self {
        self.address = Some(address);
        self
    }

    /// The clock that time stamps are compared with. The system's when not set.
    #[must_use]
    pub fn clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    /// Starts listening. Must be called on a tokio runtime with IO, on which the emulator lives.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidInput`] for an address that others could reach;
    /// [`ErrorKind::Transport`] when the address can't be had.
    pub async fn start(self) -> Result<Emulator> {
        let address = self
            .address
            .unwrap_or(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)));
        let listener = listen(address).await?;
        let address = listener
            .local_addr()
            .map_err(|error| unavailable(address, error))?;
        let (access_key_id, access_key_secret) = match self.key {
            Some(key) => key,
            None => random_key()?,
        };
        let gateway = Gateway::new(
            access_key_id.clone(),
            access_key_secret.clone(),
            self.provider.clone(),
            self.clock,
        );
        let (alive, dropped) = oneshot::channel();
        let server = axum::serve(listener, http::router(gateway)).with_graceful_shutdown(async {
            let _ = dropped.await;
        });
        let server = server.into_future();
        let task = tokio::spawn(async {
            // It is declared to fail and never does: a failed accept is tried again.
            let _ = server.await;
        });
        let provider = self.provider;
        Ok(Emulator {
            address,
            access_key_id,
            access_key_secret,
            provider,
            alive,
            task,
        })
    }
}

async fn listen(address: SocketAddr) -> Result<TcpListener> {
    if !address.ip().is_loopback() {
        let message = format!("`{address}` can be reached from other machines");
        return Err(Error::new(ErrorKind::InvalidInput, message).with_help(
            "listen on 127.0.0.1 or ::1: an emulator grants everything to its one key",
        ));
    }
    TcpListener::bind(address)
        .await
        .map_err(|error| unavailable(address, error))
}

fn unavailable(address: SocketAddr, error: std::io::Error) -> Error {
    Error::new(
        ErrorKind::Transport,
        format!("can't listen on `{address}`: {error}"),
    )
    .with_help("choose another port, or port 0 for a free one")
    .with_source(error)
}

/// The only place of this module that draws random bytes.
fn random_key() -> Result<(String, Secret)> {
    let mut bytes = [0; 24];
    getrandom::fill(&mut bytes).map_err(|error| {
        Error::new(
            ErrorKind::Transport,
            "the system gave no random bytes for a key",
        )
        .with_source(error)
    })?;
    let (id, secret) = bytes.split_at(8);
    Ok((format!("emulator{}", hex(id)), Secret::new(hex(secret))))
}
