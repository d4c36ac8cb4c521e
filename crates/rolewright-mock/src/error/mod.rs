//! The service's errors: a table from code to status and message.
//!
//! Messages are from the error pages of RAM (2021) and Resource Management (Dec 2025), which has
//! the same role and policy operations. Clients match codes, never messages.

use rolewright_core::{Error, ServiceError};

/// The result of a rule: a value, or the service's refusal.
pub(crate) type Answer<T> = std::result::Result<T, Refusal>;

/// A refusal without a request id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) status: u16,
    pub(crate) code: String,
    pub(crate) message: String,
}

impl Refusal {
    pub(crate) fn with_message(mut self, message: impl Into<String>) -> Self {
        self.message = message.into();
        self
    }

    pub(crate) fn into_error(self, request_id: &str) -> Error {
        let Self {
            status,
            code,
            message,
        } = self;
        let error = ServiceError::new(status, code, message);
        Error::from_service(error.with_request_id(Some(request_id.to_owned())))
    }
}

const KNOWN: &[(&str, u16, &str)] = &[
    (
        "InvalidParameter",
        400,
        "The specified parameter is invalid.",
    ),
    (
        "InvalidParameter.PolicyType",
        400,
        "The specified policy type is invalid.",
    ),
    (
        "InvalidParameter.RoleName.InvalidChars",
        400,
        "The specified role name contains invalid characters.",
    ),
    (
        "InvalidParameter.RoleName.Length",
        400,
        "The maximum length of the role name is exceeded.",
    ),
    (
        "InvalidParameter.PolicyName.InvalidChars",
        400,
        "The policy name must only contain upper or lower case letters, numbers, and dash (-).",
    ),
    (
        "InvalidParameter.PolicyName.Length",
        400,
        "The policy name must be 1 to 128 characters in length.",
    ),
    (
        "InvalidParameter.Description.Length",
        400,
        "The description must not exceed 1024 characters.",
    ),
    (
        "MalformedPolicyDocument",
        400,
        "The policy format is invalid.",
    ),
    (
        "InvalidVersion",
        400,
        "Specified parameter Version is not valid.",
    ),
    (
        "NoPermission",
        403,
        "You are not authorized to do this action.",
    ),
    // OSS's own code and message.
    ("AccessDenied", 403, "AccessDenied"),
    (
        "InvalidAccessKeyId.NotFound",
        404,
        "Specified access key is not found.",
    ),
    (
        "InvalidAction.NotFound",
        404,
        "Specified api is not found, please check your url and method.",
    ),
    (
        "NotApplicable",
        400,
        "This API is not applicable for caller.",
    ),
    ("ResourceNotExists", 404, "The resource does not exist."),
    ("INSTANCE_NOT_EXIST", 200, "The instance does not exist."),
    (
        "INSTANCE_STATUS_NOT_SUPPORT",
        200,
        "The instance is not running.",
    ),
    ("NAMESPACE_NOT_EXIST", 200, "namespace is not exist."),
    ("REPO_NOT_EXIST", 200, "repo is not exist."),
    ("STS_NOT_SUPPORT", 200, "STS is not supported."),
    ("EntityNotExist.Role", 404, "The role does not exist."),
    ("EntityNotExist.User", 404, "The user does not exist."),
    ("EntityNotExist.Group", 404, "The group does not exist."),
    ("EntityNotExist.Policy", 404, "The policy does not exist."),
    (
        "EntityNotExist.DiagnosticMessage",
        404,
        "The diagnostic message does not exist.",
    ),
    (
        "EntityNotExists.ResourceGroup",
        404,
        "The resource group does not exist.",
    ),
    (
        "EntityNotExist.Policy.Version",
        404,
        "The policy version does not exist.",
    ),
    (
        "EntityNotExist.Role.Policy",
        404,
        "The indicate policy attached to the role does not exist.",
    ),
    (
        "EntityNotExist.User.Policy",
        404,
        "The indicate policy of the user does not exist.",
    ),
    (
        "EntityNotExist.Group.Policy",
        404,
        "The indicate policy attached to the group does not exist.",
    ),
    (
        "EntityNotExist.User.Group",
        404,
        "The user has not joined the group.",
    ),
    (
        "EntityNotExist.User.AccessKey",
        404,
        "The specified access key does not exist.",
    ),
    (
        "EntityAlreadyExists.Role",
        409,
        "The role does already EXIST.",
    ),
    (
        "EntityAlreadyExists.User",
        409,
        "The user does already EXIST.",
    ),
    (
        "EntityAlreadyExists.Group",
        409,
        "The group does already EXIST.",
    ),
    // "group" is the service's own mistake on its error page.
    (
        "EntityAlreadyExists.Policy",
        409,
        "The group does already EXIST.",
    ),
    (
        "EntityAlreadyExists.Role.Policy",
        409,
        "The role has already been attached this policy.",
    ),
    (
        "EntityAlreadyExists.User.Policy",
        409,
        "The user has already been attached this policy.",
    ),
    (
        "EntityAlreadyExists.Group.Policy",
        409,
        "The group has already been attached this policy.",
    ),
    (
        "EntityAlreadyExists.User.Group",
        409,
        "The user has already joined the group.",
    ),
    (
        "DeleteConflict.Role.Policy",
        409,
        "The role cannot have any attached policies when you delete it.",
    ),
    (
        "DeleteConflict.User.Group",
        409,
        "The user CAN NOT be in any group while deleting the user.",
    ),
    (
        "DeleteConflict.User.Policy",
        409,
        "The user CAN NOT has any attached policy while deleting the user.",
    ),
    (
        "DeleteConflict.User.AccessKey",
        409,
        "The user CAN NOT has any access key while deleting the user.",
    ),
    (
        "DeleteConflict.Group.User",
        409,
        "The group CAN NOT has any user member while deleting the group.",
    ),
    (
        "DeleteConflict.Group.Policy",
        409,
        "The entity CAN NOT has any attached policy while deleting the group.",
    ),
    (
        "DeleteConflict.Policy.User",
        409,
        "The policy CAN NOT been attached to any user while deleting the policy.",
    ),
    (
        "DeleteConflict.Policy.Group",
        409,
        "The policy CAN NOT been attached to any group while deleting the policy.",
    ),
    (
        "DeleteConflict.Policy.Role",
        409,
        "The policy CAN NOT been attached to any role while deleting the policy.",
    ),
    (
        "DeleteConflict.Policy.Version",
        409,
        "You must delete all non-default versions before you delete the policy.",
    ),
    (
        "DeleteConflict.Policy.Version.Default",
        409,
        "The default policy version CAN NOT been deleted directly.",
    ),
    (
        "LimitExceeded.Role",
        409,
        "The count of roles beyond the current limits.",
    ),
    (
        "LimitExceeded.User",
        409,
        "The count of users beyond the current limits.",
    ),
    (
        "LimitExceeded.Group",
        409,
        "The count of groups beyond the current limits.",
    ),
    (
        "LimitExceeded.Policy",
        409,
        "The count of policy beyond the current limits.",
    ),
    (
        "LimitExceeded.Policy.Version",
        409,
        "The maximum number of policy versions is exceeded.",
    ),
    (
        "LimitExceeded.Role.Policy",
        409,
        "The count of policies attached to the role beyond the current limits.",
    ),
    (
        "LimitExceeded.User.AccessKey",
        409,
        "The count of access keys beyond the current limits.",
    ),
    (
        "LimitExceeded.User.Policy",
        409,
        "The policy count of the user attached policies beyond the current limits.",
    ),
    (
        "LimitExceeded.Group.Policy",
        409,
        "The policy count of the group beyond the current limits.",
    ),
    (
        "LimitExceeded.Tag",
        409,
        "The count of tags beyond the current limits.",
    ),
];

/// Returns the refusal with this code: from the table, or by the code's format.
pub(crate) fn refuse(code: impl Into<String>) -> Refusal {
    let code = code.into();
    let known = KNOWN.iter().find(|(known, ..)| *known == code);
    let (status, message) = known
        .map(|(_, status, message)| (*status, (*message).to_owned()))
        .unwrap_or_else(|| by_format(&code));
    Refusal {
        status,
        code,
        message,
    }
}

fn by_format(code: &str) -> (u16, String) {
    if let Some(name) = code.strip_prefix("MissingParameter.") {
        return (400, format!("{name} is mandatory for this action."));
    }
    let Some(rest) = code.strip_prefix("InvalidParameter.") else {
        return by_family(code);
    };
    let text = match rest.split_once('.') {
        Some((name, "Length")) => format!("The parameter - \"{name}\" beyond the length limit."),
        Some((name, "InvalidChars")) => {
            format!("The parameter - \"{name}\" contains invalid chars.")
        }
        Some((name, "Format")) => {
            format!("The format of the parameter - \"{name}\" is incorrect.")
        }
        _ => format!("The parameter - \"{rest}\" is incorrect."),
    };
    (400, text)
}

/// Returns status and message of a code without a row, by its family.
fn by_family(code: &str) -> (u16, String) {
    let status = match code.split('.').next().unwrap_or_default() {
        "EntityNotExist" | "EntityNotExists" => 404,
        "EntityAlreadyExists" | "DeleteConflict" | "LimitExceeded" => 409,
        "NoPermission" => 403,
        "AuthenticationFail" => 401,
        "NAMESPACE_EXIST" | "REPO_EXIST" => 200,
        _ => 500,
    };
    (status, format!("The request is refused: {code}."))
}

#[cfg(test)]
mod tests;
