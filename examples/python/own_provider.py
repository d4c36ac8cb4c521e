"""A custom provider: it answers the four calls of a verification from data of its own."""

from collections.abc import Mapping
from typing import Any

import rolewright

ACCOUNT = "1234567890123456"
ROLE = "AliyunContainerRegistryCustomizedOSSBucketRole"


class Inventory(rolewright.Provider):
    """The roles of an account as an inventory exported them: trust policies by name. It has no policies."""

    def __init__(self, roles: Mapping[str, rolewright.TrustPolicy]) -> None:
        self.roles = roles

    def role(self, name: str) -> dict[str, str]:
        if name not in self.roles:
            raise rolewright.NotFoundError("the inventory has no such role")
        trust = str(self.roles[name])
        arn = f"acs:ram::{ACCOUNT}:role/{name}"
        return {"RoleName": name, "Arn": arn, "AssumeRolePolicyDocument": trust}

    def execute(
        self, action: str, params: Mapping[str, str] | None = None, service: Any = None
    ) -> dict[str, Any]:
        params = params or {}
        if action == "GetCallerIdentity":
            return {"AccountId": ACCOUNT, "Arn": f"acs:ram::{ACCOUNT}:root"}
        if action == "GetRole":
            return {"Role": self.role(params["RoleName"])}
        if action == "ListPoliciesForRole":
            self.role(params["RoleName"])
            return {"Policies": {"Policy": []}}
        if action == "GetPolicy":
            raise rolewright.NotFoundError("the inventory has no policies")
        # Ends the run: what was not checked never passes.
        raise rolewright.UnsupportedError("the inventory only has roles")


inventory = Inventory({ROLE: rolewright.TrustPolicy.of(Service="cr.aliyuncs.com")})
print(inventory.get_role(role_name=ROLE).role.arn)

report = rolewright.verify(["my-images"], provider=inventory)
for cause in report.causes:
    print("cause:", cause.text)
assert not report.ok
