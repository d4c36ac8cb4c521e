"""oss2, the older OSS client, with both signature versions."""

import oss2
import pytest
from oss2.models import Tagging, TaggingRule

from oss_clients import KEY, bucket_of

COPY = "copies/of it"


@pytest.fixture(params=["v1", "v4"])
def bucket(request, emulator) -> oss2.Bucket:
    made = bucket_of(emulator, request.param)
    made.create_bucket()
    return made


def code_of(call, *arguments, **more) -> tuple[int, str]:
    with pytest.raises(oss2.exceptions.ServerError) as refused:
        call(*arguments, **more)
    return refused.value.status, refused.value.code


def test_objects_are_returned_unchanged_and_listed(bucket):
    bucket.put_object(KEY, "Grüße", headers={"x-oss-meta-team": "a"})
    got = bucket.get_object(KEY)
    assert (got.read().decode(), got.headers["x-oss-meta-team"]) == ("Grüße", "a")
    assert [found.key for found in oss2.ObjectIteratorV2(bucket, prefix="a folder/")] == [KEY]
    bucket.delete_object(KEY)
    assert code_of(bucket.get_object, KEY) == (404, "NoSuchKey")


def test_a_copy_has_the_metadata_of_its_source_unless_replaced(bucket):
    bucket.put_object(KEY, b"text", headers={"x-oss-meta-team": "a"})
    copied = bucket.copy_object(bucket.bucket_name, KEY, COPY)
    assert copied.etag == bucket.head_object(KEY).etag
    assert bucket.get_object(COPY).headers["x-oss-meta-team"] == "a"
    bucket.update_object_meta(COPY, {"x-oss-meta-team": "b"})
    assert bucket.head_object(COPY).headers["x-oss-meta-team"] == "b"
    missing = (404, "NoSuchKey")
    assert code_of(bucket.copy_object, bucket.bucket_name, "gone", COPY) == missing
    forbid = {"x-oss-forbid-overwrite": "true"}
    exists = (409, "FileAlreadyExists")
    copy = (bucket.bucket_name, KEY, COPY)
    assert code_of(bucket.copy_object, *copy, headers=forbid) == exists


def test_an_object_has_the_acl_of_its_bucket_until_it_has_its_own(bucket):
    bucket.put_object(KEY, b"text")
    assert bucket.get_object_acl(KEY).acl == oss2.OBJECT_ACL_DEFAULT
    bucket.put_object_acl(KEY, oss2.OBJECT_ACL_PUBLIC_READ)
    assert bucket.get_object_acl(KEY).acl == oss2.OBJECT_ACL_PUBLIC_READ
    assert code_of(bucket.put_object_acl, KEY, "odd") == (400, "InvalidArgument")


def test_tags_of_a_bucket_are_replaced_and_deleted(bucket):
    for tags in [{"team": "a b+c", "stage": "ü"}, {"team": "b"}]:
        rule = TaggingRule()
        for key, value in tags.items():
            rule.add(key, value)
        bucket.put_bucket_tagging(Tagging(rule))
        assert bucket.get_bucket_tagging().tag_set.tagging_rule == tags
    bucket.delete_bucket_tagging()
    assert bucket.get_bucket_tagging().tag_set.tagging_rule == {}
