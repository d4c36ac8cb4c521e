//! Pages in Chinese have the headings and the code of their originals.

use super::finding::Finding;
use super::markdown::Page;
use super::source::Source;

/// Pages with a promised translation.
const TRANSLATED: [&str; 6] = [
    "README.md",
    "docs/README.md",
    "docs/tutorial.md",
    "docs/how-to/pending-instance.md",
    "docs/how-to/ci.md",
    "docs/how-to/test-with-the-emulator.md",
];

/// How the first lines of both pages begin, so that a reader can switch.
const SWITCHES: [&str; 2] = ["English | [简体中文](", "[English]("];

/// Finds missing translations, and differences between a page and its translation.
pub(crate) fn check(sources: &[Source]) -> Vec<Finding> {
    let find = |path: &str| sources.iter().find(|source| source.path == path);
    let mut findings = Vec::new();
    for path in TRANSLATED {
        let Some(original) = find(path) else { continue };
        let chinese = chinese(path);
        match find(&chinese) {
            Some(translation) => findings.extend(compare(original, translation)),
            None => {
                let message = format_args!("the translation `{chinese}` does not exist");
                findings.push(Finding::in_file("translations", path, message));
            }
        }
    }
    let names: Vec<_> = TRANSLATED.into_iter().map(chinese).collect();
    let unknown = sources.iter().filter(|source| {
        let is_page = source.path.starts_with("docs/zh-CN/") && source.path.ends_with(".md");
        is_page && !source.path.ends_with("/SUMMARY.md") && !names.contains(&source.path)
    });
    findings.extend(unknown.map(|source| {
        let message = "the page is not in the list of translations, so it is compared with nothing";
        Finding::in_file("translations", &source.path, message)
    }));
    findings
}

/// Returns the path of the translation of a page.
fn chinese(path: &str) -> String {
    match path.strip_prefix("docs/") {
        Some(page) => format!("docs/zh-CN/{page}"),
        None => path.replace(".md", ".zh-CN.md"),
    }
}

/// Returns the first difference of each kind, at its line in the translation.
fn compare(original: &Source, translation: &Source) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (source, start) in [original, translation].into_iter().zip(SWITCHES) {
        if !source.text.starts_with(start) {
            let message = format_args!("the first line does not begin with `{start}`");
            findings.push(Finding::at("translations", &source.path, 1, message));
        }
    }
    let (one, other) = (Page::parse(&original.text), Page::parse(&translation.text));
    let headings = |page: &Page<'_>| -> Vec<_> {
        let all = page.headings();
        all.iter()
            .map(|it| (it.line, "#".repeat(it.level)))
            .collect()
    };
    let blocks = |page: &Page<'_>| -> Vec<_> {
        let all = page.blocks.iter();
        all.map(|block| (block.line, code(block.language, &block.lines)))
            .collect()
    };
    for (what, one, other) in [
        ("heading", headings(&one), headings(&other)),
        ("code", blocks(&one), blocks(&other)),
    ] {
        if let Some((line, message)) = difference(what, &original.path, &one, &other) {
            findings.push(Finding::at(
                "translations",
                &translation.path,
                line,
                message,
            ));
        }
    }
    findings
}

/// Returns the code of a block, in which comments may be translated.
fn code(language: &str, lines: &[&str]) -> String {
    let without_comment = |line: &&str| {
        let line = line.trim();
        let start = line.find(" # ").or(line.starts_with("# ").then_some(0));
        let code = line.get(..start.unwrap_or(line.len())).unwrap_or(line);
        code.trim_end().to_owned()
    };
    let mut all = vec![language.to_owned()];
    all.extend(lines.iter().map(without_comment));
    all.join("\n")
}

/// Returns the line of the first difference, and what differs.
fn difference(
    what: &str,
    path: &str,
    original: &[(usize, String)],
    translation: &[(usize, String)],
) -> Option<(usize, String)> {
    let pairs = original.iter().zip(translation);
    for ((line, text), (own_line, own)) in pairs {
        if text != own {
            let differs = text
                .lines()
                .zip(own.lines())
                .find(|(one, other)| one != other);
            let shown = differs.map_or_else(String::new, |(one, other)| {
                format!(": `{other}` instead of `{one}`")
            });
            return Some((
                *own_line,
                format!("{what} differs from {path}:{line}{shown}"),
            ));
        }
    }
    match (
        original.get(translation.len()),
        translation.get(original.len()),
    ) {
        (Some((line, _)), _) => {
            let end = translation.last().map_or(1, |(line, _)| *line);
            Some((
                end,
                format!("{what} of {path}:{line} is missing after this"),
            ))
        }
        (_, Some((line, _))) => Some((*line, format!("{what} is not in {path}"))),
        (None, None) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::source::source;
    use super::*;

    const ENGLISH: &str = "English | [简体中文](zh-CN/tutorial.md)\n\n# Start\n\n```console\n$ a  # why\nb\n```\n\n## End\n";
    const CHINESE: &str = "[English](../tutorial.md) | 简体中文\n\n# 开始\n\n```console\n$ a  # 原因\nb\n```\n\n## 结束\n";

    fn found(translation: &str) -> Vec<String> {
        let sources = [
            source("docs/tutorial.md", ENGLISH),
            source("docs/zh-CN/tutorial.md", translation),
        ];
        let all = check(&sources);
        all.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn the_same_headings_and_code_with_other_words_and_comments_are_fine() {
        assert_eq!(found(CHINESE), [""; 0]);
    }

    #[test]
    fn each_difference_is_named_with_its_line() {
        let place = "docs/zh-CN/tutorial.md";
        for (from, to, expected) in [
            (
                "## 结束",
                "### 结束",
                "10: [translations] heading differs from docs/tutorial.md:10: `###` instead of `##`",
            ),
            (
                "## 结束\n",
                "",
                "3: [translations] heading of docs/tutorial.md:10 is missing after this",
            ),
            (
                "## 结束",
                "## 结束\n## 更多",
                "11: [translations] heading is not in docs/tutorial.md",
            ),
            (
                "$ a",
                "$ c",
                "5: [translations] code differs from docs/tutorial.md:5: `$ c` instead of `$ a`",
            ),
            (
                "[English](",
                "[英文](",
                "1: [translations] the first line does not begin with `[English](`",
            ),
        ] {
            let all = found(&CHINESE.replace(from, to));
            assert_eq!(all, [format!("{place}:{expected}")], "{from} -> {to}");
        }
    }

    #[test]
    fn a_page_without_its_translation_or_its_original_is_found() {
        let sources = [
            source("docs/tutorial.md", ENGLISH),
            source("docs/zh-CN/extra.md", ""),
        ];
        let all = check(&sources);
        let all: Vec<_> = all.iter().map(ToString::to_string).collect();
        assert_eq!(
            all,
            [
                "docs/tutorial.md: [translations] the translation `docs/zh-CN/tutorial.md` does not exist",
                "docs/zh-CN/extra.md: [translations] the page is not in the list of translations, so it is compared with nothing",
            ]
        );
    }
}
