//! The names of the console's steps in remedies.

use rolewright::remedy::{Command, Setting, Terms};

/// The names of fields of the pages, and keys of rolewright.toml for what has no field.
pub(crate) struct ConsoleTerms;

impl Terms for ConsoleTerms {
    fn command(&self, command: &Command, _except: &[Setting]) -> String {
        match command {
            Command::Apply => "plan and apply the set-up".to_owned(),
            Command::Plan => "plan the set-up".to_owned(),
            Command::Destroy => "run `rolewright destroy`".to_owned(),
            Command::Export => "copy the set-up as Terraform".to_owned(),
            Command::Rollback { to } => format!("run `rolewright rollback --to {to}`"),
            Command::Show => "open the role's page".to_owned(),
        }
    }

    fn setting(&self, setting: Setting) -> String {
        match setting {
            Setting::Trust => "the step \"Trusted principals\"".to_owned(),
            Setting::Bucket => "the field \"bucket\"".to_owned(),
            Setting::BucketRegion => "`NAME@REGION` in the field \"bucket\"".to_owned(),
            Setting::Region => "the field \"region\"".to_owned(),
            Setting::KmsKey => "the field \"kms_key\"".to_owned(),
            other => format!("`{}` in rolewright.toml", other.key()),
        }
    }

    fn value(&self, setting: Setting, value: &str) -> String {
        format!("`{value}` for {}", self.setting(setting))
    }

    fn origin(&self, setting: Setting) -> Option<String> {
        Some(self.setting(setting))
    }
}
