"""The official Python client at work, for `cargo xtask bench`.

    official.py job                 the calls that a set-up takes, one after the other
    official.py calls COUNT         so many GetRole one after the other; prints the seconds
    official.py calls COUNT THREADS the same from so many threads
    official.py fleet COUNT THREADS assumes the member role in so many accounts, and reads the set-up there
    official.py sign COUNT          so many signatures of a GetRole; prints the seconds

The environment has the endpoint and the caller: PROTOCOL (http or https), ENDPOINT (host and port), the two
variables of the key, and for `job` the documents TRUST and POLICY.
"""

import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor

from alibabacloud_ram20150501 import models
from alibabacloud_ram20150501.client import Client
from alibabacloud_tea_openapi.models import Config

NAME = "AliyunContainerRegistryCustomizedOSSBucketRole"
POLICY = NAME + "Policy"


def config():
    return Config(
        access_key_id=os.environ["ALIBABA_CLOUD_ACCESS_KEY_ID"],
        access_key_secret=os.environ["ALIBABA_CLOUD_ACCESS_KEY_SECRET"],
        endpoint=os.environ["ENDPOINT"],
        protocol=os.environ["PROTOCOL"],
    )


def client():
    return Client(config())


def is_missing(read, request):
    try:
        read(request)
    except Exception as error:
        if getattr(error, "code", "").startswith("EntityNotExist"):
            return True
        raise
    return False


def job():
    ram = client()
    if is_missing(ram.get_role, models.GetRoleRequest(role_name=NAME)):
        ram.create_role(
            models.CreateRoleRequest(
                role_name=NAME, assume_role_policy_document=os.environ["TRUST"]
            )
        )
    policy = models.GetPolicyRequest(policy_name=POLICY, policy_type="Custom")
    if is_missing(ram.get_policy, policy):
        ram.create_policy(
            models.CreatePolicyRequest(
                policy_name=POLICY, policy_document=os.environ["POLICY"]
            )
        )
    attached = ram.list_policies_for_role(
        models.ListPoliciesForRoleRequest(role_name=NAME)
    )
    names = [one.policy_name for one in attached.body.policies.policy or []]
    if POLICY not in names:
        ram.attach_policy_to_role(
            models.AttachPolicyToRoleRequest(
                policy_type="Custom", policy_name=POLICY, role_name=NAME
            )
        )


def calls(count, threads=1):
    ram = client()
    request = models.GetRoleRequest(role_name=NAME)

    def call(_):
        assert ram.get_role(request).body.role.role_name == NAME

    call(0)
    with ThreadPoolExecutor(threads) as pool:
        begun = time.perf_counter()
        for _ in map(call, range(count)) if threads == 1 else pool.map(call, range(count)):
            pass
        print(time.perf_counter() - begun)


def fleet(count, threads):
    from alibabacloud_sts20150401 import models as sts_models
    from alibabacloud_sts20150401.client import Client as Sts

    sts = Sts(config())

    def verify(number):
        account = 2_000_000_000_000_001 + number
        arn = f"acs:ram::{account}:role/ResourceDirectoryAccountAccessRole"
        request = sts_models.AssumeRoleRequest(role_arn=arn, role_session_name="bench")
        session = sts.assume_role(request).body.credentials
        own = config()
        own.access_key_id = session.access_key_id
        own.access_key_secret = session.access_key_secret
        own.security_token = session.security_token
        assert Sts(own).get_caller_identity().body.account_id == str(account)
        ram = Client(own)
        ram.get_role(models.GetRoleRequest(role_name=NAME))
        ram.get_policy(models.GetPolicyRequest(policy_name=POLICY, policy_type="Custom"))
        ram.list_policies_for_role(models.ListPoliciesForRoleRequest(role_name=NAME))

    with ThreadPoolExecutor(threads) as pool:
        for _ in pool.map(verify, range(count)):
            pass


def sign(count):
    from alibabacloud_tea_openapi.utils import Utils
    from darabonba.request import DaraRequest

    request = DaraRequest()
    request.method = "POST"
    request.pathname = "/"
    request.query = {"RoleName": NAME}
    request.headers = {
        "host": "ram.aliyuncs.com",
        "x-acs-action": "GetRole",
        "x-acs-version": "2015-05-01",
        "x-acs-date": "2026-01-01T00:00:00Z",
        "x-acs-signature-nonce": "00112233445566778899aabbccddeeff",
        "x-acs-content-sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    }
    key = ("LTAI5tExampleExampleExam", "ExampleSecretExampleSecretExam")
    payload = request.headers["x-acs-content-sha256"]
    begun = time.perf_counter()
    for _ in range(count):
        Utils.get_authorization(request, "ACS3-HMAC-SHA256", payload, *key)
    print(time.perf_counter() - begun)


if __name__ == "__main__":
    task = {"job": job, "calls": calls, "fleet": fleet, "sign": sign}[sys.argv[1]]
    task(*map(int, sys.argv[2:]))
