"""AssumeRoleWithOIDC, which alibabacloud-sts20150401 sends without a key."""

import base64
import json
import time

import pytest
from alibabacloud_credentials.provider import OIDCRoleArnCredentialsProvider, oidc
from alibabacloud_ram20150501 import models as ram_models
from alibabacloud_ram20150501.client import Client as Ram
from alibabacloud_sts20150401 import models
from alibabacloud_sts20150401.client import Client as Sts
from alibabacloud_tea_openapi.models import Config

from conftest import code_of

ISSUER = "https://issuer.example"
AUDIENCE = "sts.aliyuncs.com"


def token(**other) -> str:
    claims = {
        "iss": ISSUER,
        "sub": "system:serviceaccount:ci:runner",
        "aud": AUDIENCE,
        "iat": int(time.time()),
        "exp": int(time.time()) + 3600,
    } | other
    parts = [json.dumps({"alg": "RS256"}), json.dumps(claims), "signature"]
    encoded = [base64.urlsafe_b64encode(part.encode()).decode().rstrip("=") for part in parts]
    return ".".join(encoded)


@pytest.fixture
def runner(emulator, ram):
    """Requests of a build; the role trusts one subject of one provider."""
    provider = f"acs:ram::{emulator.account_id}:oidc-provider/ci"
    statement = {
        "Effect": "Allow",
        "Action": "sts:AssumeRole",
        "Principal": {"Federated": [provider]},
        "Condition": {
            "StringEquals": {
                "oidc:iss": [ISSUER],
                "oidc:aud": [AUDIENCE],
                "oidc:sub": ["system:serviceaccount:ci:runner"],
            }
        },
    }
    trust = json.dumps({"Version": "1", "Statement": [statement]})
    ram.create_role(
        ram_models.CreateRoleRequest(role_name="runner", assume_role_policy_document=trust)
    )
    ram.attach_policy_to_role(
        ram_models.AttachPolicyToRoleRequest(
            policy_type="System", policy_name="AliyunRAMReadOnlyAccess", role_name="runner"
        )
    )

    def asked(token=token(), provider=provider, **more) -> models.AssumeRoleWithOIDCRequest:
        return models.AssumeRoleWithOIDCRequest(
            oidcprovider_arn=provider,
            role_arn=f"acs:ram::{emulator.account_id}:role/runner",
            oidctoken=token,
            role_session_name="build",
            **more,
        )

    return asked


def anonymous(emulator) -> Sts:
    return Sts(Config(endpoint=emulator.host, protocol="http"))


def test_a_token_opens_a_working_session(emulator, runner):
    opened = anonymous(emulator).assume_role_with_oidc(runner()).body
    assert opened.oidctoken_info.issuer == ISSUER
    given = opened.credentials
    key = (given.access_key_id, given.access_key_secret, given.security_token)
    session = Ram(emulator.config(key))
    assert len(session.list_roles(ram_models.ListRolesRequest()).body.roles.role) == 1


def test_other_tokens_are_rejected(emulator, runner):
    sts = anonymous(emulator)
    other = f"acs:ram::{emulator.account_id}:oidc-provider/other"
    for request in [
        runner(token=token(sub="another subject")),
        runner(token=token(iss="https://other.example")),
        runner(token=token(aud="other")),
        runner(token=token(exp=int(time.time()) - 1)),
        runner(token="no token at all"),
        runner(provider=other),
    ]:
        status, code = code_of(sts.assume_role_with_oidc, request)
        assert status == 401 and code.startswith("AuthenticationFail."), (status, code)
    longer = runner(duration_seconds=3601)
    assert code_of(sts.assume_role_with_oidc, longer) == (400, "InvalidParameter.DurationSeconds")


def test_the_credentials_package_uses_a_token_file(emulator, runner, tmp_path, monkeypatch):
    file = tmp_path / "token"
    file.write_text(token())
    asked = runner()
    provider = OIDCRoleArnCredentialsProvider(
        role_arn=asked.role_arn,
        oidc_provider_arn=asked.oidcprovider_arn,
        oidc_token_file_path=str(file),
        role_session_name="build",
        sts_endpoint=emulator.host,
    )
    send = oidc.TeaCore.do_action

    def send_plainly(request, *more):
        # The package always uses https.
        request.protocol = "http"
        return send(request, *more)

    monkeypatch.setattr(oidc.TeaCore, "do_action", staticmethod(send_plainly))
    given = provider.get_credentials()
    key = (given.get_access_key_id(), given.get_access_key_secret(), given.get_security_token())
    who = Sts(emulator.config(key)).get_caller_identity().body
    assert who.arn == f"acs:ram::{emulator.account_id}:assumed-role/runner/build"
