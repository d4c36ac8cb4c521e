//! The names of commands and options on the command line.

use rolewright::remedy::{Command, Setting, Terms};

/// The names of this program's commands and flags.
pub(crate) struct CliTerms;

impl Terms for CliTerms {
    fn command(&self, command: &Command) -> String {
        let arguments = match command {
            Command::Apply => "apply".to_owned(),
            Command::Destroy => "destroy".to_owned(),
            Command::Export => "export".to_owned(),
            Command::Plan => "plan".to_owned(),
            Command::Rollback { to } => format!("rollback --to {to}"),
            Command::Show => "show".to_owned(),
        };
        format!("run `rolewright {arguments}`")
    }

    fn setting(&self, setting: Setting) -> String {
        match setting {
            Setting::Accept => "`[[accept]]` in rolewright.toml".to_owned(),
            Setting::BucketRegion => "`--bucket NAME@REGION`".to_owned(),
            Setting::Exact(part) => format!("`--exact={part}`"),
            other => format!("`{}`", flag(other)),
        }
    }

    fn value(&self, setting: Setting, value: &str) -> String {
        format!("`{} {value}`", flag(setting))
    }
}

/// The names of the commands on fleets; what they don't have is done in one account.
pub(crate) struct FleetTerms;

impl Terms for FleetTerms {
    fn command(&self, command: &Command) -> String {
        match command {
            Command::Apply | Command::Plan => {
                "run `rolewright fleet plan`, then `rolewright fleet apply`".to_owned()
            }
            Command::Destroy => "run `rolewright fleet destroy`".to_owned(),
            other => format!("{} in that account", CliTerms.command(other)),
        }
    }

    fn setting(&self, setting: Setting) -> String {
        match setting {
            Setting::Bucket | Setting::KmsKey => format!("the parameter `{}`", setting.key()),
            Setting::BucketRegion | Setting::Region => "`regions` in fleet.toml".to_owned(),
            other => CliTerms.setting(other),
        }
    }

    fn value(&self, setting: Setting, value: &str) -> String {
        CliTerms.value(setting, value)
    }
}

fn flag(setting: Setting) -> String {
    format!("--{}", setting.key().replace('_', "-"))
}
