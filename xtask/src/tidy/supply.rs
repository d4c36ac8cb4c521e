//! Checks the resolved dependencies against licences, bans and sources in `deny.toml`.
//!
//! cargo-deny checks more (advisories, licence texts), but takes long to build; `cargo xtask deny`
//! runs it.

use std::iter::Peekable;

use super::crates::Crate;
use super::finding::Finding;
use super::source::Source;

const RULE: &str = "supply";
const PATH: &str = "deny.toml";

/// Finds crates that `deny.toml` does not allow.
pub(crate) fn check(crates: &[Crate], sources: &[Source]) -> Vec<Finding> {
    let Some(rules) = sources.iter().find(|source| source.path == PATH) else {
        return vec![Finding::in_file(RULE, PATH, "the file is missing")];
    };
    let rules = Rules::from_toml(&rules.text);
    let wrong = crates.iter().flat_map(|one| rules.against(one));
    wrong
        .map(|message| Finding::in_file(RULE, PATH, message))
        .collect()
}

#[derive(Debug, Default)]
struct Rules {
    licenses: Vec<String>,
    registries: Vec<String>,
    banned: Vec<String>,
}

impl Rules {
    /// Parses the subset of TOML in `deny.toml`: lists of strings and of inline tables.
    fn from_toml(text: &str) -> Self {
        let list = |section: &str, key: &str| -> Vec<String> {
            let (_, body) = text
                .split_once(&format!("\n[{section}]"))
                .unwrap_or_default();
            let body = body.split("\n[").next().unwrap_or_default();
            let (_, items) = body.split_once(&format!("\n{key} = [")).unwrap_or_default();
            let items = items.split(']').next().unwrap_or_default();
            // Every second part is inside quotes.
            let texts = items.split('"').skip(1).step_by(2);
            texts.map(str::to_owned).collect()
        };
        Self {
            licenses: list("licenses", "allow"),
            registries: list("sources", "allow-registry"),
            // Names and reasons alternate.
            banned: list("bans", "deny").into_iter().step_by(2).collect(),
        }
    }

    fn against(&self, one: &Crate) -> Vec<String> {
        let Crate { name, version, .. } = one;
        let mut wrong = Vec::new();
        match &one.license {
            None => wrong.push(format!("`{name}` {version} has no licence")),
            Some(license) if self.allows(license) => {}
            Some(license) => wrong.push(format!(
                "the licence `{license}` of `{name}` {version} is not allowed; review it and add it to [licenses], or remove the dependency"
            )),
        }
        let registry = one.source.as_deref().map(|source| {
            let url = source.strip_prefix("registry+").unwrap_or_default();
            self.registries.iter().any(|known| known == url)
        });
        if registry == Some(false) {
            let source = one.source.as_deref().unwrap_or_default();
            wrong.push(format!(
                "the source `{source}` of `{name}` {version} is not allowed"
            ));
        }
        if self.banned.contains(name) {
            wrong.push(format!("`{name}` is banned; see the reason in [bans]"));
        }
        wrong
    }

    /// Whether the allowed licences satisfy an SPDX expression.
    fn allows(&self, expression: &str) -> bool {
        let spaced = expression.replace('(', " ( ").replace(')', " ) ");
        let spaced = spaced.replace('/', " OR ");
        let mut words = spaced.split_whitespace().peekable();
        self.either(&mut words) && words.next().is_none()
    }

    fn either<'w>(&self, words: &mut Peekable<impl Iterator<Item = &'w str>>) -> bool {
        let mut met = self.both(words);
        while words.next_if_eq(&"OR").is_some() {
            // Parses both sides, even if the first is allowed.
            met |= self.both(words);
        }
        met
    }

    fn both<'w>(&self, words: &mut Peekable<impl Iterator<Item = &'w str>>) -> bool {
        let mut met = self.one(words);
        while words.next_if_eq(&"AND").is_some() {
            met &= self.one(words);
        }
        met
    }

    fn one<'w>(&self, words: &mut Peekable<impl Iterator<Item = &'w str>>) -> bool {
        let Some(word) = words.next() else {
            return false;
        };
        if word == "(" {
            // Collected, because recursion through `impl Iterator` has an infinite type.
            let inside: Vec<&str> = inside(words);
            return self.allows(&inside.join(" "));
        }
        let name = match words.next_if_eq(&"WITH") {
            Some(_) => format!("{word} WITH {}", words.next().unwrap_or_default()),
            None => word.to_owned(),
        };
        self.licenses.contains(&name)
    }
}

/// Returns the words up to the matching parenthesis.
fn inside<'w>(words: &mut impl Iterator<Item = &'w str>) -> Vec<&'w str> {
    let mut depth = 1;
    let within = words.take_while(|word| {
        depth += match *word {
            "(" => 1,
            ")" => -1,
            _ => 0,
        };
        depth > 0
    });
    within.collect()
}

#[cfg(test)]
mod tests {
    use super::super::crates::tests::example;
    use super::super::source::source;
    use super::*;

    const TOML: &str = r#"
[licenses]
allow = [
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "MIT",
    "Unicode-3.0",
]

[bans]
deny = [
    { crate = "b", reason = "c" },
]

[sources]
allow-registry = ["https://github.com/rust-lang/crates.io-index"]
allow-git = []
"#;

    #[test]
    fn what_is_not_allowed_is_found_and_nothing_else() {
        let found = check(&example(), &[source(PATH, TOML)]);
        let found: Vec<_> = found.iter().map(ToString::to_string).collect();
        assert_eq!(
            found,
            [
                "deny.toml: [supply] `b` is banned; see the reason in [bans]",
                "deny.toml: [supply] the licence `GPL-3.0` of `t` 1.0.0 is not allowed; review it and add it to [licenses], or remove the dependency",
                "deny.toml: [supply] the source `git+https://example.com/t` of `t` 1.0.0 is not allowed",
            ]
        );
    }

    #[test]
    fn allowed_licences_satisfy_expressions() {
        let rules = Rules::from_toml(TOML);
        for met in [
            "MIT",
            "GPL-3.0 OR MIT",
            "MIT/GPL-3.0",
            "Apache-2.0 WITH LLVM-exception",
            "(MIT OR GPL-3.0) AND Unicode-3.0",
            "GPL-3.0 OR (MIT AND (Unicode-3.0 OR GPL-3.0))",
        ] {
            assert!(rules.allows(met), "{met}");
        }
        for not in [
            "",
            "GPL-3.0",
            "MIT AND GPL-3.0",
            "GPL-3.0 WITH LLVM-exception",
            "(MIT OR GPL-3.0) AND GPL-3.0",
            "MIT MIT",
            "MIT AND",
        ] {
            assert!(!rules.allows(not), "{not}");
        }
    }

    #[test]
    fn a_crate_without_a_licence_and_a_missing_list_are_found() {
        let nameless = Crate::default();
        let without = Rules::from_toml(TOML).against(&nameless);
        assert_eq!(without, ["`` has no licence".replace("``", "`` ")]);
        assert_eq!(check(&example(), &[]).len(), 1);
        assert!(check(&example(), &[source(PATH, "")]).len() > 4);
    }
}
