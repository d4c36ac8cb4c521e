"""A user's program for the type checkers, which don't run it: its good lines have no error, and each bad
line has the error that its comments name. An unused comment is an error, too."""
# pyright: strict, reportUnnecessaryTypeIgnoreComment=true

import asyncio
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, assert_type

import rolewright
from rolewright import aio, models
from rolewright.types import Accept, Bucket, Event

PROVIDER = rolewright.MemoryProvider("42")
KEPT: Accept = {"principal": "acs:ram::42:role/kept", "reason": "the team's own"}


# Runs.
report = rolewright.setup(["my-images", {"name": "more", "region": "cn-hangzhou"}], provider=PROVIDER)
assert_type(report, rolewright.Report)
assert_type(rolewright.plan(["my-images"], provider="memory", deadline=30), rolewright.Plan)
assert_type(report.requirements, tuple[models.Requirement, ...])
assert_type(report.to_json(indent=True), str)
rolewright.drift(["my-images"], provider=PROVIDER, accept=[KEPT], exact=["trust"])
rolewright.destroy(provider=PROVIDER, account="42")
if report.outcome == "changed":
    print(report)

rolewright.setpu(["my-images"], provider=PROVIDER)  # type: ignore[attr-defined] # pyright: ignore
rolewright.setup(["my-images"])  # type: ignore[call-arg] # pyright: ignore[reportCallIssue]
rolewright.setup(["my-images"], provdier=PROVIDER)  # type: ignore[call-arg] # pyright: ignore[reportCallIssue]
rolewright.setup(["my-images"], provider=PROVIDER, split="yes")  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]
rolewright.setup(["my-images"], provider=7)  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]
rolewright.drift(["my-images"], provider=PROVIDER, exact=["trusts"])  # type: ignore[list-item] # pyright: ignore[reportArgumentType]
rolewright.setup(["my-images"], provider=PROVIDER, deadline="soon")  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]
rolewright.destroy(provider=PROVIDER)  # type: ignore[call-arg] # pyright: ignore[reportCallIssue]
WRONG: Bucket = {"nmae": "my-images"}  # type: ignore[typeddict-unknown-key] # pyright: ignore[reportAssignmentType]
print(report.outcmoe)  # type: ignore[attr-defined] # pyright: ignore
if report.outcome == "chnaged":  # type: ignore[comparison-overlap] # pyright: ignore[reportUnnecessaryComparison]
    print(report)


# Coroutines.
async def both() -> None:
    tasks = [
        asyncio.create_task(aio.verify([name], provider=PROVIDER)) for name in ("my-images", "more")
    ]
    for done in await asyncio.gather(*tasks):
        assert_type(done, rolewright.Report)
    assert_type(await aio.plan(["my-images"], provider=PROVIDER), rolewright.Plan)
    assert_type(await PROVIDER.aio.get_role(role_name="demo"), models.GetRoleOutput)
    async for user in aio.items(PROVIDER.aio.list_users):
        assert_type(user, models.User)
    aio.verfiy(["my-images"], provider=PROVIDER)  # type: ignore[attr-defined] # pyright: ignore
    (await aio.verify(["my-images"], provider=PROVIDER)).okay  # type: ignore[attr-defined] # pyright: ignore


# Operations.
role = PROVIDER.get_role(role_name="demo").role
assert_type(role, models.Role)
assert_type(role.create_date, str)
assert_type(role.create_datetime, datetime | None)
policy = PROVIDER.get_policy(policy_name="read", policy_type="System").policy
assert_type(policy.policy_type, Literal["Custom", "System"])
PROVIDER.attach_policy_to_role(
    role_name="demo", policy_name=policy.policy_name, policy_type=policy.policy_type
)
for page in rolewright.pages(PROVIDER.list_users, max_items=10):
    assert_type(page, models.ListUsersOutput)
for user in rolewright.items(PROVIDER.list_users, max_items=10):
    assert_type(user, models.User)
for instance in rolewright.items(PROVIDER.list_instance, region_id="cn-hangzhou"):
    assert_type(instance, models.Instance)
assert_type(PROVIDER.execute("GetRole", {"RoleName": "demo"}), dict[str, Any])

PROVIDER.get_rloe(role_name="demo")  # type: ignore[attr-defined] # pyright: ignore
PROVIDER.get_role(role="demo")  # type: ignore[call-arg] # pyright: ignore[reportCallIssue]
PROVIDER.get_role("demo")  # type: ignore[call-arg] # pyright: ignore[reportCallIssue]
PROVIDER.get_role(role_name=True)  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]
PROVIDER.get_policy(policy_name="read", policy_type="Systme")  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]
print(models.Roel)  # type: ignore[attr-defined] # pyright: ignore
print(role.create_dat)  # type: ignore[attr-defined] # pyright: ignore
rolewright.items(PROVIDER.get_role, role_name="demo")  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]
rolewright.pages(PROVIDER.list_users, max_itmes=2)  # type: ignore[call-arg] # pyright: ignore[reportCallIssue]


# Events.
def on_event(event: Event) -> None:
    if event["event"] == "waiting":
        assert_type(event["seconds"], float)
    elif event["event"] == "answered" and event["change"] is not None:
        assert_type(event["change"]["summary"], str)
        print(event["error"] and event["error"]["message"])
    elif event["event"] == "planned":
        event["seconds"]  # type: ignore[typeddict-item] # pyright: ignore


def of_str(event: str) -> None: ...


rolewright.setup(["my-images"], provider=PROVIDER, on_event=on_event)
rolewright.setup(["my-images"], provider=PROVIDER, on_event=of_str)  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]


# Custom providers.
class Own(rolewright.Provider):
    def execute(
        self, action: str, params: Mapping[str, str] | None = None, service: Any = None
    ) -> dict[str, Any]:
        raise rolewright.NotFoundError("the account is empty", code="EntityNotExist")


class Asynchronous(rolewright.AsyncProvider):
    async def execute(
        self, action: str, params: Mapping[str, str] | None = None, service: Any = None
    ) -> dict[str, Any]:
        raise rolewright.ThrottledError("slow down", knid="throttled")  # type: ignore[call-arg] # pyright: ignore[reportCallIssue]


rolewright.show(provider=Own())
asyncio.run(aio.show(provider=Asynchronous()))
rolewright.show(provider=Own)  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]


# Servers.
with rolewright.Emulator(console=True) as emulator, rolewright.console(Own()) as served:
    assert_type(emulator, rolewright.Emulator)
    assert_type(emulator.console_address, str)
    assert_type(served, rolewright.Console)
rolewright.Emulator(console="yes")  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]


# Policies.
read = rolewright.Statement.allow("oss:Get*").on("acs:oss:*:*:my-images/*")
document = rolewright.PolicyDocument.of(read)
assert_type(rolewright.evaluate(document, "oss:GetObject", "*").allowed, bool)
assert_type(rolewright.diff(document, document), tuple[models.DocumentChange, ...])
rolewright.lint(document, kind="identity")
rolewright.lint(document, kind="identiy")  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]
rolewright.evaluate(document, "oss:GetObject")  # type: ignore[call-arg] # pyright: ignore[reportCallIssue]
rolewright.export(["my-images"], format="hlc")  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]
rolewright.Statement.alow("oss:Get*")  # type: ignore[attr-defined] # pyright: ignore

# Errors.
try:
    report.raise_for_status()
except rolewright.NotVerifiedError as error:
    assert_type(error.report, rolewright.Report | None)
except rolewright.DeadlineExceededError as error:
    assert_type(error.help, str | None)
    print(error.hlep)  # type: ignore[attr-defined] # pyright: ignore
