//! Dependency trees: core has no I/O crates, no package needs the system's OpenSSL, and the number of
//! crates is limited.

use std::collections::BTreeSet;

use super::finding::Finding;
use crate::process::{Result, cargo, read};
use crate::workspace::Workspace;

const RULE: &str = "dependency tree";

/// A dependency tree with banned crates.
struct Ban {
    manifest: &'static str,
    /// Arguments of `cargo tree`. The host platform is enough, since deny.toml bans the same crates on
    /// all platforms.
    selection: &'static [&'static str],
    crates: &'static [&'static str],
    reason: &'static str,
}

const BANS: [Ban; 3] = [
    Ban {
        manifest: "crates/rolewright-policy/Cargo.toml",
        selection: &["--package", "rolewright-policy", "--edges", "normal"],
        crates: &[
            "async-trait",
            "futures-core",
            "tokio",
            "reqwest",
            "hyper",
            "clap",
            "rusqlite",
        ],
        reason: "the policy language is plain data and functions",
    },
    Ban {
        manifest: "crates/rolewright-core/Cargo.toml",
        // Without its feature `tokio`, which is for crates with a runtime.
        selection: &[
            "--package",
            "rolewright-core",
            "--features",
            "testing",
            "--edges",
            "normal",
        ],
        crates: &["tokio", "reqwest", "hyper", "clap", "rusqlite"],
        reason: "core has no async runtime, no HTTP, no command line and no files",
    },
    Ban {
        manifest: "Cargo.toml",
        selection: &[
            "--workspace",
            "--all-features",
            "--edges",
            "normal,build,dev",
        ],
        crates: &["openssl-sys"],
        reason: "TLS uses rustls, without system libraries",
    },
];

/// Maximum number of crates that a package depends on, including macros. The limits are the current
/// numbers: to add a crate, raise the limit and give the reason in ARCHITECTURE.md.
struct Limit {
    manifest: &'static str,
    selection: &'static [&'static str],
    most: usize,
}

const LIMITS: [Limit; 4] = [
    Limit {
        manifest: "crates/rolewright-policy/Cargo.toml",
        selection: &["--package", "rolewright-policy"],
        most: 16,
    },
    Limit {
        manifest: "crates/rolewright-core/Cargo.toml",
        selection: &["--package", "rolewright-core"],
        most: 25,
    },
    Limit {
        manifest: "crates/rolewright/Cargo.toml",
        selection: &["--package", "rolewright"],
        most: 129,
    },
    Limit {
        manifest: "crates/rolewright-cli/Cargo.toml",
        selection: &["--package", "rolewright-cli"],
        most: 191,
    },
];

/// Loads the trees from cargo.
pub(crate) fn check(workspace: &Workspace) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    for limit in LIMITS {
        let form = ["tree", "--locked", "--prefix", "none", "--edges", "normal"];
        let tree = read(cargo(&workspace.root, &form).args(limit.selection))?;
        findings.extend(too_many(&limit, &tree));
    }
    for ban in BANS {
        let form = ["tree", "--locked", "--prefix", "none", "--format", "{p}"];
        let tree = read(cargo(&workspace.root, &form).args(ban.selection))?;
        findings.extend(banned_in(&ban, &tree));
    }
    Ok(findings)
}

fn too_many(limit: &Limit, tree: &str) -> Option<Finding> {
    let lines = tree.lines().map(|line| line.trim_end_matches(" (*)"));
    let crates: BTreeSet<&str> = lines.filter(|line| !line.is_empty()).collect();
    let count = crates.len().saturating_sub(1);
    (count > limit.most).then(|| {
        let message = format_args!(
            "{count} crates, the limit is {}; remove a dependency or raise the limit",
            limit.most
        );
        Finding::in_file(RULE, limit.manifest, message)
    })
}

fn banned_in(ban: &Ban, tree: &str) -> Vec<Finding> {
    let names: Vec<&str> = tree
        .lines()
        .filter_map(|line| line.split_whitespace().next())
        .collect();
    let found = ban.crates.iter().filter(|banned| names.contains(banned));
    let finding = |banned: &&str| {
        let message = format_args!(
            "`{banned}` is banned here: {}; find the dependent crate with `cargo tree --invert {banned}`",
            ban.reason
        );
        Finding::in_file(RULE, ban.manifest, message)
    };
    found.map(finding).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TREE: &str = "rolewright-core v0.1.0 (/w)\nserde v1.0.0 (*)\ntokio-util v0.7.0\n";

    #[test]
    fn a_crate_with_a_banned_name_is_found() {
        let found = banned_in(&BANS[1], &format!("{TREE}tokio v1.54.1\n"));
        assert_eq!(found.len(), 1);
        assert!(found[0].message.starts_with("`tokio` is banned here"));
    }

    #[test]
    fn a_crate_whose_name_starts_with_a_banned_one_is_allowed() {
        assert_eq!(banned_in(&BANS[1], TREE), []);
    }

    #[test]
    fn each_crate_counts_once_and_the_package_itself_does_not() {
        let limit = |most| Limit {
            manifest: "crates/rolewright-core/Cargo.toml",
            selection: &[],
            most,
        };
        let tree = format!("{TREE}serde v1.0.0\n");
        assert_eq!(too_many(&limit(2), &tree), None);
        let found = too_many(&limit(1), &tree).unwrap();
        assert!(found.message.starts_with("2 crates, the limit"));
    }
}
