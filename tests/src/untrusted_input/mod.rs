//! Properties of all parsers of untrusted input: they return in bounded time, with consistent results.
//! The fuzz targets of `fuzz/` and the replay of their corpus run these functions.

mod files;
mod language;
mod wire;

/// A parser of untrusted input.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// Name of the fuzz target and of its corpus folder.
    pub name: &'static str,
    /// Parses bytes; panics if a property does not hold.
    pub run: fn(&[u8]),
}

const fn target(name: &'static str, run: fn(&[u8])) -> Target {
    Target { name, run }
}

/// All parsers of untrusted input.
pub const TARGETS: &[Target] = &[
    target("document", language::document),
    target("arn", language::arn),
    target("condition", language::condition),
    target("simulate", language::simulate),
    target("plan", files::plan),
    target("config", files::config),
    target("store", files::store),
    target("config_json", files::config_json),
    target("ini", files::ini),
    target("rpc", wire::rpc),
    target("authorization", wire::authorization),
    target("oss_xml", wire::oss_xml),
    target("denial", wire::denial),
];

/// Runs a target by name.
///
/// # Panics
/// If a property does not hold for these bytes, or the target is unknown.
pub fn run(name: &str, bytes: &[u8]) {
    let target = TARGETS.iter().find(|target| target.name == name);
    assert!(target.is_some(), "unknown target `{name}`");
    if let Some(target) = target {
        (target.run)(bytes);
    }
}

/// Returns the bytes as text, or an empty text if they are not UTF-8.
fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap_or_default()
}

/// Splits a text after the first line.
fn line(text: &str) -> (&str, &str) {
    text.split_once('\n').unwrap_or((text, ""))
}
