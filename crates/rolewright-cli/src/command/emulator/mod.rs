//! `rolewright emulator`: the services on this machine until a signal comes.

mod log;

use std::path::Path;

use rolewright::emulator::{Emulator, EmulatorBuilder, Seed};
use rolewright::mock::Limits;
use rolewright::provider::Secret;
use rolewright::setup::FORMAT_VERSION;
use rolewright::{Error, ErrorKind, LocalProvider};
use schemars::JsonSchema;
use serde::Serialize;

use crate::args::{Emulator as Asked, Quotas};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::terminal::Printer;
use log::Log;

/// What is printed as soon as requests are taken.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct EmulatorReady {
    format_version: &'static str,
    kind: &'static str,
    /// For example `http://127.0.0.1:38211`.
    endpoint: String,
    /// Host and port alone.
    host: String,
    /// The account's id.
    account_id: String,
    /// The id of the account's key.
    access_key_id: String,
    /// The secret of the account's key, which is worth nothing anywhere else.
    access_key_secret: Secret,
}

pub(crate) fn serve(
    asked: &Asked,
    store: Option<&Path>,
    printer: &Printer,
) -> Result<Exit, Failure> {
    let builder = builder(asked, store)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(|error| failed("no runtime can be had", error))?;
    runtime.block_on(async {
        let ended = ended()?;
        let log = Log::start().map_err(|error| failed("no thread for the log", error))?;
        let emulator = builder.on_request(log.sink()).start().await?;
        let ready = EmulatorReady {
            format_version: FORMAT_VERSION,
            kind: "emulator",
            endpoint: emulator.endpoint(),
            host: emulator.host(),
            account_id: emulator.account()?.id,
            access_key_id: emulator.access_key_id().to_owned(),
            access_key_secret: emulator.access_key_secret().clone(),
        };
        printer.result(&serde_json::to_string(&ready).unwrap_or_default());
        ended.await;
        printer.note("stopping");
        emulator.stop().await;
        log.finish();
        Ok(Exit::Yes)
    })
}

fn builder(asked: &Asked, store: Option<&Path>) -> Result<EmulatorBuilder, Error> {
    let mut builder = Emulator::builder();
    if let Some(store) = store {
        builder = builder.store(LocalProvider::open(store, asked.account_id.as_ref())?);
    } else if let Some(id) = &asked.account_id {
        builder = builder.account_id(id);
    }
    if let Some(id) = &asked.access_key_id {
        builder = builder.access_key_id(id);
    }
    if let Some(secret) = &asked.access_key_secret {
        builder = builder.access_key_secret(Secret::new(secret));
    }
    if let Some(path) = &asked.seed {
        builder = builder.seed(seed(path)?);
    }
    builder = match asked.quotas {
        Some(Quotas::Documented) => builder.limits(Limits::default()),
        Some(Quotas::None) => builder.limits(Limits::none()),
        None => builder,
    };
    Ok(builder
        .listen(asked.listen)
        .reachable(asked.reachable)
        .enforce(asked.enforce))
}

fn seed(path: &Path) -> Result<Seed, Error> {
    let shown = path.display();
    let text = std::fs::read_to_string(path)
        .map_err(|error| failed(&format!("the seed `{shown}` can't be read"), error))?;
    serde_json::from_str(&text).map_err(|error| {
        let message = format!("`{shown}` is no seed: {error}");
        Error::new(ErrorKind::ConfigInvalid, message).with_source(error)
    })
}

fn failed(what: &str, error: std::io::Error) -> Error {
    Error::new(ErrorKind::Store, format!("{what}: {error}")).with_source(error)
}

/// Ends when the process is asked to.
#[cfg(unix)]
fn ended() -> Result<impl Future<Output = ()>, Error> {
    use tokio::signal::unix::{SignalKind, signal};
    let listen = |kind| signal(kind).map_err(|error| failed("no signal can be waited for", error));
    let mut terminate = listen(SignalKind::terminate())?;
    let mut interrupt = listen(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

/// Ends when the process is asked to.
#[cfg(not(unix))]
fn ended() -> Result<impl Future<Output = ()>, Error> {
    Ok(async {
        let _ = tokio::signal::ctrl_c().await;
    })
}
