//! `rolewright console`: serves until a signal arrives, which is its normal end.

use std::net::SocketAddr;
use std::process::{Command, Stdio};

use clap::Args;
use jiff::Timestamp;
use rolewright::blocking::Blocking;
use rolewright::{Error, ErrorKind};
use rolewright_console::{Server, Settings};

use super::Context;
use crate::config::Config;
use crate::exit::Exit;
use crate::failure::Outcome;
use crate::signals::{Streams, not_received};

/// The arguments of `console`.
#[derive(Debug, Args)]
pub(crate) struct Console {
    /// Loopback address to listen on; port 0 selects a free port
    #[arg(long, default_value = "127.0.0.1:0", value_name = "ADDRESS")]
    listen: SocketAddr,
    /// Open the address in the browser; other users of this machine can see it in the list of processes
    /// until it is opened
    #[arg(long)]
    open: bool,
}

impl Console {
    pub(super) fn run(&self, config: &Config, context: &Context<'_>) -> Outcome {
        let printer = context.printer;
        let cloud = context.open(config, false, &Blocking::new()?)?;
        let mut settings = settings();
        settings.options = config.provider_settings();
        settings.account.clone_from(&config.account);
        let console = rolewright_console::Console::new(cloud, settings)?;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .map_err(|error| {
                let text = format!("no runtime can be had: {error}");
                Error::new(ErrorKind::Store, text).with_source(error)
            })?;
        let ended = runtime.block_on(async {
            let mut signals = Streams::listen().map_err(|error| not_received(&error))?;
            let server = Server::start(console, self.listen).await?;
            let link = server.link()?;
            printer.result(&link);
            if printer.has_failed() {
                // The address was not printed, so it is of no use.
                server.stop().await;
                return Ok(Exit::Failed);
            }
            printer
                .note("The address can be opened once, within an hour. Ctrl-C ends the console.");
            if self.open && !open(&link) {
                let help = "open the address in a browser";
                printer.warning("no browser can be started", Some(&help.into()));
            }
            signals.next().await;
            printer.note("stopping: finishing a run in progress; another signal ends at once");
            Ok(tokio::select! {
                () = server.stop() => Exit::Positive,
                second = signals.next() => second.exit(),
            })
        });
        // Doesn't wait for a request that is still in progress.
        runtime.shutdown_background();
        ended
    }
}

/// Returns the settings with clock and randomness of the system.
pub(super) fn settings() -> Settings {
    Settings::new(Timestamp::now, random)
}

fn random() -> rolewright::Result<[u8; 32]> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|error| {
        let text = format!("the system has no random numbers: {error}");
        Error::new(ErrorKind::Unsupported, text)
    })?;
    Ok(bytes)
}

/// Opens an address in the browser; returns whether its program was started.
fn open(address: &str) -> bool {
    let (program, arguments): (&str, &[&str]) = if cfg!(target_os = "macos") {
        ("open", &[])
    } else if cfg!(windows) {
        ("rundll32", &["url.dll,FileProtocolHandler"])
    } else {
        ("xdg-open", &[])
    };
    let mut command = Command::new(program);
    let command = command.args(arguments).arg(address);
    let command = command.stdin(Stdio::null()).stdout(Stdio::null());
    command.stderr(Stdio::null()).spawn().is_ok()
}
