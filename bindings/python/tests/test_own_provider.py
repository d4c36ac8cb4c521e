"""Providers and sources of keys that are written in Python."""

import pytest

import rolewright
from rolewright import Emulator, MemoryProvider, Provider


class Through(Provider):
    """Hands on to another one."""

    def __init__(self, inner):
        self.inner = inner
        self.seen = []

    def execute(self, action, params=None, service=None):
        self.seen.append(action)
        return self.inner.execute(action, params, service)


class Answering(Provider):
    def __init__(self, answer):
        self.answer = answer

    def execute(self, action, params=None, service=None):
        return self.answer() if callable(self.answer) else self.answer


def raises(error):
    def answer():
        raise error

    return Answering(answer)


def test_a_provider_of_ones_own_carries_a_whole_run(run):
    provider = Through(MemoryProvider())
    assert run.setup(["my-images"], provider=provider).proven
    assert {"CreateRole", "CreatePolicy", "AttachPolicyToRole"} <= set(provider.seen)
    assert run.call(provider, "list_roles").roles.role[0].role_name.startswith("Aliyun")


@pytest.mark.parametrize(
    "answer", [None, 7, "no json", "[]", b"\xff", [], {"x": object()}, {7: "x"}, {"x": "\ud800"}]
)
def test_nonsense_is_a_plain_error(run, answer):
    with pytest.raises(rolewright.RamError) as caught:
        run.verify(["my-images"], provider=Answering(answer))
    assert "Answering.execute" in str(caught.value)


def test_an_answer_of_another_shape_names_its_place(run):
    provider = Answering({"Role": {"RoleName": 7}})
    with pytest.raises(rolewright.RamError, match="GetRoleOutput.Role.RoleName"):
        run.call(provider, "get_role", role_name="demo")


def test_any_exception_becomes_an_error_that_has_it_as_its_cause(run):
    with pytest.raises(rolewright.RamError, match="LookupError: no such drawer") as caught:
        run.verify(["my-images"], provider=raises(LookupError("no such drawer")))
    assert isinstance(caught.value.__cause__, LookupError)


def test_errors_of_the_package_keep_what_they_say(run):
    error = rolewright.PermissionDeniedError("no", code="NoPermission", request_id="R-1")
    with pytest.raises(rolewright.PermissionDeniedError) as caught:
        run.verify(["my-images"], provider=raises(error))
    assert (caught.value.code, caught.value.request_id) == ("NoPermission", "R-1")


def test_a_write_that_raised_may_have_been_carried_out(run):
    class LosesWrites(Through):
        def execute(self, action, params=None, service=None):
            answer = super().execute(action, params, service)
            if action.startswith("Create") and self.seen.count(action) == 1:
                raise TimeoutError("no answer")
            return answer

    assert run.setup(["my-images"], provider=LosesWrites(MemoryProvider())).proven


def test_a_coroutine_is_no_answer(run):
    class Coroutine(Provider):
        async def execute(self, action, params=None, service=None):
            return {}

    with pytest.warns(RuntimeWarning), pytest.raises(rolewright.RamError, match="plain one"):
        run.show(provider=Coroutine())


def test_a_provider_without_execute_is_a_type_error():
    class Nothing(Provider):
        pass

    with pytest.raises(TypeError, match="Nothing has no method `execute"):
        rolewright.show(provider=Nothing())


class Client:
    """As a client of `alibabacloud_credentials` is."""

    def __init__(self, key):
        self.key = key

    def get_credential(self):
        class Credential:
            access_key_id, access_key_secret = self.key
            security_token = None

        return Credential()


@pytest.mark.parametrize("form", ["key", "callable", "client", "client that is called for"])
def test_a_key_may_come_from_anywhere(run, form):
    key = ("id", "secret")
    forms = {
        "key": key,
        "callable": lambda: key,
        "client": Client(key),
        "client that is called for": lambda: Client(key),
    }
    with Emulator(account="42", access_key=key) as emulator:
        provider = emulator.provider(credentials=forms[form])
        assert run.call(provider, "get_caller_identity").account_id == "42"


def test_a_client_of_the_official_library_is_a_source(run):
    library = pytest.importorskip("alibabacloud_credentials.client")
    config = pytest.importorskip("alibabacloud_credentials.models").Config(
        type="access_key", access_key_id="id", access_key_secret="secret")
    client = library.Client(config)
    with Emulator(account="42", access_key=("id", "secret")) as emulator:
        provider = emulator.provider(credentials=client)
        assert run.call(provider, "get_caller_identity").account_id == "42"


@pytest.mark.parametrize("source", [lambda: None, lambda: ("id",), lambda: 1 / 0, lambda: (1, 2)])
def test_a_source_without_a_key_is_a_credential_error(run, source):
    with Emulator() as emulator:
        provider = emulator.provider(credentials=source)
        with pytest.raises(rolewright.CredentialError):
            run.call(provider, "get_caller_identity")


class Looking(Through):
    """Looks at buckets, too."""

    def __init__(self, buckets):
        super().__init__(MemoryProvider("42"))
        self.buckets = buckets

    def inspect_bucket(self, name, region):
        self.seen.append((name, region))
        return self.buckets(name) if callable(self.buckets) else self.buckets


def on_bucket(report):
    """What was said of the bucket itself."""
    return {one.text: one.status for one in report.requirements if one.text.startswith("bucket ")}


def test_a_provider_of_ones_own_may_look_at_buckets(run):
    known = {"region": "cn-hangzhou", "owner": "42", "storage_class": "Standard", "policy": None}
    provider = Looking(known)
    bucket = {"name": "my-images", "region": "cn-hangzhou"}
    report = run.setup([bucket], provider=provider)
    assert ("my-images", "cn-hangzhou") in provider.seen
    assert set(on_bucket(report).values()) == {"passed"} and len(on_bucket(report)) > 3

    other = run.verify([bucket], provider=Looking({**known, "owner": "43", "region": "cn-beijing"}))
    refuted = {text for text, status in on_bucket(other).items() if status == "failed"}
    assert refuted == {"bucket my-images is account 42's", "bucket my-images is in cn-hangzhou"}
    nothing = on_bucket(run.verify([bucket], provider=Looking(None)))
    assert nothing["bucket my-images exists, and can be looked at"] == "failed"
    part = on_bucket(run.verify([bucket], provider=Looking({"owner": "42"})))
    assert part["bucket my-images is account 42's"] == "passed"
    assert part["bucket my-images is of class Standard"] == "not_checked"


@pytest.mark.parametrize(("answer", "said"), [
    (["my-images"], "None, or a dict"),
    ({"colour": "red"}, "a bucket has no `colour`"),
    ({"name": "other"}, "a bucket has no `name`"),
    ({"versioning": "sometimes"}, "this is no bucket: unknown variant"),
    (object(), "is made of dict, list"),
    (lambda name: 1 / 0, "raised ZeroDivisionError"),
])
def test_what_is_no_bucket_is_told_and_nothing_is_claimed(run, answer, said):
    report = run.verify(["my-images"], provider=Looking(answer))
    assert not report.ok
    [(status, reason)] = [(one.status, one.reason) for one in report.requirements
                            if one.text == "bucket my-images exists, and can be looked at"]
    assert status == "inconclusive" and said in reason
