"""Type hints and the stub of the compiled module; `typed_user.py` is checked by mypy and pyright."""

import ast
import dataclasses
import datetime
import inspect
import typing
from pathlib import Path

import pytest

import rolewright
from rolewright import _native, aio, models, types

MODULES = {"aio", "models", "types"}


def public_callables():
    """Yields a name and a function or class for each public callable."""
    for name in rolewright.__all__:
        thing = getattr(rolewright, name)
        if name in MODULES:
            continue
        yield name, thing
        if isinstance(thing, type):
            for base in thing.__mro__:
                if not base.__module__.startswith("rolewright"):
                    continue
                for member, value in vars(base).items():
                    if not member.startswith("_"):
                        value = getattr(value, "fget", None) or getattr(thing, member)
                        if callable(value):
                            yield f"{name}.{member}", value
    for name in aio.__all__:
        yield f"aio.{name}", getattr(aio, name)


CALLABLES = dict(public_callables())


@pytest.mark.parametrize("name", CALLABLES)
def test_the_hints_of_a_public_callable_are_resolved(name):
    hints = typing.get_type_hints(CALLABLES[name])
    assert not any(isinstance(hint, str) for hint in hints.values())
    if inspect.isfunction(CALLABLES[name]):
        signature = inspect.signature(CALLABLES[name])
        named = {one for one in signature.parameters if one not in ("self", "cls")}
        assert named <= set(hints), "a parameter without a hint"
        assert "return" in hints


def test_a_hint_is_the_type_itself():
    hints = typing.get_type_hints(rolewright.setup)
    assert hints["return"] is rolewright.Report
    assert rolewright.AsyncProvider in typing.get_args(hints["provider"])
    hints = typing.get_type_hints(rolewright.Provider.get_policy)
    assert hints["policy_type"] == typing.Literal["Custom", "System"]
    assert typing.get_type_hints(aio.plan)["return"] is rolewright.Plan


def test_every_model_and_every_type_of_an_argument_is_resolved():
    for name in dir(models):
        model = getattr(models, name)
        if dataclasses.is_dataclass(model):
            assert set(typing.get_type_hints(model)) >= {f.name for f in dataclasses.fields(model)}
    for name in types._NAMES["_types"].split():
        assert getattr(types, name) is not None


def test_the_stub_has_the_docstrings_of_the_compiled_classes():
    stub = ast.parse(Path(rolewright.__file__).with_name("_native.pyi").read_text("utf-8"))
    classes = {node.name: node for node in stub.body if isinstance(node, ast.ClassDef)}
    for name in rolewright.__all__:
        if getattr(rolewright, name) is not getattr(_native, name, None):
            continue
        compiled, node = getattr(_native, name), classes[name]
        assert ast.get_docstring(node) == inspect.getdoc(compiled), name
        for member in node.body:
            if isinstance(member, ast.FunctionDef) and not member.name.startswith("_"):
                text = inspect.getdoc(getattr(compiled, member.name))
                assert ast.get_docstring(member) == text, f"{name}.{member.name}"


def test_times_are_datetimes_beside_the_text():
    provider = rolewright.MemoryProvider()
    user = provider.create_user(user_name="alice").user
    time = user.create_datetime
    assert time.tzinfo is datetime.timezone.utc
    assert time.strftime("%Y-%m-%dT%H:%M:%SZ") == user.create_date
    assert dataclasses.replace(user, create_date="").create_datetime is None
    with pytest.raises(rolewright.RamError, match="`create_date` is not a time: 'soon'"):
        dataclasses.replace(user, create_date="soon").create_datetime


def test_the_keys_of_events_are_those_of_their_types(run):
    kinds = {
        typing.get_args(typing.get_type_hints(one)["event"])[0]: one
        for one in typing.get_args(types.Event)
    }
    seen = {}

    def listener(event):
        seen[event["event"]] = event

    class Throttles(rolewright.Provider):
        inner, throttled = rolewright.MemoryProvider(), False

        def execute(self, action, params=None, service=None):
            if action == "CreateRole" and not self.throttled:
                self.throttled = True
                raise rolewright.ThrottledError("slow down", code="Throttling.User")
            return self.inner.execute(action, params, service)

    assert run.setup(["my-images"], provider=Throttles(), on_event=listener).passed
    assert set(seen) == set(kinds)
    for name, event in seen.items():
        assert set(event) == set(typing.get_type_hints(kinds[name])), name
    assert set(seen["writing"]["calls"][0]) == set(typing.get_type_hints(types.Call))
    assert set(seen["planned"]["changes"][0]) == set(typing.get_type_hints(types.Change))


def test_models_are_types_of_pydantic_fields():
    pydantic = pytest.importorskip("pydantic")

    class Team(pydantic.BaseModel):
        role: models.Role
        key: models.NewAccessKey

    provider = rolewright.MemoryProvider()
    trust = rolewright.TrustPolicy.of(Service="cr.aliyuncs.com")
    role = provider.create_role(role_name="demo", assume_role_policy_document=trust).role
    provider.create_user(user_name="alice")
    key = provider.create_access_key(user_name="alice").access_key
    team = Team(role=role, key=key)
    assert (team.role, team.key) == (role, key)
    assert key.access_key_secret.reveal() not in team.model_dump_json()
    again = Team.model_validate_json(team.model_dump_json())
    assert again.role == role
    with pytest.raises(pydantic.ValidationError):
        Team(role={"role_name": 7}, key=key)
