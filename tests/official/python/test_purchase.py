"""alibabacloud-bssopenapi20171214: an instance on a bucket of the account, from order to refund."""

import json
import os

from alibabacloud_bssopenapi20171214 import models as bss_models
from alibabacloud_bssopenapi20171214.client import Client as Bss
from alibabacloud_cr20181201 import models as cr_models
from alibabacloud_cr20181201.client import Client as Cr
from alibabacloud_ram20150501 import models

from conftest import code_of

REGION = "cn-hangzhou"
PRODUCT = {"product_code": "acr", "product_type": "acr_ee_public_cn"}


def order(bucket: str, **more) -> bss_models.CreateInstanceRequest:
    parameter = bss_models.CreateInstanceRequestParameter
    values = {
        "InstanceName": "images",
        "Region": REGION,
        "InstanceType": "Standard",
        "DefaultOssBucket": "false",
        "InstanceStorageName": bucket,
    }
    return bss_models.CreateInstanceRequest(
        subscription_type="Subscription",
        period=1,
        renewal_status="ManualRenewal",
        parameter=[parameter(code=code, value=value) for code, value in values.items()],
        **PRODUCT,
        **more,
    )


def test_an_instance_runs_when_its_set_up_is_right_and_is_gone_after_its_refund(emulator, ram):
    emulator.control("POST", "seed", {"buckets": {"my-images": {}}})
    bss, cr = Bss(emulator.config(region_id=REGION)), Cr(emulator.config(region_id=REGION))
    bought = bss.create_instance(order("my-images")).body
    assert (bought.success, bought.code) == (True, "Success")
    instance = bought.data.instance_id

    def state():
        got = cr.get_instance(cr_models.GetInstanceRequest(instance_id=instance)).body
        return got.instance_status, got.instance_issue

    waits = ("PENDING", "OSS_SERVICE_ROLE_UNAUTHORIZED")
    assert state() == waits
    setup = json.loads(os.environ["ROLEWRIGHT_SETUP"])
    role, policy = setup["role"], setup["policies"][0]
    trust, document = json.dumps(role["trust_policy"]), json.dumps(policy["document"])
    wrong = document.replace("oss:PutObject", "oss:PutNothing")
    name = policy["name"]
    ram.create_role(
        models.CreateRoleRequest(role_name=role["name"], assume_role_policy_document=trust)
    )
    ram.create_policy(models.CreatePolicyRequest(policy_name=name, policy_document=wrong))
    assert state() == waits
    attachment = {"policy_type": "Custom", "policy_name": name, "role_name": role["name"]}
    ram.attach_policy_to_role(models.AttachPolicyToRoleRequest(**attachment))
    assert state() == waits
    version = models.CreatePolicyVersionRequest(
        policy_name=name, policy_document=document, set_as_default=True
    )
    ram.create_policy_version(version)
    assert state() == ("RUNNING", None)
    refund = bss_models.RefundInstanceRequest(
        instance_id=instance, immediately_release="1", **PRODUCT
    )
    assert bss.refund_instance(refund).body.success is True
    gone = cr.get_instance(cr_models.GetInstanceRequest(instance_id=instance)).body
    assert (gone.code, gone.is_success) == ("INSTANCE_NOT_EXIST", False)
    assert code_of(bss.refund_instance, refund) == (404, "ResourceNotExists")


def test_an_order_is_listed_and_is_not_repeated(emulator):
    emulator.control("POST", "seed", {"buckets": {"my-images": {}}})
    bss = Bss(emulator.config(region_id=REGION))
    asked = bss_models.QueryAvailableInstancesRequest(**PRODUCT)
    assert bss.query_available_instances(asked).body.data.total_count == 0
    first = bss.create_instance(order("my-images", client_token="once")).body.data
    again = bss.create_instance(order("my-images", client_token="once")).body.data
    assert (first.instance_id, first.order_id) == (again.instance_id, again.order_id)
    [listed] = bss.query_available_instances(asked).body.data.instance_list
    assert (listed.instance_id, listed.renew_status) == (first.instance_id, "ManualRenewal")
    odd = order("my-images")
    odd.parameter = odd.parameter[1:]
    assert code_of(bss.create_instance, odd) == (400, "MissingParameter.InstanceName")
