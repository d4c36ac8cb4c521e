//! Export formats.

use std::str::FromStr;

use super::model::Export;
use super::{commands, hcl, json, ros};
use crate::error::{Error, ErrorKind, Result};

/// Format of an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
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
            ExportFormat::Json => json::render(std::slice::from_ref(self)),
            ExportFormat::Hcl => hcl::render(std::slice::from_ref(self)),
            ExportFormat::Ros => ros::render(std::slice::from_ref(self)),
            ExportFormat::Commands => commands::render(std::slice::from_ref(self)),
        }
    }
}

/// Renders one file with several roles; in `json` it is then a [`JsonExports`](super::JsonExports).
///
/// # Errors
/// [`ErrorKind::Unsupported`] for service-linked roles alone in `ros`, which has no resource for them.
pub fn render_all(exports: &[Export], format: ExportFormat) -> Result<String> {
    let are_linked = exports.iter().all(|export| export.linked_to.is_some());
    Ok(match format {
        ExportFormat::Json => json::render(exports),
        ExportFormat::Hcl => hcl::render(exports),
        ExportFormat::Ros if are_linked => {
            let text = "ROS has no resource for service-linked roles";
            let error = Error::new(ErrorKind::Unsupported, text);
            return Err(error.with_remedy("export them for Terraform or the aliyun CLI"));
        }
        ExportFormat::Ros => ros::render(exports),
        ExportFormat::Commands => commands::render(exports),
    })
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
