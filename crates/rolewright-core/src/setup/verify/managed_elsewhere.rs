//! Signs that another tool manages the role or policy, and what that tool will do next.

use crate::remedy::RemedyKind;
use crate::setup::report::{Finding, FindingId};
use crate::setup::snapshot::Snapshot;

/// A tool that manages roles and policies by its own configuration.
struct Tool {
    name: &'static str,
    /// Words in a tag or description that identify it, in lower case.
    signs: &'static [&'static str],
    next: &'static str,
}

const TOOLS: &[Tool] = &[
    Tool {
        name: "Terraform",
        signs: &["terraform", "opentofu", "terragrunt"],
        next: "its next apply overwrites these documents, grants on other buckets included",
    },
    Tool {
        name: "Pulumi",
        signs: &["pulumi"],
        next: "its next update overwrites these documents, grants on other buckets included",
    },
    Tool {
        name: "ROS",
        signs: &["acs:ros:", "ros-stack", "ros stack", "aliyun::ram::"],
        next: "the next stack update overwrites these documents, grants on other buckets included",
    },
];

/// Adds a finding for the role or policy if another tool manages it, or seems to.
pub(crate) fn ownership_findings(snapshot: &Snapshot<'_>, all: &mut Vec<Finding>) {
    let role = snapshot.role().map(|role| {
        let description = role.description.clone().unwrap_or_default();
        ("role", role.role_name.clone(), description)
    });
    let policy = snapshot.live_policy().map(|live| {
        (
            "policy",
            snapshot.recipe.policy().to_string(),
            live.description.clone(),
        )
    });
    for (kind, name, description) in role.into_iter().chain(policy) {
        let key = (kind.to_owned(), name.clone());
        if let (Some(address), [terraform, ..]) = (snapshot.options.terraform.get(&key), TOOLS) {
            let address = crate::text::excerpt(address, 120);
            let text = format!(
                "{} manages {kind} {name} ({address} in its state): {}",
                terraform.name, terraform.next
            );
            let finding = Finding::warning(FindingId::ManagedElsewhere, text);
            all.push(finding.advise(RemedyKind::Export));
            continue;
        }
        let tags = snapshot
            .observed
            .tags
            .get(&key)
            .and_then(|seen| seen.value());
        let tags = tags.into_iter().flatten();
        let tags = tags.map(|tag| format!("tag {}={}", tag.tag_key, tag.tag_value));
        let texts = tags.chain([format!("description `{description}`")]);
        let found = texts
            .into_iter()
            .find_map(|text| Some((tool_in(&text)?, text)));
        if let Some((tool, sign)) = found {
            let sign = crate::text::excerpt(&sign, 120);
            let text = format!(
                "{} seems to manage {kind} {name} ({sign}): {}",
                tool.name, tool.next
            );
            let finding = Finding::warning(FindingId::ManagedElsewhere, text);
            all.push(finding.advise(RemedyKind::Export));
        }
    }
}

fn tool_in(text: &str) -> Option<&'static Tool> {
    let text = text.to_lowercase();
    let shows = |tool: &&Tool| tool.signs.iter().any(|sign| text.contains(sign));
    TOOLS.iter().find(shows)
}
