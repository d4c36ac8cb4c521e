//! The builder of an emulator.

use std::fmt;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicI64, AtomicU64};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use rolewright_core::provider::Secret;
use rolewright_core::{AccountId, Error, ErrorKind, Result};
use rolewright_sign::encoding::hex;
use tokio::sync::{Semaphore, oneshot, watch};

use super::accounts::{Members, Template};
use super::backend::Backend;
use super::body;
use super::connection;
use super::console::ConsoleHandler;
use super::directory::Directory;
use super::emulation::{Emulation, RequestSink, Traffic};
use super::handle::EmulatorHandle;
use super::judged::Enforcement;
use super::keys::RootKey;
use super::request_log::{self, Entry, Log};
use super::running::Emulator;
use super::seed::Seed;
use super::space::{self, Space};
#[cfg(feature = "tls")]
use super::tls::Tls;
#[cfg(feature = "local")]
use crate::LocalProvider;
use crate::account::{Caller, Moment};
use crate::{Limits, MemoryProvider, WallClock};

/// The timeout for receiving the headers, for receiving the body, and for each write of the
/// response.
const TIMEOUT: Duration = Duration::from_secs(60);

/// Settings of an [`Emulator`].
#[derive(Clone)]
pub struct EmulatorBuilder {
    key: (Option<String>, Option<Secret>),
    backend: Backend,
    caller: Caller,
    address: Option<SocketAddr>,
    reachable: bool,
    clock: WallClock,
    strict_time: bool,
    limits: Option<Limits>,
    seed: Seed,
    accounts: usize,
    enforce: Enforcement,
    timeout: Duration,
    body_bytes: u32,
    object_bytes: u64,
    sink: Option<RequestSink>,
    console: Option<Arc<dyn ConsoleHandler>>,
    #[cfg(feature = "tls")]
    tls: bool,
}

impl Default for EmulatorBuilder {
    fn default() -> Self {
        Self {
            key: (None, None),
            backend: Backend::Memory(MemoryProvider::new()),
            caller: Caller::Account,
            address: None,
            reachable: false,
            clock: WallClock::system(),
            strict_time: false,
            limits: None,
            seed: Seed::default(),
            accounts: 1,
            enforce: Enforcement::Off,
            timeout: TIMEOUT,
            body_bytes: body::ALL,
            object_bytes: space::LIMIT,
            sink: None,
            console: None,
            #[cfg(feature = "tls")]
            tls: false,
        }
    }
}

impl fmt::Debug for EmulatorBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EmulatorBuilder")
            .field("backend", &self.backend)
            .field("address", &self.address)
            .field("enforce", &self.enforce)
            .finish_non_exhaustive()
    }
}

impl Emulator {
    /// Returns a builder for an emulator on a free port of `127.0.0.1`, with a random key and an
    /// empty account.
    #[must_use]
    pub fn builder() -> EmulatorBuilder {
        EmulatorBuilder::default()
    }
}

impl EmulatorBuilder {
    /// Uses an empty account with this id. The last call of this method,
    /// [`provider`](Self::provider) and [`store`](Self::store) counts.
    #[must_use]
    pub fn account_id(self, id: &AccountId) -> Self {
        self.provider(MemoryProvider::builder().account_id(id).build())
    }

    /// Uses the provider's account; the provider's caller owns the emulator's key.
    #[must_use]
    pub fn provider(mut self, provider: MemoryProvider) -> Self {
        self.caller = provider.caller().clone();
        self.backend = Backend::Memory(provider);
        self
    }

    /// Uses the account in a store, which other processes can use at the same time. A change is on
    /// disk before the response is sent. Each write rewrites the whole store, objects in buckets
    /// included, so a store suits a few layers, not a registry's images.
    #[cfg(feature = "local")]
    #[must_use]
    pub fn store(mut self, provider: LocalProvider) -> Self {
        self.caller = Caller::Account;
        self.backend = Backend::Local(provider);
        self
    }

    /// Sets the emulator's own key. Default: a random key.
    #[must_use]
    pub fn access_key(self, id: impl Into<String>, secret: impl Into<String>) -> Self {
        self.access_key_id(id)
            .access_key_secret(Secret::new(secret))
    }

    /// Sets the id of the emulator's own key.
    #[must_use]
    pub fn access_key_id(mut self, id: impl Into<String>) -> Self {
        self.key.0 = Some(id.into());
        self
    }

    /// Sets the secret of the emulator's own key.
    #[must_use]
    pub fn access_key_secret(mut self, secret: Secret) -> Self {
        self.key.1 = Some(secret);
        self
    }

    /// Sets the address to listen on; port 0 selects a free port. Default: `127.0.0.1:0`.
    #[must_use]
    pub fn listen(mut self, address: SocketAddr) -> Self {
        self.address = Some(address);
        self
    }

    /// Allows an address that other machines can reach. Any client that reaches it has full access
    /// to the account.
    #[must_use]
    pub fn reachable(mut self, reachable: bool) -> Self {
        self.reachable = reachable;
        self
    }

    /// Sets the clock. Default: the system clock.
    #[must_use]
    pub fn clock(mut self, clock: WallClock) -> Self {
        self.clock = clock;
        self
    }

    /// Refuses requests that are not signed with the emulator's time after its clock was moved. By
    /// default a request signed with the time before the move is valid too, since few clients can move
    /// their clock.
    #[must_use]
    pub fn strict_time(mut self, strict: bool) -> Self {
        self.strict_time = strict;
        self
    }

    /// Replaces the account's limits.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = Some(limits);
        self
    }

    /// Sets the seed, which is added to the account before the first request.
    #[must_use]
    pub fn seed(mut self, seed: Seed) -> Self {
        self.seed = seed;
        self
    }

    /// Sets the number of accounts, at most 100,000. The first account manages the others, which start
    /// with the role `ResourceDirectoryAccountAccessRole` that trusts it; those of the seed count.
    /// Default: 1.
    #[must_use]
    pub fn accounts(mut self, accounts: usize) -> Self {
        self.accounts = accounts;
        self
    }

    /// Sets what is done with the caller's policies; `true` is [`Enforcement::On`]. By default every key
    /// has full access.
    #[must_use]
    pub fn enforce(mut self, enforce: impl Into<Enforcement>) -> Self {
        self.enforce = enforce.into();
        self
    }

    /// Serves HTTPS with a certificate for this machine, from a private authority of this emulator:
    /// clients must trust its [certificate authority](super::EmulatorHandle::certificate_authority). A
    /// request without TLS gets http 400.
    #[cfg(feature = "tls")]
    #[must_use]
    pub fn tls(mut self, tls: bool) -> Self {
        self.tls = tls;
        self
    }

    /// Sets the timeout for receiving the headers, for receiving the body, for each write of the
    /// response, and for idle connections. Default: 60 s.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Sets the maximum size of the bodies of all requests in progress together. A request that exceeds
    /// it gets http 503 `ServiceUnavailable`. Default: 256 MiB.
    #[must_use]
    pub fn body_bytes(mut self, bytes: u32) -> Self {
        self.body_bytes = bytes;
        self
    }

    /// Sets the maximum size of all objects, parts of uploads and bucket settings together; each
    /// counts 1 KiB more than its content. A request that exceeds it gets http 403 `QuotaExceeded`.
    /// Default: 1 GiB.
    #[must_use]
    pub fn object_bytes(mut self, bytes: u64) -> Self {
        self.object_bytes = bytes;
        self
    }

    /// Sets a callback for each request, without secrets, after its response is known.
    #[must_use]
    pub fn on_request(mut self, sink: impl Fn(&Entry) + Send + Sync + 'static) -> Self {
        self.sink = Some(Arc::new(sink));
        self
    }

    /// Serves pages below [`CONSOLE_PATH`](super::CONSOLE_PATH), and keeps the latest 10,000 requests for
    /// them instead of 1,000.
    #[must_use]
    pub fn console(mut self, console: Arc<dyn ConsoleHandler>) -> Self {
        self.console = Some(console);
        self
    }

    /// Starts listening, on the current tokio runtime, which needs IO and time enabled.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidInput`] for an address that other machines can reach;
    /// [`ErrorKind::Transport`] if the address is not available; errors of the seed and the store.
    pub async fn start(self) -> Result<Emulator> {
        let address = self
            .address
            .unwrap_or(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)));
        let listener = connection::listen(address, self.reachable).await?;
        let address = listener
            .local_addr()
            .map_err(|error| connection::unavailable(address, error))?;
        let console = self.console.clone();
        let emulation = Arc::new(self.into_emulation(address)?);
        let (alive, dropped) = oneshot::channel();
        let served = (Arc::clone(&emulation), console);
        let task = tokio::spawn(connection::serve(listener, served, dropped));
        Ok(Emulator {
            handle: EmulatorHandle(emulation),
            alive,
            task,
        })
    }

    fn check_accounts(&self) -> Result<()> {
        if self.accounts == 0 {
            let message = "an emulator needs at least one account";
            return Err(Error::new(ErrorKind::InvalidInput, message));
        }
        #[cfg(feature = "local")]
        if matches!(self.backend, Backend::Local(_))
            && (self.accounts > 1 || !self.seed.accounts.is_empty())
        {
            let message = "a store holds one account";
            return Err(Error::new(ErrorKind::InvalidInput, message)
                .with_remedy("keep several accounts in memory, or use one account"));
        }
        Ok(())
    }

    /// Builds the emulator without a listener.
    pub(super) fn into_emulation(self, address: SocketAddr) -> Result<Emulation> {
        self.check_accounts()?;
        let root = RootKey {
            id: self.key.0.map_or_else(|| random("emulator", 8), Ok)?,
            secret: self
                .key
                .1
                .map_or_else(|| random("", 16).map(Secret::new), Ok)?,
            caller: self.caller,
        };
        let seed = random("", 32)?;
        let moment = Moment::new(self.clock.now(), "seed");
        let limits = self.limits.clone();
        let initial = self.backend.change(|account| {
            account.seed.get_or_insert_with(|| Secret::new(seed));
            account.buckets.get_or_insert_default();
            if let Some(limits) = self.limits {
                account.limits = limits;
            }
            self.seed.apply(account, &moment).map(|()| account.clone())
        })??;
        let template = Template {
            manager: initial.id.clone(),
            seed: initial.seed.clone(),
            limits,
            date: moment.date(),
        };
        let accounts = (&*self.seed.accounts, self.accounts);
        let members = Members::new(&initial, &root.id, accounts, template, &moment)?;
        let directory = (!members.is_empty())
            .then(|| Directory::new(&self.seed, members.len(), moment.date()))
            .transpose()?;
        let kept = match self.console {
            Some(_) => Log::new(request_log::LIMIT_WITH_CONSOLE),
            None => Log::default(),
        };
        Ok(Emulation {
            address,
            backend: self.backend,
            members,
            directory,
            root,
            enforce: self.enforce,
            reachable: self.reachable,
            timeout: self.timeout,
            body_space: Semaphore::new(self.body_bytes as usize),
            space: Space::new(self.object_bytes),
            clock: self.clock,
            moved: Arc::new(AtomicI64::new(0)),
            strict_time: self.strict_time,
            sink: self.sink,
            stopped: watch::Sender::new(false),
            #[cfg(feature = "tls")]
            tls: self.tls.then(Tls::new).transpose()?,
            initial,
            requests: AtomicU64::new(0),
            traffic: Mutex::new(Traffic {
                log: kept,
                ..Traffic::default()
            }),
            date: Default::default(),
        })
    }
}

/// Returns random bytes in hex. Only this function draws randomness.
fn random(prefix: &str, count: usize) -> Result<String> {
    let mut bytes = vec![0; count];
    getrandom::fill(&mut bytes).map_err(|error| {
        Error::new(
            ErrorKind::Transport,
            "the system returned no random bytes for a key",
        )
        .with_source(error)
    })?;
    Ok(format!("{prefix}{}", hex(&bytes)))
}
