"""alibabacloud-cr20181201: instances that use buckets of the account."""

from alibabacloud_cr20181201 import models
from alibabacloud_cr20181201.client import Client

REGION = "cn-hangzhou"


def test_an_instance_waits_for_its_role(emulator):
    emulator.control("POST", "seed", {"buckets": {"my-images": {}}})
    instance = {"region": REGION, "name": "images", "bucket": "my-images"}
    made = emulator.control("POST", "instances", instance)["instance"]
    assert [call["call"] for call in made["refused"]] == ["AssumeRole"]
    client = Client(emulator.config(region_id=REGION))
    got = client.get_instance(models.GetInstanceRequest(instance_id=made["id"])).body
    assert (got.instance_status, got.instance_issue) == (
        "PENDING",
        "OSS_SERVICE_ROLE_UNAUTHORIZED",
    )
    listed = client.list_instance(models.ListInstanceRequest()).body
    assert [instance.instance_name for instance in listed.instances] == ["images"]
    gone = models.GetInstanceRequest(instance_id="cri-gone")
    assert client.get_instance(gone).body.code == "INSTANCE_NOT_EXIST"
