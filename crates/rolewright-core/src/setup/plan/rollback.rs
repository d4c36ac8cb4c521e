//! Plans a rollback to an earlier version of a policy.

use crate::error::{Error, ErrorKind, Result};
use crate::operation::{PolicyVersion, SetDefaultPolicyVersion};
use crate::policy::{PolicyDocument, diff};
use crate::remedy::RemedyKind;
use crate::setup::observe::version_number;
use crate::setup::plan::change::change;
use crate::setup::plan::diff_lines::changed_lines;
use crate::setup::plan::policy_versions::{list, oldest_first};
use crate::setup::report::Change;
use crate::setup::snapshot::Snapshot;

fn versions_to_choose_from<'s>(
    snapshot: &'s Snapshot<'_>,
    name: &str,
) -> Result<&'s [PolicyVersion]> {
    match snapshot.observed.versions_of(name) {
        Some(versions) if !versions.is_empty() => Ok(versions),
        _ => Err(Error::new(ErrorKind::NotFound, "the policy does not exist")
            .with_resource(name)
            .with_remedy(RemedyKind::Show)),
    }
}

/// Returns the newest version that is older than the default version.
pub(crate) fn previous_version(snapshot: &Snapshot<'_>) -> Result<String> {
    let name = snapshot.recipe.policy().as_str();
    let versions = versions_to_choose_from(snapshot, name)?;
    let live = snapshot
        .live_policy()
        .map_or(0, |live| version_number(&live.default_version));
    let mut older = oldest_first(versions).into_iter();
    let newest = older.rfind(|version| version_number(&version.version_id) < live);
    newest
        .map(|version| version.version_id.clone())
        .ok_or_else(|| {
            Error::new(
                ErrorKind::NotFound,
                "the policy has no version before the default one",
            )
            .with_resource(name)
            .with_remedy(RemedyKind::NameVersion.with(list(versions)))
        })
}

pub(crate) fn roll_back(snapshot: &Snapshot<'_>, name: &str, target: &str) -> Result<Vec<Change>> {
    let versions = versions_to_choose_from(snapshot, name)?;
    let find = |matches: &dyn Fn(&PolicyVersion) -> bool| versions.iter().find(|v| matches(v));
    let Some(version) = find(&|v| v.version_id == target) else {
        let target = crate::text::excerpt(target, 20);
        let text = format!("the policy has no version `{target}`");
        return Err(Error::new(ErrorKind::NotFound, text)
            .with_resource(name)
            .with_remedy(format!("its versions: {}", list(versions))));
    };
    if version.is_default_version {
        return Ok(Vec::new());
    }
    let call = SetDefaultPolicyVersion {
        policy_name: name.to_owned(),
        version_id: target.to_owned(),
        ..Default::default()
    };
    let summary = format!("set version {target} of policy {name} as the default");
    let mut back = change(summary, &call);
    let read = |version: &PolicyVersion| PolicyDocument::parse(&version.policy_document).ok();
    let before = find(&|v| v.is_default_version).and_then(read);
    if let (Some(before), Some(after)) = (before, read(version)) {
        back.lines = changed_lines(snapshot.desired, &before, &after);
        back.document = diff(&before, &after);
        back.before = Some(before.to_compact());
    }
    Ok(vec![back])
}
