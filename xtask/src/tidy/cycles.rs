//! Import cycles between the files of one crate.

use std::collections::{BTreeMap, BTreeSet};

use super::finding::Finding;
use super::imports::{Imports, Path};
use super::source::Source;

/// Maximum number of allowed import cycles in all crates: a type and its builder, or a module and its
/// submodule.
const LIMIT: usize = 4;

/// Finds all other cycles, and allowed ones above the limit.
pub(crate) fn check(sources: &[Source]) -> Vec<Finding> {
    let mut crates: BTreeMap<&str, BTreeMap<Path, &Source>> = BTreeMap::new();
    for source in sources {
        if let Some((root, module)) = place(&source.path) {
            crates.entry(root).or_default().insert(module, source);
        }
    }
    let edges = crates.values().map(|files| Imports::new(files).edges());
    let cycles: Vec<_> = edges.flat_map(|edges| cycles(&edges)).collect();
    let (pairs, others): (Vec<_>, Vec<_>) = cycles.iter().partition(|files| may_be(files));
    let too_many = if pairs.len() > LIMIT {
        pairs
    } else {
        Vec::new()
    };
    let wrong = others.into_iter().chain(too_many);
    wrong.map(finding).collect()
}

/// Whether the files are a type and its builder, or a module and its submodule: an allowed cycle.
fn may_be(files: &BTreeSet<&str>) -> bool {
    let module = |path: &&str| {
        let stem = path.strip_suffix("/mod.rs").or(path.strip_suffix(".rs"));
        stem.unwrap_or_default().to_owned()
    };
    match files.iter().map(module).collect::<Vec<_>>().as_slice() {
        [one, other] => {
            let is_in = |inner: &str, outer: &str| inner.starts_with(&format!("{outer}/"));
            let is_builder = |name: &str| name.ends_with("builder");
            is_in(one, other) || is_in(other, one) || is_builder(one) || is_builder(other)
        }
        _ => false,
    }
}

fn finding(files: &BTreeSet<&str>) -> Finding {
    let first = files.first().copied().unwrap_or_default();
    let names: Vec<_> = files.iter().copied().collect();
    let message = format_args!(
        "import cycle between {}; allowed are at most {LIMIT} cycles between a type and its builder or a module and its submodule",
        names.join(", ")
    );
    Finding::in_file("import cycles", first, message)
}

/// Returns the source folder of a file's crate, and its module. `None` for tests.
fn place(path: &str) -> Option<(&str, Path)> {
    let (root, rest) = path.rsplit_once("/src/").or(path.rsplit_once("/it/"))?;
    let names = rest.strip_suffix(".rs")?.split('/');
    let mut module: Path = names.map(str::to_owned).collect();
    let is_apart = module.iter().any(|name| name == "bin" || name == "tests");
    let last = module.last().map(String::as_str);
    if matches!(last, Some("mod" | "lib" | "main")) {
        module.pop();
    }
    (!is_apart).then_some((root, module))
}

type Edges<'a> = BTreeMap<&'a str, BTreeSet<&'a str>>;

/// Returns the groups of files that import each other, directly or indirectly.
fn cycles<'a>(edges: &Edges<'a>) -> Vec<BTreeSet<&'a str>> {
    let files = || edges.keys().copied();
    let reached: Edges = files().map(|file| (file, reached(file, edges))).collect();
    let reaches = |from: &str, to: &str| reached.get(from).is_some_and(|found| found.contains(to));
    let group = |file: &str| -> BTreeSet<&str> {
        let both = |other: &&str| reaches(file, other) && reaches(other, file);
        files().filter(both).collect()
    };
    let groups: BTreeSet<_> = files().map(group).filter(|group| group.len() > 1).collect();
    groups.into_iter().collect()
}

/// Returns the files that a file imports, directly or indirectly.
fn reached<'a>(file: &str, edges: &Edges<'a>) -> BTreeSet<&'a str> {
    let imports = |file: &str| edges.get(file).into_iter().flatten().copied();
    let mut open: Vec<&str> = imports(file).collect();
    let mut found = BTreeSet::new();
    while let Some(next) = open.pop() {
        if found.insert(next) {
            open.extend(imports(next));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::source::source;
    use super::*;

    /// Returns the cycles in a crate with these files, as file names.
    fn found(files: &[(&str, &str)]) -> Vec<String> {
        let sources: Vec<_> = files
            .iter()
            .map(|(name, text)| source(&format!("crates/a/src/{name}.rs"), text))
            .collect();
        let files: BTreeMap<_, _> = sources
            .iter()
            .filter_map(|source| Some((place(&source.path)?.1, source)))
            .collect();
        let names = |group: BTreeSet<&str>| {
            let stems = group
                .iter()
                .filter_map(|path| path.strip_prefix("crates/a/src/"));
            stems.collect::<Vec<_>>().join(" ")
        };
        cycles(&Imports::new(&files).edges())
            .into_iter()
            .map(names)
            .collect()
    }

    #[test]
    fn files_that_import_each_other_are_found() {
        let a = (
            "a",
            "use std::fmt;\nuse crate::{\n    b::{B, self},\n    c,\n};\npub struct A;",
        );
        let b = (
            "b/mod",
            "mod d;\npub(super) fn f() -> super::a::A {}\npub struct B;",
        );
        assert_eq!(found(&[a, b, ("c", "")]), ["a.rs b/mod.rs"]);
        assert_eq!(
            found(&[a, ("b/mod", "// crate::a::A"), ("c", "use crate::b::B;")]),
            [""; 0]
        );
    }

    #[test]
    fn an_import_of_a_reexport_resolves_to_its_definition() {
        let module = (
            "m/mod",
            "mod x;\nmod y;\npub(crate) use x::X;\npub use y::*;",
        );
        let x = ("m/x", "use super::Y;\npub(super) struct X;");
        let y = ("m/y", "pub struct Y;");
        assert_eq!(found(&[module, x, y]), [""; 0]);
        let y = ("m/y", "use crate::m::X as Other;\npub struct Y;");
        assert_eq!(found(&[module, x, y]), ["m/x.rs m/y.rs"]);
        let module = ("m/mod", "mod x;\nuse x::X;\npub struct Y;");
        assert_eq!(found(&[module, x]), ["m/mod.rs m/x.rs"]);
    }

    #[test]
    fn only_a_few_pairs_and_no_other_cycle_are_allowed() {
        let ring = |name: &str, files: &[&str]| -> Vec<Source> {
            let next = files.iter().cycle().skip(1);
            let file = |(file, next): (&&str, &&str)| {
                let import = format!("use crate::{}::X;", next.replace('/', "::"));
                source(&format!("crates/{name}/src/{file}.rs"), &import)
            };
            files.iter().zip(next).map(file).collect()
        };
        let builders = ["1", "2", "3"]
            .map(|name| ring(name, &["a", "a_builder"]))
            .concat();
        let few = [builders, ring("4", &["a", "a/b"])].concat();
        assert_eq!(check(&few), []);
        let more = [few, ring("5", &["a", "a/b"])].concat();
        assert_eq!(check(&more).len(), 5);
        assert_eq!(check(&ring("6", &["a", "b"])).len(), 1);
        assert_eq!(check(&ring("7", &["a", "a/b", "a/c"])).len(), 1);
    }
}
