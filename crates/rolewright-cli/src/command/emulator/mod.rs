//! `rolewright emulator`: serves until a signal arrives, which is its normal end.

mod authority;
mod environment;
mod log;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use rolewright::emulator::{self, EmulatorBuilder, Enforcement, Seed};
use rolewright::mock::{BucketState, Limits};
use rolewright::provider::Secret;
use rolewright::{AccountId, Error, ErrorKind, LocalProvider};
#[cfg(feature = "console")]
use rolewright_console::EmulatorConsole;

#[cfg(feature = "console")]
use super::console::settings;
use crate::args::BucketArg;
use crate::exit::Exit;
use crate::failure::Outcome;
use crate::files::Input;
use crate::output::EmulatorReady;
use crate::signals::{Streams, not_received};
use crate::terminal::Printer;
use authority::AuthorityFile;
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
    /// Number of accounts; the first one manages the others, whose ids start with 2000000000000001
    #[arg(long, default_value_t = 1, value_name = "NUMBER")]
    accounts: usize,
    /// Access key id of the account [default: random]
    #[arg(long, value_name = "ID")]
    access_key_id: Option<String>,
    /// Access key secret of the account [default: random]
    #[arg(long, value_name = "SECRET")]
    access_key_secret: Option<String>,
    /// Bucket that the account starts with, in cn-hangzhou unless a region is set; repeatable
    #[arg(long = "bucket", value_delimiter = ',', value_name = "NAME[@REGION]")]
    buckets: Vec<BucketArg>,
    /// Serve HTTPS with a certificate for this machine, from a private certificate authority
    #[arg(long)]
    tls: bool,
    /// File to write the authority's certificate to [default: a temporary file, removed at the end]
    #[arg(long, value_name = "FILE", requires = "tls")]
    tls_ca: Option<PathBuf>,
    /// Refuse requests that are not signed with the emulator's time after its clock was moved
    #[arg(long)]
    strict_time: bool,
    /// Serve the console in the browser too, and print its one-time link as the second line
    #[cfg(feature = "console")]
    #[arg(long)]
    console: bool,
    /// Print `export` lines for a POSIX shell instead of JSON: the endpoints and the access key
    #[arg(long)]
    env: bool,
    /// JSON file with the calls, keys, buckets and member accounts to start with
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
            #[cfg(feature = "console")]
            let console = self.console.then(EmulatorConsole::new);
            #[cfg(feature = "console")]
            let builder = match &console {
                Some(console) => builder.console(console.clone()),
                None => builder,
            };
            let emulator = builder.on_request(log.sink()).start().await?;
            let authority = emulator
                .certificate_authority()
                .map(|pem| AuthorityFile::write(self.tls_ca.as_deref(), pem))
                .transpose()?;
            let authority = authority.as_ref().map(AuthorityFile::path);
            #[cfg(feature = "console")]
            let link = match &console {
                Some(console) => Some(console.open(&emulator.handle(), settings())?),
                None => None,
            };
            #[cfg(not(feature = "console"))]
            let link: Option<String> = None;
            let mut text = if self.env {
                environment::lines(&emulator, authority)
            } else {
                let ready = EmulatorReady::of(&emulator, authority)?;
                serde_json::to_string(&ready).unwrap_or_default()
            };
            match link {
                Some(link) if self.env => text.push_str(&format!("# console: {link}\n")),
                Some(link) => text.push_str(&format!("\n{link}")),
                None => {}
            }
            printer.result(&text);
            if printer.has_failed() {
                // Its port and key were not printed, so it is of no use.
                emulator.stop().await;
                return Ok(Exit::Failed);
            }
            signals.next().await;
            printer
                .note("stopping: finishing the requests in progress; another signal ends at once");
            let stopped = async {
                #[cfg(feature = "console")]
                if let Some(console) = &console {
                    console.close().await;
                }
                emulator.stop().await;
            };
            let ended = tokio::select! {
                () = stopped => Exit::Positive,
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
        let mut seed = match &self.seed {
            Some(path) => seed(path)?,
            None => Seed::default(),
        };
        for bucket in &self.buckets {
            let state = BucketState::default();
            let region = bucket.region.clone().unwrap_or(state.region);
            let state = BucketState { region, ..state };
            if seed
                .buckets
                .insert(bucket.name.to_string(), state)
                .is_some()
            {
                let message = format!("the bucket `{}` is given twice", bucket.name);
                let error = Error::new(ErrorKind::InvalidInput, message);
                return Err(error.with_remedy("name it once, in the seed or as an option"));
            }
        }
        builder = builder.seed(seed);
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
            .accounts(self.accounts)
            .tls(self.tls)
            .strict_time(self.strict_time)
            .enforce(match self.enforce {
                None => Enforcement::Off,
                Some(Enforce::Soft) => Enforcement::Soft,
                Some(Enforce::On) => Enforcement::On,
            }))
    }
}

fn seed(path: &Path) -> Result<Seed, Error> {
    Input::Seed.read(path, |text| {
        let help = "docs/emulator.md describes the keys of a seed";
        rolewright::input::json(text, help)
    })
}

fn io_error(what: &str, error: std::io::Error) -> Error {
    Error::new(ErrorKind::Store, format!("{what}: {error}")).with_source(error)
}
