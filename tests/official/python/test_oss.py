"""alibabacloud-oss-v2: buckets, their settings, and objects."""

import socket

import alibabacloud_oss_v2 as oss
import pytest

from oss_clients import BUCKET, KEY, client_of, code_of


@pytest.fixture(params=["v4", "v1", "host"])
def client(request, emulator, monkeypatch) -> oss.Client:
    """Each signature version in path style, and V4 in virtual-host style."""
    if request.param == "host":
        find = socket.getaddrinfo
        # Not every system resolves names below `localhost`.
        monkeypatch.setattr(socket, "getaddrinfo", lambda _, *more: find("127.0.0.1", *more))
        port = emulator.host.rsplit(":", 1)[1]
        made = client_of(emulator, endpoint=f"http://localhost:{port}")
    else:
        made = client_of(emulator, signature_version=request.param)
    made.put_bucket(oss.PutBucketRequest(bucket=BUCKET))
    return made


def put(client, key, body=b"text", **more):
    request = oss.PutObjectRequest(bucket=BUCKET, key=key, body=body, **more)
    return client.put_object(request)


def get(client, key, **more) -> bytes:
    return client.get_object(oss.GetObjectRequest(bucket=BUCKET, key=key, **more)).body.content


def test_objects_are_returned_unchanged(client):
    put(client, KEY, "Grüße".encode(), content_type="text/plain", metadata={"team": "a"})
    assert get(client, KEY).decode() == "Grüße"
    head = client.head_object(oss.HeadObjectRequest(bucket=BUCKET, key=KEY))
    assert (head.content_length, head.content_type) == (7, "text/plain")
    assert head.metadata["team"] == "a"
    assert get(client, KEY, range_header="bytes=0-1") == b"Gr"
    client.delete_object(oss.DeleteObjectRequest(bucket=BUCKET, key=KEY))
    gone = oss.GetObjectRequest(bucket=BUCKET, key=KEY)
    assert code_of(client.get_object, gone) == (404, "NoSuchKey")
    assert code_of(client.head_object, oss.HeadObjectRequest(bucket=BUCKET, key=KEY))[0] == 404


def test_lists_have_pages_and_folders(client):
    for number in range(5):
        put(client, f"blobs/{number}")
    put(client, "top +é")
    pages = client.list_objects_v2_paginator(limit=2)
    found = [
        entry.key
        for page in pages.iter_page(oss.ListObjectsV2Request(bucket=BUCKET))
        for entry in page.contents or []
    ]
    assert found == [f"blobs/{number}" for number in range(5)] + ["top +é"]
    page = client.list_objects_v2(oss.ListObjectsV2Request(bucket=BUCKET, delimiter="/"))
    assert [folder.prefix for folder in page.common_prefixes] == ["blobs/"]
    names = [oss.DeleteObject(key=key) for key in found]
    deleted = client.delete_multiple_objects(
        oss.DeleteMultipleObjectsRequest(bucket=BUCKET, objects=names)
    )
    assert len(deleted.deleted_objects) == 6
    buckets = client.list_buckets(oss.ListBucketsRequest()).buckets
    assert [bucket.name for bucket in buckets] == [BUCKET]


def test_parts_become_one_object(client):
    begin = oss.InitiateMultipartUploadRequest(bucket=BUCKET, key=KEY)
    upload = client.initiate_multipart_upload(begin).upload_id
    parts = []
    for number, body in [(1, b"a" * 102400), (2, b"b")]:
        part = client.upload_part(oss.UploadPartRequest(
            bucket=BUCKET, key=KEY, upload_id=upload, part_number=number, body=body
        ))
        parts.append(oss.UploadPart(part_number=number, etag=part.etag))
    listed = client.list_parts(oss.ListPartsRequest(bucket=BUCKET, key=KEY, upload_id=upload))
    assert [part.size for part in listed.parts] == [102400, 1]
    client.complete_multipart_upload(oss.CompleteMultipartUploadRequest(
        bucket=BUCKET, key=KEY, upload_id=upload,
        complete_multipart_upload=oss.CompleteMultipartUpload(parts=parts),
    ))
    assert len(get(client, KEY)) == 102401
    upload = client.initiate_multipart_upload(begin).upload_id
    open_ones = client.list_multipart_uploads(oss.ListMultipartUploadsRequest(bucket=BUCKET))
    assert [found.upload_id for found in open_ones.uploads] == [upload]
    end = oss.AbortMultipartUploadRequest(bucket=BUCKET, key=KEY, upload_id=upload)
    client.abort_multipart_upload(end)
    assert code_of(client.abort_multipart_upload, end) == (404, "NoSuchUpload")


def test_versions_and_tags_of_an_object(client):
    client.put_bucket_versioning(oss.PutBucketVersioningRequest(
        bucket=BUCKET, versioning_configuration=oss.VersioningConfiguration(status="Enabled")
    ))
    first = put(client, KEY, b"1").version_id
    put(client, KEY, b"2")
    client.delete_object(oss.DeleteObjectRequest(bucket=BUCKET, key=KEY))
    assert get(client, KEY, version_id=first) == b"1"
    listed = client.list_object_versions(oss.ListObjectVersionsRequest(bucket=BUCKET))
    assert (len(listed.version), len(listed.delete_marker)) == (2, 1)
    tags = oss.Tagging(tag_set=oss.TagSet(tags=[oss.Tag(key="team", value="a b+c")]))
    client.put_object_tagging(oss.PutObjectTaggingRequest(
        bucket=BUCKET, key=KEY, version_id=first, tagging=tags
    ))
    reply = client.get_object_tagging(
        oss.GetObjectTaggingRequest(bucket=BUCKET, key=KEY, version_id=first)
    )
    assert [(tag.key, tag.value) for tag in reply.tag_set.tags] == [("team", "a b+c")]
    client.delete_object_tagging(
        oss.DeleteObjectTaggingRequest(bucket=BUCKET, key=KEY, version_id=first)
    )


def test_an_object_is_copied_whole_and_in_parts(client):
    put(client, KEY, b"a" * 102400 + b"b", metadata={"team": "a"})
    source = {"bucket": BUCKET, "source_bucket": BUCKET, "source_key": KEY}
    copied = client.copy_object(oss.CopyObjectRequest(key="copy", **source))
    head = client.head_object(oss.HeadObjectRequest(bucket=BUCKET, key="copy"))
    assert (head.etag, head.metadata["team"]) == (copied.etag, "a")
    replaced = {"metadata_directive": "REPLACE", "metadata": {"team": "b"}}
    client.copy_object(oss.CopyObjectRequest(key="copy", **source, **replaced))
    head = client.head_object(oss.HeadObjectRequest(bucket=BUCKET, key="copy"))
    assert head.metadata["team"] == "b"
    begin = oss.InitiateMultipartUploadRequest(bucket=BUCKET, key="parts")
    upload = client.initiate_multipart_upload(begin).upload_id
    parts = []
    for number, part_range in [(1, "bytes=0-102399"), (2, "bytes=102400-102400")]:
        part = client.upload_part_copy(oss.UploadPartCopyRequest(
            key="parts", upload_id=upload, part_number=number, source_range=part_range, **source
        ))
        parts.append(oss.UploadPart(part_number=number, etag=part.etag))
    client.complete_multipart_upload(oss.CompleteMultipartUploadRequest(
        bucket=BUCKET, key="parts", upload_id=upload,
        complete_multipart_upload=oss.CompleteMultipartUpload(parts=parts),
    ))
    assert get(client, "parts") == get(client, KEY)
    gone = oss.CopyObjectRequest(bucket=BUCKET, key="copy", source_key="gone")
    assert code_of(client.copy_object, gone) == (404, "NoSuchKey")


def test_an_object_has_an_acl_and_a_bucket_has_tags(client):
    put(client, KEY)
    ask = oss.GetObjectAclRequest(bucket=BUCKET, key=KEY)
    assert client.get_object_acl(ask).acl == "default"
    client.put_object_acl(oss.PutObjectAclRequest(bucket=BUCKET, key=KEY, acl="public-read"))
    assert client.get_object_acl(ask).acl == "public-read"
    tagging = oss.Tagging(tag_set=oss.TagSet(tags=[oss.Tag(key="team", value="a b+ü")]))
    client.put_bucket_tags(oss.PutBucketTagsRequest(bucket=BUCKET, tagging=tagging))
    asked = oss.GetBucketTagsRequest(bucket=BUCKET)
    tags = client.get_bucket_tags(asked).tagging.tag_set.tags
    assert [(tag.key, tag.value) for tag in tags] == [("team", "a b+ü")]
    client.delete_bucket_tags(oss.DeleteBucketTagsRequest(bucket=BUCKET))
    assert not client.get_bucket_tags(asked).tagging.tag_set.tags


def test_settings_of_a_bucket_are_stored(client):
    default = oss.ApplyServerSideEncryptionByDefault(sse_algorithm="AES256")
    rule = oss.ServerSideEncryptionRule(apply_server_side_encryption_by_default=default)
    missing = oss.GetBucketEncryptionRequest(bucket=BUCKET)
    unset = (404, "NoSuchServerSideEncryptionRule")
    assert code_of(client.get_bucket_encryption, missing) == unset
    client.put_bucket_encryption(
        oss.PutBucketEncryptionRequest(bucket=BUCKET, server_side_encryption_rule=rule)
    )
    client.put_bucket_acl(oss.PutBucketAclRequest(bucket=BUCKET, acl="public-read"))
    info = client.get_bucket_info(oss.GetBucketInfoRequest(bucket=BUCKET)).bucket_info
    assert (info.location, info.acl) == ("oss-cn-hangzhou", "public-read")
    assert info.sse_rule.sse_algorithm == "AES256"
    lifecycle = oss.LifecycleConfiguration(rules=[
        oss.LifecycleRule(id="old", prefix="tmp/", status="Enabled",
                          expiration=oss.LifecycleRuleExpiration(days=3))
    ])
    client.put_bucket_lifecycle(
        oss.PutBucketLifecycleRequest(bucket=BUCKET, lifecycle_configuration=lifecycle)
    )
    reply = client.get_bucket_lifecycle(oss.GetBucketLifecycleRequest(bucket=BUCKET))
    assert reply.lifecycle_configuration.rules[0].expiration.days == 3
    client.delete_bucket_lifecycle(oss.DeleteBucketLifecycleRequest(bucket=BUCKET))
    referer = oss.RefererConfiguration(
        allow_empty_referer=False, referer_list=oss.RefererList(referers=["http://a.example"])
    )
    client.put_bucket_referer(
        oss.PutBucketRefererRequest(bucket=BUCKET, referer_configuration=referer)
    )
    reply = client.get_bucket_referer(oss.GetBucketRefererRequest(bucket=BUCKET))
    assert reply.referer_configuration.referer_list.referers == ["http://a.example"]
    logging = oss.BucketLoggingStatus(
        logging_enabled=oss.LoggingEnabled(target_bucket=BUCKET, target_prefix="log/")
    )
    client.put_bucket_logging(
        oss.PutBucketLoggingRequest(bucket=BUCKET, bucket_logging_status=logging)
    )
    reply = client.get_bucket_logging(oss.GetBucketLoggingRequest(bucket=BUCKET))
    assert reply.bucket_logging_status.logging_enabled.target_prefix == "log/"
    faster = oss.TransferAccelerationConfiguration(enabled=True)
    client.put_bucket_transfer_acceleration(oss.PutBucketTransferAccelerationRequest(
        bucket=BUCKET, transfer_acceleration_configuration=faster
    ))
    reply = client.get_bucket_transfer_acceleration(
        oss.GetBucketTransferAccelerationRequest(bucket=BUCKET)
    )
    assert reply.transfer_acceleration_configuration.enabled is True


def test_keys_policies_and_time_decide(emulator, client):
    put(client, KEY)
    wrong = client_of(emulator, (emulator.key[0], "wrong"))
    get_it = oss.GetObjectRequest(bucket=BUCKET, key=KEY)
    assert code_of(wrong.get_object, get_it) == (403, "SignatureDoesNotMatch")
    unknown = client_of(emulator, ("nobody", "wrong"))
    assert code_of(unknown.get_object, get_it) == (403, "InvalidAccessKeyId")
    reader = client_of(emulator, emulator.user("reader", "AliyunOSSReadOnlyAccess"))
    assert get(reader, KEY) == b"text"
    assert code_of(put, reader, KEY) == (403, "AccessDenied")
    other = oss.GetBucketInfoRequest(bucket="not-made")
    assert code_of(client.get_bucket_info, other) == (404, "NoSuchBucket")
    emulator.control("POST", "clock", {"seconds": 901})
    assert code_of(client.get_object, get_it) == (403, "RequestTimeTooSkewed")
