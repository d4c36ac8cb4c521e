"""Presigned URLs of alibabacloud-oss-v2 and oss2, with both signature versions."""

from datetime import timedelta

import alibabacloud_oss_v2 as oss
import pytest
import requests

from oss_clients import BUCKET, KEY, bucket_of, client_of


def newer(version):
    def sign(emulator, method, seconds, key=None):
        client = client_of(emulator, key, signature_version=version)
        kind = {"GET": oss.GetObjectRequest, "PUT": oss.PutObjectRequest}[method]
        return client.presign(kind(bucket=BUCKET, key=KEY), expires=timedelta(seconds=seconds)).url

    return sign


def older(version):
    def sign(emulator, method, seconds, key=None):
        bucket = bucket_of(emulator, version, key)
        return bucket.sign_url(method, KEY, seconds, slash_safe=True)

    return sign


SIGNERS = {
    "oss-v2-v4": newer("v4"),
    "oss-v2-v1": newer("v1"),
    "oss2-v4": older("v4"),
    "oss2-v1": older("v1"),
}


@pytest.fixture(params=SIGNERS)
def sign(request, emulator):
    """Signs a URL: `sign(method, seconds, key)`. The bucket has one object."""
    client = client_of(emulator)
    client.put_bucket(oss.PutBucketRequest(bucket=BUCKET))
    client.put_object(oss.PutObjectRequest(bucket=BUCKET, key=KEY, body=b"text"))
    signer = SIGNERS[request.param]
    return lambda method, seconds=600, key=None: signer(emulator, method, seconds, key)


def ask(method, url, body=None) -> tuple[int, str]:
    answer = requests.request(method, url, data=body, timeout=10)
    return answer.status_code, answer.text


def refused(method, url) -> tuple[int, str]:
    status, text = ask(method, url)
    return status, text.split("<Code>", 1)[1].split("</Code>", 1)[0]


def test_a_url_needs_no_header_and_allows_only_its_method(sign):
    assert ask("PUT", sign("PUT"), b"other")[0] == 200
    assert ask("GET", sign("GET")) == (200, "other")
    assert refused("DELETE", sign("GET")) == (403, "SignatureDoesNotMatch")
    assert refused("PUT", sign("GET")) == (403, "SignatureDoesNotMatch")


def test_a_url_is_valid_until_it_expires(emulator, sign):
    url = sign("GET", 600)
    emulator.control("POST", "clock", {"seconds": 590})
    assert ask("GET", url) == (200, "text")
    emulator.control("POST", "clock", {"seconds": 20})
    assert refused("GET", url) == (403, "AccessDenied")


def test_a_changed_url_is_refused(emulator, sign):
    name = "/my-images/a%20folder/"
    url = sign("GET")
    assert name in url
    assert refused("GET", url.replace(name, "/my-images/other/")) == (403, "SignatureDoesNotMatch")
    wrong = sign("GET", key=(emulator.key[0], "wrong"))
    assert refused("GET", wrong) == (403, "SignatureDoesNotMatch")


def test_a_session_signs_with_its_token_and_has_only_its_permissions(emulator, sign):
    key = emulator.session("AliyunOSSReadOnlyAccess")
    assert ask("GET", sign("GET", key=key)) == (200, "text")
    assert refused("PUT", sign("PUT", key=key)) == (403, "AccessDenied")
