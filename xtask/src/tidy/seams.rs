//! Two things that stay in one place each: talking to a provider, and opening a secret.

use super::Finding;
use super::lexer::{code_only, lines_with, without_tests};
use super::purity::is_test_file;
use super::source::Source;

const SETUP: &str = "crates/rolewright-core/src/setup/";
const DRIVER: &str = "crates/rolewright-core/src/setup/driver.rs";
const CALLS: [&str; 2] = [".execute(", ".send("];

/// What opens a secret: secrecy's own method, and that of core's `Secret`.
const OPENS: [&str; 2] = ["expose_secret(", ".expose("];

/// Where a secret may be opened: where it is used to sign, where a secret field of an operation
/// is written to the wire, and in the emulator, which hands out keys that are worth nothing.
const MAY_OPEN: [&str; 3] = [
    "crates/rolewright-alibaba/src/credential",
    "crates/rolewright-core/src/provider/",
    "crates/rolewright-mock/",
];

/// The set-up machine decides and the driver calls, so the machine is tested without a provider.
pub(crate) fn only_the_driver_calls(sources: &[Source]) -> Vec<Finding> {
    let looked_at = |source: &&Source| {
        source.is_rust()
            && source.is_under(&[SETUP])
            && source.path != DRIVER
            && !is_test_file(source)
    };
    let mut findings = Vec::new();
    for source in sources.iter().filter(looked_at) {
        let code = without_tests(&code_only(&source.text));
        for call in CALLS {
            let message = format!(
                "`{call}..)` talks to a provider, which only {DRIVER} does; return a `Step` instead"
            );
            let lines = lines_with(&code, call).into_iter();
            findings.extend(lines.map(|line| Finding::at("driver", &source.path, line, &message)));
        }
    }
    findings
}

/// A secret that is opened in few places is printed in none.
pub(crate) fn secrets_stay_in_place(sources: &[Source]) -> Vec<Finding> {
    let looked_at = |source: &&Source| source.is_rust() && !source.is_under(&MAY_OPEN);
    let mut findings = Vec::new();
    for source in sources.iter().filter(looked_at) {
        let code = code_only(&source.text);
        for opens in OPENS {
            let message = format!(
                "`{opens}..)` may open a secret only under {}; hand it on unopened, or extend the list in xtask/src/tidy/seams.rs",
                MAY_OPEN.join(", ")
            );
            let lines = lines_with(&code, opens).into_iter();
            findings.extend(lines.map(|line| Finding::at("secrets", &source.path, line, &message)));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::super::source::source;
    use super::*;

    #[test]
    fn a_call_outside_the_driver_is_found() {
        let text = "fn next() {\n    provider.execute(call);\n    provider\n        .send(x);\n}";
        let machine = source("crates/rolewright-core/src/setup/plan/mod.rs", text);
        let lines: Vec<_> = only_the_driver_calls(&[machine])
            .iter()
            .map(|f| f.line)
            .collect();
        assert_eq!(lines, [Some(2), Some(4)]);
    }

    #[test]
    fn the_driver_and_tests_may_call() {
        let sources = [
            source(DRIVER, "provider.execute(call);"),
            source(
                "crates/rolewright-core/src/setup/tests.rs",
                "provider.send(call);",
            ),
            source("crates/rolewright-mock/src/lib.rs", "provider.send(call);"),
        ];
        assert_eq!(only_the_driver_calls(&sources), []);
    }

    #[test]
    fn an_opened_secret_outside_the_list_is_found() {
        let text = "// key.expose_secret()\nkey.expose_secret()\nkey.expose()\nkey.exposed()";
        let found = secrets_stay_in_place(&[source("crates/rolewright-cli/src/main.rs", text)]);
        assert_eq!(
            found.iter().map(|f| f.line).collect::<Vec<_>>(),
            [Some(2), Some(3)]
        );
    }

    #[test]
    fn secrets_may_be_opened_where_the_list_says() {
        let paths = [
            "crates/rolewright-alibaba/src/credential.rs",
            "crates/rolewright-alibaba/src/credential/chain.rs",
            "crates/rolewright-mock/tests/keys.rs",
        ];
        let sources = paths.map(|path| source(path, "key.expose_secret()"));
        assert_eq!(secrets_stay_in_place(&sources), []);
    }
}
