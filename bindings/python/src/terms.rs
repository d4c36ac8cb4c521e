//! The names of functions and arguments in remedies.

use rolewright::remedy::{Command, Setting, Terms};

/// Names of the Python package.
pub(crate) struct PythonTerms;

impl Terms for PythonTerms {
    fn command(&self, command: &Command, _except: &[Setting]) -> String {
        let call = match command {
            Command::Apply => "setup()".to_owned(),
            Command::Destroy => "destroy()".to_owned(),
            Command::Export => "export()".to_owned(),
            Command::Plan => "plan()".to_owned(),
            Command::Rollback { to } => format!("rollback(to=\"{to}\")"),
            Command::Show => "show()".to_owned(),
        };
        format!("call `{call}`")
    }

    fn setting(&self, setting: Setting) -> String {
        match setting {
            Setting::BucketRegion => "`region` in the bucket's dict".to_owned(),
            Setting::Exact(part) => format!("`exact=[\"{part}\"]`"),
            Setting::AllowPlainHttp
            | Setting::Force
            | Setting::Narrow
            | Setting::SkipBucketCheck
            | Setting::Split
            | Setting::Vpc => format!("`{}=True`", setting.key()),
            other => format!("`{}`", argument(other)),
        }
    }

    fn value(&self, setting: Setting, value: &str) -> String {
        match setting {
            Setting::Bucket | Setting::KmsKey | Setting::Region | Setting::Trust => {
                format!("`{}=[\"{value}\"]`", argument(setting))
            }
            _ => format!("`{}=\"{value}\"`", argument(setting)),
        }
    }

    fn origin(&self, setting: Setting) -> Option<String> {
        Some(self.setting(setting))
    }
}

fn argument(setting: Setting) -> &'static str {
    match setting {
        Setting::Bucket => "buckets",
        Setting::KmsKey => "kms_keys",
        Setting::Region => "regions",
        other => other.key(),
    }
}
