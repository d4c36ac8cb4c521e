//! The pages of the documentation: their commands exist, and those of some pages are run.

mod commands;
#[cfg(unix)]
mod runs;

use std::path::{Path, PathBuf};

/// A command in a fenced block.
struct Typed {
    /// The line in the page.
    line: usize,
    /// As a shell takes it; may have several lines.
    text: String,
    /// What the page shows below it.
    shown: Vec<String>,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// All pages: those in the root and the READMEs of packages, and everything in `docs`.
fn pages() -> Vec<(String, String)> {
    let root = root();
    let mut open = vec![root.join("docs")];
    let mut files: Vec<PathBuf> = Vec::new();
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                files.push(path);
            }
        }
    }
    for folder in [root.clone(), root.join("bindings/python")] {
        let entries = std::fs::read_dir(folder).unwrap();
        files.extend(entries.map(|entry| entry.unwrap().path()));
    }
    let packages = std::fs::read_dir(root.join("crates")).unwrap();
    files.extend(packages.map(|entry| entry.unwrap().path().join("README.md")));
    files.retain(|path| path.extension().is_some_and(|end| end == "md"));
    files.sort();
    let named = |path: PathBuf| {
        let name = path.strip_prefix(&root).unwrap().display().to_string();
        (
            name.replace('\\', "/"),
            std::fs::read_to_string(path).unwrap(),
        )
    };
    files.into_iter().map(named).collect()
}

/// The commands of the blocks in these languages. In `console`, a command begins with `$ `, and
/// continues after `\` or with `> `; in a workflow, it follows `run: ` or `- `.
fn commands(page: &str, languages: &[&str]) -> Vec<Typed> {
    let mut all: Vec<Typed> = Vec::new();
    let mut language = None;
    let mut is_continued = false;
    for (number, line) in (1..).zip(page.lines()) {
        let line = line.trim_start();
        if let Some(name) = line.strip_prefix("```") {
            let name = name.trim();
            language = if language.is_some() { None } else { Some(name) };
            is_continued = false;
            continue;
        }
        let Some(language) = language.filter(|name| languages.contains(name)) else {
            continue;
        };
        let more = line.strip_prefix("> ").filter(|_| language == "console");
        let last = all.last_mut().filter(|_| is_continued || more.is_some());
        if let Some(last) = last {
            last.text.push('\n');
            last.text.push_str(more.unwrap_or(line));
            is_continued = line.ends_with('\\');
            continue;
        }
        let command = match language {
            "console" => line.strip_prefix("$ "),
            "sh" => Some(line),
            _ => Some(line.trim_start_matches("- ").trim_start_matches("run: ")),
        };
        match (command, all.last_mut()) {
            (Some(text), _) => {
                is_continued = text.ends_with('\\');
                all.push(Typed {
                    line: number,
                    text: text.to_owned(),
                    shown: Vec::new(),
                });
            }
            (None, Some(last)) => last.shown.push(line.to_owned()),
            (None, None) => {}
        }
    }
    all
}
