"""The provider for Alibaba Cloud, against a mock server on this machine."""

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

import rolewright
from rolewright import AlibabaProvider


@contextmanager
def provider(status, answer):
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self):
            self.rfile.read(int(self.headers.get("content-length", 0)))
            body = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield AlibabaProvider(endpoint=f"http://127.0.0.1:{server.server_port}")
        server.shutdown()


@pytest.fixture(autouse=True)
def key(monkeypatch):
    monkeypatch.setenv("ALIBABA_CLOUD_ACCESS_KEY_ID", "testid")
    monkeypatch.setenv("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "testsecret")


def test_a_provider_can_make_many_calls():
    answer = {"AccountId": "42", "RequestId": "R-1"}
    with provider(200, answer) as alibaba:
        assert [alibaba.execute("GetCallerIdentity") for _ in range(5)] == [answer] * 5


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (403, "NoPermission", rolewright.PermissionDeniedError),
        (400, "Throttling.User", rolewright.ThrottledError),
        (404, "InvalidAccessKeyId.NotFound", rolewright.CredentialError),
        (400, "InvalidParameter.PolicyType", rolewright.InvalidInputError),
    ],
)
def test_the_error_code_determines_the_class(status, code, kind):
    answer = {"Code": code, "Message": "no", "RequestId": "R-1"}
    with provider(status, answer) as alibaba, pytest.raises(kind) as caught:
        alibaba.execute("ListRoles")
    error = caught.value
    assert (error.code, error.action, error.request_id) == (code, "ListRoles", "R-1")


def test_a_failed_write_may_have_been_applied():
    with provider(503, {"Code": "ServiceUnavailable", "Message": "no"}) as alibaba:
        with pytest.raises(rolewright.RamError, match="may have taken effect") as caught:
            alibaba.execute("CreateUser", {"UserName": "alice"})
    assert caught.value.maybe_applied
    assert caught.value.resource == "alice"
