//! What everything that reads from outside has to hold for any bytes: it answers, in bounded time,
//! and what it answers makes sense. The fuzz targets of `fuzz/` run these functions, and so does
//! the replay of their corpus.

mod files;
mod language;
mod wire;

/// One of the things that read from outside.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// The name of the fuzz target and of its folder in the corpus.
    pub name: &'static str,
    /// Reads bytes; panics where something does not hold.
    pub run: fn(&[u8]),
}

const fn target(name: &'static str, run: fn(&[u8])) -> Target {
    Target { name, run }
}

/// Everything that reads from outside.
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
];

/// Runs the target of that name.
///
/// # Panics
/// Where something does not hold for these bytes, and for a name that no target has.
pub fn run(name: &str, bytes: &[u8]) {
    let target = TARGETS.iter().find(|target| target.name == name);
    assert!(target.is_some(), "there is no target `{name}`");
    if let Some(target) = target {
        (target.run)(bytes);
    }
}

/// The bytes as text, where they are some.
fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap_or_default()
}

/// What stands before the first line's end, and what behind.
fn line(text: &str) -> (&str, &str) {
    text.split_once('\n').unwrap_or((text, ""))
}
