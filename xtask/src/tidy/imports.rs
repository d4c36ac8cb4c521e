//! Imports between the files of a crate, found by scanning their tokens.

use std::collections::{BTreeMap, BTreeSet};

use super::source::Source;

/// The path of a module or item, relative to the crate root.
pub(super) type Path = Vec<String>;

/// The files of a crate, by module.
pub(super) struct Imports<'a>(BTreeMap<Path, File<'a>>);

struct File<'a> {
    path: &'a str,
    words: Vec<&'a str>,
    /// Imports and re-exports, without paths to other crates.
    imports: Vec<Path>,
    exports: Vec<Path>,
}

const DEFINE: [&str; 8] = [
    "const",
    "enum",
    "fn",
    "static",
    "struct",
    "trait",
    "type",
    "macro_rules",
];

impl<'a> Imports<'a> {
    pub(super) fn new(files: &BTreeMap<Path, &'a Source>) -> Self {
        let file = |(module, source): (&Path, &&'a Source)| {
            let words: Vec<_> = source
                .code()
                .into_iter()
                .flat_map(|(_, line)| words(line))
                .collect();
            let (mut imports, mut exports) = (Vec::new(), Vec::new());
            let mut rest = words.iter().copied();
            let mut before = ";";
            while let Some(word) = rest.next() {
                let mut paths = Vec::new();
                match word {
                    "use" => expand(&mut rest, &Path::new(), &mut paths),
                    // Skips the `super` of `pub(super)`.
                    "crate" | "super" if rest.clone().next() == Some("::") => {
                        let names = rest
                            .clone()
                            .take_while(|word| *word == "::" || is_name(word))
                            .filter(|word| *word != "::")
                            .map(str::to_owned);
                        paths.push([word.to_owned()].into_iter().chain(names).collect());
                    }
                    _ => {}
                }
                let paths = paths
                    .into_iter()
                    .filter_map(|path| absolute(&path, module, files));
                // `pub use` and `pub(crate) use` are re-exports.
                if word == "use" && matches!(before, "pub" | ")") {
                    exports.extend(paths);
                } else {
                    imports.extend(paths);
                }
                before = word;
            }
            let path = source.path.as_str();
            (
                module.clone(),
                File {
                    path,
                    words,
                    imports,
                    exports,
                },
            )
        };
        Self(files.iter().map(file).collect())
    }

    /// Returns the files of this crate with their imports.
    pub(super) fn edges(&self) -> BTreeMap<&'a str, BTreeSet<&'a str>> {
        let of = |(module, file): (&Path, &File<'a>)| {
            let targets = file.imports.iter().map(|path| self.resolve(path, 8));
            let others = targets.filter(|target| *target != module);
            let others = others.filter_map(|target| Some(self.0.get(target)?.path));
            (file.path, others.collect())
        };
        self.0.iter().map(of).collect()
    }

    /// Returns the module that defines the item at a path, through at most `depth` re-exports.
    fn resolve<'s>(&'s self, path: &Path, depth: usize) -> &'s [String] {
        let prefixes = (0..=path.len()).rev().filter_map(|end| path.get(..end));
        let known = prefixes.filter_map(|prefix| self.0.get_key_value(prefix));
        let Some((module, file)) = known.into_iter().next() else {
            return &[];
        };
        let Some(name) = path.get(module.len()).filter(|_| depth > 0) else {
            return module;
        };
        let named = file
            .exports
            .iter()
            .find(|export| export.last() == Some(name) && *export != path);
        let globs = file
            .exports
            .iter()
            .filter(|export| export.last().is_some_and(|last| last == "*"));
        let in_glob = globs.map(|glob| {
            let inside = glob.iter().take(glob.len() - 1).chain([name]);
            self.resolve(&inside.cloned().collect(), depth - 1)
        });
        match named {
            Some(export) => self.resolve(export, depth - 1),
            None => in_glob
                .into_iter()
                .find(|found| self.defines(found, name))
                .unwrap_or(module),
        }
    }

    fn defines(&self, module: &[String], name: &str) -> bool {
        let words = self.0.get(module).map_or(&[][..], |file| &file.words);
        words
            .windows(2)
            .any(|pair| matches!(pair, [kind, word] if DEFINE.contains(kind) && *word == name))
    }
}

/// Splits text into names, `::` and single characters.
fn words(line: &str) -> impl Iterator<Item = &str> {
    let mut rest = line.trim();
    std::iter::from_fn(move || {
        let name = rest
            .find(|c: char| !c.is_alphanumeric() && c != '_')
            .unwrap_or(rest.len());
        let length = match name {
            0 if rest.starts_with("::") => 2,
            0 => rest.chars().next()?.len_utf8(),
            length => length,
        };
        let (word, after) = rest.split_at_checked(length)?;
        rest = after.trim_start();
        Some(word)
    })
}

fn is_name(word: &str) -> bool {
    word.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

/// Collects the paths of a `use`, up to its semicolon, or of a group in it.
fn expand(words: &mut dyn Iterator<Item = &str>, prefix: &Path, paths: &mut Vec<Path>) {
    let mut path = prefix.clone();
    while let Some(word) = words.next() {
        match word {
            "::" => {}
            "as" => drop(words.next()),
            "{" => {
                expand(words, &path, paths);
                path.clone_from(prefix);
            }
            "," | "}" | ";" => {
                if path != *prefix {
                    paths.push(std::mem::replace(&mut path, prefix.clone()));
                }
                if word != "," {
                    return;
                }
            }
            "self" if !path.is_empty() => {}
            name => path.push(name.to_owned()),
        }
    }
}

/// Returns the path relative to the crate root, unless it is in another crate.
fn absolute(path: &Path, module: &Path, files: &BTreeMap<Path, &Source>) -> Option<Path> {
    let supers = path.iter().take_while(|name| *name == "super").count();
    let first = path.first()?.as_str();
    let rest = |skipped: usize| path.iter().skip(skipped).cloned();
    match first {
        "crate" => Some(rest(1).collect()),
        "self" => Some(module.iter().cloned().chain(rest(1)).collect()),
        "super" => {
            let above = module
                .iter()
                .take(module.len().saturating_sub(supers))
                .cloned();
            Some(above.chain(rest(supers)).collect())
        }
        name => {
            let child: Path = module.iter().cloned().chain([name.to_owned()]).collect();
            files
                .contains_key(&child)
                .then(|| child.into_iter().chain(rest(1)).collect())
        }
    }
}
