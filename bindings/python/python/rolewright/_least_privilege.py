"""Users of an emulator whose policies are compared with what they did."""

from __future__ import annotations

from . import _native

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ._emulator import Emulator
    from ._provider import AlibabaProvider
    from .types import Document


_DENIED = ("ImplicitDeny", "ExplicitDeny")


class LeastPrivilege:
    """Creates users, and reports access that their policies lack."""

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator
        self._users: list[str] = []

    def __call__(
        self, policy: Document, *, user: str = "least-privilege", **options: Any
    ) -> AlibabaProvider:
        """Creates a user with this policy, and returns a provider for the user; options are those of
        `AlibabaProvider`.
        """
        document = _native.PolicyDocument(policy).to_json()
        named = {"UserName": user, "PolicyName": user}
        calls = [
            {"action": "CreateUser", "params": {"UserName": user}},
            {"action": "CreatePolicy", "params": {"PolicyName": user, "PolicyDocument": document}},
            {"action": "AttachPolicyToUser", "params": {**named, "PolicyType": "Custom"}},
        ]
        secret = f"{user}-secret"
        self._emulator.seed(calls=calls, keys=[{"id": user, "secret": secret, "user": user}])
        self._users.append(user)
        return self._emulator.provider(credentials=(user, secret), **options)

    def report(self) -> str | None:
        """The access that a policy lacks, and the policy that would do; None if none lacks any."""
        requests = self._emulator.requests()
        parts = []
        for user in self._users:
            arn = f"acs:ram::{self._emulator.account_ids[0]}:user/{user}"
            denied = [
                request
                for request in requests
                if request["caller"] == arn and request["decision"] in _DENIED
            ]
            if denied:
                lines = dict.fromkeys(map(_needed, denied))
                policy = self._emulator.policy(arn).to_json(indent=True)
                parts.append(
                    f"the policy of user `{user}` does not allow what the test did:\n"
                    + "".join(f"  {line}\n" for line in lines)
                    + f"the smallest policy that does:\n{policy}"
                )
        return "\n".join(parts) or None


def _needed(request: dict[str, Any]) -> str:
    needed = (
        f"{one['action']} on {', '.join(one['resources'])}" for one in request["permissions"]
    )
    return f"{request['action']}: {'; '.join(needed)}"
