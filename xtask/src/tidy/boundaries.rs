//! Code that must not occur in some files: a table of patterns, searched as plain text.

use super::finding::Finding;
use super::source::Source;

/// A pattern that must not occur in some files.
pub(crate) struct Boundary {
    rule: &'static str,
    /// Folders and files that the rule applies to, and exceptions.
    under: &'static [&'static str],
    except: &'static [&'static str],
    /// Whether a line of code, in lower case, matches.
    has: fn(&str) -> bool,
    message: &'static str,
}

const SETUP: &str = "crates/rolewright-core/src/setup/";

/// Secrets are read in few places: signing, encoding of secret parameters, and the emulator, whose
/// keys give no access.
pub(crate) const SECRETS: Boundary = Boundary {
    rule: "secrets",
    under: &[""],
    except: &[
        "crates/rolewright-alibaba/src/credential",
        "crates/rolewright-cli/src/command/emulator/environment.rs",
        "crates/rolewright-core/src/provider/",
        "crates/rolewright-mock/",
        "xtask/src/tidy/boundaries.rs",
    ],
    has: |line| {
        [".expose_secret(", ".expose("]
            .iter()
            .any(|it| line.contains(it))
    },
    message: "a secret is read here; pass on the `Secret`, or extend the list in xtask/src/tidy/boundaries.rs",
};

/// Only the driver calls a provider, so that the engine can be tested without one.
pub(crate) const DRIVER: Boundary = Boundary {
    rule: "driver",
    under: &[SETUP],
    except: &["crates/rolewright-core/src/setup/driver.rs"],
    has: |line| [".execute(", ".send("].iter().any(|it| line.contains(it)),
    message: "only setup/driver.rs calls a provider; return a query instead",
};

/// Plan and verify are pure functions of a snapshot.
pub(crate) const PURE_PLANS: Boundary = Boundary {
    rule: "pure plans",
    under: &[
        "crates/rolewright-core/src/setup/plan/",
        "crates/rolewright-core/src/setup/verify/",
    ],
    except: &[],
    has: |line| line.contains("reconcile"),
    message: "plan and verify must not import reconcile",
};

/// The engine knows RAM and OSS buckets, and no other service.
pub(crate) const ENGINE: Boundary = Boundary {
    rule: "engine",
    under: &[SETUP, "crates/rolewright-core/src/recipe/checks/"],
    except: &[],
    has: |line| {
        let words = ["cr.aliyuncs", "registry", "instance"];
        words.iter().any(|word| line.contains(word))
    },
    message: "the engine must not name Container Registry; move this to its recipe",
};

/// Front ends have different flags and commands, and format remedies themselves.
pub(crate) const LIBRARY_TEXT: Boundary = Boundary {
    rule: "library text",
    under: &[
        "crates/rolewright/src/",
        "crates/rolewright-alibaba/src/",
        "crates/rolewright-core/src/",
        "crates/rolewright-mock/src/",
        "crates/rolewright-policy/src/",
        "crates/rolewright-sign/src/",
    ],
    except: &[],
    has: |line| has_flag(line) || has_command(line),
    message: "a library must not name flags or commands; return a typed remedy",
};

const COMMANDS: [&str; 12] = [
    "apply", "config", "destroy", "doctor", "drift", "emulator", "export", "plan", "policy",
    "rollback", "show", "verify",
];

/// Flags of the aliyun CLI are allowed.
fn has_flag(line: &str) -> bool {
    let is_aliyun = line.contains("aliyun configure");
    !is_aliyun
        && line.match_indices("--").any(|(start, _)| {
            let (before, after) = (line.get(..start), line.get(start + 2..));
            let is_start = before.is_none_or(|before| !before.ends_with('-'));
            let is_letter = |text: &str| text.starts_with(|c: char| c.is_ascii_lowercase());
            is_start && after.is_some_and(is_letter)
        })
}

fn has_command(line: &str) -> bool {
    line.split("rolewright ").skip(1).any(|rest| {
        let word = rest.split(|c: char| !c.is_ascii_lowercase()).next();
        word.is_some_and(|word| COMMANDS.contains(&word))
    })
}

impl Boundary {
    /// Finds matching lines outside tests.
    pub(crate) fn check(&self, sources: &[Source]) -> Vec<Finding> {
        let is_meant = |source: &&Source| {
            let is_under = source.is_under(self.under) && !source.is_under(self.except);
            source.is_rust() && is_under && !source.is_test()
        };
        let mut findings = Vec::new();
        for source in sources.iter().filter(is_meant) {
            for (number, line) in source.code() {
                if (self.has)(&line.to_lowercase()) {
                    findings.push(Finding::at(self.rule, &source.path, number, self.message));
                }
            }
        }
        findings
    }
}

#[cfg(test)]
mod tests {
    use super::super::source::source;
    use super::*;

    /// Returns the lines of a text with findings, as if the file had this path.
    fn lines(boundary: &Boundary, path: &str, text: &str) -> Vec<usize> {
        let found = boundary.check(&[source(path, text)]);
        found.iter().filter_map(|finding| finding.line).collect()
    }

    const TREE: &str = "crates/rolewright-core/src/setup/plan/tree.rs";

    #[test]
    fn a_call_outside_the_driver_is_found() {
        let text = "provider.execute(call);\n// provider.send(x)\nprovider\n    .send(x);";
        assert_eq!(lines(&DRIVER, TREE, text), [1, 4]);
        let driver = "crates/rolewright-core/src/setup/driver.rs";
        assert_eq!(lines(&DRIVER, driver, text), [0; 0]);
        assert_eq!(lines(&DRIVER, "crates/a/src/lib.rs", text), [0; 0]);
    }

    #[test]
    fn an_opened_secret_outside_the_list_is_found() {
        let text = "key.expose_secret()\nkey.expose()\nkey.exposed()";
        assert_eq!(lines(&SECRETS, "crates/a/src/main.rs", text), [1, 2]);
        let chain = "crates/rolewright-alibaba/src/credential/chain.rs";
        assert_eq!(lines(&SECRETS, chain, text), [0; 0]);
    }

    #[test]
    fn a_plan_that_imports_reconcile_is_found() {
        let text = "use super::super::observe;\nuse crate::setup::reconcile::Phase;";
        assert_eq!(lines(&PURE_PLANS, TREE, text), [2]);
        let verify = "crates/rolewright-core/src/setup/verify/mod.rs";
        assert_eq!(lines(&PURE_PLANS, verify, text), [2]);
        let driver = "crates/rolewright-core/src/setup/driver.rs";
        assert_eq!(lines(&PURE_PLANS, driver, text), [0; 0]);
    }

    #[test]
    fn a_service_in_the_engine_is_found_outside_comments_and_recipes() {
        let text = "// an instance\nlet trust = \"CR.aliyuncs.com\";\nfn in_registry() {}\nlet running_instances = 1;\nlet role = 2;";
        assert_eq!(lines(&ENGINE, TREE, text), [2, 3, 4]);
        let recipe = "crates/rolewright-core/src/recipe/container_registry/mod.rs";
        assert_eq!(lines(&ENGINE, recipe, text), [0; 0]);
        let tests = "crates/rolewright-core/src/setup/tests.rs";
        assert_eq!(lines(&ENGINE, tests, text), [0; 0]);
    }

    #[test]
    fn a_flag_or_a_command_in_a_library_is_found() {
        let text = "f(\"run with `--split`\");\nf(\"`rolewright apply` repairs it\");\n\
                    f(\"made by rolewright\", \"---x\", \"a -- b\");\nf(\"rolewright applies it\");\n\
                    f(\"run `aliyun configure --mode OAuth`\");";
        assert_eq!(lines(&LIBRARY_TEXT, TREE, text), [1, 2]);
        assert_eq!(
            lines(&LIBRARY_TEXT, "crates/rolewright-cli/src/main.rs", text),
            [0; 0]
        );
    }
}
