//! A fleet: sets up and verifies many accounts with a role in each of them.
#![allow(clippy::print_stdout, reason = "an example prints its result")]

use rolewright::emulator::Emulator;
use rolewright::fleet::{self, AccountVerdict, FleetOptions, Inventory};
use rolewright::recipe::library;
use rolewright::setup::Goal;
use rolewright::{AlibabaProvider, Cloud, StaticCredentials};

/// A user with full access, since an account itself can't assume roles.
const SEED: &str = r#"{
  "calls": [
    {"action": "CreateUser", "params": {"UserName": "ops"}},
    {"action": "AttachPolicyToUser", "params": {
      "UserName": "ops", "PolicyType": "System", "PolicyName": "AdministratorAccess"}}
  ],
  "keys": [{"id": "ops-key", "secret": "ops-secret", "user": "ops"}]
}"#;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let emulator = Emulator::builder().accounts(4).enforce(true);
    let emulator = emulator.seed(serde_json::from_str(SEED)?).start().await?;
    let provider = AlibabaProvider::builder()
        .credentials(StaticCredentials::new("ops-key", "ops-secret"))
        .endpoint(emulator.endpoint())
        .build()?;

    // Usually the file fleet.toml, or the members of a resource directory.
    let mut file = "parameters.bucket = \"{account}-images\"\n".to_owned();
    for id in emulator.account_ids().iter().skip(1) {
        file += &format!("[[account]]\nid = \"{id}\"\n");
    }
    let inventory = Inventory::parse(&file)?;
    let recipe = library::builtin(&inventory.recipe)?;
    let members = fleet::members_of(&Cloud::of_alibaba(provider, None))?;
    for goal in [Goal::Apply, Goal::VERIFY] {
        let options = FleetOptions {
            // The buckets of this example don't exist.
            skip_bucket_check: true,
            ..FleetOptions::default()
        };
        let targets = inventory.targets();
        let mut reports = fleet::run(recipe, targets, goal.clone(), &*members, options);
        while let Some((target, report)) = reports.next().await {
            let verdict = report.verdict();
            println!("{:?} {}: {verdict:?}", goal.kind(), target.account);
            assert_eq!(verdict, AccountVerdict::Passed);
        }
    }
    emulator.stop().await;
    Ok(())
}
