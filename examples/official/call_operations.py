"""Calls RAM's operations: typed, page by page, and by name."""

import json

from alibabacloud_ram20150501 import models
from alibabacloud_tea_openapi import utils_models
from alibabacloud_tea_openapi.exceptions import ClientException
from darabonba.runtime import RuntimeOptions

from _shared import TRUST, client

ram = client()
for number in range(25):
    request = models.CreateRoleRequest(
        role_name=f"reader-{number:02}", assume_role_policy_document=json.dumps(TRUST)
    )
    ram.create_role(request)

# Page by page.
roles, marker = [], None
while True:
    page = ram.list_roles(models.ListRolesRequest(max_items=10, marker=marker)).body
    roles += page.roles.role
    if not page.is_truncated:
        break
    marker = page.marker
assert len(roles) == 25
print(roles[0].arn, roles[0].create_date)

# One class for all errors of the caller; match on the code.
try:
    ram.get_role(models.GetRoleRequest(role_name="gone"))
except ClientException as error:
    assert error.code == "EntityNotExist.Role"

# An operation by name, with the service's parameters.
params = utils_models.Params(
    action="ListUsers",
    version="2015-05-01",
    protocol="HTTP",
    pathname="/",
    method="POST",
    auth_type="AK",
    style="RPC",
    req_body_type="formData",
    body_type="json",
)
request = utils_models.OpenApiRequest(query={"MaxItems": "10"})
reply = ram.call_api(params, request, RuntimeOptions())
assert reply["body"]["RequestId"]
