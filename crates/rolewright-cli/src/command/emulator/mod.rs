//! `rolewright emulator`: serves until a signal arrives, which is its normal end.

mod log;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use rolewright::emulator::{self, EmulatorBuilder, Enforcement, Seed};
use rolewright::mock::Limits;
use rolewright::provider::Secret;
use rolewright::{AccountId, Error, ErrorKind, LocalProvider};

use crate::exit::Exit;
use crate::failure::Outcome;
use crate::files::Input;
use crate::output::EmulatorReady;
use crate::signals::{Streams, not_received};
use crate::terminal::Printer;
use log::Log;

/// The arguments of `emulator`.
#[derive(Debug, Args)]
pub(crate) struct Emulator {
    /// Address to listen on; port 0 selects a free port
    #[arg(long, default_value = "127.0.0.1:0", value_name = "ADDRESS")]
    listen: SocketAddr,
    /// Allow a listen address that other machines can reach; they get full access to the account
    #[arg(long)]
    reachable: bool,
    /// Account id [default: 1234567890123456, or that of the store]
    #[arg(long, value_name = "ID")]
    account_id: Option<AccountId>,
    /// Access key id of the account [default: random]
    #[arg(long, value_name = "ID")]
    access_key_id: Option<String>,
    /// Access key secret of the account [default: random]
    #[arg(long, value_name = "SECRET")]
    access_key_secret: Option<String>,
    /// JSON file with the calls, keys and buckets that the account starts with
    #[arg(long, value_name = "FILE")]
    seed: Option<PathBuf>,
    /// Authorize each call by the policies of its caller; `--enforce=soft` logs the decision of each
    /// request, but denies nothing
    #[arg(long, value_enum, value_name = "MODE", num_args = 0..=1, require_equals = true, default_missing_value = "on")]
    enforce: Option<Enforce>,
    /// Quotas of the account [default: those of the store, else as documented]
    #[arg(long, value_enum, value_name = "QUOTAS")]
    quotas: Option<Quotas>,
    /// Maximum size of all stored objects together [default: 1 GiB]
    #[arg(long, value_name = "BYTES")]
    max_object_bytes: Option<u64>,
}

/// What is done with the policies of callers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Enforce {
    /// Deny what they don't allow.
    On,
    /// Log the decision, but deny nothing.
    Soft,
}

/// The quotas of an emulated account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Quotas {
    /// As documented by Alibaba Cloud.
    Documented,
    /// No limits.
    None,
}

impl Emulator {
    pub(super) fn run(&self, store: Option<&Path>, printer: &Printer) -> Outcome {
        let builder = self.builder(store)?;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .map_err(|error| io_error("no runtime can be had", error))?;
        let ended = runtime.block_on(async {
            let mut signals = Streams::listen().map_err(|error| not_received(&error))?;
            let log = Log::start().map_err(|error| io_error("no thread for the log", error))?;
            let emulator = builder.on_request(log.sink()).start().await?;
            let ready = EmulatorReady::of(&emulator)?;
            printer.result(&serde_json::to_string(&ready).unwrap_or_default());
            if printer.has_failed() {
                // Its port and key were not printed, so it is of no use.
                emulator.stop().await;
                return Ok(Exit::Failed);
            }
            signals.next().await;
            printer
                .note("stopping: finishing the requests in progress; another signal ends at once");
            let ended = tokio::select! {
                () = emulator.stop() => Exit::Positive,
                second = signals.next() => second.exit(),
            };
            log.finish();
            Ok(ended)
        });
        // Doesn't wait for a request that is still in progress.
        runtime.shutdown_background();
        ended
    }

    fn builder(&self, store: Option<&Path>) -> Result<EmulatorBuilder, Error> {
        let mut builder = emulator::Emulator::builder();
        if let Some(store) = store {
            builder = builder.store(LocalProvider::open(store, self.account_id.as_ref())?);
        } else if let Some(id) = &self.account_id {
            builder = builder.account_id(id);
        }
        if let Some(id) = &self.access_key_id {
            builder = builder.access_key_id(id);
        }
        if let Some(secret) = &self.access_key_secret {
            builder = builder.access_key_secret(Secret::new(secret));
        }
        if let Some(path) = &self.seed {
            builder = builder.seed(seed(path)?);
        }
        builder = match self.quotas {
            Some(Quotas::Documented) => builder.limits(Limits::default()),
            Some(Quotas::None) => builder.limits(Limits::none()),
            None => builder,
        };
        if let Some(bytes) = self.max_object_bytes {
            builder = builder.object_bytes(bytes);
        }
        Ok(builder
            .listen(self.listen)
            .reachable(self.reachable)
            .enforce(match self.enforce {
                None => Enforcement::Off,
                Some(Enforce::Soft) => Enforcement::Soft,
                Some(Enforce::On) => Enforcement::On,
            }))
    }
}

fn seed(path: &Path) -> Result<Seed, Error> {
    Input::Seed.read(path, |text| {
        // A seed holds access keys, which the source of the error would show.
        serde_json::from_str(text).map_err(|error| {
            let message = format!(
                "the file is no seed: {}",
                rolewright::input::without_values(&error.to_string())
            );
            Error::new(ErrorKind::ConfigInvalid, message)
        })
    })
}

fn io_error(what: &str, error: std::io::Error) -> Error {
    Error::new(ErrorKind::Store, format!("{what}: {error}")).with_source(error)
}
