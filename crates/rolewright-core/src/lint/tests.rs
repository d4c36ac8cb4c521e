use super::*;
use crate::AccountId;
use crate::recipe::TrustChoice;
use crate::recipe::container_registry::custom_bucket;

#[test]
fn rendered_documents_have_only_suggestions() {
    let account: AccountId = "1234567890123456".parse().unwrap();
    let recipe = custom_bucket(["my-images".parse().unwrap()]).unwrap();
    let user = recipe.clone().with_trust([TrustChoice::Service]);
    for text in [
        recipe.document(&account).to_pretty(),
        user.trust_policy(&account).document().to_pretty(),
    ] {
        let found = lint(&text, &LintOptions::default());
        let worse: Vec<_> = found
            .iter()
            .filter(|f| f.severity > Severity::Suggestion)
            .collect();
        assert!(worse.is_empty(), "{worse:#?}");
    }
}

#[test]
fn older_revisions_of_the_reference_policy_are_recognized() {
    let data: serde_json::Value =
        serde_json::from_str(include_str!("../../test-data/acr-policy-generations.json")).unwrap();
    for revision in data["generations"].as_array().unwrap() {
        let text = revision["policy"]
            .to_string()
            .replace("{bucket}", "my-images");
        let found = lint(&text, &LintOptions::default());
        let older = found
            .iter()
            .filter(|finding| finding.id == "older-revision")
            .count();
        let id = revision["id"].as_str().unwrap();
        assert_eq!(older, if id == "d" { 0 } else { 2 }, "{id}");
        assert!(
            found
                .iter()
                .all(|finding| finding.severity <= Severity::Warning),
            "{id}: {found:#?}"
        );
    }
    let page = include_str!("../../test-data/acr-policy-2026-03.json");
    assert!(!lint(page, &LintOptions::default()).is_empty());
}

#[test]
fn every_check_finds_its_bad_example_and_not_its_good_one() {
    for check in CHECKS.iter().copied().flatten() {
        let finds = |example: &Example| {
            let found = lint(&example.document(), &check.example_options());
            found.iter().any(|finding| finding.id == check.id)
        };
        assert!(
            finds(&check.bad),
            "{} does not find its bad example",
            check.id
        );
        assert!(!finds(&check.good), "{} finds its good example", check.id);
    }
}
