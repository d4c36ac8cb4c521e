//! Each page of the site is in the summary of its book, once.

use super::finding::Finding;
use super::links::links;
use super::markdown::Page;
use super::source::Source;

/// The folders of the books. A page belongs to the first one that contains it.
const BOOKS: [&str; 2] = ["docs/zh-CN/", "docs/"];

const SUMMARY: &str = "SUMMARY.md";

/// Finds pages that are missing in a summary, and pages that are there twice.
pub(crate) fn check(sources: &[Source]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for folder in BOOKS {
        let name = format!("{folder}{SUMMARY}");
        let Some(summary) = sources.iter().find(|source| source.path == name) else {
            continue;
        };
        let page = Page::parse(&summary.text);
        let mut listed = Vec::new();
        for link in links(&page) {
            let Some(path) = link.path_from(&name) else {
                continue;
            };
            if listed.contains(&path) {
                let message = format_args!("`{path}` is in the summary twice");
                findings.push(Finding::at("summary", &name, link.line, message));
            }
            listed.push(path);
        }
        let pages = sources
            .iter()
            .filter(|source| source.path.ends_with(".md") && book(&source.path) == Some(folder));
        let missing = pages.filter(|source| source.path != name && !listed.contains(&source.path));
        findings.extend(missing.map(|source| {
            let message = format_args!("the page is not in `{name}`, so the site does not have it");
            Finding::in_file("summary", &source.path, message)
        }));
    }
    findings
}

fn book(path: &str) -> Option<&'static str> {
    BOOKS.into_iter().find(|folder| path.starts_with(folder))
}

#[cfg(test)]
mod tests {
    use super::super::source::source;
    use super::*;

    fn found(summary: &str) -> Vec<String> {
        let sources = [
            source("docs/SUMMARY.md", summary),
            source("docs/a.md", ""),
            source("docs/how-to/b.md", ""),
            source("docs/zh-CN/SUMMARY.md", "- [a](a.md)\n"),
            source("docs/zh-CN/a.md", ""),
            source("README.md", ""),
        ];
        let all = check(&sources);
        all.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_summary_with_each_page_of_its_book_is_complete() {
        assert_eq!(found("- [a](a.md)\n  - [b](how-to/b.md)\n"), [""; 0]);
    }

    #[test]
    fn a_page_that_is_missing_or_listed_twice_is_found() {
        assert_eq!(
            found("- [a](a.md)\n- [a](./a.md)\n"),
            [
                "docs/SUMMARY.md:2: [summary] `docs/a.md` is in the summary twice",
                "docs/how-to/b.md: [summary] the page is not in `docs/SUMMARY.md`, so the site does not have it",
            ]
        );
    }
}
