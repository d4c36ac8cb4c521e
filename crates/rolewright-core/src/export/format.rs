//! Export formats.

use std::str::FromStr;

use super::model::Export;
use super::{commands, hcl, json, ros};
use crate::error::{Error, ErrorKind, Result};

/// Format of an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportFormat {
    /// `json`: a [`JsonExport`](super::JsonExport), for programs.
    Json,
    /// `hcl`: Terraform with the provider aliyun/alicloud.
    Hcl,
    /// `ros`: a Resource Orchestration Service template, in YAML.
    Ros,
    /// `cli`: a shell script of aliyun CLI commands.
    Commands,
}

impl ExportFormat {
    /// Whether the format can contain the [registry instance](Export::with_instance).
    #[must_use]
    pub fn has_instance(self) -> bool {
        matches!(self, Self::Hcl | Self::Ros)
    }
}

impl Export {
    /// Renders the file.
    #[must_use]
    pub fn render(&self, format: ExportFormat) -> String {
        match format {
            ExportFormat::Json => json::render(self),
            ExportFormat::Hcl => hcl::render(std::slice::from_ref(self)),
            ExportFormat::Ros => ros::render(self),
            ExportFormat::Commands => commands::render(std::slice::from_ref(self)),
        }
    }
}

/// Renders one file with several roles.
///
/// # Errors
/// [`ErrorKind::InvalidInput`] for several roles in `json` or `ros`, whose files have one role.
pub fn render_all(exports: &[Export], format: ExportFormat) -> Result<String> {
    match (format, exports) {
        (ExportFormat::Hcl, all) => Ok(hcl::render(all)),
        (ExportFormat::Commands, all) => Ok(commands::render(all)),
        (format, [one]) => Ok(one.render(format)),
        (_, all) => {
            let text = format!(
                "this format describes one role, but {} are exported",
                all.len()
            );
            Err(Error::new(ErrorKind::InvalidInput, text).with_remedy("export each role by itself"))
        }
    }
}

impl FromStr for ExportFormat {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        match text {
            "json" => Ok(Self::Json),
            "hcl" => Ok(Self::Hcl),
            "ros" => Ok(Self::Ros),
            "cli" => Ok(Self::Commands),
            _ => Err(Error::new(
                ErrorKind::InvalidInput,
                format!(
                    "`{}` is not an export format; use json, hcl, ros or cli",
                    crate::text::excerpt(text, 40)
                ),
            )),
        }
    }
}
