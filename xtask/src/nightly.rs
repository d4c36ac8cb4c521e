//! `cargo xtask nightly`: what takes too long for each change.

use crate::stages::Stage;
use crate::{deny, fuzz, install, soak, versions};

pub(crate) const STAGES: [Stage; 7] = [
    Stage::new("advisories and licences", deny::run).where_found(deny::missing),
    Stage::new("oldest compiler", versions::oldest_compiler).needs(versions::no_oldest_compiler),
    Stage::new("minimal dependencies", versions::minimal_dependencies),
    Stage::new("latest dependencies", versions::latest_dependencies),
    Stage::new("fuzz targets with a sanitizer", fuzz::with_sanitizer).needs(fuzz::missing),
    Stage::new("ways of installing", install::check),
    Stage::new("soak", soak::for_nightly),
];
