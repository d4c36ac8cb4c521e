//! `cargo xtask ci`: the additional checks of `.ci/run`, after `cargo xtask test`.

use crate::stages::Stage;
use crate::{api, browser, docs, features, fuzz, hooks, lint, official, package, python, release};

pub(crate) const STAGES: [Stage; 15] = [
    Stage::new("scripts and Dockerfile", lint::linters),
    Stage::new("workflows", lint::workflows).needs(lint::no_go),
    Stage::new("pre-commit hooks", hooks::check),
    docs::SITE.where_found(docs::missing),
    Stage::new("release", |_| release::run_with(&["--dry-run"])),
    official::PYTHON_CLIENTS,
    official::NODE_CLIENTS,
    official::GO_CLIENTS,
    browser::CONSOLE,
    Stage::new("feature matrix", features::check),
    api::STAGE,
    Stage::new("packages", package::check),
    Stage::new("fuzz targets", fuzz::briefly).needs(fuzz::missing),
    Stage::new("python wheel", python::wheel),
    Stage::new("python versions", python::versions),
];
