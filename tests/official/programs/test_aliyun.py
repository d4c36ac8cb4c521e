"""The aliyun CLI: RAM, sessions over HTTPS, OSS, and the purchase of an instance."""

import json
import os
import shlex
import urllib.request

import pytest

from conftest import BUCKET, exported, run

ALIYUN = os.environ["ROLEWRIGHT_ALIYUN"]
REGION = "cn-hangzhou"
CUSTOM = ["--PolicyType", "Custom", "--PolicyName", "images"]


def trust_of(principal: dict) -> str:
    statement = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": principal}
    return json.dumps({"Version": "1", "Statement": [statement]})


DOCUMENT = json.dumps(
    {"Version": "1", "Statement": [{"Effect": "Allow", "Action": "oss:Get*", "Resource": "*"}]}
)


class Cli:
    """The command, with a profile for the key of the account."""

    def __init__(self, emulator, authority=None) -> None:
        self.emulator = emulator
        self.environment = dict(emulator.environment)
        if authority:
            self.environment["SSL_CERT_FILE"] = str(authority)
            self.connection = ["--endpoint", emulator.host]
        else:
            self.connection = ["--endpoint", emulator.host, "--insecure"]
        self.configure("root", "AK", *emulator.key)

    def configure(self, profile: str, mode: str, key_id: str, secret: str, *more: str) -> None:
        key = ["--access-key-id", key_id, "--access-key-secret", secret]
        words = ["configure", "set", "--profile", profile, "--mode", mode, *key, *more]
        self.run(*words, "--region", REGION)

    def run(self, *words: str, codes=(0,)) -> str:
        folder = self.emulator.home
        return run(ALIYUN, *words, environment=self.environment, folder=folder, codes=codes)

    def call(self, *words: str, profile="root") -> dict:
        """A call of an API: `call("ram", "GetRole", "--RoleName", "demo")`."""
        return json.loads(self.run(*words, "--profile", profile, *self.connection))

    def refused(self, *words: str, code: str, profile="root") -> None:
        """A call that fails with a code."""
        line = [*words, "--profile", profile, *self.connection]
        with pytest.raises(AssertionError, match=f"ErrorCode: {code}"):
            self.run(*line)

    def oss(self, version: str, *words: str) -> str:
        line = ["oss", *words, "--profile", "root", "--endpoint", self.emulator.endpoint]
        return self.run(*line, "--sign-version", version, "--region", REGION)


def test_role_and_policy_are_created_attached_and_deleted(start):
    cli = Cli(start())
    trust = trust_of({"Service": ["cr.aliyuncs.com"]})
    role = ["--RoleName", "demo"]
    cli.call("ram", "CreateRole", *role, "--AssumeRolePolicyDocument", trust)
    got = cli.call("ram", "GetRole", *role)["Role"]
    assert json.loads(got["AssumeRolePolicyDocument"]) == json.loads(trust)
    cli.call("ram", "CreatePolicy", "--PolicyName", "images", "--PolicyDocument", DOCUMENT)
    cli.call("ram", "AttachPolicyToRole", *CUSTOM, *role)
    attached = cli.call("ram", "ListPoliciesForRole", *role)["Policies"]["Policy"]
    assert [policy["PolicyName"] for policy in attached] == ["images"]
    cli.refused("ram", "DeleteRole", *role, code="DeleteConflict.Role.Policy")
    cli.call("ram", "DetachPolicyFromRole", *CUSTOM, *role)
    cli.call("ram", "DeleteRole", *role)
    cli.call("ram", "DeletePolicy", "--PolicyName", "images")
    cli.refused("ram", "GetRole", *role, code="EntityNotExist.Role")
    assert cli.call("ram", "ListRoles")["Roles"]["Role"] == []


def test_an_exported_script_makes_a_verified_set_up(start, tmp_path):
    emulator = start("--bucket", BUCKET)
    cli = Cli(emulator)
    words = shlex.join(["--profile", "root", *cli.connection])
    wrapper = tmp_path / "bin" / "aliyun"
    wrapper.parent.mkdir()
    wrapper.write_text(f'#!/bin/sh\nexec {shlex.quote(ALIYUN)} "$@" {words}\n')
    wrapper.chmod(0o755)
    script = tmp_path / "setup.sh"
    script.write_text(exported(emulator, "cli"))
    environment = cli.environment | {"PATH": f"{wrapper.parent}:{os.environ['PATH']}"}
    run("sh", script, environment=environment, folder=tmp_path)
    emulator.rolewright("verify")


def test_a_profile_that_assumes_a_role_works_over_https(start, tmp_path):
    authority = tmp_path / "ca.pem"
    emulator = start("--tls", "--tls-ca", str(authority))
    cli = Cli(emulator, authority)
    root = trust_of({"RAM": [f"acs:ram::{emulator.account}:root"]})
    cli.call("ram", "CreateRole", "--RoleName", "reader", "--AssumeRolePolicyDocument", root)
    system = ["--PolicyType", "System"]
    policy = [*system, "--PolicyName", "AliyunRAMReadOnlyAccess", "--RoleName", "reader"]
    cli.call("ram", "AttachPolicyToRole", *policy)
    cli.call("ram", "CreateUser", "--UserName", "alice")
    policy = [*system, "--PolicyName", "AliyunSTSAssumeRoleAccess", "--UserName", "alice"]
    cli.call("ram", "AttachPolicyToUser", *policy)
    key = cli.call("ram", "CreateAccessKey", "--UserName", "alice")["AccessKey"]
    key = [key["AccessKeyId"], key["AccessKeySecret"]]
    cli.configure("alice", "AK", *key)
    arn = f"acs:ram::{emulator.account}:role/reader"
    asked = ["sts", "AssumeRole", "--RoleArn", arn, "--RoleSessionName", "ci"]
    opened = cli.call(*asked, profile="alice")
    assert opened["Credentials"]["AccessKeyId"].startswith("STS.")
    cli.refused(*asked, code="NoPermission")
    role = ["--ram-role-arn", arn, "--role-session-name", "ci", "--sts-endpoint", emulator.host]
    cli.configure("role", "RamRoleArn", *key, *role)
    who = cli.call("sts", "GetCallerIdentity", profile="role")
    assert who["Arn"] == f"acs:ram::{emulator.account}:assumed-role/reader/ci"
    names = [role["RoleName"] for role in cli.call("ram", "ListRoles", profile="role")["Roles"]["Role"]]
    assert names == ["reader"]
    cli.refused("ram", "DeleteRole", "--RoleName", "reader", code="NoPermission", profile="role")


@pytest.mark.parametrize("version", ["v1", "v4"])
def test_objects_are_copied_signed_and_removed(start, tmp_path, version):
    cli = Cli(start())
    (tmp_path / "a.txt").write_text("text")
    name = f"oss://{BUCKET}/a folder/a.txt"
    cli.oss(version, "mb", f"oss://{BUCKET}")
    cli.oss(version, "cp", "a.txt", name)
    cli.oss(version, "cp", name, f"oss://{BUCKET}/copy.txt", "-f")
    assert "copy.txt" in cli.oss(version, "ls", f"oss://{BUCKET}")
    cli.oss(version, "cp", f"oss://{BUCKET}/copy.txt", "b.txt", "-f")
    assert (tmp_path / "b.txt").read_text() == "text"
    cli.oss(version, "set-acl", name, "public-read")
    assert "public-read" in cli.oss(version, "stat", name)
    cli.oss(version, "bucket-tagging", "--method", "put", f"oss://{BUCKET}", "team#a")
    assert "team" in cli.oss(version, "bucket-tagging", "--method", "get", f"oss://{BUCKET}")
    url = cli.oss(version, "sign", name, "--timeout", "60").split()[0]
    with urllib.request.urlopen(url, timeout=10) as answer:
        assert answer.read() == b"text"
    cli.oss(version, "rm", f"oss://{BUCKET}", "-b", "-r", "-f")
    assert BUCKET not in cli.oss(version, "ls")


def test_an_instance_runs_after_the_repair_of_its_set_up_and_is_refunded(start):
    emulator = start("--bucket", BUCKET)
    cli = Cli(emulator)
    product = ["--ProductCode", "acr", "--ProductType", "acr_ee_public_cn"]
    values = {
        "InstanceName": "images",
        "Region": REGION,
        "InstanceType": "Standard",
        "DefaultOssBucket": "false",
        "InstanceStorageName": BUCKET,
    }
    order = ["--SubscriptionType", "Subscription", "--Period", "1", *product]
    for number, (code, value) in enumerate(values.items(), 1):
        order += [f"--Parameter.{number}.Code", code, f"--Parameter.{number}.Value", value]
    instance = cli.call("bssopenapi", "CreateInstance", *order)["Data"]["InstanceId"]
    asked = ["cr", "GetInstance", "--InstanceId", instance]
    got = cli.call(*asked)
    issue = "OSS_SERVICE_ROLE_UNAUTHORIZED"
    assert (got["InstanceStatus"], got["InstanceIssue"]) == ("PENDING", issue)
    emulator.rolewright("apply", "--yes", "--account", emulator.account)
    assert cli.call(*asked)["InstanceStatus"] == "RUNNING"
    [listed] = cli.call("cr", "ListInstance")["Instances"]
    assert listed["InstanceId"] == instance
    refund = ["--InstanceId", instance, "--ImmediatelyRelease", "1", *product]
    cli.call("bssopenapi", "RefundInstance", *refund)
    assert cli.call(*asked)["Code"] == "INSTANCE_NOT_EXIST"
