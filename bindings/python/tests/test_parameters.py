"""Every parameter of every public function: wrong types, misspelt names, huge and recursive values."""

import asyncio
import collections.abc
import inspect
import re
import types
import typing
from pathlib import Path

import pytest

import rolewright
from rolewright import MemoryProvider, aio

DEEP: typing.Any = []
for _ in range(10_000):
    DEEP = [DEEP]
LOOP: dict[str, typing.Any] = {}
LOOP["loop"] = LOOP

# Values of many types; each parameter gets those that its hint excludes.
VALUES = [
    None, True, 7, 1.5, "x", b"x", bytearray(b"x"), object(), [7], [None], {7: 7}, {"x": 7}, (7,), {7},
    MemoryProvider, len, ...,
]  # fmt: skip

# Of the right type, but not to be processed: each either works or is refused.
ODD = ["", "\x00", "\ud800", "x" * 100_000, 10**30, -(10**30), 10**5000, float("nan"), float("inf"),
       DEEP, LOOP, ["\ud800"], {"\ud800": "x"}, {"x": "\ud800"}, {"x": DEEP}, ["x"] * 100_000]

DOCUMENT = {"Version": "1", "Statement": []}
TRUST = rolewright.TrustPolicy.of(Service="cr.aliyuncs.com")
PROVIDER = MemoryProvider("42")
PLAN = rolewright.plan(["my-images"], provider="memory", account="42")
BUCKETS = {"buckets": ["my-images"], "provider": PROVIDER}
CLOUD = {"credentials": ("id", "secret"), "endpoint": "http://127.0.0.1:1", "retries": 0}
ASKED = {"action": "oss:GetObject", "resource": "*"}

# Valid arguments.
VALID = {
    "setup": BUCKETS, "plan": BUCKETS, "verify": BUCKETS, "drift": BUCKETS, "remove": BUCKETS,
    "doctor": BUCKETS,
    "apply": {"plan": PLAN, "provider": PROVIDER},
    "destroy": {"provider": PROVIDER, "account": "42"},
    "rollback": {"provider": PROVIDER}, "show": {"provider": PROVIDER},
    "access_diff": {"before": DOCUMENT, "after": DOCUMENT},
    "diff": {"before": DOCUMENT, "after": DOCUMENT},
    "evaluate": {"policies": DOCUMENT, **ASKED}, "explain": {"policies": DOCUMENT, **ASKED},
    "evaluate_many": {"policies": DOCUMENT, "requests": [("oss:GetObject", "*")]},
    "explain_denied": {"error": {"Code": "NoPermission"}},
    "export": {"buckets": ["my-images"], "format": "json"},
    "fleet": {"accounts": ["42"], "parameters": {"bucket": "my-images"}, "provider": CLOUD},
    "items": {"operation": PROVIDER.list_users}, "pages": {"operation": PROVIDER.list_users},
    "lint": {"document": DOCUMENT}, "lint_fix": {"document": DOCUMENT},
    "operator_policy": {"rights": "read"},
    "policy_from_requests": {"requests": []},
    "render_policies": {"buckets": ["my-images"]}, "render_trust": {},
    "AlibabaProvider": CLOUD, "MemoryProvider": {}, "Emulator": {},
    "console": {"provider": PROVIDER},
    "AsyncProvider": {"provider": PROVIDER},
    "Secret": {"text": "x"}, "Arn": {"text": "acs:ram::42:role/demo"},
    "PolicyDocument": {"document": DOCUMENT}, "TrustPolicy": {"document": TRUST}, "PolicySet": {},
}  # fmt: skip


def stub_hints():
    """The hints of the compiled classes, from the stub."""
    stub = Path(rolewright.__file__).with_name("_native.pyi").read_text("utf-8")
    names = {"__name__": "rolewright._stub", "__package__": "rolewright"}
    exec(compile("from __future__ import annotations\n" + stub, "_native.pyi", "exec"), names)
    return names


STUB = stub_hints()


def hints_of(name, function):
    """The hints of the parameters."""
    if isinstance(function, type):
        if function.__module__ == "rolewright._native" or function.__name__ in STUB:
            new = STUB[function.__name__].__new__
            return typing.get_type_hints(new, STUB)
        return typing.get_type_hints(function.__init__)
    return typing.get_type_hints(function)


def fits(hint, value):
    """Whether a value has the type of a hint."""
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if hint is typing.Any or hint is object:
        return True
    if hint is None or hint is type(None):
        return value is None
    if origin in (typing.Union, types.UnionType):
        return any(fits(one, value) for one in arguments)
    if origin is typing.Literal:
        return isinstance(value, str)
    if typing.is_typeddict(hint):
        return isinstance(value, dict) and all(isinstance(key, str) for key in value)
    if hint is float:
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    if hint is int:
        return isinstance(value, int) and not isinstance(value, bool)
    if origin is tuple:
        return isinstance(value, tuple) and len(value) == len(arguments) and all(
            map(fits, arguments, value))
    if origin is collections.abc.Callable:
        return callable(value)
    if origin in (collections.abc.Mapping, dict):
        key, item = arguments
        return isinstance(value, collections.abc.Mapping) and all(
            fits(key, one) and fits(item, two) for one, two in value.items())
    if origin in (collections.abc.Iterable, collections.abc.Iterator, list):
        # A str is an iterable of str, but as an argument it is a mistake.
        lone = (str, bytes, bytearray, collections.abc.Mapping)
        return isinstance(value, collections.abc.Iterable) and not isinstance(value, lone) and all(
            fits(arguments[0], one) for one in value)
    if isinstance(hint, type):
        return isinstance(value, hint)
    return True


def functions():
    for name, valid in VALID.items():
        yield name, getattr(rolewright, name), valid
        if name in aio.__all__ and name not in ("items", "pages"):
            yield f"aio.{name}", getattr(aio, name), valid


def operations():
    for name, function in vars(rolewright.Provider.__mro__[1]).items():
        if not name.startswith("_"):
            yield name, function


CASES = {name: (function, valid) for name, function, valid in functions()}
OPERATIONS = dict(operations())


def call(name, function, arguments):
    if name.startswith("aio."):
        async def whole():
            return await function(**arguments)

        return asyncio.run(whole())
    made = function(**arguments)
    if name in ("Emulator", "console"):
        with made:
            return made
    return list(made) if name in ("fleet", "items", "pages") else made


def names(error, parameter):
    """Whether a message or its note has the name of a parameter."""
    text = " ".join([str(error), *getattr(error, "__notes__", [])])
    return re.search(rf"\b{re.escape(parameter)}\b", text) is not None


def refused(name, function, arguments, parameter, value):
    """Asserts that a value of the wrong type is refused, with the name of the parameter."""
    try:
        call(name, function, {**arguments, parameter: value})
    except (TypeError, ValueError) as error:
        assert names(error, parameter), f"{name}({parameter}={shown(value)}): {error}"
    else:
        pytest.fail(f"{name}({parameter}={shown(value)}) was accepted")


def survived(name, function, arguments, parameter, value):
    """Asserts that an odd value is processed or refused; a refusal has the name of the parameter, unless
    it is an error of the package, which quotes the value."""
    try:
        call(name, function, {**arguments, parameter: value})
    except rolewright.RamError as error:
        assert str(error)
    except (TypeError, ValueError) as error:
        assert names(error, parameter), f"{name}({parameter}={shown(value)}): {error}"


def shown(value):
    return type(value).__name__


def is_default(function, parameter, value):
    """Whether it is None for a parameter that may be omitted."""
    known = inspect.signature(function).parameters.get(parameter)
    return value is None and known is not None and known.default is not inspect.Parameter.empty


@pytest.mark.parametrize("name", CASES)
def test_a_wrong_type_is_refused_with_the_name_of_the_parameter(name):
    function, valid = CASES[name]
    hints = hints_of(name, function)
    for parameter in hints.keys() - {"return", "args", "kwargs"}:
        for value in VALUES:
            if not fits(hints[parameter], value) and not is_default(function, parameter, value):
                refused(name, function, valid, parameter, value)


@pytest.mark.parametrize("name", CASES)
def test_an_odd_value_is_processed_or_refused_with_the_name_of_the_parameter(name):
    if name == "fleet":
        pytest.skip("its accounts are opened over the network")
    function, valid = CASES[name]
    hints = hints_of(name, function)
    for parameter in hints.keys() - {"return", "args", "kwargs"}:
        for value in ODD:
            survived(name, function, valid, parameter, value)


@pytest.mark.parametrize("name", CASES)
def test_a_misspelt_parameter_is_refused_with_its_name(name):
    function, valid = CASES[name]
    for misspelt in ("bukcets", "provdier"):
        with pytest.raises(TypeError, match=misspelt):
            call(name, function, {**valid, misspelt: "x"})


def given(hints, optional):
    """Valid values for the parameters of an operation."""
    values = {}
    for name, hint in hints.items():
        if name in ("return", *optional):
            continue
        values[name] = next(one for one in ("x", 7, True, [], {}) if fits(hint, one))
    return values


@pytest.mark.parametrize("name", OPERATIONS)
def test_a_wrong_argument_of_an_operation_is_refused_with_the_name_of_the_parameter(name):
    hints = typing.get_type_hints(OPERATIONS[name])
    parameters = inspect.signature(OPERATIONS[name]).parameters
    optional = [one for one in parameters if parameters[one].default is not inspect.Parameter.empty]
    provider = MemoryProvider("42")
    for kind in (provider, provider.aio):
        function = getattr(kind, name)
        form = f"aio.{name}" if kind is not provider else name
        valid = given(hints, optional)
        for parameter in hints.keys() - {"return"}:
            for value in VALUES:
                if not fits(hints[parameter], value):
                    refused(form, function, valid, parameter, value)
            for value in ODD:
                survived(form, function, valid, parameter, value)
        with pytest.raises(TypeError, match="misspelt"):
            call(form, function, {**valid, "misspelt": "x"})
