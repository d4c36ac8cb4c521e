use super::*;
use rolewright_core::ErrorKind;

#[test]
fn known_codes_are_unique_and_have_the_status_of_their_family() {
    for (index, (code, status, message)) in KNOWN.iter().enumerate() {
        let expected = match code.split('.').next().unwrap() {
            "EntityAlreadyExists" | "DeleteConflict" | "LimitExceeded" => 409,
            "EntityNotExist" | "EntityNotExists" | "InvalidAction" | "InvalidAccessKeyId"
            | "ResourceNotExists" => 404,
            // Errors of Container Registry are in the body only.
            family if !family.contains(|c: char| c.is_ascii_lowercase()) => 200,
            "NoPermission" | "AccessDenied" => 403,
            _ => 400,
        };
        assert_eq!(*status, expected, "{code}");
        assert!(!message.is_empty());
        assert!(
            KNOWN[..index].iter().all(|(other, ..)| other != code),
            "{code} twice"
        );
    }
}

#[test]
fn a_code_of_a_known_format_needs_no_row() {
    assert_eq!(
        refuse("InvalidParameter.UserName.Length").message,
        "The parameter - \"UserName\" beyond the length limit."
    );
    assert_eq!(
        refuse("MissingParameter.RoleName").message,
        "RoleName is mandatory for this action."
    );
    assert_eq!(refuse("NoSuchCode").status, 500);
}

#[test]
fn a_refusal_becomes_a_client_error() {
    let error = refuse("EntityNotExist.Role").into_error("R-1");
    assert_eq!(error.kind(), ErrorKind::NotFound);
    assert_eq!(error.code(), Some("EntityNotExist.Role"));
    assert_eq!(error.service().unwrap().request_id.as_deref(), Some("R-1"));
    assert!(!error.maybe_applied());
}
