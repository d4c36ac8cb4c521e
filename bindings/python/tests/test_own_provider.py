"""Custom providers and credential sources in Python."""

import pytest

import rolewright
from rolewright import Emulator, MemoryProvider, Provider


class Through(Provider):
    """Delegates to another provider."""

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


def test_a_custom_provider_executes_a_whole_run(run):
    provider = Through(MemoryProvider())
    assert run.setup(["my-images"], provider=provider).passed
    assert {"CreateRole", "CreatePolicy", "AttachPolicyToRole"} <= set(provider.seen)
    assert run.call(provider, "list_roles").roles.role[0].role_name.startswith("Aliyun")


@pytest.mark.parametrize(
    "answer", [None, 7, "no json", "[]", b"\xff", [], {"x": object()}, {7: "x"}, {"x": "\ud800"}]
)
def test_an_invalid_result_is_a_plain_error(run, answer):
    with pytest.raises(rolewright.RamError) as caught:
        run.verify(["my-images"], provider=Answering(answer))
    assert "Answering.execute" in str(caught.value)


def test_a_result_of_the_wrong_type_is_reported_with_its_path(run):
    provider = Answering({"Role": {"RoleName": 7}})
    with pytest.raises(rolewright.RamError, match="GetRoleOutput.Role.RoleName"):
        run.call(provider, "get_role", role_name="demo")


def test_any_exception_becomes_the_cause_of_an_error(run):
    with pytest.raises(rolewright.RamError, match="LookupError: no such drawer") as caught:
        run.verify(["my-images"], provider=raises(LookupError("no such drawer")))
    assert isinstance(caught.value.__cause__, LookupError)


def test_errors_of_the_package_keep_their_details(run):
    error = rolewright.PermissionDeniedError("no", code="NoPermission", request_id="R-1")
    with pytest.raises(rolewright.PermissionDeniedError) as caught:
        run.verify(["my-images"], provider=raises(error))
    assert (caught.value.code, caught.value.request_id) == ("NoPermission", "R-1")


def test_a_write_that_raised_may_have_been_applied(run):
    class LosesWrites(Through):
        def execute(self, action, params=None, service=None):
            answer = super().execute(action, params, service)
            if action.startswith("Create") and self.seen.count(action) == 1:
                raise TimeoutError("no answer")
            return answer

    assert run.setup(["my-images"], provider=LosesWrites(MemoryProvider())).passed


def test_a_coroutine_function_is_rejected(run):
    class Coroutine(Provider):
        async def execute(self, action, params=None, service=None):
            return {}

    with pytest.warns(RuntimeWarning), pytest.raises(rolewright.RamError, match="plain function"):
        run.show(provider=Coroutine())


def test_a_provider_without_execute_is_a_type_error():
    class Nothing(Provider):
        pass

    with pytest.raises(TypeError, match="Nothing has no method `execute"):
        rolewright.show(provider=Nothing())


class Client:
    """Mimics a client of `alibabacloud_credentials`."""

    def __init__(self, key):
        self.key = key

    def get_credential(self):
        class Credential:
            access_key_id, access_key_secret = self.key
            security_token = None

        return Credential()


@pytest.mark.parametrize("form", ["key", "callable", "client", "client that is called for"])
def test_credentials_are_accepted_in_each_form(run, form):
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


def test_a_client_of_the_official_library_is_accepted(run):
    library = pytest.importorskip("alibabacloud_credentials.client")
    config = pytest.importorskip("alibabacloud_credentials.models").Config(
        type="access_key", access_key_id="id", access_key_secret="secret")
    client = library.Client(config)
    with Emulator(account="42", access_key=("id", "secret")) as emulator:
        provider = emulator.provider(credentials=client)
        assert run.call(provider, "get_caller_identity").account_id == "42"


@pytest.mark.parametrize("source", [lambda: None, lambda: ("id",), lambda: 1 / 0, lambda: (1, 2)])
def test_a_source_without_credentials_is_a_credential_error(run, source):
    with Emulator() as emulator:
        provider = emulator.provider(credentials=source)
        with pytest.raises(rolewright.CredentialError):
            run.call(provider, "get_caller_identity")


class Looking(Through):
    """Inspects buckets too."""

    def __init__(self, buckets):
        super().__init__(MemoryProvider("42"))
        self.buckets = buckets

    def inspect_bucket(self, name, region):
        self.seen.append((name, region))
        return self.buckets(name) if callable(self.buckets) else self.buckets


def on_bucket(report):
    """The requirements of the bucket."""
    return {one.text: one.status for one in report.requirements if one.text.startswith("bucket ")}


def test_a_custom_provider_can_inspect_buckets(run):
    known = {"region": "cn-hangzhou", "owner": "42", "storage_class": "Standard", "policy": None}
    provider = Looking(known)
    bucket = {"name": "my-images", "region": "cn-hangzhou"}
    report = run.setup([bucket], provider=provider)
    assert ("my-images", "cn-hangzhou") in provider.seen
    assert set(on_bucket(report).values()) == {"passed"} and len(on_bucket(report)) > 3

    other = run.verify([bucket], provider=Looking({**known, "owner": "43", "region": "cn-beijing"}))
    failed = {text for text, status in on_bucket(other).items() if status == "failed"}
    assert failed == {"bucket my-images belongs to account 42", "bucket my-images is in cn-hangzhou"}
    nothing = on_bucket(run.verify([bucket], provider=Looking(None)))
    assert nothing["bucket my-images exists and can be inspected"] == "failed"
    part = on_bucket(run.verify([bucket], provider=Looking({"owner": "42"})))
    assert part["bucket my-images belongs to account 42"] == "passed"
    assert part["bucket my-images has storage class Standard"] == "not_checked"


@pytest.mark.parametrize(("answer", "said"), [
    (["my-images"], "must be None, or a dict"),
    ({"colour": "red"}, "a bucket has no property `colour`"),
    ({"name": "other"}, "a bucket has no property `name`"),
    ({"versioning": "sometimes"}, "not a bucket: unknown variant"),
    (object(), "must consist of dict, list"),
    (lambda name: 1 / 0, "raised ZeroDivisionError"),
])
def test_an_invalid_bucket_makes_the_requirement_inconclusive(run, answer, said):
    report = run.verify(["my-images"], provider=Looking(answer))
    assert not report.ok
    [(status, reason)] = [(one.status, one.reason) for one in report.requirements
                            if one.text == "bucket my-images exists and can be inspected"]
    assert status == "inconclusive" and said in reason
