//! `cargo xtask ci`: what `.ci/run` runs after `cargo xtask test`.

use crate::stages::Stage;
use crate::{features, fuzz, official, package, python};

pub(crate) const STAGES: [Stage; 7] = [
    official::PYTHON_CLIENTS,
    official::NODE_CLIENTS,
    official::GO_CLIENTS,
    Stage::new("feature matrix", features::check),
    Stage::new("packages", package::check),
    Stage::new("fuzz targets", fuzz::briefly).needs(fuzz::missing),
    Stage::new("python wheel", python::wheel),
];
