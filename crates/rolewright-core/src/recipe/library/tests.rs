use std::collections::BTreeSet;

use super::*;

#[test]
fn every_file_of_the_library_is_free_of_problems_and_complete() {
    for text in FILES {
        let entry = from_toml(text).unwrap();
        let file = RecipeFile::parse(text).unwrap();
        assert_eq!(
            entry.roles.len(),
            file.roles.len() + file.include.len(),
            "{}",
            entry.id
        );
        assert_eq!(builtin(&entry.id).unwrap().roles, entry.roles);
    }
}

#[test]
fn every_service_role_is_free_of_problems() {
    let mut count = 0;
    for row in rows::service_roles() {
        let text = RecipeFile {
            id: "row".into(),
            ..row.clone()
        };
        assert_eq!(text.problems(), [], "{}", row.id);
        let is_documented = row.page.is_some();
        let role = row.roles.first().unwrap();
        assert_eq!(role.trust_source.is_some(), is_documented, "{}", row.id);
        count += 1;
    }
    assert!(count > 200, "{count}");
    assert!(rows::service_linked_roles().count() > 190);
}

#[test]
fn ids_are_unique() {
    let ids: BTreeSet<_> = all().iter().map(|entry| entry.id.to_lowercase()).collect();
    assert_eq!(ids.len(), all().len());
}

#[test]
fn recipes_are_found_by_role_service_and_error_message() {
    for (text, id) in [
        ("AliyunCSManagedNlcRole", "AliyunCSManagedNlcRole"),
        (
            "role AliyunLogDefaultRole does not exist",
            "AliyunLogDefaultRole",
        ),
        ("NoSetRoletoECSServiceAcount", "ecs/images"),
        (
            "Error: ErrManagedAddonRoleNotAttach, message: ..",
            "ack/all",
        ),
        ("OSS_SERVICE_ROLE_UNAUTHORIZED", CUSTOM_BUCKET),
        ("container registry", CUSTOM_BUCKET),
        ("acr", CUSTOM_BUCKET),
        ("CR bucket", CUSTOM_BUCKET),
        ("CustomizedOSSBucket", CUSTOM_BUCKET),
        ("stack groups", "ros/stack-groups"),
        ("AliyunServiceRoleForAlb", "AliyunServiceRoleForAlb"),
        ("AliyunCSManagedNlcRol", "AliyunCSManagedNlcRole"),
    ] {
        let found = find(text);
        assert_eq!(found.first().map(|one| one.id.as_str()), Some(id), "{text}");
    }
    assert!(find("").is_empty());
    assert!(find("nothing like any of them at all").is_empty());
}

#[test]
fn an_unknown_id_is_rejected_with_a_suggestion() {
    let error = builtin("ack/quick-authorisation").unwrap_err();
    assert!(
        error
            .remedy()
            .unwrap()
            .text
            .contains("`ack/quick-authorization`")
    );
    let text = "id = \"x\"\ntitle = \"x\"\nservice = \"x\"\ninclude = [\"AliyunCSManagedNlcRol\"]";
    let error = from_toml(text).unwrap_err();
    assert_eq!(error.location().map(|at| at.line), Some(4), "{error}");
}

#[test]
fn every_recipe_binds_with_example_values() {
    for entry in all().iter().filter(|entry| entry.linked_to().is_none()) {
        let roles = entry.bind(&entry.example_arguments()).unwrap();
        assert_eq!(roles.len(), entry.roles.len(), "{}", entry.id);
    }
}
