//! The console of one account: its state, links and settings.

use std::fmt;
use std::sync::Arc;

use jiff::Timestamp;
use rolewright::{AccountId, Cancellation, Cloud, Result};

use crate::asked::Asked;
use crate::draft::Drafts;
use crate::guard::{self, Guard, Random};
use crate::page::View;
use crate::runs::Runs;

/// What a console needs from its front end.
#[non_exhaustive]
pub struct Settings {
    /// The path below which the console is served, for example `/_rolewright/console`; empty for the root.
    pub base: String,
    /// The provider's options, by their key in rolewright.toml, for the commands to copy:
    /// `[("provider", "local")]`. Must contain no secret.
    pub options: Vec<(String, String)>,
    /// The account that the caller must belong to; a run fails before any write in another one.
    pub account: Option<AccountId>,
    /// Returns the current time.
    pub now: Box<dyn Fn() -> Timestamp + Send + Sync>,
    /// Returns 32 random bytes that can't be predicted.
    pub random: Box<dyn Fn() -> Result<[u8; 32]> + Send + Sync>,
}

impl Settings {
    /// Creates the settings of a console at the root, for any account, with a clock and a source of 32
    /// random bytes that can't be predicted.
    pub fn new(
        now: impl Fn() -> Timestamp + Send + Sync + 'static,
        random: impl Fn() -> Result<[u8; 32]> + Send + Sync + 'static,
    ) -> Self {
        Self {
            base: String::new(),
            options: Vec::new(),
            account: None,
            now: Box::new(now),
            random: Box::new(random),
        }
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("base", &self.base)
            .field("options", &self.options)
            .field("account", &self.account)
            .finish_non_exhaustive()
    }
}

/// A console over one account.
///
/// It writes to simulated accounts only. For any other provider no route exists that changes the account: the
/// console then shows the plan, and the command to copy.
pub struct Console {
    pub(crate) cloud: Cloud,
    pub(crate) settings: Settings,
    pub(crate) drafts: Drafts,
    pub(crate) runs: Runs,
    /// Ends runs and event streams.
    pub(crate) stop: Cancellation,
    pub(crate) guard: Guard,
    /// The name of the cookie of a session.
    pub(crate) cookie: String,
}

impl fmt::Debug for Console {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Console")
            .field("cloud", &self.cloud)
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}

impl Console {
    /// Creates a console for the account of these backends.
    ///
    /// # Errors
    /// That of [`Settings::random`].
    pub fn new(cloud: Cloud, settings: Settings) -> Result<Arc<Self>> {
        // A browser sends the cookies of all ports of a host, so each console has a name of its own.
        let [one, two, three, four, ..] = (settings.random)()?;
        let cookie = format!("rolewright-{}", guard::hex(&[one, two, three, four]));
        Ok(Arc::new(Self {
            cloud,
            settings,
            cookie,
            drafts: Drafts::default(),
            runs: Runs::default(),
            stop: Cancellation::default(),
            guard: Guard::default(),
        }))
    }

    /// Returns a new one-time link below an origin such as `http://127.0.0.1:8080`. It can be opened once, within
    /// an hour; the browser then has a session until eight hours after its last request.
    ///
    /// # Errors
    /// That of [`Settings::random`].
    pub fn link(&self, origin: &str) -> Result<String> {
        let token = self.guard.new_link(self.random(), self.now())?;
        Ok(format!("{origin}{}/?token={token}", self.settings.base))
    }

    /// Cancels a run in progress and ends all event streams; [`ended`](Self::ended) waits for the run.
    pub fn stop(&self) {
        self.stop.cancel();
    }

    /// Waits until no run is in progress.
    pub async fn ended(&self) {
        self.runs.ended().await;
    }

    /// Whether the account is simulated, so that the console may change it.
    pub(crate) fn writes(&self) -> bool {
        self.cloud.provider.info().simulated
    }

    pub(crate) fn now(&self) -> Timestamp {
        (self.settings.now)()
    }

    pub(crate) fn random(&self) -> &Random {
        &*self.settings.random
    }

    /// Returns a new id, which can't be guessed.
    pub(crate) fn new_id(&self) -> Result<String> {
        let bytes = self.random()()?;
        Ok(guard::hex(bytes.get(..16).unwrap_or_default()))
    }

    pub(crate) fn view<'a>(&'a self, asked: &'a Asked) -> View<'a> {
        View {
            base: &self.settings.base,
            provider: self.cloud.provider.info(),
            form_token: &asked.form_token,
            of_emulator: asked.of_emulator(),
        }
    }
}
