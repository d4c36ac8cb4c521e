//! Nothing is taken away while a Container Registry instance may still need it.

use crate::error::Result;
use crate::operation::Instance;
use crate::setup::observe::Seen;
use crate::setup::plan::destroy::refuse;
use crate::setup::report::Finding;
use crate::setup::snapshot::Snapshot;

/// The API does not say which bucket an instance uses, so any that runs, or is about to,
/// counts. A region that could not be looked at counts too.
pub(crate) fn refuse_while_instances_run(snapshot: &Snapshot<'_>) -> Result<()> {
    if snapshot.options.force {
        return Ok(());
    }
    let mut reasons = Vec::new();
    for region in &snapshot.options.regions {
        match snapshot.observed.instances.get(region) {
            Some(Seen::Is(page)) => {
                let running = page
                    .instances
                    .iter()
                    .filter(|instance| needs_role(instance));
                reasons.extend(running.map(|instance| {
                    let (name, status) = (&instance.instance_name, &instance.instance_status);
                    format!("instance {name} in {region} is {status}")
                }));
                let shown = page.instances.len();
                if (page.total_count as usize) > shown && reasons.is_empty() {
                    let more = page.total_count as usize - shown;
                    reasons.push(format!(
                        "{more} more instances in {region} were not looked at"
                    ));
                }
            }
            Some(Seen::Failed(error)) => {
                reasons.push(format!(
                    "the instances in {region} could not be listed: {error}"
                ));
            }
            Some(Seen::NotYet) | None => {}
        }
    }
    refuse("Container Registry may still need the role, so nothing is taken away", &reasons)
        .map_err(|error| {
            error.with_help(
                "the API does not say which bucket an instance uses; say `--force` when none of these uses it",
            )
        })
}

pub(crate) fn instances_not_looked_at(snapshot: &Snapshot<'_>) -> Option<Finding> {
    (snapshot.options.regions.is_empty() && !snapshot.options.force).then(|| {
        let text = "whether a Container Registry instance still needs the role was not looked at";
        Finding::info("instances_not_looked_at", text)
            .advise("say in which regions to look, for example `--region cn-hangzhou`")
    })
}

/// Running, or about to be.
fn needs_role(instance: &Instance) -> bool {
    matches!(
        instance.instance_status.as_str(),
        "RUNNING" | "STARTING" | "PENDING"
    )
}
