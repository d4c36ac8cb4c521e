"""Explains a denied call: the layer, and the statement that is missing."""

import json

from alibabacloud_ram20150501 import models
from alibabacloud_tea_openapi.exceptions import ClientException

from _shared import client

ram = client()
ram.create_user(models.CreateUserRequest(user_name="alice"))
key = ram.create_access_key(models.CreateAccessKeyRequest(user_name="alice")).body.access_key
alice = client(key.access_key_id, key.access_key_secret)
try:
    alice.get_role(models.GetRoleRequest(role_name="demo"))
except ClientException as error:
    detail, message = error.access_denied_detail, error.message
else:
    raise SystemExit("the call was not denied")

print(message)
assert detail["NoPermissionType"] == "ImplicitDeny"
assert detail["PolicyType"] == "AccountLevelIdentityBasedPolicy"

# The resource is in the message only.
resource = message.split("Resource: ")[1].split()[0] if "Resource: " in message else "*"
missing = {"Effect": "Allow", "Action": [detail["AuthAction"]], "Resource": [resource]}
print(json.dumps(missing, indent=2))
assert missing["Action"] == ["ram:GetRole"]
