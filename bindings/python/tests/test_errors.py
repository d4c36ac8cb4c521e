"""Errors are Python exceptions with a clear message."""

import os
import pickle

import pytest

import rolewright
from rolewright import LocalProvider, MemoryProvider, setup, verify

TRUST = (
    '{"Statement":[{"Action":"sts:AssumeRole","Effect":"Allow",'
    '"Principal":{"Service":["cr.aliyuncs.com"]}}],"Version":"1"}'
)


def test_a_service_error_has_all_details():
    with pytest.raises(rolewright.NotFoundError) as caught:
        MemoryProvider().execute("GetRole", {"RoleName": "demo"})
    error = caught.value
    assert (error.kind, error.code) == ("not_found", "EntityNotExist.Role")
    assert (error.action, error.resource) == ("GetRole", "demo")
    assert error.request_id in str(error)
    assert str(error).startswith("GetRole `demo`: ")
    assert (error.maybe_applied, error.help) == (False, None)
    assert isinstance(error, rolewright.RamError)
    assert type(error).__module__ == "rolewright"


def test_an_error_survives_pickling():
    with pytest.raises(rolewright.NotFoundError) as caught:
        MemoryProvider().execute("GetRole", {"RoleName": "demo"})
    copy = pickle.loads(pickle.dumps(caught.value))
    assert (type(copy), str(copy)) == (rolewright.NotFoundError, str(caught.value))
    assert vars(copy) == vars(caught.value)


def test_an_existing_resource_has_its_own_class():
    provider = MemoryProvider()
    role = {"RoleName": "demo", "AssumeRolePolicyDocument": TRUST}
    provider.execute("CreateRole", role)
    with pytest.raises(rolewright.AlreadyExistsError) as caught:
        provider.execute("CreateRole", role)
    assert caught.value.code == "EntityAlreadyExists.Role"


def test_missing_credentials_have_their_own_class(monkeypatch, tmp_path):
    for name in [name for name in os.environ if name.startswith("ALIBABA_CLOUD_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("ALIBABA_CLOUD_ECS_METADATA_DISABLED", "true")
    with pytest.raises(rolewright.CredentialError) as caught:
        setup(["my-images"], provider="alibaba")
    assert caught.value.kind == "credential_missing"
    assert "ALIBABA_CLOUD_ACCESS_KEY_ID" in f"{caught.value} {caught.value.help}"


def test_a_store_of_another_account_is_rejected(tmp_path):
    LocalProvider(tmp_path / "store.db", "42")
    with pytest.raises(rolewright.RamError, match="contains account 42, not 43") as caught:
        LocalProvider(tmp_path / "store.db", "43")
    assert (type(caught.value), caught.value.kind) == (rolewright.CredentialError, "credential_invalid")
    assert "42" in caught.value.help


def test_another_account_than_expected_stops_the_run():
    provider = MemoryProvider("42")
    with pytest.raises(rolewright.RamError, match="account 42, but 43 is expected"):
        setup(["my-images"], provider=provider, account="43")
    assert not verify(["my-images"], provider=provider).ok


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ({"buckets": []}, "no bucket is set"),
        ({"buckets": ["My_Bucket"]}, "`My_Bucket` is not a bucket name"),
        ({"provider": "aws"}, "unknown provider `aws`; available are alibaba, local, memory"),
        ({"account": "12a"}, "`12a` is not an account id"),
        ({"trust": []}, "`trust` is empty"),
        ({"trust": ["everybody"]}, "`everybody` is not a principal to trust"),
        ({"trust": {"Statement": "none"}}, "Statement"),
        ({"buckets": [{"name": "my-images", "regoin": "x"}]}, "a bucket has no key `regoin`; available are"),
    ],
)
def test_an_invalid_value_is_a_value_error(arguments, text):
    with pytest.raises(ValueError, match=text) as caught:
        call(**arguments)
    assert isinstance(caught.value, rolewright.InvalidInputError)


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ({"buckets": "my-images"}, "`buckets` must be a list of str, not str"),
        ({"buckets": b"my-images"}, "`buckets` must be a list of str, not bytes"),
        ({"buckets": [b"my-images"]}, "`buckets` must be a list of str, not bytes"),
        ({"buckets": None}, "`buckets` must be a list of str, not NoneType"),
        ({"buckets": 7}, "`buckets` must be a list of str, not int"),
        ({"trust": "service"}, "`trust` must be a list of str, not str"),
        ({"provider": None}, "`provider` must be a name or a rolewright.Provider, not NoneType"),
        ({"account": 42}, "`account` must be a str, not int"),
        ({"tags": {"owner": 1}}, "a key or value in `tags` must be a str, not int"),
        ({"tags": ["owner"]}, "`tags` must be a dict of str to str, not list"),
        ({"dry_run": None}, "`dry_run` must be a bool, not NoneType"),
        ({"on_event": "print"}, "`on_event` must be a callable, not str"),
    ],
)
def test_a_value_of_the_wrong_type_is_a_type_error(arguments, text):
    with pytest.raises(TypeError, match=text):
        call(**arguments)


def call(**arguments):
    buckets = arguments.pop("buckets", ["my-images"])
    arguments.setdefault("provider", "memory")
    return setup(buckets, **arguments)


def test_a_run_without_a_provider_is_a_type_error():
    with pytest.raises(TypeError, match="provider"):
        setup(["my-images"])


@pytest.mark.parametrize(
    "params", [{"RoleName": 7}, {"RoleName": b"demo"}, {7: "demo"}, "demo", []]
)
def test_parameters_of_a_call_must_be_str(params):
    with pytest.raises(TypeError, match="params"):
        MemoryProvider().execute("GetRole", params)


def test_lone_surrogates_are_rejected():
    for arguments in ({"buckets": ["\ud800"]}, {"trust": ["\ud800"]}, {"account": "\ud800"}):
        with pytest.raises(ValueError, match=f"`{next(iter(arguments))}` is not valid Unicode"):
            call(**arguments)


def test_an_unknown_service_is_rejected():
    with pytest.raises(rolewright.InvalidInputError, match="unknown service `oss`"):
        MemoryProvider().execute("GetRole", service="oss")


@pytest.mark.parametrize("path", [b"store.db", 7, ["store.db"]])
def test_a_path_must_be_a_str_or_a_path(path):
    with pytest.raises(TypeError, match="`path` must be a str or a path"):
        LocalProvider(path)


@pytest.mark.parametrize("path", ["", "a\0b", "/"])
def test_an_invalid_path_of_a_store_is_an_error(path):
    with pytest.raises((rolewright.RamError, ValueError)):
        LocalProvider(path)


@pytest.mark.parametrize("credentials", [["id", "secret"], ("id",), ("a", "b", "c", 4), 7, ("id", 7)])
def test_an_invalid_access_key_is_a_type_error(credentials):
    with pytest.raises(TypeError, match="key"):
        rolewright.AlibabaProvider(credentials=credentials)


def test_a_report_with_another_format_is_rejected():
    data = verify(["my-images"], provider="memory").to_dict()
    with pytest.raises(rolewright.InvalidInputError, match="has format 2.0, but only 1.0 is supported"):
        rolewright.Report.from_dict({**data, "format_version": "2.0"})


@pytest.mark.parametrize("options", [{"port": -1}, {"port": 65536}, {"access_key": "ab"}, {"port": "x"}])
def test_invalid_options_of_an_emulator_are_rejected(options):
    with pytest.raises((TypeError, ValueError), match="`port`|`access_key`"):
        rolewright.Emulator(**options)
