"""Explains a denied call from the body of the response: the layer, and the statement that is missing."""

import rolewright

# From the log of another program. OSS's XML and encoded diagnostic messages are read too.
BODY = {
    "Code": "NoPermission",
    "Message": "You are not authorized. Resource: acs:ram:*:42:role/demo Action: ram:GetRole",
    "AccessDeniedDetail": {
        "AuthAction": "ram:GetRole",
        "AuthPrincipalType": "SubUser",
        "AuthPrincipalOwnerId": "42",
        "AuthPrincipalDisplayName": "2001",
        "NoPermissionType": "ImplicitDeny",
        "PolicyType": "AccountLevelIdentityBasedPolicy",
    },
}

# With `provider=`, the service decodes diagnostic messages and a matching Deny is searched for.
denied = rolewright.explain_denied(BODY)
print(denied)
assert not denied.explicit and denied.layer == "AccountLevelIdentityBasedPolicy"

# With the missing statement, the request is allowed.
assert denied.resource and denied.statement
missing = {"Version": "1", "Statement": [denied.statement]}
assert rolewright.evaluate(missing, denied.action, denied.resource).allowed
print(missing)
