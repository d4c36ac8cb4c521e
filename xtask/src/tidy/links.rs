//! Links between the project's pages have an existing target, and pages of the site link only to
//! each other.

use std::collections::{BTreeMap, BTreeSet};

use super::finding::Finding;
use super::markdown::Page;
use super::source::Source;

/// Folder of the pages that the site has.
const SITE: &str = "docs/";

/// How pages of the site link to a file or a folder outside of it.
const REPOSITORY: [&str; 2] = [
    "https://github.com/rolewright/rolewright/blob/main/",
    "https://github.com/rolewright/rolewright/tree/main/",
];

/// A link to something in the project.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Link {
    pub(super) line: usize,
    /// As written, without anchor; empty for the same page.
    target: String,
    anchor: Option<String>,
    /// Whether it is a URL of [`REPOSITORY`].
    is_url: bool,
}

/// Finds broken links of the pages in the root and in `docs`.
pub(crate) fn check(sources: &[Source], paths: &BTreeSet<String>) -> Vec<Finding> {
    let pages: BTreeMap<&str, Page<'_>> = sources
        .iter()
        .filter(|source| source.path.ends_with(".md"))
        .map(|source| (source.path.as_str(), Page::parse(&source.text)))
        .collect();
    let mut findings = Vec::new();
    for (path, page) in &pages {
        if !path.contains('/') || path.starts_with(SITE) {
            for link in links(page) {
                if let Some(problem) = link.problem(path, &pages, paths) {
                    findings.push(Finding::at("links", path, link.line, problem));
                }
            }
        }
    }
    findings
}

impl Link {
    /// Returns the path from the root that the link leads to; `None` if it is outside the project.
    pub(super) fn path_from(&self, page: &str) -> Option<String> {
        match self.target.as_str() {
            "" => Some(page.to_owned()),
            target if self.is_url => resolve("", target),
            target => resolve(page, target),
        }
    }

    fn problem(
        &self,
        page: &str,
        pages: &BTreeMap<&str, Page<'_>>,
        paths: &BTreeSet<String>,
    ) -> Option<String> {
        let target = &self.target;
        let path = self.path_from(page).filter(|path| exists(path, paths));
        let Some(path) = path else {
            return Some(format!("broken link: `{target}` does not exist"));
        };
        if page.starts_with(SITE) && !self.is_url && !format!("{path}/").starts_with(SITE) {
            let [file, _] = REPOSITORY;
            return Some(format!(
                "broken link: `{target}` is not a page of the site; link to `{file}{path}`"
            ));
        }
        let anchor = self.anchor.as_ref()?;
        let headings = pages.get(path.as_str())?.headings();
        let is_known = headings.iter().any(|heading| heading.anchor == *anchor);
        (!is_known).then(|| format!("broken link: `{path}` has no heading `#{anchor}`"))
    }
}

/// Returns the links of a page to something in the project.
pub(super) fn links(page: &Page<'_>) -> Vec<Link> {
    let mut found = Vec::new();
    for (line, text) in &page.prose {
        let prose = without_code(text);
        let inline = prose
            .split("](")
            .skip(1)
            .filter_map(|rest| rest.split(')').next());
        let all = inline.chain(definition(&prose));
        found.extend(all.filter_map(|target| link(*line, target)));
    }
    found
}

/// Returns the target of a line such as `[name]: target`.
fn definition(line: &str) -> Option<&str> {
    let (_, target) = line.trim_start().strip_prefix('[')?.split_once("]: ")?;
    Some(target)
}

/// Returns the line without code spans.
fn without_code(line: &str) -> String {
    line.split('`').step_by(2).collect()
}

/// Returns a link without its title, unless it is external.
fn link(line: usize, target: &str) -> Option<Link> {
    let target = target.split_whitespace().next()?.trim_matches(['<', '>']);
    let own = REPOSITORY
        .iter()
        .find_map(|prefix| target.strip_prefix(prefix));
    if own.is_none() && (target.contains("://") || target.starts_with("mailto:")) {
        return None;
    }
    let whole = own.unwrap_or(target);
    let (path, anchor) = match whole.split_once('#') {
        Some((path, anchor)) => (path, Some(anchor.to_owned())),
        None => (whole, None),
    };
    Some(Link {
        line,
        target: path.to_owned(),
        anchor,
        is_url: own.is_some(),
    })
}

/// Whether it is a file, or a folder with files.
fn exists(path: &str, paths: &BTreeSet<String>) -> bool {
    let folder = if path.is_empty() {
        String::new()
    } else {
        format!("{path}/")
    };
    paths.contains(path)
        || paths
            .range(folder.clone()..)
            .next()
            .is_some_and(|p| p.starts_with(&folder))
}

/// Resolves a target to a path from the root; `None` if it is outside the project.
fn resolve(page: &str, target: &str) -> Option<String> {
    let mut parts: Vec<&str> = page.split('/').collect();
    parts.pop();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::super::source::source;
    use super::*;

    fn broken(path: &str, text: &str) -> Vec<String> {
        let paths = [
            "README.md",
            "docs/emulator.md",
            "docs/pictures/a.svg",
            "crates/a/src/lib.rs",
        ];
        let paths = paths.map(str::to_owned).into_iter().collect();
        let sources = [
            source(path, text),
            source("docs/emulator.md", "# The emulator\n\n## `--tls`\n"),
        ];
        let findings = check(&sources, &paths);
        findings
            .into_iter()
            .map(|finding| finding.message)
            .collect()
    }

    #[test]
    fn broken_links_are_found() {
        for text in [
            "see [a](missing.md)",
            "[a]: docs/missing.md",
            "![a](docs/picture)",
            "[a](../x)",
            "[a](docs/emulator.md#tls)",
            "[a](#here)",
            "[a](https://github.com/rolewright/rolewright/blob/main/docs/missing.md)",
        ] {
            assert_eq!(broken("README.md", text).len(), 1, "{text}");
        }
    }

    #[test]
    fn a_page_of_the_site_names_files_outside_by_their_url() {
        let found = broken("docs/a.md", "[a](../README.md) [b](pictures/a.svg)");
        let url = "https://github.com/rolewright/rolewright/blob/main/README.md";
        assert_eq!(found.len(), 1);
        assert!(found[0].contains(url), "{found:?}");
        assert_eq!(broken("docs/a.md", &format!("[a]({url})")), [""; 0]);
    }

    #[test]
    fn links_to_files_folders_anchors_and_the_web_are_fine() {
        let text = "# Here\n[a](docs/emulator.md#--tls) [b](docs/) [c](#here) [d](https://example.com/x)\n\
                    [e](docs/emulator.md \"title\") `[f](nowhere)`\n```\n[g](nowhere)\n```\n";
        assert_eq!(broken("README.md", text), [""; 0]);
    }

    #[test]
    fn pages_of_the_crates_are_left_to_rustdoc() {
        assert_eq!(broken("crates/a/README.md", "[a](crate::Thing)"), [""; 0]);
    }
}
