//! The connection of a run: the provider for the real cloud and an emulator, over a socket.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use reqwest::Client;
use rolewright::clock::Clock;
use rolewright::emulator::{Emulator, FaultRule};
use rolewright::mock::Account;
use rolewright::setup::driver::{self, Backends};
use rolewright::setup::{Report, Setup};
use rolewright::{
    AlibabaProvider, Call, Cancellation, MemoryProvider, ProviderInfo, RamProvider, Reply, Result,
    StaticCredentials,
};

/// A closed port.
const DEAD: &str = "http://127.0.0.1:1";

/// Time-outs for calls without and with a reply.
const SHORT: Duration = Duration::from_millis(500);
const LONG: Duration = Duration::from_secs(60);

/// Calls of an action with another route, counted from 1.
#[derive(Debug)]
pub(super) struct Detour {
    pub(super) action: String,
    pub(super) calls: std::ops::Range<u64>,
    pub(super) way: Way,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Way {
    /// A closed port.
    Dead,
    /// The emulator, with a short time-out. Other calls have a long one, since a busy machine is slow.
    Impatient,
}

#[derive(Debug)]
pub(super) struct Line {
    emulator: Emulator,
    real: AlibabaProvider,
    dead: AlibabaProvider,
    impatient: AlibabaProvider,
    /// Serialises calls, so that their order is deterministic.
    turn: tokio::sync::Mutex<()>,
    detour: Mutex<Option<Detour>>,
    counts: Mutex<BTreeMap<String, u64>>,
    clock: Fast,
}

impl Line {
    /// Starts an emulator; the HTTP client is shared, since creating one is slow.
    pub(super) async fn to(account: Account, client: &Client) -> Self {
        let memory = MemoryProvider::new();
        memory.with_account(|here| *here = account);
        let emulator = Emulator::builder()
            .provider(memory)
            .access_key("test-key", "test-secret")
            .start()
            .await
            .unwrap();
        let clock = Fast::default();
        let provider = |endpoint: &str, timeout| {
            AlibabaProvider::builder()
                .credentials(StaticCredentials::new("test-key", "test-secret"))
                .endpoint(endpoint)
                .http_client(client.clone())
                .timeout(timeout)
                .waiting(clock.clone())
                .build()
                .unwrap()
        };
        Self {
            real: provider(&emulator.endpoint(), LONG),
            dead: provider(DEAD, LONG),
            impatient: provider(&emulator.endpoint(), SHORT),
            emulator,
            turn: tokio::sync::Mutex::default(),
            detour: Mutex::default(),
            counts: Mutex::default(),
            clock,
        }
    }

    pub(super) async fn run(&self, setup: Setup) -> Result<Report> {
        let provider: &dyn RamProvider = self;
        let stop = Cancellation::default();
        driver::run(
            setup,
            Backends::from(provider),
            &self.clock,
            &stop,
            &mut |_| {},
        )
        .await
    }

    pub(super) fn fail(&self, rules: Vec<FaultRule>, detour: Option<Detour>) {
        self.emulator.set_faults(rules).unwrap();
        *self.detour.lock().unwrap() = detour;
    }

    pub(super) fn account(&self) -> Account {
        self.emulator.account().unwrap()
    }

    /// Returns the number of calls per operation.
    pub(super) fn counts(&self) -> BTreeMap<String, u64> {
        self.counts.lock().unwrap().clone()
    }

    /// Returns the total waiting time of the runs.
    pub(super) fn waited(&self) -> Duration {
        self.clock.now()
    }
}

#[async_trait]
impl RamProvider for Line {
    fn info(&self) -> ProviderInfo {
        self.real.info()
    }

    async fn execute(&self, call: Call) -> Result<Reply> {
        let _turn = self.turn.lock().await;
        let count = {
            let mut counts = self.counts.lock().unwrap();
            let count = counts.entry(call.action.to_string()).or_default();
            *count += 1;
            *count
        };
        let way = match &*self.detour.lock().unwrap() {
            Some(detour) if *detour.action == *call.action && detour.calls.contains(&count) => {
                Some(detour.way)
            }
            _ => None,
        };
        let provider = match way {
            None => &self.real,
            Some(Way::Dead) => &self.dead,
            Some(Way::Impatient) => &self.impatient,
        };
        provider.execute(call).await
    }
}

/// A clock that returns from waits at once and counts them.
#[derive(Clone, Debug, Default)]
struct Fast(Arc<AtomicU64>);

#[async_trait]
impl Clock for Fast {
    fn now(&self) -> Duration {
        Duration::from_micros(self.0.load(Ordering::Relaxed))
    }

    async fn sleep(&self, duration: Duration) {
        let waited = u64::try_from(duration.as_micros()).unwrap();
        self.0.fetch_add(waited, Ordering::Relaxed);
        tokio::task::yield_now().await;
    }
}
