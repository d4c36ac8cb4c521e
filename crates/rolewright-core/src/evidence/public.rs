//! Texts that may be shown as they are.

/// The fields whose values have a fixed vocabulary, as parameters and in answers.
const FIELDS: [&str; 25] = [
    "AuthAction",
    "AuthPrincipalType",
    "Code",
    "DataRedundancyType",
    "DefaultVersion",
    "EC",
    "IdentityType",
    "InstanceIssue",
    "InstanceSpecification",
    "InstanceStatus",
    "Location",
    "MaxItems",
    "NoPermissionType",
    "PageNo",
    "PageSize",
    "PolicyType",
    "RegionId",
    "ResourceGroupId",
    "SSEAlgorithm",
    "Status",
    "StorageClass",
    "Version",
    "VersionId",
    "Versioning",
    "code",
];

/// The parts of ARNs, principal names and host names that are the same for everyone.
const WORDS: [&str; 20] = [
    "",
    "*",
    "acs",
    "assumed-role",
    "com",
    "cr",
    "federated",
    "group",
    "instance",
    "key",
    "kms",
    "onaliyun",
    "onaliyunservice",
    "oss",
    "policy",
    "ram",
    "role",
    "root",
    "sts",
    "user",
];

/// Longer texts are not from a vocabulary; a signature in hex has 64 characters.
const LONGEST: usize = 60;

/// The length of an account id is 16 digits; a part of one is not shown either.
const MOST_DIGITS: usize = 5;

pub(super) fn is_word(text: &str) -> bool {
    WORDS.contains(&text)
}

/// Whether the value of the field, the last part of its path, is shown.
pub(super) fn is_value(field: &str, value: &str) -> bool {
    let is_known = match field {
        // A group that everyone has; the id of another one is the account's own.
        "ResourceGroupId" => value == "rg-default-id",
        _ => FIELDS.contains(&field),
    };
    matches!(value, "true" | "false") || (is_known && is_term(value))
}

/// Whether a text has the form of a term, such as `EntityNotExist.Role` or `ram:GetRole`.
pub(super) fn is_term(text: &str) -> bool {
    let has_form = |byte: u8| byte.is_ascii_alphanumeric() || b"._-:".contains(&byte);
    text.len() <= LONGEST && text.bytes().all(has_form) && !has_long_number(text)
}

fn has_long_number(text: &str) -> bool {
    text.split(|c: char| !c.is_ascii_digit())
        .any(|digits| digits.len() > MOST_DIGITS)
}

/// Whether a text has the form of a request id: a UUID, or 24 hexadecimal digits in OSS.
pub(super) fn is_request_id(text: &str) -> bool {
    let parts: Vec<usize> = text.split('-').map(str::len).collect();
    let is_hex = |byte: u8| byte.is_ascii_hexdigit() || byte == b'-';
    matches!(parts[..], [8, 4, 4, 4, 12] | [24]) && text.bytes().all(is_hex)
}
