//! The formats of an export.

use std::str::FromStr;

use super::model::Export;
use super::{commands, hcl, json, ros};
use crate::error::{Error, ErrorKind, Result};

/// What an export is written for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportFormat {
    /// `json`: a [`JsonExport`](super::JsonExport), for programs.
    Json,
    /// `hcl`: Terraform with the provider aliyun/alicloud.
    Hcl,
    /// `ros`: a template of Resource Orchestration Service, in YAML.
    Ros,
    /// `cli`: a shell script of aliyun CLI commands.
    Commands,
}

impl Export {
    /// The whole file for another tool.
    #[must_use]
    pub fn render(&self, format: ExportFormat) -> String {
        match format {
            ExportFormat::Json => json::render(self),
            ExportFormat::Hcl => hcl::render(self),
            ExportFormat::Ros => ros::render(self),
            ExportFormat::Commands => commands::render(self),
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
                    "`{}` is not an export format: it is one of json, hcl, ros, cli",
                    crate::text::excerpt(text, 40)
                ),
            )),
        }
    }
}
