//! What reads texts that come from outside, for the fuzz targets.

use std::path::Path;

use rolewright_core::{BucketFacts, BucketName, Result};

use crate::credential::context::Context;
use crate::credential::{cli_profile, ini_file};
use crate::http::redact::Redactor;
use crate::oss::response;
use crate::variables::Variables;

/// Whether `config.json` of the official command line names a source of keys; none is asked.
///
/// # Errors
/// For a file that can't be read, and for a profile that is not whole.
pub fn config_json(text: &str, profile: Option<&str>) -> Result<bool> {
    let path = Path::new("config.json");
    cli_profile::source(&Context::new(Variables::none()), path, text, profile)
        .map(|source| source.is_some())
}

/// The same of the libraries' INI file.
///
/// # Errors
/// As [`config_json`].
pub fn credentials_ini(text: &str, section: Option<&str>) -> Result<bool> {
    ini_file::source(&Context::new(Variables::none()), text, section).map(|source| source.is_some())
}

/// What an answer of OSS tells of a bucket.
///
/// # Errors
/// For what is no description of a bucket.
pub fn bucket_info(name: &BucketName, body: &[u8]) -> Result<BucketFacts> {
    response::facts(name, body)
}

/// What OSS refuses with, as an error.
///
/// # Errors
/// Always: for a body that is no refusal, the one that says so.
pub fn bucket_refusal(status: u16, body: &[u8]) -> Result<()> {
    let refusal = response::refusal(status, body, &Redactor::default())?;
    let _ = (refusal.region(), refusal.is_wrong_endpoint());
    Err(refusal.into_error())
}
