//! What must not occur in some of the code: a table of words, searched as plain text.

use super::finding::Finding;
use super::source::Source;

/// Something that has no place in some files.
pub(crate) struct Boundary {
    rule: &'static str,
    /// The folders and files that the rule is about, and those of them that it leaves out.
    under: &'static [&'static str],
    except: &'static [&'static str],
    /// Whether a line of code, in lower case, holds it.
    has: fn(&str) -> bool,
    message: &'static str,
}

const SETUP: &str = "crates/rolewright-core/src/setup/";

/// A secret that is opened in few places is printed in none: where it signs, where a secret field
/// of an operation goes to the wire, and in the emulator, whose keys are worth nothing.
pub(crate) const SECRETS: Boundary = Boundary {
    rule: "secrets",
    under: &[""],
    except: &[
        "crates/rolewright-alibaba/src/credential",
        "crates/rolewright-core/src/provider/",
        "crates/rolewright-mock/",
        "xtask/src/tidy/boundaries.rs",
    ],
    has: |line| {
        [".expose_secret(", ".expose("]
            .iter()
            .any(|it| line.contains(it))
    },
    message: "a secret is opened here; pass it on unopened, or extend the list in xtask/src/tidy/boundaries.rs",
};

/// The engine decides and the driver calls, so that the engine is tested without a provider.
pub(crate) const DRIVER: Boundary = Boundary {
    rule: "driver",
    under: &[SETUP],
    except: &["crates/rolewright-core/src/setup/driver.rs"],
    has: |line| [".execute(", ".send("].iter().any(|it| line.contains(it)),
    message: "only setup/driver.rs talks to a provider; return what to ask for instead",
};

/// Plans and verdicts are pure functions of a snapshot.
pub(crate) const PURE_PLANS: Boundary = Boundary {
    rule: "pure plans",
    under: &[
        "crates/rolewright-core/src/setup/plan/",
        "crates/rolewright-core/src/setup/verify/",
    ],
    except: &[],
    has: |line| line.contains("reconcile"),
    message: "plan and verify import nothing of reconcile",
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
    message: "the engine names Container Registry; this belongs to its recipe",
};

/// Front ends have different flags and commands, and word remedies themselves.
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
    message: "a library names a flag or a command of a front end; return a typed remedy",
};

const COMMANDS: [&str; 12] = [
    "apply", "config", "destroy", "doctor", "drift", "emulator", "export", "plan", "policy",
    "rollback", "show", "verify",
];

/// Flags of Alibaba Cloud's own CLI are no front end's.
fn has_flag(line: &str) -> bool {
    let is_foreign = line.contains("aliyun configure");
    !is_foreign
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
    /// Finds the lines on the wrong side; tests may do anything.
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

    /// The lines of this text that the boundary keeps out of a file of this path.
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
