//! Links between the project's pages have an existing target.

use std::collections::BTreeSet;

use super::finding::Finding;
use super::source::Source;

/// Finds broken relative links of the pages in the root and in `docs`.
pub(crate) fn check(sources: &[Source], paths: &BTreeSet<String>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for page in sources.iter().filter(is_page) {
        for (line, target) in targets(&page.text) {
            if !leads_somewhere(&page.path, &target, paths) {
                let message = format_args!("broken link: `{target}` does not exist");
                findings.push(Finding::at("links", &page.path, line, message));
            }
        }
    }
    findings
}

fn is_page(source: &&Source) -> bool {
    source.path.ends_with(".md") && (!source.path.contains('/') || source.path.starts_with("docs/"))
}

/// Returns the relative link targets of a page with their lines, ignoring code.
fn targets(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut fenced = false;
    for (number, line) in (1..).zip(text.lines()) {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        } else if !fenced {
            let prose = without_code(line);
            let inline = prose
                .split("](")
                .skip(1)
                .filter_map(|rest| rest.split(')').next());
            let all = inline.chain(definition(&prose));
            found.extend(all.filter_map(relative).map(|target| (number, target)));
        }
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

/// Returns the path of a link without title and anchor, unless it is external.
fn relative(target: &str) -> Option<String> {
    let path = target.split_whitespace().next()?.trim_matches(['<', '>']);
    let path = path.split('#').next()?;
    let elsewhere = path.is_empty() || path.contains("://") || path.starts_with("mailto:");
    (!elsewhere).then(|| path.to_owned())
}

fn leads_somewhere(page: &str, target: &str, paths: &BTreeSet<String>) -> bool {
    let Some(path) = resolve(page, target) else {
        return false;
    };
    let folder = if path.is_empty() {
        String::new()
    } else {
        format!("{path}/")
    };
    paths.contains(&path)
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
            "docs/guide.md",
            "docs/pictures/a.svg",
            "crates/a/src/lib.rs",
        ];
        let paths = paths.map(str::to_owned).into_iter().collect();
        let findings = check(&[source(path, text)], &paths);
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
        ] {
            assert_eq!(broken("README.md", text).len(), 1, "{text}");
        }
    }

    #[test]
    fn links_to_files_folders_anchors_and_the_web_are_fine() {
        let text = "[a](docs/guide.md#part) [b](docs/) [c](#here) [d](https://example.com/x)\n\
                    [e](docs/guide.md \"title\") `[f](nowhere)`\n```\n[g](nowhere)\n```\n";
        assert_eq!(broken("README.md", text), [""; 0]);
        assert_eq!(
            broken(
                "docs/guide.md",
                "[a](../README.md) [b](pictures/a.svg) [c](..)"
            ),
            [""; 0]
        );
    }

    #[test]
    fn pages_of_the_crates_are_left_to_rustdoc() {
        assert_eq!(broken("crates/a/README.md", "[a](crate::Thing)"), [""; 0]);
    }
}
