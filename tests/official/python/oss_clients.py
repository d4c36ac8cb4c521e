"""The OSS clients that several suites use."""

import alibabacloud_oss_v2 as oss
import oss2
import pytest

BUCKET = "my-images"
KEY = "a folder/ü +%?&#.txt"


def client_of(emulator, key=None, **more) -> oss.Client:
    """A client of alibabacloud-oss-v2; `key` can have a token."""
    config = oss.config.load_default()
    config.credentials_provider = oss.credentials.StaticCredentialsProvider(*(key or emulator.key))
    config.region = "cn-hangzhou"
    config.endpoint = emulator.endpoint
    config.retry_max_attempts = 1
    for name, value in more.items():
        setattr(config, name, value)
    return oss.Client(config)


def code_of(call, *arguments) -> tuple[int, str]:
    """Status and code of a failed call of alibabacloud-oss-v2."""
    with pytest.raises(oss.exceptions.OperationError) as refused:
        call(*arguments)
    error = refused.value.unwrap()
    return error.status_code, error.code


def bucket_of(emulator, version, key=None) -> oss2.Bucket:
    """A bucket of oss2; `key` can have a token."""
    key_id, secret, *token = key or emulator.key
    if token:
        auth = oss2.StsAuth(key_id, secret, token[0], version)
    else:
        auth = oss2.make_auth(key_id, secret, version)
    return oss2.Bucket(auth, emulator.endpoint, BUCKET, region="cn-hangzhou")
