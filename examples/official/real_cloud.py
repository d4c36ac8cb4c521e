"""Alibaba Cloud, with credentials from the environment, a profile or an instance role."""

import os

from alibabacloud_credentials.client import Client as Credentials
from alibabacloud_ram20150501.client import Client as Ram
from alibabacloud_sts20150401.client import Client as Sts
from alibabacloud_tea_openapi.models import Config

from _shared import problems, set_up

ACCOUNT = "1234567890123456"


def config(endpoint: str) -> Config:
    """The settings of a client; on Alibaba Cloud without endpoint and protocol."""
    return Config(credential=Credentials(), endpoint=os.environ[endpoint], protocol="http")


caller = Sts(config("STS_ENDPOINT")).get_caller_identity().body
print("caller:", caller.arn)
if caller.account_id != ACCOUNT:
    raise SystemExit(f"the credentials belong to account {caller.account_id}")
ram = Ram(config("RAM_ENDPOINT"))
set_up(ram)
assert not problems(ram)
