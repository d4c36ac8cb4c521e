//! The names of commands and options on the command line.

use std::path::Path;

use rolewright::remedy::{Command, Setting, Terms};

use super::given::Given;
use crate::config::DEFAULT_FILE;

/// The names of this program's commands and flags, with the options of this run.
#[derive(Clone, Debug, Default)]
pub(crate) struct CliTerms {
    /// The options on the command line.
    given: Given,
    /// The configuration file, if another one is named.
    file: Option<String>,
    /// What the configuration file sets.
    in_file: Vec<Setting>,
}

impl CliTerms {
    /// The terms of a run with these options and this configuration file.
    pub(crate) fn new(given: Given, file: Option<&Path>) -> Self {
        Self {
            given,
            file: file.map(|file| file.display().to_string()),
            in_file: Vec::new(),
        }
    }

    /// Adds what the configuration file sets.
    #[must_use]
    pub(crate) fn with_file(mut self, settings: Vec<Setting>) -> Self {
        self.in_file = settings;
        self
    }

    /// Returns a command of this program with an argument and the options of this run that every command has.
    pub(crate) fn run(&self, command: &str, argument: &str) -> String {
        let words = self.given.of_every_command();
        line(command, [argument.to_owned()].into_iter().chain(words))
    }

    fn file(&self) -> &str {
        self.file.as_deref().unwrap_or(DEFAULT_FILE)
    }
}

/// The command line of a command.
fn line(command: &str, words: impl IntoIterator<Item = String>) -> String {
    let words = words.into_iter();
    shell_words::join(
        ["rolewright".to_owned(), command.to_owned()]
            .into_iter()
            .chain(words),
    )
}

impl Terms for CliTerms {
    fn command(&self, command: &Command, except: &[Setting]) -> String {
        let mut except: Vec<_> = except.iter().map(|setting| long(*setting)).collect();
        // What the command needs beside the options of this run.
        let has_account = self.origin(Setting::Account).is_some();
        let (name, own) = match command {
            Command::Apply => ("apply", String::new()),
            Command::Destroy if has_account => ("destroy", " --yes".to_owned()),
            Command::Destroy => ("destroy", " --account ID --yes".to_owned()),
            Command::Export => ("export", " --format FORMAT".to_owned()),
            Command::Plan => ("plan", String::new()),
            Command::Rollback { to } => {
                except.push(long(Setting::To));
                ("rollback", format!(" --to {to}"))
            }
            Command::Show => ("show", String::new()),
        };
        let words = self.given.accepted_by(name, &except);
        format!("run `{}{own}`", line(name, words))
    }

    fn setting(&self, setting: Setting) -> String {
        match setting {
            Setting::Accept => format!("`[[accept]]` in {}", self.file()),
            Setting::BucketRegion => "`--bucket NAME@REGION`".to_owned(),
            Setting::Exact(part) => format!("`--exact={part}`"),
            other => format!("`--{}`", long(other)),
        }
    }

    fn value(&self, setting: Setting, value: &str) -> String {
        format!("`--{} {value}`", long(setting))
    }

    fn origin(&self, setting: Setting) -> Option<String> {
        if self.given.has(&long(setting)) {
            return Some(self.setting(setting));
        }
        let in_file = self.in_file.contains(&setting);
        in_file.then(|| format!("`{}` in {}", setting.key(), self.file()))
    }
}

/// The names of the commands on fleets; what they don't have is done in one account.
pub(crate) struct FleetTerms;

impl Terms for FleetTerms {
    fn command(&self, command: &Command, except: &[Setting]) -> String {
        match command {
            Command::Apply | Command::Plan => {
                "run `rolewright fleet plan`, then `rolewright fleet apply`".to_owned()
            }
            Command::Destroy => "run `rolewright fleet destroy`".to_owned(),
            other => format!(
                "{} in that account",
                CliTerms::default().command(other, except)
            ),
        }
    }

    fn setting(&self, setting: Setting) -> String {
        match setting {
            Setting::Bucket | Setting::KmsKey => format!("the parameter `{}`", setting.key()),
            Setting::BucketRegion | Setting::Region => "`regions` in fleet.toml".to_owned(),
            other => CliTerms::default().setting(other),
        }
    }

    fn value(&self, setting: Setting, value: &str) -> String {
        CliTerms::default().value(setting, value)
    }

    fn origin(&self, _setting: Setting) -> Option<String> {
        None
    }
}

/// The long name of a flag.
fn long(setting: Setting) -> String {
    setting.key().replace('_', "-")
}
